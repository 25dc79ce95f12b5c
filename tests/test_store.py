from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from knowledge import store
from knowledge.faults import IndexFault, IndexLocked, IndexMissing


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_write_ahead_logging_only_where_it_was_repaired(version: tuple[int, int, int], safe: bool) -> None:
    assert store.wal_is_safe(version) is safe


def test_a_commit_is_on_disk_before_it_returns(tmp_path: Path) -> None:
    sql = store.open_for_writing(tmp_path)
    full = 2
    assert sql.execute("pragma synchronous").fetchone()[0] == full
    expected = "wal" if store.wal_is_safe() else "truncate"
    assert sql.execute("pragma journal_mode").fetchone()[0] == expected
    sql.close()


def test_one_process_writes_and_the_second_is_told_who(tmp_path: Path) -> None:
    held = store.take_lock(tmp_path / "shop", 0)
    said = rf"^process {os.getpid()} \(since .*\) is writing the index in .*; wait for it, or end it"
    with pytest.raises(IndexLocked, match=said):
        store.take_lock(tmp_path / "shop", 0.1)
    held.close()
    store.take_lock(tmp_path / "shop", 0).close()


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "shops").write_text("a file where the folder should be")
    with pytest.raises(IndexFault, match=r"the data folder .* cannot be written: .*; choose another with --data"):
        store.take_lock(tmp_path / "shops" / "lantern", 0)


def test_reading_without_an_index_says_to_ingest(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `youju ingest` first"):
        store.open_for_reading(tmp_path)


def test_an_index_of_another_layout_is_made_anew_by_a_writer_and_refused_to_a_reader(tmp_path: Path) -> None:
    store.open_for_writing(tmp_path).close()
    old = sqlite3.connect(tmp_path / store.FILE)
    old.execute("pragma user_version = 99")
    old.close()
    with pytest.raises(IndexMissing, match="another release"):
        store.open_for_reading(tmp_path)
    store.open_for_writing(tmp_path).close()
    store.open_for_reading(tmp_path).close()


def test_a_damaged_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / store.FILE).write_bytes(b"not a database" * 1000)
    for opened in (store.open_for_reading, store.open_for_writing):
        with pytest.raises(IndexFault, match=r"index\.sqlite3 cannot be read: .*; delete that file and run"):
            opened(tmp_path)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    store.open_for_writing(tmp_path).close()
    sql = store.open_for_reading(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        sql.execute("insert into meta values ('a', 'b')")
    sql.close()


@pytest.mark.parametrize("mode", ["truncate", "wal"])
def test_a_folder_that_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    sql = store.open_for_writing(tmp_path)
    sql.execute(f"pragma journal_mode = {mode}")
    sql.execute("insert into meta values ('complete', 'yes')")
    sql.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    reader = store.open_for_reading(tmp_path)
    assert reader.execute("select value from meta").fetchall() == [("yes",)]
    assert not list(tmp_path.glob("*-shm"))
    reader.close()


def test_shops_with_odd_names_have_folders_of_their_own(tmp_path: Path) -> None:
    names = ["lantern", "灯舍", "灯具", "../../etc", "a/b", "a-b", "", "x" * 500]
    folders = {store.shop_folder(tmp_path, name) for name in names}
    assert len(folders) == len(names)
    assert all(one.resolve().parent == (tmp_path / "shops").resolve() for one in folders)
    assert store.shop_folder(tmp_path, "lantern").name == "lantern"
