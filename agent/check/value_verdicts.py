"""Verdicts of values: an equal value of the evidence proves one when it is about the same matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from agent.check.claims import RawClaim
from agent.check.comparisons import ends_range
from agent.check.conditions import cause_fits, no_cause
from agent.check.exactness import VERBATIM, more_exact, near_of, of_this_place, tells
from agent.check.grounds import Found, Grounds, Source
from agent.check.matters import FAINT, LABELLED, of_a_right, same_matter, share_of
from agent.check.prices import is_price, is_result, not_paid, of_another_day, of_another_line, of_the_goods
from agent.check.rulings import Ruling, is_offered, other_products, show
from agent.check.statements import Statement
from agent.check.topics import likeness, load_topics
from agent.quantities import Value, comparable, equal

_MARGIN = 0.25
"""An equal value elsewhere still proves the claim when it is at most this much less alike."""
_FILLED = re.compile(r"^[才刚就正][好]?满")
"""才满三十天 tells how long a window is, not that it is at least so long."""
_A_FEW = 3
"""Words (pairs of Han characters) in common below which a likeness is chance: 一般, 每盒."""
_THEIRS = re.compile(
    r"(?:的|这)单子|美?元的(?:订单|发票)|发票|预算|(?<![a-z])(?:an? order of|invoice|budget)(?![a-z])", re.IGNORECASE
)
"""An amount of the buyer's own: 八千二百美元的单子, the invoice for 200 dollars."""
_ANSWER, _NO_ANSWER = 0.8, 0.5
"""From where on, as a share of the best, a source answers the claim's sentence; up to where it does not."""
_FAR_LESS = 0.2
"""A source that answers the claim's sentence so much less well, as a share of the best, is of another matter."""
_CLEARLY = 0.15
"""So much more of a whole sentence in common outweighs a few words around a value."""


