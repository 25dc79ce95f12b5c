"""Verdicts: is a claim proved by the evidence, contradicted by it, or neither. Every verdict says why in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.check.claims import RawClaim, is_ours
from agent.check.grounds import Grounds, Source
from agent.check.stance import OPPOSITE
from agent.check.statements import ClauseNote, Statement
from agent.check.topics import features, likeness, load_topics
from agent.quantities import Value, comparable, equal
from agent.suggestion import Claim, Verdict

_DENIAL = re.compile(r"不|没有|无(?!理由)|未|(?<![a-z])(?:not|n[’']t|never|no|kept|without)(?![a-z])", re.IGNORECASE)
_ALIKE = 0.34
"""Share of a clause's content that another clause must hold to be about the same thing without a shared topic."""
_FAINT = 0.12
"""The same for whole sentences when neither names a topic that speaks against it."""
_EXPIRED = re.compile(
    r"已经?过|超过|过了|过期|已超|到期|截止|(?<![a-z])(?:expired|past|too late|no longer|over|ended|passed)(?![a-z])", re.IGNORECASE
)
_GOES_ON = re.compile(r"\s*(?:或|和|及|与|、|or |and |nor )", re.IGNORECASE)
_CLOSE = 0.5
"""From this likeness on, a clause without can or cannot says by its plain verb that it can, or cannot."""
_VERBATIM = 0.6
"""From this likeness of the words around it on, another value stands in the place of the claimed one."""
_MARGIN = 0.25
"""An equal value elsewhere still proves the claim when it is at most this much less alike."""
_LABELLED = frozenset({"computed", "product", "order"})
"""Sources that are lists of labelled values rather than sentences."""


@dataclass(frozen=True, slots=True)
class Ruling:
    verdict: Verdict
    evidence: tuple[str, ...]
    why: str


