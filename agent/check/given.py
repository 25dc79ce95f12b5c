"""One thing given, and how it joins what was given before: on top, instead, said again, or one of a choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from agent.case import Turn
from agent.check.claims import RawClaim
from agent.check.times import times_of
from agent.quantities import Value, equal
from agent.quantities.numbers import plain
from agent.suggestion import Span
from knowledge.authority import OfferKind

_I = re.IGNORECASE
_ON_TOP = re.compile(
    r"再|另外|额外|还[^是原款要有需可能]|又|(?<![a-z])(?:another|additional|extra|plus|on top|also|further|more)"
    r"(?![a-z])",
    _I,
)
_INSTEAD = re.compile(
    r"改[为成]|换[为成]|不[要退送]了?[^,。;]{0,6}[,]?改|而不是|代替|取代"
    r"|(?<![a-z])(?:instead|rather than|replac(?:es|ing)|in place of|not the)(?![a-z])",
    _I,
)
_IN_ALL = re.compile(
    r"一共|总共|合计|共计|总计|加起来|提高到|增加到|加到|涨到|升到"
    r"|(?<![a-z])(?:in total|in all|altogether|(?:a|the) total of|all together"
    r"|(?:raise|increase|bring)[^.;,]{0,20} to)(?![a-z])",
    _I,
)
_EITHER = re.compile(r"或者?|要么|还是|二选一|任选|(?<![a-z])or(?![a-z])", _I)
_ACCEPTED = re.compile(
    r"^\W*(?:好的?|可以|行|成交|同意|接受|没问题|嗯|谢谢|ok(?:ay)?|yes|deal|fine|agreed|great|thanks?|thank you"
    r"|i accept|accepted|sure|sounds good)(?![a-z])",
    _I,
)
_NOT_YET = re.compile(r"不|太少|再|但|可是|多[点给]|吗|[?？]|(?<![a-z])(?:but|more|not|only|n[’']t|too)(?![a-z])", _I)
_PIECES = 8
"""Characters after the giving word within which a count tells how many are given."""
State = Literal["new", "open", "accepted", "done"]


@dataclass(frozen=True, slots=True)
class Given:
    """One thing given. kinds: the offers that its rule may be of; pieces: of gifts, samples; turn 0 is this text.

    times: how often the amount is given, None when the text leaves it open. skus: the items that it names.
    """

    offer: OfferKind
    kinds: frozenset[str]
    amount: Value | None
    pieces: Decimal
    skus: frozenset[str]
    said: str
    span: Span
    turn: int
    state: State
    decided: bool
    choice: int
    times: Decimal | None = Decimal(1)


@lru_cache(maxsize=256)
def adds(text: str) -> bool:
    """Whether a clause gives something on top of what was given before."""
    return _ON_TOP.search(text) is not None


def entries(
    claims: Sequence[RawClaim], alike: Callable[[str], frozenset[str]], turn: int, state: State, items: int = 0
) -> Iterator[Given]:
    """Each concession as an entry; those of one sentence that are joined by "or" share their choice.

    items: how many different lines the case has.
    """
    choice = 0
    for place, claim in enumerate(claims):
        before = claims[place - 1] if place else None
        if before is None or before.sentence is not claim.sentence or not _is_choice(before, claim):
            choice += 1
        skus = frozenset() if claim.inherited else claim.skus
        yield Given(
            claim.value, alike(claim.value), claim.amount, _pieces(claim), skus, claim.text, claim.span, turn, state,
            False, choice, times_of(claim, items),
        )  # fmt: skip


def _is_choice(first: RawClaim, second: RawClaim) -> bool:
    start = first.sentence.start
    between = first.sentence.text[first.span.end - start : second.span.start - start]
    return _EITHER.search(between) is not None


def _pieces(claim: RawClaim) -> Decimal:
    """How many of a gift: the count right after or inside the giving words."""
    if claim.amount is not None and claim.amount.kind == "count":
        return claim.amount.high
    near = [
        value.high
        for value in claim.clause.values
        if value.kind == "count" and claim.span.start <= value.span.start <= claim.span.end + _PIECES
    ]
    return max(near, default=Decimal(1))


def state_of(thread: Sequence[Turn], place: int) -> State:
    """Accepted when the buyer's next words take it."""
    answer = next((turn.text for turn in thread[place:] if turn.role == "buyer"), "")
    said = plain(answer)
    return "accepted" if _ACCEPTED.match(said) and not _NOT_YET.search(said) else "open"


def put(pot: list[Given], item: Given, text: str) -> tuple[list[Given], bool]:
    """The pot with this entry in it, and whether it was new: the same said again is there already."""
    on_top = adds(text)
    if not on_top and any(_same(old, item) for old in pot):
        return pot, False
    if _IN_ALL.search(text):
        pot = [old for old in pot if not old.kinds & item.kinds]
    elif _INSTEAD.search(text):
        pot = [old for old in pot if old.state == "done" or old.turn == item.turn]
    elif item.decided and not on_top:
        pot = [old for old in pot if old.state != "open"]
    return [*pot, item], True


def _same(old: Given, item: Given) -> bool:
    if not old.kinds & item.kinds or (old.skus and item.skus and not old.skus & item.skus):
        return False
    if old.amount is None or item.amount is None:
        return old.offer == item.offer
    alike = old.offer == item.offer or "price_match" in (old.offer, item.offer)
    return alike and equal(old.amount, item.amount, bounds=False)
