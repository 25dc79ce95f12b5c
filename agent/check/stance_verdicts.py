"""Verdicts of stances: the clause of the evidence that is most alike decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds
from agent.check.rulings import ALIKE, Ruling, cited_first, other_products
from agent.check.sides import CLOSE, predicate, sides_taken
from agent.check.topics import likeness, load_topics
from agent.suggestion import Allowance, Offer

_DENIAL = re.compile(
    r"不(?!想|喜欢|满意|管|论|要紧|同)|没有|无(?!理由)|未|(?<![a-z])(?:not|n[’']t|never|no|kept|without)(?![a-z])",
    re.IGNORECASE,
)
_EXPIRED = re.compile(
    r"过保|已经?过|超过|过了|过期|已超|到期|截止|(?<![a-z])(?:expired|past|too late|no longer|is over|are over|ended"
    r"|passed)(?![a-z])",
    re.IGNORECASE,
)
_HAN = re.compile(r"[一-鿿]")
_GOES_BACK = frozenset({"return", "refund"})
"""退 is said of goods and of money."""


def judge_stance(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """The product's own row decides of its stock; else the clause of the evidence that is most alike."""
    known = _of_stock(claim, grounds) or _sent_by_us(claim, grounds)
    if known is not None:
        return known
    rated = [
        said._replace(score=said.score + 0.5 * (said.source.id in cited)) for said in sides_taken(claim, grounds, cited)
    ]
    if claim.value == "cannot" and _is_over(claim):
        window = _window(claim, grounds)
        if window is not None:
            return window
    if claim.value == "cannot" and (denied := _denied_elsewhere(claim, grounds, cited)) is not None:
        return denied
    same = max((each for each in rated if each.value == claim.value), key=lambda each: each.score, default=None)
    against = max(
        (each for each in rated if each.value != claim.value and each.sure), key=lambda each: each.score, default=None
    )
    lexicon = load_topics()
    slack = 0.0 if claim.clause.own & (lexicon.condition | lexicon.cause) else 0.05
    if same is not None and (against is None or same.score >= against.score - slack):
        return Ruling("proved", (same.source.id,), f"{same.source.id} says {_words(claim.value)}")
    if against is None:
        return _unheard(claim, grounds, cited)
    why = f"{against.source.id} says {_words(against.value)}, not {_words(claim.value)}"
    return Ruling("contradicted", (against.source.id,), why)


