"""Whether a value of the evidence is about the same matter as a claim: by topics, by words, by what was found."""

from __future__ import annotations

import re

from agent.check.claims import RawClaim
from agent.check.grounds import Found
from agent.check.places import places_in
from agent.check.rulings import ALIKE
from agent.check.topics import likeness, load_topics

FAINT = 0.12
"""Likeness of whole sentences when neither names a topic that speaks against it."""
LABELLED = frozenset({"computed", "product", "order"})
"""Sources that are lists of labelled values rather than sentences."""
_TOP = 0.9
"""A source that answers the claim's sentence about as well as the best one does."""
_WELL = 0.6
"""The same for a clause in the other language, whose words cannot be compared."""
_HAN = re.compile(r"[一-鿿]")


def same_matter(claim: RawClaim, found: Found, cited: bool) -> int:
    """0 another matter, 1 nothing speaks against it, 2 the same topic."""
    if found.clause is None or found.statement is None:
        return _facts_matter(claim, found)
    if _other_case(claim, found):
        return 0
    return _by_words(claim, found, cited) or int(answers(claim, found))


def _by_words(claim: RawClaim, found: Found, cited: bool) -> int:
    """The same, judged by topics and words alone."""
    if found.clause is None or found.statement is None:
        return 0
    conditions = load_topics().condition
    mine, theirs = claim.about - conditions, found.clause.about - conditions
    if mine & theirs or likeness(claim.clause.content, found.statement.content) >= ALIKE:
        return 2
    if found.source.kind in LABELLED and claim.kind != "duration":
        return 1
    if claim.kind == "count" and not claim.value.unit and found.value.kind != "count" and not cited:
        return 0
    wide, around = claim.sentence.topics - conditions, found.statement.topics - conditions
    if not claim.clause.own - conditions or not found.clause.own - conditions:
        if wide & (around | found.source.topics):
            return 2 if wide & around else 1
        if not wide or not (around or found.source.topics):
            return 1
        if places_in(claim.sentence.text) & places_in(found.statement.text):
            return 1
        return 1 if likeness(claim.sentence.content, found.statement.content) >= FAINT else 0
    return 1 if mine & found.source.topics or theirs & wide else 0


_RIGHTS = frozenset({"return", "exchange", "refund"})


def of_a_right(claim: RawClaim, found: Found) -> bool:
    """A time within which goods may go back; 15 days for faulty goods are not 15 days for any."""
    theirs = found.statement.topics if found.statement is not None else frozenset()
    rights = claim.about & _RIGHTS and (theirs | found.source.topics) & _RIGHTS
    return claim.kind == "duration" and bool(rights)


def _other_case(claim: RawClaim, found: Found) -> bool:
    """The rule of the opposite state of goods, or the time of another mishap: 48 hours for breakage, not for loss."""
    if found.clause is None or found.statement is None:
        return False
    lexicon = load_topics()
    mine, theirs = claim.clause.own & lexicon.condition, found.clause.own & lexicon.condition
    if not mine & theirs and any(lexicon.against.get(state) in theirs for state in mine):
        return True
    said = claim.clause.own & lexicon.cause or claim.sentence.topics & lexicon.cause
    heard = found.statement.topics & lexicon.cause or found.source.section & lexicon.cause
    return claim.kind == "duration" and bool(said and heard) and not said & heard


def _facts_matter(claim: RawClaim, found: Found) -> int:
    mine = claim.about or claim.sentence.topics
    return (
        1 if not mine or not found.source.topics or mine & found.source.topics or share_of(claim, found) >= _TOP else 0
    )


def share_of(claim: RawClaim, found: Found) -> float:
    """How well the found value's source answers the claim's sentence: a share of the best answer's rank."""
    return claim.shares.get(found.source.id, 0.0)


def answers(claim: RawClaim, found: Found) -> bool:
    """Whether the search for the claim's own sentence found this clause among the best; a clause in the sentence's
    language must have some of its words as well."""
    if found.statement is None:
        return False
    if in_one_language(claim, found):
        return share_of(claim, found) >= _TOP and likeness(claim.sentence.content, found.statement.content) >= FAINT
    return share_of(claim, found) >= _WELL


def in_one_language(claim: RawClaim, found: Found) -> bool:
    """Whether the words of the claim's clause and of the found one can be compared."""
    if found.clause is None:
        return False
    return bool(_HAN.search(claim.clause.text)) == bool(_HAN.search(found.clause.text))
