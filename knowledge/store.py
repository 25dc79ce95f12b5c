"""The SQLite file that holds a shop's passages: where it lies, its tables, who may write it."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from knowledge.faults import IndexFault, IndexLocked, IndexMissing
from knowledge.vectors import safe_name

FILE = "index.sqlite3"
LAYOUT = 2
"""Raised when the tables change; an index of another layout is made anew."""
_MAPPED = 1 << 30
"""Bytes of the file that a reader has mapped at most: a row anywhere costs a fifth of what a read call does."""

_TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table passages (
  id integer primary key, key text not null unique, stamp text not null, body text not null,
  lang text not null, clause_id text not null, doc text not null, anchor text not null, kind text not null,
  audience text not null, dated_by text not null, valid_from text, valid_until text,
  skus text not null, only_sku text, prefix text not null, text text not null, vector blob not null);
create table centres (make text, lang text, vector blob not null, primary key (make, lang)) without rowid;
create index passages_body on passages (body);
create index passages_lang on passages (lang);
create virtual table native_zh using fts5(words, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
create virtual table native_en using fts5(words, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
create virtual table gloss_zh using fts5(words, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
create virtual table native_zh_terms using fts5vocab('native_zh', 'row');
create virtual table native_en_terms using fts5vocab('native_en', 'row');
create virtual table gloss_zh_terms using fts5vocab('gloss_zh', 'row');
"""
WORD_TABLES = ("native_zh", "native_en", "gloss_zh")


def shop_folder(data_dir: Path, shop_id: str) -> Path:
    """Where everything derived from this shop's files lies."""
    return data_dir / "shops" / safe_name(shop_id)


def open_for_writing(folder: Path) -> sqlite3.Connection:
    """The file, made when it is not there or of another layout. The caller holds the lock.

    Raises IndexFault when the folder cannot be written or the file is damaged.
    """
    file = folder / FILE
    try:
        connection = connected(file)
        try:
            layout = connection.execute("pragma user_version").fetchone()[0]
            if layout != LAYOUT:
                connection.close()
                for leftover in folder.glob(FILE + "*"):
                    leftover.unlink()
                connection = connected(file)
            connection.execute(f"pragma journal_mode = {'wal' if wal_is_safe() else 'truncate'}")
            connection.execute("pragma synchronous = full")
            if layout != LAYOUT:
                connection.executescript(f"begin immediate; {_TABLES} pragma user_version = {LAYOUT}; commit;")
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as exc:
        raise IndexFault(f"the index {file} cannot be written: {exc}; check the folder's rights and space") from exc
    except sqlite3.DatabaseError as exc:
        raise damaged(file, exc) from exc
    return connection


def open_for_reading(folder: Path) -> sqlite3.Connection:
    """The file as it is, also in a folder that cannot be written. Raises IndexMissing, or IndexFault when damaged."""
    file = folder / FILE
    if not file.is_file():
        raise IndexMissing(f"there is no index at {file}; run `youju ingest` first")
    try:
        # A writable file is opened as such, so that what a killed writer left half done can be rolled back.
        if os.access(file, os.W_OK) and os.access(folder, os.W_OK):
            connection = connected(file)
            connection.execute("pragma query_only = on")
        else:
            connection = connected(file, "mode=ro" + ("&immutable=1" if _is_settled_wal(file) else ""))
        connection.execute(f"pragma mmap_size = {_MAPPED}")
        layout = connection.execute("pragma user_version").fetchone()[0]
    except sqlite3.DatabaseError as exc:
        raise damaged(file, exc) from exc
    if layout != LAYOUT:
        connection.close()
        raise IndexMissing(f"the index {file} was made by another release; run `youju ingest`")
    return connection


def damaged(file: Path, exc: sqlite3.Error) -> IndexFault:
    return IndexFault(f"the index {file} cannot be read: {exc}; delete that file and run `youju ingest`")


def take_lock(folder: Path, wait: float) -> IO[str]:
    """The right to write, until the returned file is closed. Waits up to `wait` seconds, then raises IndexLocked."""
    import fcntl

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "index.lock").open("a+", encoding="ascii")
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise IndexFault(f"the data folder {folder} cannot be written: {reason}; choose another with --data") from exc
    give_up = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as exc:
            if time.monotonic() < give_up:
                time.sleep(0.05)
                continue
            lock.seek(0)
            owner = lock.read().strip() or "another, unknown process"
            lock.close()
            raise IndexLocked(
                f"{owner} is writing the index in {folder}; wait for it, or end it: nothing is lost, the next run "
                "goes on where it stopped"
            ) from exc
    lock.seek(0)
    lock.truncate()
    lock.write(f"process {os.getpid()} (since {datetime.now().astimezone():%Y-%m-%d %H:%M:%S})")
    lock.flush()
    return lock


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Write-ahead logging loses data on reset before SQLite 3.51.3, but for the repaired 3.50.7 and 3.44.6 lines."""
    if version >= (3, 51, 3):
        return True
    return any(line <= version < (line[0], line[1] + 1, 0) for line in ((3, 50, 7), (3, 44, 6)))


def connected(file: Path, options: str = "mode=rwc") -> sqlite3.Connection:
    address = f"{file.resolve().as_uri()}?{options}"
    return sqlite3.connect(address, uri=True, timeout=30, isolation_level=None, check_same_thread=False)


def _is_settled_wal(file: Path) -> bool:
    """A file left in write-ahead mode with nothing pending: readable without the side files it cannot make."""
    with file.open("rb") as start:
        header = start.read(20)
    log = file.with_name(file.name + "-wal")
    return header[18:19] == b"\x02" and not (log.exists() and log.stat().st_size)