def _unheard(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """No evidence takes a side: a rule must be stated in other words; what is said in passing needs no proof."""
    if claim.firm:
        return _without_stance(claim, grounds, cited)
    other = _only_of_others(claim, grounds, cited) if claim.value == "can" else None
    return Ruling("unproved", (), f"only {other} says so, of another product") if other is not None else None


def _of_stock(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """What the rows of the claim's own products say; None when they say nothing, or each something else."""
    if claim.value not in ("in_stock", "out_of_stock"):
        return None
    products = [entry for entry in grounds.clauses if entry[0].kind == "product"]
    own = [entry for entry in products if entry[0].skus & claim.skus] or products
    rows = {stance.value: source.id for source, _, clause in own for stance in clause.stances if stance.axis == "stock"}
    if claim.value in rows and not claim.skus:
        return Ruling("proved", (rows[claim.value],), f"{rows[claim.value]} says {_words(claim.value)}")
    if len(rows) != 1:
        return None
    value, row = next(iter(rows.items()))
    if value == claim.value:
        return Ruling("proved", (row,), f"{row} says {_words(value)}")
    return Ruling("contradicted", (row,), f"{row} says {_words(value)}, not {_words(claim.value)}")


_SENT = {
    "resend": frozenset({"resend", "missing_item", "wrong_item", "trace", "damage"}),
    "exchange": frozenset({"exchange"}),
    "repair": frozenset({"repair"}),
}


def _sent_by_us(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """What is resent, exchanged or repaired by a rule of this case goes to the buyer at the shop's cost."""
    if claim.value != "seller_pays" or "return" in claim.clause.own:
        return None
    grants: tuple[Allowance | Offer, ...] = (*grounds.offers, *grounds.allowances)
    for grant in grants:
        if _SENT.get(grant.offer, frozenset()) & claim.sentence.topics:
            return Ruling("proved", grant.evidence, f"a {grant.offer} is given in this case")
    return None


def _is_over(claim: RawClaim) -> bool:
    """This clause, or the one before it, says that the time is over."""
    clauses = claim.sentence.clauses
    place = clauses.index(claim.clause)
    return any(_EXPIRED.search(each.text) for each in clauses[max(0, place - 1) : place + 1])


def _denied_elsewhere(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """What the cited clause, written in the other language only, denies in its own words."""
    for source in grounds.sources:
        if source.id not in cited or source.evidence is None:
            continue
        own = [item for item in source.read if bool(_HAN.search(item.text)) == bool(_HAN.search(claim.clause.text))]
        about = source.topics.union(*(item.topics for item in source.read))
        shared = claim.about & about or (claim.about & _GOES_BACK and about & _GOES_BACK)
        if not own and shared and any(_DENIAL.search(item.text) for item in source.read):
            return Ruling("proved", (source.id,), f"{source.id} denies it too")
    return None


def _only_of_others(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> str | None:
    """The row of another product that states this very property, which no row of the claim's own product does."""
    near = predicate(claim)
    others = other_products(claim, grounds, cited)
    for source, _, clause in grounds.clauses:
        stated = any(stance.value == claim.value for stance in clause.stances)
        if stated and source.id in others and likeness(near, clause.content) >= CLOSE:
            return source.id
    return None


def _window(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """A refusal because the time is over rests on the clause that sets the time."""
    if _allowed_after(claim, grounds):
        return None
    for source in grounds.sources:
        for statement in source.read:
            timed = any(value.kind in ("duration", "date") for clause in statement.clauses for value in clause.values)
            if timed and (claim.about & statement.topics or claim.sentence.topics & statement.topics):
                return Ruling("proved", (source.id,), f"{source.id} sets the time that is over")
    return None


def _allowed_after(claim: RawClaim, grounds: Grounds) -> bool:
    """The evidence itself says what can be done once the time is over."""
    return any(
        _EXPIRED.search(statement.text) is not None
        and bool(claim.clause.own & statement.topics)
        and any(stance.value == "can" for stance in clause.stances)
        for _, statement, clause in grounds.clauses
    )


def _without_stance(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """Evidence that states the thing without can or cannot ("we resend or refund") allows it."""
    if claim.value in ("cannot", "not_included", "out_of_stock"):
        for source in cited_first(grounds.sources, cited):
            for statement in source.read:
                if likeness(claim.clause.content, statement.content) >= ALIKE and _DENIAL.search(statement.text):
                    return Ruling("proved", (source.id,), f"{source.id} denies it too")
    if claim.value in ("can", "required", "included"):
        for source in cited_first(grounds.sources, cited):
            for statement in source.read:
                if any(
                    clause.stances
                    for clause in statement.clauses
                    if {"cannot"} & {item.value for item in clause.stances}
                ):
                    continue
                if claim.clause.own & statement.topics and likeness(claim.clause.content, statement.content) >= ALIKE:
                    return Ruling("proved", (source.id,), f"{source.id} states it")
                if source.id in cited and claim.clause.own & (statement.topics | source.topics):
                    return Ruling("proved", (source.id,), f"{source.id} states it")
    if claim.value in ("cannot", "not_included") or (claim.value == "buyer_pays" and not claim.about):
        return None  # less than the shop gives, of a matter that nothing speaks of
    return Ruling("unproved", (), f"no evidence says {_words(claim.value)} about this")


def _words(stance: str) -> str:
    return {
        "buyer_pays": "the buyer pays",
        "seller_pays": "the shop pays",
        "can": "it can be done",
        "cannot": "it cannot be done",
    }.get(stance, stance.replace("_", " "))
