"""Bargaining, by properties: over any thread, role, limit and wording what passes never adds up to too much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.case import Turn
from agent.check.grounds import Grounds, Worth
from agent.check.proof import proofread
from agent.suggestion import Allowance, Offer
from knowledge.authority import OfferKind
from knowledge.bilingual import Lang

WORTH = Decimal(200)
LINES = {"KETTLE-1": Worth(WORTH, "CNY"), "GRILL-2": Worth(WORTH, "CNY")}
quick = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class Mentioned:
    sku: str
    span: tuple[int, int]
    exact: bool = True
    score: float = 1.0


class Shelf:
    """The two products of the order, found by their codes."""

    def find(self, text: str) -> list[Mentioned]:
        return [Mentioned(sku, (text.index(sku), text.index(sku) + len(sku))) for sku in LINES if sku in text]


SAY: dict[tuple[OfferKind, Lang], tuple[str, ...]] = {
    ("partial_refund", "zh"): ("{more}给您退{n}元。", "这边{more}补偿您{n}块钱。", "我{more}申请退您¥{n},您看可以吗?"),
    ("partial_refund", "en"): (
        "We can refund you {more}{n} yuan.", "I'll give you {more}{n} yuan back.", "How about we refund {more}CNY {n}?",
    ),
    ("coupon", "zh"): ("{more}送您一张{n}元优惠券。", "{more}给您发{n}元的代金券。"),
    ("coupon", "en"): ("We can send you {more}a {n} yuan coupon.", "I can offer you {more}one {n} yuan voucher."),
    ("discount_amount", "zh"): ("{more}给您便宜{n}元。", "{more}给您优惠{n}块。"),
    ("discount_amount", "en"): ("We can take {more}{n} yuan off.", "I can give you {more}{n} yuan off."),
    ("discount_percent", "zh"): ("{more}给您优惠{n}%。",),
    ("discount_percent", "en"): ("We can give you {more}{n}% off.",),
}  # fmt: skip
MORE: dict[Lang, str] = {"zh": "再", "en": "another "}
KINDS: list[OfferKind] = ["partial_refund", "coupon", "discount_amount"]
langs = st.sampled_from(["zh", "en"])
answers = st.sampled_from(["太少了", "好的", "再多点吧", "ok", "more please", "deal", "我再想想", "谢谢"])
roles = st.sampled_from(["agent", "lead", "manager"])
limits = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 60), min_size=1)


@dataclass(frozen=True)
class Give:
    kind: OfferKind
    amount: int
    lang: Lang
    wording: int
    more: bool

    @property
    def text(self) -> str:
        patterns = SAY[self.kind, self.lang]
        said = patterns[self.wording % len(patterns)]
        return said.format(n=self.amount, more=MORE[self.lang] if self.more else "")


gives = st.builds(Give, st.sampled_from(KINDS), st.integers(1, 40), langs, st.integers(0, 2), st.booleans())
plain_gives = st.builds(Give, st.sampled_from(KINDS), st.integers(1, 40), langs, st.integers(0, 2), st.just(False))


def allowance(kind: OfferKind, ceiling: object, *, unit: str | None = None, currency: str = "CNY") -> Allowance:
    unit = unit or ("percent" if kind == "discount_percent" else "money")
    top = Decimal(str(ceiling))
    return Allowance(kind, "bargain", kind, top, unit, currency, "lead", (f"authority#{kind}",))  # type: ignore[arg-type]


def allowances(ceilings: dict[OfferKind, int]) -> tuple[Allowance, ...]:
    return tuple(allowance(kind, ceiling) for kind, ceiling in ceilings.items())


def passes(
    text: str, said: tuple[Turn, ...], given_limits: tuple[Allowance, ...], *, lines: int = 1, **more: object
) -> bool:
    worth = dict(list(LINES.items())[:lines])
    grounds = Grounds(allowances=given_limits, thread=said, item_values=worth, gazetteer=Shelf(), **more)  # type: ignore[arg-type]
    proof = proofread(text, "en" if text.isascii() else "zh", grounds)
    blocked = any(finding.severity == "block" for finding in proof.findings)
    return not blocked and all(claim.verdict == "proved" for claim in proof.claims if claim.kind != "identity")


def turns(*said: str) -> tuple[Turn, ...]:
    """Agent and buyer in turn, an agent first."""
    return tuple(Turn(role="buyer" if place % 2 else "agent", text=text) for place, text in enumerate(said))


@quick
@given(st.lists(gives, min_size=1, max_size=6), st.lists(answers, min_size=6, max_size=6), limits, roles)
def test_the_sum_that_passes_never_exceeds_the_limit_at_any_turn(
    plan: list[Give], said: list[str], ceilings: dict[OfferKind, int], role: str
) -> None:
    """Each text that passes is sent. The same once more is no more; another sum, or one "on top", is."""
    thread: tuple[Turn, ...] = ()
    granted: dict[OfferKind, list[int]] = {}
    for give, answer in zip(plan, said, strict=False):
        if not passes(give.text, thread, allowances(ceilings), role=role):
            continue
        thread += turns(give.text, answer)
        sums = granted.setdefault(give.kind, [])
        if give.more or give.amount not in sums:
            sums.append(give.amount)
        assert sum(map(sum, granted.values())) <= max(ceilings.values()), [turn.text for turn in thread]


@quick
@given(st.lists(gives, min_size=1, max_size=4), st.lists(answers, min_size=4, max_size=4), roles)
def test_a_limit_of_zero_means_zero(plan: list[Give], said: list[str], role: str) -> None:
    thread: tuple[Turn, ...] = ()
    for give, answer in zip(plan, said, strict=False):
        assert not passes(give.text, thread, allowances(dict.fromkeys(KINDS, 0)), role=role)
        assert not passes(give.text, thread, (), role=role)
        thread += turns("您好", answer)


@quick
@given(gives, st.sampled_from(["$", "€", "£", "US$"]), st.integers(1, 15))
def test_another_currency_never_passes(before: Give, sign: str, amount: int) -> None:
    top = (allowance("partial_refund", 100), allowance("coupon", 100))
    thread = turns(before.text, "好的")
    for text in (f"给您退{sign}{amount}。", f"We can refund you {sign}{amount}.", f"送您一张{sign}{amount}优惠券。"):
        assert not passes(text, thread, top)
        assert not passes(text, (), top)
    dollars = (allowance("partial_refund", 100, currency="USD"),)
    assert not passes(f"给您退{amount}元。", (), dollars)


@quick
@given(langs, st.integers(1, 40), st.integers(1, 40), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_a_coupon_beside_a_refund_is_one_sum(
    lang: Lang, refund: int, coupon: int, most_back: int, most_off: int, in_thread: bool
) -> None:
    ceilings = (allowance("partial_refund", most_back), allowance("coupon", most_off))
    first = Give("partial_refund", refund, lang, 0, False).text
    second = Give("coupon", coupon, lang, 0, False).text
    if in_thread:
        passed = passes(first, (), ceilings) and passes(second, turns(first, "太少了"), ceilings)
    else:
        passed = passes(f"{first}{'' if lang == 'zh' else ' '}{second}", (), ceilings)
    allowed = refund <= most_back and coupon <= most_off and refund + coupon <= max(most_back, most_off)
    assert passed == allowed


@quick
@given(langs, st.integers(1, 30), st.integers(1, 60), st.integers(1, 20), st.integers(1, 60))
def test_percent_and_money_meet_over_what_the_item_is_worth(
    lang: Lang, percent: int, money: int, most_percent: int, most_money: int
) -> None:
    ceilings = (allowance("discount_percent", most_percent), allowance("coupon", most_money))
    first = Give("discount_percent", percent, lang, 0, False).text
    second = Give("coupon", money, lang, 0, False).text
    if passes(f"{first} {second}", (), ceilings):
        assert percent <= most_percent and money <= most_money
        assert WORTH * percent / 100 + money <= max(WORTH * most_percent / 100, Decimal(most_money))


@quick
@given(st.lists(st.tuples(st.integers(1, 12), langs), min_size=1, max_size=4), st.integers(1, 20))
def test_percents_add_up(steps: list[tuple[int, Lang]], most: int) -> None:
    thread: tuple[Turn, ...] = ()
    total = 0
    for percent, lang in steps:
        text = Give("discount_percent", percent, lang, 0, True).text
        if passes(text, thread, (allowance("discount_percent", most),)):
            thread += turns(text, "再少点")
            total += percent
        assert total <= most


@quick
@given(plain_gives, st.integers(0, 20), st.lists(answers, min_size=1, max_size=3))
def test_what_is_said_again_does_not_count_twice(give: Give, spare: int, said: list[str]) -> None:
    top = (allowance(give.kind, give.amount + spare),)
    thread: tuple[Turn, ...] = ()
    for answer in said:
        assert passes(give.text, thread, top)
        thread += turns(give.text, answer)


@quick
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), langs)
def test_what_replaces_an_open_offer_does_not_add_to_it(first: int, second: int, top: int, lang: Lang) -> None:
    first = min(first, top)
    ceiling = (allowance("partial_refund", top), allowance("coupon", top))
    before = Give("partial_refund", first, lang, 0, False).text
    instead = {
        "zh": (f"改为给您退{second}元。", f"改为送您一张{second}元优惠券。", f"一共给您退{second}元。"),
        "en": (f"Instead we can refund you {second} yuan.", f"Instead we can send you a {second} yuan coupon.",
               f"We can refund you {second} yuan in total."),
    }[lang]  # fmt: skip
    for text in instead:
        assert passes(text, turns(before, "太少了"), ceiling) == (second <= top)


@quick
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 60))
def test_what_has_been_paid_is_not_replaced(paid: int, second: int, top: int) -> None:
    thread = turns(f"已为您退款{paid}元。", "收到了")
    passed = passes(f"改为给您退{second}元。", thread, (allowance("partial_refund", top),))
    assert not passed or paid == second or paid + second <= top


@quick
@given(st.integers(2, 6), st.integers(1, 20), st.integers(1, 60), st.sampled_from(range(9)))
def test_two_coupons_are_twice_the_money(count: int, amount: int, top: int, wording: int) -> None:
    zh, en = "零一二三四五六"[count].replace("二", "两"), ("two", "three", "four", "five", "six")[count - 2]
    text = (
        f"送您{zh}张{amount}元优惠券。", f"给您发{count}张{amount}元的券。", f"给您退{zh}次{amount}元。",
        f"分{zh}次各退您{amount}元。", f"每件给您退{amount}元,{zh}件都退。",
        f"We can send you {en} {amount} yuan coupons.",
        f"We can refund you {amount} yuan {en} times.", f"We can refund you {amount} yuan on each of the {en} pieces.",
        f"We can send you {count} x {amount} yuan vouchers.",
    )[wording]  # fmt: skip
    top_up = (allowance("partial_refund", top), allowance("coupon", top))
    assert not passes(text, (), top_up) or count * amount <= top


@quick
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), langs)
def test_each_item_of_the_order_has_its_own_sum(first: int, second: int, top: int, lang: Lang) -> None:
    ceiling = (allowance("partial_refund", top),)
    one, two = (
        (f"KETTLE-1给您退{first}元。", f"GRILL-2给您退{second}元。")
        if lang == "zh"
        else (f"For KETTLE-1 we can refund you {first} yuan.", f"For GRILL-2 we can refund you {second} yuan.")
    )
    space = "" if lang == "zh" else " "
    assert passes(one + space + two, (), ceiling, lines=2) == (first <= top and second <= top)
    again = one.replace("给您退", "再给您退").replace("refund you", "refund you another")
    fits = first * 2 <= top
    assert passes(again, turns(one, "太少了"), ceiling, lines=2) == (fits and first <= top)


@quick
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_a_sum_that_names_no_item_counts_against_every_one(whole: int, own: int, top: int) -> None:
    thread = turns(f"给您退{whole}元。", "太少了")
    passed = passes(f"KETTLE-1再给您退{own}元。", thread, (allowance("partial_refund", top),), lines=2)
    assert not passed or whole + own <= top


@pytest.mark.parametrize("text", [
    "至少给您退15元。", "给您退15元以上。", "给您退15元左右。", "We can refund you at least 15 yuan.",
    "We can refund you 15 yuan or more.", "给您退10到20元。", "We can refund you up to 30 yuan.",
])  # fmt: skip
def test_a_sum_without_an_upper_end_is_within_no_limit(text: str) -> None:
    assert not passes(text, (), (allowance("partial_refund", 15),))


@pytest.mark.parametrize("text", ["给您免单。", "这单不收您钱了。", "Your order is on us.", "几张10元优惠券都送您。"])
def test_what_costs_the_whole_order_is_not_within_a_small_limit(text: str) -> None:
    assert not passes(text, (), (allowance("partial_refund", 15), allowance("coupon", 15)))


@quick
@given(st.integers(1, 40), st.integers(1, 40), langs)
def test_the_offer_that_was_decided_passes_and_no_more(decided: int, said: int, lang: Lang) -> None:
    offer = Offer("coupon", Decimal(decided), "money", "CNY", ("authority#coupon",))
    text = Give("coupon", said, lang, 0, False).text
    assert passes(text, (), (), offers=(offer,)) == (said <= decided)
    double = f"送您两张{said}元优惠券。"
    assert not passes(double, (), (), offers=(offer,)) or said * 2 <= decided
