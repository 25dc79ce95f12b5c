"""agent/shop.py: open_shop(), cold and warm, with faulty rows, without a folder, and what its versions stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from shelf_of_clauses import data_folder
from shop_on_disk import BULB, LAMP, RETURNS, RULE, json_lines, write_shop

from agent.errors import DataError, ShopFolderError
from agent.found import find
from agent.settings import Settings
from agent.shop import Shop, _policy_version, open_shop
from knowledge.folder import read_folder

Open = Callable[..., Shop]
FAQ = "## 发票 · Invoices {#invoice}\n下单时可以开电子发票。\nAn e-invoice is issued with the order.\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens the small shop at `tmp_path/lantern`, after writing these changes, on `tmp_path/data`."""
    with ExitStack() as stack:

        def open_it(**changes: str | bytes | None) -> Shop:
            folder = write_shop(tmp_path / "lantern", **changes)
            shop = open_shop(folder, data=tmp_path / "data", settings=Settings())
            stack.callback(shop.index.close)
            return shop

        data_folder(tmp_path / "data")
        yield open_it


def written(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(file): (file.stat().st_mtime_ns, file.stat().st_size) for file in folder.rglob("*") if file.is_file()}


def test_a_first_opening_indexes_and_a_second_does_not(tmp_path: Path) -> None:
    folder, data = write_shop(tmp_path / "lantern"), data_folder(tmp_path / "data")
    told: list[tuple[int, int]] = []
    cold = open_shop(folder, data=data, settings=Settings(), progress=lambda *moved: told.append(moved))
    texts = [text for (text,) in cold.index.ask("select text from passages")]
    cold.index.close()
    assert cold.ingest_report is not None and cold.ingest_report.unchanged == 0
    assert cold.ingest_report.added == len(texts) > 0
    assert told == sorted(told) and told[-1] == (len(texts), len(texts))
    assert LAMP["internal"] == {"cost": 31} and not any("31" in text for text in texts)
    before, told = written(data), []
    warm = open_shop(folder, data=data, settings=Settings(), progress=lambda *moved: told.append(moved))
    warm.index.close()
    assert warm.ingest_report is None and told == []
    assert written(data) == before
    assert (warm.folder.digest, warm.policy_version) == (cold.folder.digest, cold.policy_version)
    assert warm.model is None


def test_faulty_rows_and_contradicting_rules_are_named_and_the_rest_is_there(opened: Open) -> None:
    rows = json_lines(LAMP, {"sku": "B-2", "name": "坏行", "price": "cheap"}, BULB)
    orders = json_lines({"id": "A-2", "status": "lost", "items": [{"sku": "L-1"}]})
    other = RULE.replace('id = "small"', 'id = "other"').replace("agent = 5", "agent = 50")
    shop = opened(catalog_jsonl=rows, orders_jsonl=orders, authority_toml=RULE + other)
    assert sorted(shop.folder.products) == ["B-1", "L-1"] and shop.folder.orders == {} and shop.folder.rules == ()
    said = [str(fault) for fault in shop.folder.faults]
    assert any(line.startswith("catalog.jsonl:2: B-2 price:") for line in said), said
    assert any(line.startswith("orders.jsonl:1: A-2 status:") for line in said), said
    assert any("small" in line and "other" in line for line in said), said
    assert shop.ingest_report is not None and shop.ingest_report.refused == shop.folder.faults
    assert "policies/returns#no-reason" in shop.folder.clauses


def test_a_missing_folder_and_one_without_shop_toml_are_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with pytest.raises(ShopFolderError, match="nowhere") as missing:
        open_shop(tmp_path / "nowhere", data=data, settings=Settings())
    assert missing.value.exit_code == 3
    with pytest.raises(ShopFolderError, match=r"shop\.toml"):
        open_shop(write_shop(tmp_path / "bare", shop_toml=None), data=data, settings=Settings())
    assert not data.exists()


