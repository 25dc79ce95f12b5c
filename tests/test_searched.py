"""What the search found for a sentence tells which clause it is about; cells of tables; hints of products."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.check.claims import claims_of
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.check.searched import Searched, shares_at, shares_beside, shares_of
from agent.check.statements import statements
from agent.check.tables import cells
from agent.suggestion import Evidence, Span
from knowledge.bilingual import Bilingual

DAMAGE = "Please report within 72 hours of delivery with photos, or the carrier rejects the claim."
FAULTY = "发错、少发请在签收后7天内告知。"


def _clause(name: str, *, zh: str | None = None, en: str | None = None, kind: str = "policy") -> Evidence:
    return Evidence(
        id=name, kind=kind, doc=name.partition("#")[0], anchor=name.partition("#")[2], text=Bilingual(zh=zh, en=en),
        lang="zh" if zh else "en", say=Bilingual(), facts={}, title=Bilingual(), section=Bilingual(), valid_from=None,
        valid_until=None, in_force_days=None, audience="buyer", score=1.0, skus=(),
    )  # fmt: skip


def _checked(text: str, evidence: tuple[Evidence, ...], shares: dict[str, float]) -> dict[str, str]:
    grounds = Grounds(evidence=evidence, searched=(Searched(Span(0, len(text)), shares),) if shares else ())
    return {claim.text: claim.verdict for claim in proofread(text, "zh", grounds).claims}


def test_shares_are_of_the_best_rank() -> None:
    assert shares_of({"a": 0.5, "b": 1.0, "c": -0.2}) == {"a": 0.5, "b": 1.0, "c": 0.0}
    assert shares_of({}) == {}


def test_a_place_has_the_shares_of_its_own_stretch() -> None:
    searched = (Searched(Span(0, 5), {"a": 1.0}), Searched(Span(6, 9), {"b": 1.0}))
    assert shares_at(searched, 7) == {"b": 1.0}
    assert shares_at(searched, 20) == {}


def test_a_twin_sentence_has_the_shares_of_the_sentence_it_renders_or_of_all() -> None:
    searched = (Searched(Span(0, 5), {"a": 1.0}), Searched(Span(6, 9), {"a": 0.4, "b": 1.0}))
    assert shares_beside(searched, 1, 2) == {"a": 0.4, "b": 1.0}
    assert shares_beside(searched, 0, 3) == {"a": 1.0, "b": 1.0}


def test_a_clause_in_the_other_language_proves_where_it_answers_the_sentence() -> None:
    text = "请在签收后72小时内发给我，没有照片承运商会拒赔。"
    evidence = (_clause("returns#damage", en=DAMAGE), _clause("returns#faulty", zh=FAULTY))
    found = {"returns#damage": 1.0, "returns#faulty": 0.6}
    assert _checked(text, evidence, found)["72小时"] == "proved"


def test_another_number_than_the_answering_clause_has_is_stopped() -> None:
    text = "请在签收后48小时内发给我，没有照片承运商会拒赔。"
    evidence = (_clause("returns#damage", en=DAMAGE), _clause("returns#faulty", zh=FAULTY))
    found = {"returns#damage": 1.0, "returns#faulty": 0.6}
    assert _checked(text, evidence, found)["48小时"] != "proved"


def test_an_equal_time_of_a_clause_that_does_not_answer_proves_no_right() -> None:
    text = "没用过的话，签收次日起7天内都可以退货。"
    evidence = (
        _clause("returns#window", zh="签收次日起15天内，商品未使用，可以无理由退货。"),
        _clause("feeding#switch", zh="新粮旧粮混着喂，7天换完。"),
    )
    found = {"returns#window": 1.0, "feeding#switch": 0.1}
    assert _checked(text, evidence, found)["7天"] == "contradicted"
    assert _checked(text.replace("7天", "15天"), evidence, found)["15天"] == "proved"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("| Service | working days |\n|---|---|\n| Express | 4-6 |", [("duration", "business_day", 4, 6)]),
        ("| 线路 | 时效(工作日) |\n|---|---|\n| 标准 | 9-15 |", [("duration", "business_day", 9, 15)]),
        ("| Port | USD per CBM |\n|---|---|\n| Sydney | 105 |", [("money", "USD", 105, 105)]),
        ("| Zone | Countries |\n|---|---|\n| 1 | Canada |", []),
        ("Express takes 4-6 in most cases.", []),
    ],
)
def test_a_bare_cell_is_measured_as_its_heading_says(table: str, expected: list[tuple[str, str, int, int]]) -> None:
    found = [(value.kind, value.unit, value.low, value.high) for value, _, _ in cells(statements(table, "USD"), "USD")]
    assert found == [(kind, unit, Decimal(low), Decimal(high)) for kind, unit, low, high in expected]


def test_a_time_in_a_table_proves_and_one_of_no_row_does_not() -> None:
    table = _clause("ship#times", en="| Service | working days |\n|---|---|\n| Standard | 9-15 |\n| Express | 4-6 |")
    assert _checked("Standard一般9到15个工作日。", (table,), {"ship#times": 1.0}) == {"9到15个工作日": "proved"}
    assert _checked("Standard一般7到12个工作日。", (table,), {"ship#times": 1.0})["7到12个工作日"] != "proved"


def test_a_price_of_now_is_not_proved_by_what_was_paid() -> None:
    order = _clause("orders#1", zh="108件套筒组套，实付69元。", kind="order")
    sheet = _clause("catalog#S", zh="价格：64元", kind="product")
    wrong = _checked("您付了69元，页面现在也是69元。", (order, sheet), {})
    assert wrong["69元"] != "proved"
    right = _checked("您付了69元，页面现在是64元。", (order, sheet), {})
    assert right == {"69元": "proved", "64元": "proved"}


def test_without_a_search_claims_have_no_shares() -> None:
    claims = claims_of("7天内可退。", "zh", None, currency="CNY")
    assert claims and all(claim.shares == {} for claim in claims)
