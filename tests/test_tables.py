"""Excel and CSV: sheets as documents, rows that can be named."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from shop_on_disk import write_shop

from evals.bench.hostile_files import sheet, xlsx
from knowledge.converted import UnreadableError
from knowledge.folder import read_folder
from knowledge.table_rows import row_of
from knowledge.tables import read_workbook, workbook_to_markdown


def test_the_size_that_a_sheet_declares_is_not_believed() -> None:
    started = time.perf_counter()
    book = read_workbook(xlsx({"A": sheet({1: {"A": "sku"}, 3: {"B": "x"}}, "A1:XFD1048576")}))
    assert [(grid.name, grid.rows) for grid in book.grids] == [("A", ((1, ("sku",)), (3, ("", "x"))))]
    assert time.perf_counter() - started < 2


def test_more_cells_than_a_table_for_people_has_are_refused() -> None:
    wide = {number: {"A": "x", "XFD": "y"} for number in range(1, 80)}
    with pytest.raises(UnreadableError, match="holds more than 1,000,000 cells"):
        read_workbook(xlsx({"A": sheet(wide)}))


def test_columns_without_a_word_are_left_out_of_a_document() -> None:
    text = workbook_to_markdown(xlsx({"Fees": sheet({1: {"A": "Region", "XFD": "Fee"}, 2: {"A": "CN", "XFD": "6"}})}))
    assert text.markdown == "## Fees\n\n| Region | Fee |\n| --- | --- |\n| CN | 6 |\n"


def test_hidden_sheets_and_error_cells_are_named() -> None:
    error = sheet({1: {"A": "fee"}, 4: {"A": "<v>#REF!</v>"}}).replace('r="A4"', 'r="A4" t="e"')
    book = read_workbook(xlsx({"Fees": error, "Costs": sheet({1: {"A": "168"}})}, hidden=["Costs"]))
    assert [grid.name for grid in book.grids] == ["Fees"]
    assert [(note.place, note.row, note.what) for note in book.notes] == [
        ("sheet Costs", None, "is hidden and was not read"),
        ("sheet Fees", 4, "holds #REF!"),
    ]


def test_every_sheet_is_a_clause_and_every_row_has_an_address(tmp_path: Path) -> None:
    fees = sheet({1: {"A": "地区", "B": "运费"}, 2: {"A": "江浙沪", "B": "6元"}, 3: {"A": "西藏", "B": "23元"}})
    days = sheet({1: {"A": "地区", "B": "天数"}, 2: {"A": "江浙沪", "B": "2天"}})
    shop = read_folder(write_shop(tmp_path, policies__postage_xlsx=xlsx({"运费": fees, "时效 {#x}": days})))
    assert shop.faults == ()
    clauses = [name for name in shop.clauses if name.startswith("policies/postage#")]
    assert clauses == ["policies/postage#运费", "policies/postage#时效-x"]
    row = row_of(shop.clauses["policies/postage#运费"], "policies/postage#运费.西藏")
    assert row is not None
    assert (row.section.zh, row.number, row.cells) == ("运费", 2, (("地区", "西藏"), ("运费", "23元")))
