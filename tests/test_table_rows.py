"""Rows of tables with addresses of their own."""

from __future__ import annotations

from knowledge.bilingual import Bilingual
from knowledge.passage import Clause
from knowledge.table_rows import row_of, rows_of


def clause(zh: str | None = None, en: str | None = None) -> Clause:
    return Clause(
        "sheets/f#fees", "sheets/f", "fees", "sheet", Bilingual(en="F"), Bilingual(en="Fees"), Bilingual(zh=zh, en=en)
    )


TABLE = "| Region | Fee |\n| --- | --- |\n| Jiang Su | 6 |\n| Tibet | 2\\|3 |\n| Tibet | |\n"


def test_a_row_is_named_by_its_first_cell() -> None:
    rows = rows_of(clause(en=f"Fees are:\n\n{TABLE}\nand more."))
    assert [row.id for row in rows] == ["sheets/f#fees.jiang-su", "sheets/f#fees.tibet", "sheets/f#fees.tibet-1"]
    assert [row.cells for row in rows] == [
        (("Region", "Jiang Su"), ("Fee", "6")),
        (("Region", "Tibet"), ("Fee", "2|3")),
        (("Region", "Tibet"),),
    ]


def test_a_row_added_above_leaves_the_other_addresses() -> None:
    longer = TABLE.replace("| Jiang Su", "| Anhui | 5 |\n| Jiang Su")
    assert {row.id for row in rows_of(clause(en=TABLE))} < {row.id for row in rows_of(clause(en=longer))}


def test_a_clause_in_both_languages_gives_each_row_once() -> None:
    assert [row.id for row in rows_of(clause("| 地区 |\n| --- |\n| 西藏 |", TABLE))] == ["sheets/f#fees.西藏"]


def test_a_clause_without_a_table_has_no_rows_and_a_wrong_address_none() -> None:
    assert rows_of(clause(en="Seven days.")) == []
    assert row_of(clause(en=TABLE), "sheets/f#fees.nowhere") is None
