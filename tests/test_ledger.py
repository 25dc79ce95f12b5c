"""The concession ledger: over a whole thread no more is given than the limits allow."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.case import Turn
from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.deciding.needs import Facts
from agent.deciding.remedies import Ground, remedies, standing_allowances
from agent.suggestion import Allowance, Offer, Withheld
from knowledge.authority import OfferKind, Rule
from knowledge.bilingual import Lang

ROLES = ("agent", "lead", "manager")


def allowance(
    offer: OfferKind, ceiling: object, unit: str = "money", currency: str = "CNY", **more: object
) -> Allowance:
    evidence = (f"authority#{offer}",)
    return Allowance(offer, "defect_minor", offer, Decimal(str(ceiling)), unit, currency, "lead", evidence, **more)  # type: ignore[arg-type]


REFUND, COUPON = allowance("partial_refund", 15), allowance("coupon", 10)


def thread(*said: str) -> tuple[Turn, ...]:
    """Turns of agent and buyer in turn, an agent first."""
    return tuple(Turn(role="buyer" if place % 2 else "agent", text=text) for place, text in enumerate(said))


def stopped(text: str, said: tuple[Turn, ...] = (), *limits: Allowance, lang: Lang = "zh", **more: object) -> list[str]:
    grounds = Grounds(allowances=limits or (REFUND, COUPON), thread=said, **more)  # type: ignore[arg-type]
    return [finding.rule for finding in proofread(text, lang, grounds).findings if finding.severity == "block"]


@pytest.mark.parametrize(("lang", "before", "text", "expected"), [
    ("zh", "给您退10元。", "再给您退8元。", ["authority.over_limit"]),
    ("zh", "给您退10元。", "再给您退10元。", ["authority.over_limit"]),
    ("zh", "给您退10元。", "给您退8元。", ["authority.over_limit"]),
    ("zh", "给您退10元。", "再给您退5元。", []),
    ("zh", "给您退10元。", "给您退10元,您看可以吗?", []),
    ("zh", "给您退10元。", "一共给您退15元。", []),
    ("zh", "给您退10元。", "改为给您退15元。", []),
    ("zh", "已为您退款10元。", "改为给您退15元。", ["authority.over_limit"]),
    ("zh", "给您退10元。", "再送您一张10元优惠券。", ["authority.over_limit"]),
    ("zh", "给您退10元。", "改为送您一张10元优惠券。", []),
    ("en", "We can refund you 10 yuan.", "We can refund you another 8 yuan.", ["authority.over_limit"]),
    ("en", "We can refund you 10 yuan.", "We can refund you another 5 yuan.", []),
    ("en", "We can refund you 10 yuan.", "We can refund you 10 yuan.", []),
    ("en", "We can refund you 10 yuan.", "Instead we can refund you 15 yuan.", []),
])  # fmt: skip
def test_what_the_thread_gave_counts_with_the_text(lang: Lang, before: str, text: str, expected: list[str]) -> None:
    assert stopped(text, thread(before, "太少了"), lang=lang) == expected


def test_only_our_own_turns_give() -> None:
    asked = (Turn(role="buyer", text="给我退10元,再给一张10元券"), Turn(role="note", text="给您退10元。"))
    assert stopped("给您退15元。", asked) == []


@pytest.mark.parametrize(("text", "expected"), [
    ("给您退15元,再送您一张10元优惠券。", ["authority.over_limit"]),
    ("给您退15元或者送您一张10元优惠券,您选一个。", []),
    ("给您退8元,再送您一张7元优惠券。", []),
    ("We can refund you 15 yuan and also send you a 10 yuan coupon.", ["authority.over_limit"]),
    ("We can refund you 15 yuan or send you a 10 yuan coupon.", []),
])  # fmt: skip
def test_a_coupon_beside_a_refund_is_one_sum(text: str, expected: list[str]) -> None:
    assert stopped(text, lang="en" if text.isascii() else "zh") == expected


def test_the_finding_shows_what_was_added_up() -> None:
    grounds = Grounds(allowances=(REFUND,), thread=thread("给您退10元。", "太少了"))
    (finding,) = proofread("再给您退8元。", "zh", grounds).findings
    assert finding.why == "'10元' (thread#1) + '8元': 18 CNY in all; the limit of agent is 15 CNY; lead may give more"
    assert finding.fix == "give one of them, or say that it replaces what was offered before"


def test_gifts_are_counted() -> None:
    one = allowance("gift", 1, "count")
    assert stopped("送您一个收纳袋。", (), one) == []
    assert stopped("送您两个收纳袋。", (), one) == ["authority.over_limit"]
    assert stopped("再送您一个收纳袋。", thread("送您一个收纳袋。", "还有吗"), one) == ["authority.over_limit"]
    assert stopped("再送您一个收纳袋。", thread("送您一个收纳袋。", "还有吗"), allowance("gift", 2, "count")) == []


def test_percents_add_up_and_percent_beside_money_needs_the_price() -> None:
    five = allowance("discount_percent", 5, "percent")
    assert stopped("再给您优惠3%。", thread("给您优惠3%。", "再少点"), five) == ["authority.over_limit"]
    assert stopped("再给您优惠2%。", thread("给您优惠3%。", "再少点"), five) == []
    both = "给您打95折,再送您一张4元优惠券。"
    assert stopped(both, (), five, COUPON) == ["authority.over_limit"]
    worth = {"TENT": Worth(Decimal(100), "CNY")}
    assert stopped(both, (), five, COUPON, item_values=worth) == []
    assert stopped("给您打95折,再送您一张6元优惠券。", (), five, COUPON, item_values=worth) == ["authority.over_limit"]


def test_a_refund_in_full_and_a_second_piece_are_two_items() -> None:
    whole = (allowance("full_refund", 300), allowance("resend", 300))
    assert stopped("给您全额退款,再给您补发一件。", (), *whole) == ["authority.over_limit"]
    assert stopped("给您全额退款或者给您补发一件。", (), *whole) == []


def test_the_offer_decided_now_replaces_an_open_one_and_not_an_accepted_one() -> None:
    offer = Offer("coupon", Decimal(10), "money", "CNY", ("authority#coupon",))
    text = "给您申请一张10元优惠券。"
    assert stopped(text, thread("给您申请一张5元优惠券。", "太少了"), COUPON, offers=(offer,)) == []
    assert stopped(text, thread("给您申请一张5元优惠券。", "好的"), COUPON, offers=(offer,)) == ["authority.over_limit"]


def test_another_currency_is_never_within_the_limit() -> None:
    dollars = allowance("partial_refund", 50, currency="USD")
    assert stopped("给您退10元。", (), dollars) == ["authority.over_limit"]
    assert stopped("We can refund you $10.", (), REFUND, lang="en") == ["authority.over_limit"]
    assert stopped("再给您退5元。", thread("We can refund you $10.", "more")) == ["authority.over_limit"]


def test_what_is_missing_or_not_reached_is_named() -> None:
    later = Withheld(allowance("coupon", 10), (), 2, 1)
    unproved = Withheld(REFUND, ("photo",), 1, 1)
    grounds = Grounds(withheld=(later, unproved))
    (finding,) = proofread("给您退15元。", "zh", grounds).findings
    assert (finding.rule, finding.severity, finding.fix) == ("authority.need_missing", "block", "ask for photo first")
    (finding,) = proofread("送您一张10元优惠券。", "zh", grounds).findings
    assert (finding.rule, finding.severity) == ("authority.rung_skipped", "warn")
    assert finding.why == "'10元' is what coupon gives on rung 2 of defect minor; this conversation stands on 1"
    assert [each.rule for each in proofread("给您退16元。", "zh", grounds).findings] == ["authority.not_granted"]


def test_without_a_case_a_ceiling_decides_nothing_and_a_finding_says_so() -> None:
    (finding,) = proofread("给您退15元。", "zh", Grounds(allowances=(REFUND,), standing=True)).findings
    assert (finding.rule, finding.severity) == ("authority.no_case", "warn")
    assert finding.why == "'15元' is within partial_refund, a rule for defect minor; no case says that it holds"


# Over random threads

OFFERS: dict[OfferKind, dict[Lang, tuple[str, str]]] = {
    "partial_refund": {"zh": ("{}给您退{}元。", "再"), "en": ("We can refund you {} {} yuan.", "another")},
    "coupon": {"zh": ("{}送您一张{}元优惠券。", "再"), "en": ("We can send you {} {} yuan coupon.", "another")},
    "discount_amount": {"zh": ("{}给您便宜{}元。", "再"), "en": ("We can take {} {} yuan off.", "another")},
}
KINDS: list[OfferKind] = list(OFFERS)
GIVES = st.tuples(st.sampled_from(KINDS), st.integers(1, 40), st.booleans(), st.sampled_from(["zh", "en"]))
ANSWERS = st.sampled_from(["太少了", "好的", "more please", "ok", "我再想想"])


def wording(kind: OfferKind, amount: int, more: bool, lang: Lang) -> str:
    pattern, on_top = OFFERS[kind][lang]
    return pattern.format(on_top if more else ("a" if lang == "en" and kind == "coupon" else ""), amount)


def plays(gives: list[tuple[OfferKind, int, bool, Lang]], answers: list[str], limits: tuple[Allowance, ...]) -> int:
    """Send each text that passes; what was given in all, the same said again counted once."""
    said: list[Turn] = []
    granted: set[tuple[OfferKind, int]] = set()
    total = 0
    for (kind, amount, more, lang), answer in zip(gives, answers, strict=False):
        text = wording(kind, amount, more, lang)
        if stopped(text, tuple(said), *limits, lang=lang):
            continue
        said += [Turn(role="agent", text=text), Turn(role="buyer", text=answer)]
        total += 0 if (kind, amount) in granted and not more else amount
        granted.add((kind, amount))
        assert total <= max(limit.ceiling for limit in limits), [turn.text for turn in said]
    return total


@settings(max_examples=150, deadline=None)
@given(
    st.lists(GIVES, min_size=1, max_size=5),
    st.lists(ANSWERS, min_size=5, max_size=5),
    st.dictionaries(st.sampled_from(KINDS), st.integers(0, 60), min_size=1),
)
def test_over_any_thread_the_sum_stays_within_the_limit(
    gives: list[tuple[OfferKind, int, bool, Lang]], answers: list[str], ceilings: dict[OfferKind, int]
) -> None:
    plays(gives, answers, tuple(allowance(kind, ceiling) for kind, ceiling in ceilings.items()))


@settings(max_examples=60, deadline=None)
@given(st.lists(GIVES, min_size=1, max_size=4), st.lists(ANSWERS, min_size=4, max_size=4))
def test_a_limit_of_zero_gives_nothing_at_any_turn(
    gives: list[tuple[OfferKind, int, bool, Lang]], answers: list[str]
) -> None:
    assert plays(gives, answers, tuple(allowance(kind, 0) for kind in KINDS)) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ROLES), st.dictionaries(st.sampled_from(ROLES), st.integers(0, 60), min_size=1), st.integers(1, 80)
)
def test_each_role_gives_what_its_own_limit_says(role: str, limits: dict[str, int], amount: int) -> None:
    rule = Rule(
        id="r",
        problem="defect_minor",
        offer="partial_refund",
        limits={name: Decimal(top) for name, top in limits.items()},
    )
    standing = standing_allowances([rule], role, ROLES, "CNY")
    decided = remedies([rule], ground(role)).allowances
    for grants in (standing, decided):
        found = proofread(f"给您退{amount}元。", "zh", Grounds(allowances=grants, role=role)).findings
        assert any(finding.severity == "block" for finding in found) == (amount > limits.get(role, 0))


def ground(role: str) -> Ground:
    from datetime import UTC, datetime

    facts = Facts("defect_minor", frozenset(), None, datetime(2026, 11, 20, tzinfo=UTC), None, None)
    return Ground(role, ROLES, None, Decimal(500), None, None, None, "CNY", facts)