def judge(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """The verdict of one claim, or None when it is conversation and no rule. cited: ids of its sentence, tried first."""
    match claim.kind:
        case "identity":
            return _identity(claim, grounds)
        case "stance":
            return _stance(claim, grounds, cited)
        case "promise":
            return _promise(claim, grounds)
        case _:
            return _number(claim, grounds, cited)


def show(value: Value) -> str:
    """`7 day`, `10..20 %`, `299 CNY`, for messages."""
    low = f"{value.low.normalize():f}"
    number = low if value.low == value.high else f"{low}..{value.high.normalize():f}"
    bound = {"le": "at most ", "ge": "at least ", "about": "about "}.get(value.op, "")
    return f"{bound}{number} {value.unit}".strip()


# ---- numbers


@dataclass(frozen=True, slots=True)
class _Found:
    """A value of a source with what stands around it."""

    value: Value
    source: Source
    clause: ClauseNote | None
    statement: Statement | None


def _values(source: Source, implied: bool) -> Iterable[_Found]:
    for statement in source.read:
        for clause in statement.clauses:
            for value in clause.values:
                if source.evidence is not None or is_ours(clause, value):
                    yield _Found(value, source, clause, statement)
            if implied:
                for value in clause.alternatives:
                    yield _Found(value, source, clause, statement)
    for value in source.facts:
        yield _Found(value, source, None, None)


def _number(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling:
    """Proved by an equal value about the same matter, unless a clause almost word for word alike says otherwise."""
    value: Value = claim.value
    proofs: list[tuple[float, _Found]] = []
    rivals: list[tuple[float, _Found]] = []
    here = _surroundings(claim.sentence, value)
    for source in _cited_first(grounds.sources, cited):
        if _other_product(claim, source, grounds):
            continue
        for found in _values(source, implied=True):
            same = _matches(value, found, grounds)
            if not same and not _rivals(value, found):
                continue
            matter = _same_matter(claim, found, source.id in cited)
            if not matter:
                continue
            near = likeness(here, _surroundings(found.statement, found.value)) if found.statement else 0.0
            (proofs if same else rivals).append((near + 0.1 * matter + 0.2 * (source.id in cited), found))
    best = max(proofs, key=lambda pair: pair[0], default=None)
    rival = max(rivals, key=lambda pair: pair[0], default=None)
    if best is not None and not _displaced(claim, best, rival):
        return Ruling("proved", (best[1].source.id,), f"{best[1].source.id} says {show(best[1].value)}")
    restated = _restated(claim, grounds)
    if restated is not None:
        return restated
    if rival is not None and rival[0] >= 0.2:
        why = f"{rival[1].source.id} says {show(rival[1].value)}, not {show(value)}"
        return Ruling("contradicted", (rival[1].source.id,), why)
    return Ruling("unproved", (), _why_unproved(claim, grounds))


def _displaced(claim: RawClaim, best: tuple[float, _Found], rival: tuple[float, _Found] | None) -> bool:
    """Whether another value stands, almost word for word, in the place of the claimed one.

    Within one sentence of the evidence words move about freely, so there it takes a value said more often than it is there.
    """
    if rival is None or rival[0] < _VERBATIM or best[0] > rival[0] - _MARGIN:
        return False
    if best[1].source is rival[1].source and best[0] > rival[0] - 2 * _MARGIN:
        return False
    return best[1].statement is not rival[1].statement or _times(claim.value, claim.sentence) > _times(claim.value, best[1].statement)


def _times(value: Value, statement: Statement | None) -> int:
    if statement is None:
        return 0
    return sum(equal(value, other) for clause in statement.clauses for other in (*clause.values, *clause.alternatives))


@lru_cache(maxsize=8192)
def _surroundings(statement: Statement, value: Value) -> frozenset[str]:
    """Content of the words right before and after a value, up to the values beside it."""
    text = statement.text
    start, end = value.span.start - statement.start, value.span.end - statement.start
    others = [other.span for clause in statement.clauses for other in clause.values]
    reach = 36 if text.isascii() else 14
    first = max([start - reach, 0, *(span.end - statement.start for span in others if span.end <= value.span.start)])
    last = min([end + reach, len(text), *(span.start - statement.start for span in others if span.start >= value.span.end)])
    return features(text[first:start]) | features(text[end:last])


def _cited_first(sources: Sequence[Source], cited: Sequence[str]) -> list[Source]:
    return sorted(sources, key=lambda source: source.id not in cited)


def _matches(claimed: Value, found: _Found, grounds: Grounds) -> bool:
    if claimed.kind == "date":
        return equal(claimed, found.value) and _year_fits(claimed, found.source, grounds)
    if equal(claimed, found.value):
        return True
    if claimed.kind == found.value.kind == "count" and found.value.unit == "piece" and found.source.kind in _LABELLED:
        return (claimed.low, claimed.high) == (found.value.low, found.value.high)
    bare = claimed.kind == "count" and not claimed.unit and found.value.kind != "date"
    return bare and (claimed.low, claimed.high) == (found.value.low, found.value.high)


def _year_fits(claimed: Value, source: Source, grounds: Grounds) -> bool:
    """A named year must be one of the source's; where the source names none, one near the moment."""
    year = int(claimed.low) // 10000
    if claimed.unit != "day" or not year:
        return True
    years = {int(found.value.low) // 10000 for found in _values(source, implied=False) if found.value.unit == "day"} - {0}
    if years:
        return year in years
    return grounds.now is None or abs(year - grounds.now.year) <= 1


def _rivals(claimed: Value, found: _Found) -> bool:
    """Two amounts of one kind of thing that cannot both be the answer; a threshold is no rival of an amount."""
    other = found.value
    if claimed.kind != other.kind or found.clause is None or other in found.clause.alternatives:
        return False
    if claimed.kind in ("money", "count") and claimed.op != other.op:
        return False
    if claimed.kind == "count":
        return claimed.unit == other.unit
    return claimed.kind in ("duration", "money") or comparable(claimed)[0] == comparable(other)[0]


def _same_matter(claim: RawClaim, found: _Found, cited: bool) -> int:
    """0 another matter, 1 nothing speaks against it, 2 the same topic."""
    if found.clause is None or found.statement is None:
        return _facts_matter(claim, found)
    conditions = load_topics().condition
    mine, theirs = claim.about - conditions, found.clause.about - conditions
    if mine & theirs or likeness(claim.clause.content, found.statement.content) >= _ALIKE:
        return 2
    if found.source.kind in _LABELLED and claim.kind != "duration":
        return 1
    if claim.kind == "count" and not claim.value.unit and found.value.kind != "count" and not cited:
        return 0
    wide, around = claim.sentence.topics - conditions, found.statement.topics - conditions
    if not claim.clause.own - conditions or not found.clause.own - conditions:
        if wide & (around | found.source.topics):
            return 2 if wide & around else 1
        if not wide or not (around or found.source.topics):
            return 1
        return 1 if likeness(claim.sentence.content, found.statement.content) >= _FAINT else 0
    return 1 if mine & found.source.topics or theirs & wide else 0


def _facts_matter(claim: RawClaim, found: _Found) -> int:
    mine = claim.about or claim.sentence.topics
    return 1 if not mine or not found.source.topics or mine & found.source.topics else 0


def _other_product(claim: RawClaim, source: Source, grounds: Grounds) -> bool:
    """A product row or sheet of other products proves nothing about this one.

    A product that is only meant, not named in full, binds when the evidence has a row of it.
    """
    if not claim.skus or source.kind not in ("product", "sheet") or not source.skus or source.skus & claim.skus:
        return False
    return claim.named or any(other.skus & claim.skus for other in grounds.sources)


def _restated(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """Counts repeated back to the buyer; other values only where the clause is about nothing that rules settle."""
    if claim.kind != "count" and (claim.kind not in ("quantity", "duration", "date") or claim.clause.own):
        return None
    for source in grounds.buyer_turns:
        for found in _values(source, implied=False):
            if equal(claim.value, found.value, bounds=False) or _matches(claim.value, found, grounds):
                return Ruling("proved", (source.id,), f"the buyer said {show(found.value)} ({source.id})")
    return None


def _why_unproved(claim: RawClaim, grounds: Grounds) -> str:
    for kind, sources in (("staff-only source", grounds.staff_sources), ("source out of force", grounds.expired_sources)):
        for source in sources:
            if any(equal(claim.value, found.value) for found in _values(source, implied=False)):
                return f"{kind}: only {source.id} says {show(claim.value)}"
    return f"no evidence says {show(claim.value)} about this"


# ---- stances


def _stance(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling | None:
    """The clause of the evidence that is most alike decides."""
    rated: list[tuple[float, str, Source]] = []
    for source in grounds.sources:
        if _other_product(claim, source, grounds):
            continue
        bonus = 0.5 if source.id in cited else 0.0
        for value, score in _stances_of(claim, source):
            rated.append((score + bonus, value, source))
    if claim.value == "cannot" and _EXPIRED.search(claim.sentence.text):
        window = _window(claim, grounds)
        if window is not None:
            return window
    if not rated:
        return _without_stance(claim, grounds, cited) if claim.firm else None
    best, value, source = max(rated, key=lambda item: (item[0], item[1] == claim.value))
    same = max((item for item in rated if item[1] == claim.value), key=lambda item: item[0], default=None)
    if same is not None and same[0] >= best - 0.05:
        return Ruling("proved", (same[2].id,), f"{same[2].id} says {_words(claim.value)}")
    return Ruling("contradicted", (source.id,), f"{source.id} says {_words(value)}, not {_words(claim.value)}")


def _window(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """A refusal because the time is over rests on the clause that sets the time."""
    for source in grounds.sources:
        for statement in source.read:
            timed = any(value.kind in ("duration", "date") for clause in statement.clauses for value in clause.values)
            if timed and (claim.about & statement.topics or claim.sentence.topics & statement.topics):
                return Ruling("proved", (source.id,), f"{source.id} sets the time that is over")
    return None


def _stances_of(claim: RawClaim, source: Source) -> Iterable[tuple[str, float]]:
    axis = frozenset({claim.value, OPPOSITE[claim.value]})
    conditions = load_topics().condition
    mine = claim.clause.own - conditions or claim.about - conditions
    near = _predicate(claim)
    for statement in source.read:
        for clause in statement.clauses:
            if clause.question:
                continue
            said = [stance.value for stance in clause.stances if stance.value in axis]
            alike = max(likeness(claim.clause.content, clause.content), likeness(near, clause.content))
            if not said and "can" in axis and likeness(near, clause.content) >= _CLOSE and not _GOES_ON.match(clause.text):
                said = [_plain_verb(near, clause)]
            score = _likeness_of_stances(claim, mine, clause, statement, alike) if said else None
            if score is not None:
                for value in said:
                    yield value, score
    if "buyer_pays" in axis:
        for value, topics in source.payers:
            if not topics or topics & mine or mine & source.topics:
                yield value, 0.3 + _overlap(claim.sentence.topics, source.topics)


def _predicate(claim: RawClaim) -> frozenset[str]:
    """Content of the words after a stance, else before it: what can or cannot be done."""
    text = claim.clause.text
    start, end = claim.span.start - claim.clause.start, claim.span.end - claim.clause.start
    before, after = (30, 40) if text.isascii() else (10, 10)
    return features(text[end : end + after]) or features(text[max(0, start - before) : start])


def _plain_verb(near: frozenset[str], clause: ClauseNote) -> str:
    """Can or cannot of a clause that has neither word: whether a negation stands right before the shared verb."""
    low = clause.text.lower()
    places = [place for word in near if (place := low.find(word)) >= 0]
    if not places:
        return "can"
    reach = 24 if clause.text.isascii() else 5
    return "cannot" if _DENIAL.search(low, max(0, min(places) - reach), min(places)) else "can"


def _likeness_of_stances(
    claim: RawClaim, mine: frozenset[str], clause: ClauseNote, statement: Statement, alike: float
) -> float | None:
    """How alike the claim and this clause are; None when they speak of different things or states of goods."""
    lexicon = load_topics()
    theirs = clause.about - lexicon.condition
    wide = claim.sentence.topics & statement.topics - lexicon.condition
    if not claim.firm and alike < _CLOSE:
        return None
    if not (mine & theirs or alike >= _CLOSE or wide or (not mine and not theirs)):
        return None
    state = _state_of_goods(claim, statement, clause)
    if state is None:
        return None
    score = alike + 0.4 * likeness(claim.sentence.content, statement.content) + state
    return score + 0.3 * _overlap(mine, theirs)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _state_of_goods(claim: RawClaim, statement: Statement, clause: ClauseNote) -> float | None:
    """Opened or sealed, faulty or not: the rule of the other state is not this rule (None)."""
    lexicon = load_topics()
    marks = lexicon.condition | lexicon.cause
    mine = claim.clause.own & marks or claim.sentence.topics & marks
    theirs = clause.own & marks or statement.topics & marks
    if mine & theirs:
        return 0.4
    if any(lexicon.against.get(state) in theirs for state in mine):
        return None
    return -0.3 if mine or theirs else 0.0


def _without_stance(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Ruling:
    """Evidence that states the thing without can or cannot ("we resend or refund") allows it."""
    if claim.value in ("cannot", "not_included", "out_of_stock"):
        for source in _cited_first(grounds.sources, cited):
            for statement in source.read:
                if likeness(claim.clause.content, statement.content) >= _ALIKE and _DENIAL.search(statement.text):
                    return Ruling("proved", (source.id,), f"{source.id} denies it too")
    if claim.value in ("can", "required", "included"):
        for source in _cited_first(grounds.sources, cited):
            for statement in source.read:
                if any(
                    clause.stances
                    for clause in statement.clauses
                    if {"cannot"} & {item.value for item in clause.stances}
                ):
                    continue
                if claim.clause.own & statement.topics and likeness(claim.clause.content, statement.content) >= _ALIKE:
                    return Ruling("proved", (source.id,), f"{source.id} states it")
                if source.id in cited and claim.clause.own & (statement.topics | source.topics):
                    return Ruling("proved", (source.id,), f"{source.id} states it")
    return Ruling("unproved", (), f"no evidence says {_words(claim.value)} about this")


def _words(stance: str) -> str:
    return {
        "buyer_pays": "the buyer pays",
        "seller_pays": "the shop pays",
        "can": "it can be done",
        "cannot": "it cannot be done",
    }.get(stance, stance.replace("_", " "))


# ---- identities and promises


def _identity(claim: RawClaim, grounds: Grounds) -> Ruling:
    token: str = claim.value
    fold = token.casefold()
    if token in grounds.order_ids:
        return Ruling("proved", (f"orders#{token}",), "the order of this conversation")
    if claim.skus & grounds.given_skus:
        return Ruling("proved", (), "among the gifts of this case")
    for source in grounds.sources:
        if token in source.skus or fold in source.text.casefold():
            return Ruling("proved", (source.id,), f"{source.id} names {token}")
    for source in grounds.buyer_turns:
        named = fold in source.text.casefold() or claim.text.casefold() in source.text.casefold()
        if named:
            return Ruling("proved", (source.id,), f"the buyer named {claim.text} ({source.id})")
    if (
        grounds.gazetteer is not None
        and claim.skus
        and any(
            mention.sku in claim.skus
            for source in grounds.buyer_turns
            for mention in grounds.gazetteer.find(source.text)
        )
    ):
        return Ruling("proved", ("thread",), f"the buyer asks about {token}")
    return Ruling("unproved", (), f"no evidence names {claim.text}")


def _promise(claim: RawClaim, grounds: Grounds) -> Ruling:
    if claim.value == "soft":
        return Ruling("proved", (), "names no date and no result")
    needed: Callable[[Statement], bool] = lambda statement: bool(claim.about & statement.topics)  # noqa: E731
    for source in grounds.sources:
        if claim.value == "done" and source.kind not in ("order", "thread"):
            continue
        for statement in source.read:
            if needed(statement) and likeness(claim.clause.content, statement.content) >= _ALIKE:
                return Ruling("proved", (source.id,), f"{source.id} says so")
        if claim.value == "done" and source.kind == "order" and any(needed(statement) for statement in source.read):
            return Ruling("proved", (source.id,), f"{source.id} shows it")
    what = "that it is done" if claim.value == "done" else "such a firm promise"
    return Ruling("unproved", (), f"nothing in the evidence backs {what}")


def claim_record(claim: RawClaim, ruling: Ruling, side: str) -> Claim:
    """The claim as it leaves the proof-reader. Number values are a Decimal, a range a (low, high) pair."""
    value = claim.value
    if isinstance(value, Value):
        value = value.low if value.low == value.high else (value.low, value.high)
    elif claim.kind == "concession" and claim.amount is not None:
        value = f"{claim.value} {show(claim.amount)}"
    return Claim(
        claim.kind, claim.text, claim.span, value, claim.unit, ruling.verdict, ruling.evidence, ruling.why,
        "twin" if side == "twin" else "reply",
    )  # fmt: skip
