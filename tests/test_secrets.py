"""What only staff know is not said: not as it stands, not as a percent, a rest, a sum, or in the other language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.suggestion import Evidence
from knowledge.bilingual import Bilingual, Lang

FLOOR = Evidence(
    "policies/floors#pot", "policy", "floors", "pot", Bilingual(zh="锅的底价280元,成本198元。"), "zh", audience="staff"
)
PRICE = Evidence("catalog#POT", "product", "catalog", "POT", Bilingual(zh="锅:350元"), "zh", skus=("POT",))
GROUNDS = Grounds(evidence=(FLOOR, PRICE), item_values={"POT": Worth(Decimal(350), "CNY")})


def leaks(text: str, lang: Lang) -> list[str]:
    found = proofread(text, lang, GROUNDS).findings
    return [finding.rule for finding in found if finding.rule.startswith("secret.")]


@pytest.mark.parametrize(("lang", "text"), [
    ("zh", "280元。"),
    ("zh", "两百八十元。"),
    ("en", "It would be 280 yuan."),
    ("en", "Two hundred and eighty yuan."),
    ("zh", "相当于8折。"),
    ("en", "That would be 20% off."),
    ("zh", "中间差70元。"),
    ("zh", "先付200元,尾款80元。"),
    ("en", "The difference is 152 yuan."),
])  # fmt: skip
def test_a_secret_sum_is_found_in_any_form(lang: Lang, text: str) -> None:
    assert leaks(text, lang) == ["secret.leak"]


@pytest.mark.parametrize(("lang", "text"), [
    ("zh", "这款350元。"),
    ("en", "It is 350 yuan."),
    ("zh", "相当于9折。"),
    ("zh", "先付100元,尾款250元。"),
])  # fmt: skip
def test_other_numbers_tell_nothing(lang: Lang, text: str) -> None:
    assert leaks(text, lang) == []
