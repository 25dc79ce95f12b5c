"""Do the two languages say the same: values, units, polarity, who pays, strength of promise, codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from agent.check.acts import acts
from agent.check.identities import Names
from agent.check.promises import strength_of
from agent.check.stance import OPPOSITE
from agent.check.statements import statements
from agent.check.twin_values import FIX, named_and_counted
from agent.quantities.numbers import plain
from agent.suggestion import Draft, Evidence, Finding, Sentence

_NEGATIVE = re.compile(
    r"不|没|无|未|非|勿|别|仅|只|停|拒|除|超出|(?<![a-z])(?:not|no|none|n[’']t|cannot|never|neither|nor|without|only"
    r"|unable|except"
    r"|excluded|beyond|otherwise|outside|out of|instead|refus[a-z]*|declin[a-z]*|non-[a-z]+|too|rather|unless|less"
    r"|impossible|either)(?![a-z])|n[’']t(?![a-z])",
    re.IGNORECASE,
)
"""Any word that can carry a no; without one the other side cannot have said that something is impossible."""
_MAYBE = re.compile(
    r"可能(?!性)|也许|或许|(?<![a-z])(?:might|maybe|perhaps|may(?= be| take| have| need| vary| differ))(?![a-z])",
    re.IGNORECASE,
)


def differences(
    draft: Draft, currency: str, gazetteer: Names | None = None, evidence: Sequence[Evidence] = ()
) -> list[Finding]:
    """What the twin says otherwise, sentence by sentence; a missing twin is a warning.

    evidence: where both sides are approved wording of one of these, a difference is the shop's own: a warning.
    """
    if not any(sentence.twin.strip() for sentence in draft.sentences) and draft.sentences:
        return [Finding("twin.missing", "warn", "the twin is empty", None, "write the other language", "twin")]
    own = {sentence: _whose(sentence, draft, evidence) for sentence in draft.sentences}
    rest = tuple(sentence for sentence in draft.sentences if own[sentence] is None)
    found = _compared(replace(draft, sentences=rest), currency, gazetteer)
    for sentence, clause in own.items():
        if clause is not None:
            apart = _compared(replace(draft, sentences=(sentence,)), currency, gazetteer)
            found += [replace(each, severity="warn", why=f"{clause} is worded so: {each.why}") for each in apart]
    return found


def _compared(draft: Draft, currency: str, gazetteer: Names | None) -> list[Finding]:
    """Values, ids and products over all sentences; polarity and strength sentence by sentence."""
    found: list[Finding] = []
    found += named_and_counted(draft.text("reply"), draft.text("twin"), currency, gazetteer)
    for sentence in draft.sentences:
        if not sentence.twin.strip():
            why = f"no twin for {sentence.text!r}"
            found.append(Finding("twin.missing", "warn", why, None, "write the other language", "twin"))
            continue
        for what in _sides_of(sentence, currency):
            found.append(Finding("twin.differs", "block", what, None, FIX, "twin"))
        if bool(_MAYBE.search(sentence.text)) != bool(_MAYBE.search(sentence.twin)):
            why = f"one side says may, the other does not: {sentence.text!r} / {sentence.twin!r}"
            found.append(Finding("twin.strength", "warn", why, None, FIX, "twin"))
    return found


def _sides_of(sentence: Sentence, currency: str) -> list[str]:
    text, twin = sentence.text, sentence.twin
    return [*_polarity(text, twin, currency), *_strength(text, twin), *_acts(text, twin, currency)]


def _whose(sentence: Sentence, draft: Draft, evidence: Sequence[Evidence]) -> str | None:
    """The clause or move that has both sides of the sentence in its own words."""
    text, twin = _run_on(sentence.text), _run_on(sentence.twin)
    for item in evidence if text and twin else ():
        here, there = (
            [_run_on(side.get(lang) or "") for side in (item.say, item.text)] for lang in (draft.lang, draft.twin_lang)
        )
        if any(_is_most_of(text, each) for each in here) and any(_is_most_of(twin, each) for each in there):
            return item.id
    return None


def _is_most_of(part: str, whole: str) -> bool:
    """Half at least: single sentences of one clause may be about different things."""
    return part in whole and 2 * len(part) >= len(whole)


def _run_on(text: str) -> str:
    """The text without spaces and its last mark, for seeing whether another holds it word for word."""
    return "".join(character for character in plain(text).casefold() if not character.isspace()).strip(".。!?")


def _polarity(text: str, twin: str, currency: str) -> list[str]:
    """Opposite stances on one axis: can against cannot, the buyer pays against the shop pays."""
    mine, theirs = (_stances(part, currency) for part in (text, twin))
    found = []
    for axis in mine.keys() & theirs.keys():
        here, there = mine[axis], theirs[axis]
        apart = not set(here) & set(there) and (axis == "payer" or len(here) == len(there))
        flipped = len(here) == len(there) and Counter(here) != Counter(there)
        apart = apart or (axis == "payer" and set(here) != set(there))
        if (apart or flipped) and any(OPPOSITE[value] in there for value in here):
            found.append(f"{axis}: the reply says {_list(here)}, the twin {_list(there)} ({text!r} / {twin!r})")
    for side, said, own, other in (("reply", mine, text, twin), ("twin", theirs, twin, text)):
        cannot = "cannot" in said.get("modal", ()) or _WE_DENY.search(plain(own))
        if cannot and not _NEGATIVE.search(plain(other)):
            found.append(f"only the {side} says that it is not so, or cannot be ({text!r} / {twin!r})")
    return found


_WE_DENY = re.compile(
    r"(?:我们|本店|我司|店里|小店|我方|咱们)(?:这边|目前|暂时|现在|都|也)*(?:不(?!好意思|止|仅|但|同|会再|错|断|过)|没法|无法|没办法|暂不)"
    r"|不(?:对外|做|跟|接受|支持|提供|办理|受理)"
    r"|(?<![a-z])we (?:do not|don[’']?t|cannot|can[’']?t|can not|never|will not|won[’']?t|are not able"
    r"|are unable|no longer)(?![a-z])",
    re.IGNORECASE,
)
"""What the shop itself does not do."""


_IN_PERSON = re.compile(r"[帮给替为]您|我|(?<![a-z])(?:we|i)(?![a-z])", re.IGNORECASE)
_GIFTS = frozenset({"gift", "coupon", "sample", "extended_warranty"})
"""Offers that are words of their own in both languages."""
_BY_STATE = frozenset({"return", "exchange", "refund", "cancel", "address"})
"""What may be done in one state of the goods or the order and not in the other."""
_FAMILIES = (frozenset({"opened", "unopened"}), frozenset({"before_dispatch", "after_dispatch"}))
"""States of goods and orders that decide which rule holds."""


def _acts(text: str, twin: str, currency: str) -> list[str]:
    """What only one side says has been done, will be by a named moment, or holds in one state of the goods alone."""
    sides = {"reply": statements(text, currency), "twin": statements(twin, currency)}
    done = {
        side: {act: (start, end) for each in read for clause in each.clauses for act, start, end in acts(clause)}
        for side, read in sides.items()
    }
    offers = {
        side: {item.offer for each in read for clause in each.clauses for item in clause.given}
        for side, read in sides.items()
    }
    found = []
    for side, other, said in (("reply", "twin", text), ("twin", "reply", twin)):
        for act in ("done", "timed"):
            if act in done[side] and act not in done[other]:
                start, end = done[side][act]
                if act == "timed" or _IN_PERSON.search(said[start:end]):
                    found.append(f"only the {side} says {said[start:end]!r}")
        gifts = (offers[side] - offers[other]) & _GIFTS
        if gifts:
            found.append(f"only the {side} gives {', '.join(sorted(gifts)).replace('_', ' ')}")
    topics = {
        side: frozenset(topic for each in read if each.topics & _BY_STATE for topic in each.topics)
        for side, read in sides.items()
    }
    for family in _FAMILIES:
        if bool(topics["reply"] & family) != bool(topics["twin"] & family):
            side = "reply" if topics["reply"] & family else "twin"
            states = ", ".join(sorted(topics[side] & family)).replace("_", " ")
            found.append(f"only the {side} says in which state it holds: {states}")
    return found


def _stances(text: str, currency: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sentence in statements(text, currency):
        for clause in sentence.clauses:
            for stance in clause.stances:
                found.setdefault(stance.axis, []).append(stance.value)
    return found


def _list(values: Sequence[str]) -> str:
    return " and ".join(value.replace("_", " ") for value in dict.fromkeys(values))


def _strength(text: str, twin: str) -> list[str]:
    mine, theirs = strength_of(text), strength_of(twin)
    if "firm" in (mine, theirs) and mine != theirs:
        firm = "reply" if mine == "firm" else "twin"
        return [f"only the {firm} promises firmly ({text!r} / {twin!r})"]
    return []