def judge_value(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """Proved by an equal value about the same matter, unless a clause almost word for word alike says otherwise.

    A small count in words that no evidence knows is conversation (for the two of you)."""
    value: Value = claim.value
    proofs, rivals = of_this_place(claim, *_weighed(claim, grounds, cited))
    exact = more_exact(claim, proofs, rivals)
    if exact is not None:
        why = f"{exact.source.id} says {show(exact.value)} of this, not {show(value)}"
        return Ruling("contradicted", (exact.source.id,), why)
    best = max(proofs, key=lambda pair: pair[0], default=None)
    rival = max(rivals, key=lambda pair: pair[0], default=None)
    if best is not None and not _displaced(claim, best, rival, grounds.item_values.keys()):
        return Ruling("proved", (best[1].source.id,), f"{best[1].source.id} says {show(best[1].value)}")
    restated = _restated(claim, grounds, rivals)
    if restated is not None:
        return restated
    if any(is_offered(value, offer) for offer in grounds.offers):
        return Ruling("proved", (), "decided for this case")
    if value.kind == "count" and value.spelled and not tells(claim, rivals):
        return None
    if rival is not None and rival[0] >= 0.2:
        why = f"{rival[1].source.id} says {show(rival[1].value)}, not {show(value)}"
        return Ruling("contradicted", (rival[1].source.id,), why)
    return Ruling("unproved", (), _why_unproved(claim, grounds))


def _weighed(
    claim: RawClaim, grounds: Grounds, cited: Sequence[str]
) -> tuple[list[tuple[float, Found]], list[tuple[float, Found]]]:
    """Values of the same matter that are equal, and those that are not, each with how alike its words are."""
    value: Value = claim.value
    proofs: list[tuple[float, Found]] = []
    rivals: list[tuple[float, Found]] = []
    here = near_of(claim)
    others = other_products(claim, grounds, cited)
    for found in _candidates(value, grounds):
        same = _matches(value, found, grounds) or ends_range(claim, found)
        if found.source.id in others or not (same or _rivals(value, found)) or of_another_line(claim, found):
            continue
        if is_price(claim) and not of_the_goods(claim, found):
            continue
        if of_another_day(claim, found) or (grounds.order_ids and not_paid(claim, found)):
            continue
        is_cited = found.source.id in cited
        matter = same_matter(claim, found, is_cited)
        if matter and same and (of_a_right(claim, found) or (claim.kind == "duration" and no_cause(claim))):
            matter = matter if cause_fits(claim, found.source, found.statement, grounds) else 0
        if matter < 2 and is_result(claim) and found.source.kind not in LABELLED:
            matter = 0
        if matter:
            score = likeness(here, found.near) + 0.1 * matter + 0.2 * is_cited
            (proofs if same else rivals).append((score, found))
    turned = {
        found.source.id for _, found in rivals if found.clause is not None and equal(value, found.value, bounds=False)
    }
    proofs = [pair for pair in proofs if pair[1].clause is not None or pair[1].source.id not in turned]
    return proofs, rivals


def _displaced(
    claim: RawClaim, best: tuple[float, Found], rival: tuple[float, Found] | None, bought: AbstractSet[str]
) -> bool:
    """Whether another value stands, almost word for word, in the place of the claimed one.

    Within one sentence of the evidence words move about freely: there it takes a value said more often than it stands.
    """
    if rival is not None and _of_the_answer(claim, best[1], rival[1]):
        return True
    if rival is None or rival[0] < VERBATIM or best[0] > rival[0] - _MARGIN or _sure_row(claim, *best, bought):
        return False
    if not _of_one_topic(claim, rival[1]) and (
        _of_one_topic(claim, best[1]) or len(near_of(claim) & rival[1].near) < _A_FEW
    ):
        return False
    if share_of(claim, best[1]) > share_of(claim, rival[1]) + _FAR_LESS:
        return False
    if _whole_alike(claim, best[1]) > _whole_alike(claim, rival[1]) + _CLEARLY:
        return False
    here = near_of(claim)
    alike = likeness(here, rival[1].near)
    if alike < VERBATIM and likeness(here, best[1].near) + 2 * _MARGIN > alike:
        return False
    if best[1].source is rival[1].source and best[0] > rival[0] - 2 * _MARGIN:
        return False
    return best[1].statement is not rival[1].statement or _times(claim.value, claim.sentence) > _times(
        claim.value, best[1].statement
    )


def _of_the_answer(claim: RawClaim, best: Found, rival: Found) -> bool:
    """Whether the rival stands in the clause that answers the claim's sentence, of its very topic or in its very words,
    while the equal value is of something that has nothing to do with it: 7 days of getting used to new food, 12 dollars
    of postage."""
    if share_of(claim, rival) < _ANSWER or share_of(claim, best) > _NO_ANSWER or best.source.kind == "computed":
        return False
    here = near_of(claim)
    if likeness(here, best.near) > _CLEARLY or _about_one(claim, best):
        return False
    if best.source.kind == "order":
        return likeness(here, rival.near) >= VERBATIM and len(here & rival.near) >= _A_FEW
    return best.source.evidence is not None and best.source.kind != "product" and _about_one(claim, rival)


def _whole_alike(claim: RawClaim, found: Found) -> float:
    """How much of the claim's whole sentence the other holds."""
    return likeness(claim.sentence.content, found.statement.content) if found.statement is not None else 0.0


def _of_one_topic(claim: RawClaim, found: Found) -> bool:
    """Both clauses say themselves what they are about, and it is the same."""
    return found.clause is not None and bool(claim.clause.own & found.clause.own - load_topics().condition)


def _about_one(claim: RawClaim, found: Found) -> bool:
    """The same, where neighbouring clauses tell what a clause is about."""
    return found.clause is not None and bool(claim.about & found.clause.about - load_topics().condition)


def _sure_row(claim: RawClaim, score: float, found: Found, bought: AbstractSet[str]) -> bool:
    """A labelled value of this very order or product, whatever the words around it."""
    kind = found.source.kind
    return kind in ("order", "computed") or (
        kind == "product" and (bool(found.source.skus & (claim.skus | claim.hinted | bought)) or score >= 0.4)
    )


def _times(value: Value, statement: Statement | None) -> int:
    if statement is None:
        return 0
    return sum(equal(value, other) for clause in statement.clauses for other in (*clause.values, *clause.alternatives))


def _candidates(value: Value, grounds: Grounds) -> Iterable[Found]:
    """Values of the same kind; for a bare number those of every kind, and bare cells of a table for any value."""
    bare = value.kind == "count" and not value.unit
    kinds = tuple(grounds.values) if bare else (value.kind,)
    for kind in kinds:
        yield from grounds.values.get(kind, ())
    if value.kind in ("quantity", "duration", "money", "percent"):
        for found in grounds.values.get("count", ()):
            if _in_table(value, found):
                yield found


def _matches(claimed: Value, found: Found, grounds: Grounds) -> bool:
    if claimed.kind == "date" and (claimed.unit, found.value.unit) == ("month", "day"):
        month = found.value.low // 100
        return month % 100 == claimed.low % 100 and (claimed.low < 100 or month < 100 or month == claimed.low)
    if claimed.kind == "date":
        return equal(claimed, found.value) and _year_fits(claimed, found.source, grounds)
    if equal(claimed, found.value, bounds=not _FILLED.search(claimed.text)):
        return True
    if claimed.kind == found.value.kind == "count" and found.value.unit == "piece" and found.source.kind in LABELLED:
        return (claimed.low, claimed.high) == (found.value.low, found.value.high)
    if _in_table(claimed, found):
        return (claimed.low, claimed.high) == (found.value.low, found.value.high)
    bare = claimed.kind == "count" and not claimed.unit and found.value.kind != "date"
    return bare and (claimed.low, claimed.high) == (found.value.low, found.value.high)


def _in_table(claimed: Value, found: Found) -> bool:
    """A cell of a table whose heading carries the unit."""
    cell = found.value.kind == "count" and not found.value.unit
    return cell and found.statement is not None and "|" in found.statement.text and claimed.unit in found.source.text


def _year_fits(claimed: Value, source: Source, grounds: Grounds) -> bool:
    """A named year must be one of the source's; where the source names none, one near the moment."""
    year = int(claimed.low) // 10000
    if claimed.unit != "day" or not year:
        return True
    years = {int(found.value.low) // 10000 for found in source.found if found.value.unit == "day"} - {0}
    if years:
        return year in years
    return grounds.now is None or abs(year - grounds.now.year) <= 1


def _rivals(claimed: Value, found: Found) -> bool:
    """Two amounts of one kind of thing that cannot both be the answer; a threshold is no rival of an amount."""
    other = found.value
    if claimed.kind != other.kind or found.clause is None or found.implied:
        return False
    if claimed.kind in ("money", "count") and claimed.op != other.op:
        return False
    if claimed.kind == "count":
        return claimed.unit == other.unit
    return claimed.kind in ("duration", "money") or comparable(claimed)[0] == comparable(other)[0]


def _restated(claim: RawClaim, grounds: Grounds, rivals: Sequence[tuple[float, Found]]) -> Ruling | None:
    """Counts repeated back to the buyer; other values only where the clause is about nothing that rules settle, or
    quantities that every like limit of the evidence allows."""
    if claim.kind not in ("count", "quantity", "duration", "date", "money"):
        return None
    if claim.kind == "money" and not _THEIRS.search(claim.clause.text):
        return None
    if claim.kind not in ("count", "money") and claim.clause.own and not _within_limits(claim, rivals):
        return None
    for source in grounds.buyer_turns:
        for found in source.found:
            if equal(claim.value, found.value, bounds=False) or _matches(claim.value, found, grounds):
                return Ruling("proved", (source.id,), f"the buyer said {show(found.value)} ({source.id})")
    return None


def _within_limits(claim: RawClaim, rivals: Sequence[tuple[float, Found]]) -> bool:
    """6,000 stitches where up to 8,000 are one price: the buyer's own amount, inside what the clause speaks of."""
    limits = [found.value for score, found in rivals if score >= FAINT]
    return claim.kind == "quantity" and bool(limits) and all(_allows(limit, claim.value) for limit in limits)


def _allows(limit: Value, value: Value) -> bool:
    what, low, high = comparable(value)
    same, lowest, highest = comparable(limit)
    if what != same:
        return True
    if limit.op == "le":
        return high <= highest
    if limit.op == "ge":
        return low >= lowest
    return limit.low != limit.high and lowest <= low and high <= highest


def _why_unproved(claim: RawClaim, grounds: Grounds) -> str:
    for kind, sources in (
        ("staff-only source", grounds.staff_sources),
        ("source out of force", grounds.expired_sources),
    ):
        for source in sources:
            if any(equal(claim.value, found.value) for found in source.found if not found.implied):
                return f"{kind}: only {source.id} says {show(claim.value)}"
    return f"no evidence says {show(claim.value)} about this"
