from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from shelf_of_clauses import clause

from knowledge.bilingual import Bilingual
from knowledge.passage import Passage
from knowledge.passages import PROSE_TOKENS, ROW_TOKENS, split
from knowledge.tokens import count

NAMES = {"AF-55": Bilingual(zh="5.5升空气炸锅", en="5.5 L air fryer"), "AF-40": Bilingual(zh="4升空气炸锅")}


def test_a_short_clause_is_one_passage_per_language() -> None:
    one = clause("policies/returns#window", "7天内可退。", "Within 7 days.", section=Bilingual(zh="退货", en="Returns"))
    assert [(p.key, p.prefix, p.text) for p in split(one, {})] == [
        ("policies/returns#window~zh0", "规则 > 退货", "7天内可退。"),
        ("policies/returns#window~en0", "Rules > Returns", "Within 7 days."),
    ]


def test_a_language_that_is_not_written_has_no_passage() -> None:
    assert [p.lang for p in split(clause("faq/a#b", None, "Only English."), {})] == ["en"]
    assert split(clause("faq/a#b", "  ", None), {}) == []


def test_approved_wording_is_a_passage_of_its_own() -> None:
    one = clause("faq/a#b", "签收次日起7天内可退。", say=Bilingual(zh="7天内可以退哦。"))
    assert [(p.part, p.text) for p in split(one, {})] == [(0, "签收次日起7天内可退。"), (1, "7天内可以退哦。")]
    same = dataclasses.replace(one, say=Bilingual(zh="签收次日起7天内可退。"))
    assert len(split(same, {})) == 1


def test_a_heading_in_the_other_language_is_used_when_there_is_no_own() -> None:
    one = clause("faq/a#b", "可以。", section=Bilingual(en="Basket"))
    assert split(one, {})[0].prefix == "规则 > Basket"


@pytest.mark.parametrize(
    "text", ["可以退货,运费由买家承担。" * 60, "Unused items can be returned within 7 days. " * 60]
)
def test_long_prose_is_cut_at_sentences_without_overlap(text: str) -> None:
    passages = split(clause("policies/a#b", text, None), {})
    assert len(passages) > 3
    assert all(count(p.text) <= PROSE_TOKENS for p in passages)
    assert all(p.text.rstrip().endswith(("。", ".")) for p in passages)
    assert "".join(p.text for p in passages).replace(" ", "") == text.replace(" ", "")


def test_a_text_without_any_break_is_still_cut() -> None:
    passages = split(clause("policies/a#b", "长" * 1000, None), {})
    assert all(count(p.text) <= PROSE_TOKENS for p in passages)
    assert sum(p.text.count("长") for p in passages) == 1000


def test_table_rows_keep_their_header_and_are_never_cut() -> None:
    rows = [f"| part {number} | does thing {number} and lasts {number} months |" for number in range(12)]
    table = "\n".join(["| part | meaning |", "|---|---|", *rows])
    passages = split(clause("sheets/x#spec", None, f"Before.\n{table}\nAfter.", kind="sheet"), {})
    texts = [p.text for p in passages]
    assert texts[0] == "Before."
    assert texts[-1] == "After."
    assert all(text.startswith("| part | meaning |\n") for text in texts[1:-1])
    assert all(count(text) <= ROW_TOKENS for text in texts[1:-1])
    assert [row for text in texts[1:-1] for row in text.splitlines()[1:]] == rows


def test_one_huge_row_is_one_passage() -> None:
    row = "| " + "very long " * 200 + "|"
    passages = split(clause("sheets/x#spec", None, f"| a |\n|---|\n{row}", kind="sheet"), {})
    assert [p.text for p in passages] == [f"| a |\n{row}"]


def test_a_sheet_names_its_products() -> None:
    one = clause("sheets/af#care", "可水洗。", "Washable.", kind="sheet", skus=("AF-55", "AF-40"))
    assert [p.prefix for p in split(one, NAMES)] == [
        "规则 > 5.5升空气炸锅, 4升空气炸锅 > AF-55, AF-40",
        "Rules > 5.5 L air fryer, 4升空气炸锅 > AF-55, AF-40",
    ]


BASE = clause("policies/a#b", "可退。", section=Bilingual(zh="退货"))
CHANGES: list[dict[str, object]] = [
    {"text": Bilingual(zh="不可退。")},
    {"section": Bilingual(zh="退换")},
    {"valid_from": date(2026, 3, 1)},
    {"valid_until": date(2026, 3, 1)},
    {"dated_by": "order.paid_at"},
    {"audience": "staff"},
    {"skus": ("AF-55",)},
    {"id": "policies/a#c"},
]


def _only(passages: list[Passage]) -> Passage:
    (one,) = passages
    return one


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_whatever_a_search_reads_is_in_the_hash(change: dict[str, object]) -> None:
    assert _only(split(dataclasses.replace(BASE, **change), {})).hash != _only(split(BASE, {})).hash  # type: ignore[arg-type]


def test_what_a_search_does_not_read_is_not_in_the_hash() -> None:
    moved = dataclasses.replace(BASE, file="elsewhere.md", line=7)
    assert _only(split(moved, {})).hash == _only(split(BASE, {})).hash
