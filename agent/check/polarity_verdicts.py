"""A clause that denies what the evidence affirms, or the other way round, whatever its verb.

Stances with words of their own (can, who pays, in stock) are judged in `stance_verdicts`. This is for every other
plain sentence: only a clause that is about the very same thing contradicts it, and nothing is proved here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agent.check.claims import RawClaim
from agent.check.conditions import cause_fits
from agent.check.grounds import Grounds, Source
from agent.check.polarity import FEE, Polarity, is_fragment, polarity_of
from agent.check.rulings import Ruling, other_products
from agent.check.sides import ONLY, OTHERS, same_figures, state_of_goods
from agent.check.statements import ClauseNote, Statement
from agent.check.topics import likeness, load_topics

_HAN = re.compile(r"[一-鿿]")
_ALIKE = 0.5
"""Share of the claim's words that a clause must hold to be about the same thing; of long clauses."""
_ALIKE_SHORT = 0.6
_SHORT = 4
_ALONE = 0.3
"""Likeness of the whole sentences from which a clause of one word is about the same thing."""
_TURNED = 0.3
"""Share of the shared words that must be denied on one side and affirmed on the other."""
_SEVERAL = 3
"""Words that are denied in the evidence and affirmed in a longer clause, from which it is about the same thing."""
_DENIED_WHOLE = 0.5
"""Share of what one side denies that the other must affirm: not in the mobile editor is not never."""
_MARGIN = 0.1
_NO_STATEMENT = re.compile(
    r"还没|尚未|还未|抱歉|歉意|对不起|不好意思|不便|谢谢|感谢|辛苦|^\s*(?:to|which|who|whose|what|how)(?![a-z])"
    r"|(?<![a-z])(?:yet|sorry|apolog[a-z]+|inconvenience|thank[a-z]*|regret)(?![a-z])",
    re.IGNORECASE,
)
"""Sympathy, thanks and clauses that state nothing."""


@dataclass(frozen=True, slots=True)
class _Rated:
    score: float
    turned: bool
    source: Source
    clause: ClauseNote


def judge_polarity(claim: RawClaim, grounds: Grounds) -> Ruling | None:
    """Contradicted when the clause most alike says the opposite; None otherwise."""
    mine = polarity_of(claim.clause.text)
    text = claim.clause.text
    if (
        not mine.words
        or _says_nothing(claim.clause)
        or _NO_STATEMENT.search(text)
        or OTHERS.search(text)
        or ONLY.search(text)
    ):
        return None
    rated = list(_rated(claim, mine, grounds))
    worst = max((each for each in rated if each.turned), key=lambda each: each.score, default=None)
    best = max((each.score for each in rated if not each.turned), default=0.0)
    if worst is None or worst.score < best + (_MARGIN if best else 0.0):
        return None
    said = worst.clause.text.strip()
    return Ruling("contradicted", (worst.source.id,), f"{worst.source.id} says the opposite: {said!r}")


_ASKS = re.compile(r"请|麻烦|(?<![a-z])(?:please|make sure)(?![a-z])", re.IGNORECASE)
_EXCEPT = re.compile(r"\s*(?:except|除了?|不含|不包括)|\s*(?:and|or|nor)(?![a-z])", re.IGNORECASE)
_OTHER_AXES = frozenset({"payer", "include", "stock"})


def _says_nothing(clause: ClauseNote) -> bool:
    """A part of a list, or a clause whose stance has words of its own."""
    return any(stance.axis in _OTHER_AXES for stance in clause.stances) or is_fragment(clause.text)


def _rated(claim: RawClaim, mine: Polarity, grounds: Grounds) -> Iterable[_Rated]:
    """Every clause of the evidence about the same thing."""
    others = other_products(claim, grounds, ())
    han = bool(_HAN.search(claim.clause.text))
    for source, statement, clause in grounds.clauses:
        if claim.clause.content.isdisjoint(clause.content) or source.id in others or clause.conditional:
            continue
        if han != bool(_HAN.search(clause.text)) or not _states(source, statement, clause):
            continue
        theirs = polarity_of(clause.text)
        if source.kind == "product":
            theirs = _as_answered(theirs, clause)
        rated = _rate(claim, mine, theirs, source, statement, clause, grounds)
        if rated is not None:
            yield rated


def _states(source: Source, statement: Statement, clause: ClauseNote) -> bool:
    """Whether a clause is a statement of the shop's own: no heading, no request, no rest of a list, nor what was
    decided to be said in this case."""
    if statement in source.heads or source.id.startswith("decided#"):
        return False
    if _NO_STATEMENT.search(clause.text) or _ASKS.search(clause.text):
        return False
    if source.kind == "product":
        return any(each.start == 0 and each.end == len(clause.text) for each in clause.stances)
    return source.kind != "script" and not _EXCEPT.match(clause.text) and not is_fragment(clause.text)


def _rate(
    claim: RawClaim, mine: Polarity, theirs: Polarity, source: Source, statement: Statement, clause: ClauseNote,
    grounds: Grounds,
) -> _Rated | None:  # fmt: skip
    shared = mine.words & theirs.words
    alike = likeness(mine.words, theirs.words)
    if len(mine.affirmed & theirs.denied) >= _SEVERAL:
        alike = max(alike, likeness(theirs.denied, mine.affirmed) - _MARGIN)
    if not shared or alike < (_ALIKE if len(mine.words) >= _SHORT else _ALIKE_SHORT):
        return None
    if len(mine.words) < _SHORT and likeness(theirs.words, mine.words) < _ALIKE:
        return None
    if mine.state & theirs.affirmed or theirs.state & mine.affirmed:
        return None
    whole = likeness(claim.sentence.content, statement.content)
    if len(mine.words) == 1 and (whole < _ALONE or (mine.affirmed and theirs.denied and mine.words != theirs.denied)):
        return None
    conditions = load_topics().condition
    states, those = claim.sentence.topics & conditions, (clause.own or statement.topics) & conditions
    if states and those and not states & those:
        return None
    if not cause_fits(claim, source, statement, grounds):
        return None
    state = state_of_goods(claim, source, statement, clause, grounds)
    if state is None:
        return None
    score = alike + 0.3 * likeness(theirs.words, mine.words) + 0.4 * whole + state + same_figures(claim, clause)
    return _Rated(score, _turned(mine, theirs, shared, clause), source, clause)


def _turned(mine: Polarity, theirs: Polarity, shared: frozenset[str], clause: ClauseNote) -> bool:
    """One side denies what the other affirms: the very thing, without a restriction that the other does not know."""
    denied, affirmed = mine.affirmed & theirs.denied, mine.denied & theirs.affirmed
    if affirmed and ONLY.search(clause.text):
        return False  # only this one does: so the others do not
    if (denied | affirmed) & FEE:
        return True
    whole = len(denied) >= _DENIED_WHOLE * len(theirs.denied) and len(affirmed) >= _DENIED_WHOLE * len(mine.denied)
    turned = denied | affirmed
    wholly = bool(turned) and theirs.denied <= mine.affirmed and mine.denied <= theirs.affirmed
    return wholly or (whole and len(turned) >= max(1.0, _TURNED * len(shared)))


def _as_answered(said: Polarity, clause: ClauseNote) -> Polarity:
    """A labelled line that answers no (waterproof: no) denies its label."""
    no = any(each.value == "cannot" and each.start == 0 and each.end == len(clause.text) for each in clause.stances)
    return Polarity(said.denied, said.affirmed, said.state) if no else said