def test_a_file_in_place_of_the_shop_folder_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shop.zip"
    file.write_bytes(b"PK")
    with pytest.raises(ShopFolderError, match=r"shop\.zip"):
        open_shop(file, data=tmp_path / "data", settings=Settings())


@pytest.mark.parametrize("place", ["file", "below a file", "/proc/youju"])
def test_a_data_folder_that_cannot_be_made_is_named_with_the_option_that_changes_it(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    data = Path(place) if place.startswith("/") else tmp_path / "file" / ("x" if "below" in place else "")
    with pytest.raises(DataError, match=r"cannot be written.*--data") as refused:
        open_shop(write_shop(tmp_path / "lantern"), data=data, settings=Settings())
    assert str(data) in str(refused.value) and refused.value.exit_code == 4
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_damaged_index_is_named_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "data" / "shops" / "lantern" / "index.sqlite3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"nonsense" * 1000)
    with pytest.raises(DataError, match=rf"{file} cannot be read: .*; delete that file"):
        open_shop(write_shop(tmp_path / "lantern"), data=tmp_path / "data", settings=Settings())


async def test_a_changed_document_is_indexed_again_and_one_taken_away_is_found_no_more(
    opened: Open, now: Any, tmp_path: Path
) -> None:
    before = opened(faq__invoice_md=FAQ)
    assert before.ingest_report is not None
    longer = RETURNS.replace("质量问题15天内包退。", "质量问题45天内包退。")
    after = opened(policies__returns_md=longer)
    assert after.ingest_report is not None
    assert 0 < after.ingest_report.added < before.ingest_report.added
    assert after.ingest_report.unchanged + after.ingest_report.added == before.ingest_report.added
    hits = (await find(after, "质量问题多少天包退", now=now, order_id=None, audience="buyer", k=3)).hits
    texts = [hit.text for hit in hits]
    assert any("45天" in text for text in texts) and not any("15天" in text for text in texts)
    assert after.folder.digest != before.folder.digest
    (tmp_path / "lantern" / "faq" / "invoice.md").unlink()
    without = opened(policies__returns_md=longer)
    assert without.ingest_report is not None
    assert without.ingest_report.removed > 0 and without.ingest_report.added == 0
    hits = (await find(without, "可以开发票吗", now=now, order_id=None, audience="staff", k=9)).nearest
    assert hits and not any(hit.clause_id.startswith("faq/") for hit in hits)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"authority_toml": RULE.replace("agent = 5", "agent = 6")}, True),
        ({"policies__returns_md": RETURNS.replace("起7天内可退", "起8天内可退")}, True),
        ({"policies__returns_md": RETURNS.replace("2026-03-01", "2026-04-01")}, True),
        ({"policies__returns_md": RETURNS.replace("valid_until: null", "valid_until: 2027-01-01")}, True),
        ({"policies__returns_md": RETURNS.replace("dated_by: order.signed_at", "dated_by: order.paid_at")}, True),
        ({"policies__returns_md": RETURNS.replace('window: "7 day"', 'window: "9 day"')}, True),
        ({"policies__returns_md": RETURNS.replace("7天内可以退哦", "9天内可以退哦")}, True),
        ({"policies__returns_md": RETURNS.replace("audience: buyer", "audience: staff")}, True),
        ({"catalog_jsonl": json_lines({**LAMP, "price": 12}, BULB)}, False),
        ({"faq__invoice_md": FAQ}, False),
        ({"orders_jsonl": None}, False),
    ],
    ids=[
        *("a rule's limit", "a policy's words", "its first day", "its last day", "which date picks it", "its facts"),
        *("its approved wording", "its audience", "a product", "an answer of the faq", "the orders"),
    ],
)
def test_policy_version_changes_with_what_rules_and_with_nothing_else(
    tmp_path: Path, changes: dict[str, Any], rules: bool
) -> None:
    plain = read_folder(write_shop(tmp_path / "plain"))
    changed = read_folder(write_shop(tmp_path / "changed", **changes))
    assert not [fault for fault in changed.faults if fault.level == "error"]
    assert (_policy_version(plain) != _policy_version(changed)) is rules
