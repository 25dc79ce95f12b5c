"""Which side each clause of the evidence takes in the matter of a stance, and how surely it is of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agent.check.claims import RawClaim
from agent.check.conditions import cause_fits, holds_for, no_cause, spoken_of
from agent.check.grounds import Grounds, Source
from agent.check.polarity import is_fragment, polarity_of
from agent.check.rulings import ALIKE, other_products
from agent.check.stance import OPPOSITE
from agent.check.statements import ClauseNote, Statement
from agent.check.topics import features, likeness, load_topics
from agent.quantities import equal

CLOSE = 0.5
"""From this likeness on, a clause without can or cannot says by its plain verb that it can, or cannot."""
ONLY = re.compile(r"只(?!要|需)|仅(?!供)|唯一|(?<![a-z])(?:only|nobody else|no one else)(?![a-z])", re.IGNORECASE)
OTHERS = re.compile(r"其[他它余]|别的|剩下的|(?<![a-z])(?:others?|the rest|all else)(?![a-z])", re.IGNORECASE)
_SAME_THING = 0.85
_BELOW = re.compile(
    r"不到|没到|未满|不满|不足|没满|还差|差[了\d一二三四五六七八九十百]|达不到|(?<![a-z])(?:below"
    r"|short of|less than|under|not reach|falls? short)(?![a-z])",
    re.IGNORECASE,
)
_UNABLE = re.compile(r"[一-鿿]不[了上成到]")
PAYERS = frozenset({"buyer_pays", "seller_pays"})
_OTHER_FEES = frozenset({"duties", "inspection", "repair", "warranty", "sample", "artwork", "certificate", "print"})
"""What somebody pays that is no postage."""
_OF_PARCELS = frozenset({"postage", "delivery", "dispatch", "return", "exchange", "resend", "repair"})


class Side(NamedTuple):
    """A side that the evidence takes, how alike its words are, and whether it speaks of the very same thing."""

    value: str
    score: float
    source: Source
    sure: bool


def sides_taken(claim: RawClaim, grounds: Grounds, cited: Sequence[str]) -> Iterable[Side]:
    """Every clause, and every machine-readable payer, that takes this side or the other in a like matter."""
    axis = frozenset({claim.value, OPPOSITE[claim.value]})
    mine = claim.clause.own - load_topics().condition or claim.about - load_topics().condition
    if claim.value in PAYERS and claim.sentence.topics & _OF_PARCELS and not mine & _OTHER_FEES:
        mine |= {"postage"}
    near = predicate(claim)
    others = other_products(claim, grounds, cited)
    for source, statement, clause in grounds.clauses:
        if source.id in others or source.kind == "script" or statement in source.heads:
            continue
        if near.isdisjoint(clause.content) and not clause.stances:
            continue
        said = [_as_denied(stance.value, claim, clause) for stance in clause.stances if stance.value in axis]
        alike = likeness(near, clause.content)
        plain = not said and "can" in axis and alike >= CLOSE and _is_sentence(source, clause)
        if plain and same_figures(claim, clause) >= 0:
            said = [_as_denied(_plain_verb(near, clause), claim, clause)]
        if not said:
            continue
        alike = max(alike, likeness(claim.clause.content, clause.content))
        across = _across_languages(claim, source, clause)
        alike = max(alike, CLOSE) if across else alike
        if source.kind == "product" and likeness(clause.content, claim.clause.content) < CLOSE:
            continue  # a row's yes is of its label
        score = _likeness_of_stances(claim, mine, clause, statement, alike, source, grounds)
        if score is not None:
            sure = alike >= (_SAME_THING if plain else ALIKE) or claim.value in PAYERS
            if len(near) < 2 and not mine & (clause.about | source.section):
                sure = likeness(claim.clause.content, clause.content) >= ALIKE
            sure = sure or (not plain and (same_figures(claim, clause) > 0 or _of_this_rule(claim, source, clause)))
            for value in said:
                if _applies(value, claim, source, statement, grounds) and not _of_less(claim, clause):
                    yield Side(value, score, source, sure)
    if "buyer_pays" in axis:
        yield from _payers(claim, mine, grounds, others)


_HAN = re.compile(r"[一-鿿]")
_ANSWERS = 0.9
"""Share of the best answer to the claim's own sentence from which a clause of the other language is about it."""


def _across_languages(claim: RawClaim, source: Source, clause: ClauseNote) -> bool:
    """A clause of the other language shares no words: the search and the topic tell that it is of the same thing."""
    if bool(_HAN.search(claim.clause.text)) == bool(_HAN.search(clause.text)):
        return False
    conditions = load_topics().condition
    shared = (claim.about & clause.about) - conditions
    return bool(shared) and len(clause.stances) == 1 and claim.shares.get(source.id, 0.0) >= _ANSWERS


def _payers(claim: RawClaim, mine: frozenset[str], grounds: Grounds, others: frozenset[str]) -> Iterable[Side]:
    """What the facts of the sources say of who pays."""
    for source in grounds.sources:
        for value, topics in source.payers:
            fits = source.id not in others and (not topics or topics & mine or mine & source.topics)
            if fits and _applies(value, claim, source, None, grounds):
                yield Side(value, 0.3 + _overlap(claim.sentence.topics, source.topics), source, True)


def _is_sentence(source: Source, clause: ClauseNote) -> bool:
    """Not a labelled value of a row, nor the rest of a list."""
    return source.kind not in ("product", "order", "computed") and not is_fragment(clause.text)


def _of_less(claim: RawClaim, clause: ClauseNote) -> bool:
    """A rule for sums below or from a limit: none where no such sum is spoken of, nor a denial that names the limit."""
    limits = [value for value in clause.values if value.kind == "money" and value.op == "le"]
    if any(not any(equal(limit, said) for said in claim.clause.values) for limit in limits):
        return True
    sums = [value for value in clause.values if value.kind == "money" and value.op == "ge"]
    said = [value for each in claim.sentence.clauses for value in each.values]
    named = any(equal(one, other, bounds=False) for one in sums for other in said)
    return claim.value == "cannot" and named and _BELOW.search(claim.sentence.text) is not None


def _of_this_rule(claim: RawClaim, source: Source, clause: ClauseNote) -> bool:
    """The section is about the claim's matter, and the clause about the state of goods or order that it speaks of."""
    conditions = load_topics().condition
    return bool(claim.clause.own & source.section - conditions and claim.sentence.topics & clause.own & conditions)


def _as_denied(value: str, claim: RawClaim, clause: ClauseNote) -> str:
    """Only this one can: so the others cannot. Of the one itself, by name, figure or words, it says can."""
    only = ONLY.search(clause.text) if value == "can" and claim.value == "cannot" else None
    if only is None:
        return value
    after = features(clause.text[only.end() :])
    first, last = (only.end(), len(clause.text)) if after else (0, only.start())
    one = [each for each in clause.values if first <= each.span.start - clause.start < last]
    thing = after - predicate(claim)
    if OTHERS.search(claim.clause.text):
        return "cannot"
    named = likeness(thing, claim.clause.content) > CLOSE
    named = named or any(sku.casefold() in clause.text.casefold() for sku in claim.skus)
    meant = any(equal(each, said) for each in one for said in claim.clause.values)
    if named or meant or likeness(claim.clause.content, clause.content) >= _SAME_THING:
        return value
    return "cannot"


def _applies(value: str, claim: RawClaim, source: Source, statement: Statement | None, grounds: Grounds) -> bool:
    """A right for one cause is neither proof nor disproof where that cause is not spoken of; a duty always is."""
    if value == "seller_pays":
        return holds_for(claim, source, statement, grounds)
    return value != "can" or cause_fits(claim, source, statement, grounds)


def predicate(claim: RawClaim) -> frozenset[str]:
    """Content of the words after a stance, else before it: what can or cannot be done."""
    text = claim.clause.text
    start, end = claim.span.start - claim.clause.start, claim.span.end - claim.clause.start
    before, after = (30, 40) if text.isascii() else (10, 10)
    verb = text[start] if _UNABLE.match(text, start) else ""
    return features(verb + text[end : end + after]) or features(text[max(0, start - before) : start])


def _plain_verb(near: frozenset[str], clause: ClauseNote) -> str:
    """Can or cannot of a clause that has neither word: whether it denies what the claim speaks of."""
    said = polarity_of(clause.text)
    return "cannot" if len(near & said.denied) > len(near & said.affirmed) else "can"


def _likeness_of_stances(
    claim: RawClaim,
    mine: frozenset[str],
    clause: ClauseNote,
    statement: Statement,
    alike: float,
    source: Source,
    grounds: Grounds,
) -> float | None:
    """How alike the claim and this clause are; None when they speak of different things or states of goods."""
    lexicon = load_topics()
    theirs = clause.about - lexicon.condition
    wide = claim.sentence.topics & statement.topics - lexicon.condition
    if not claim.firm and alike < CLOSE:
        return None
    headed = mine & source.section
    if not (mine & theirs or alike >= CLOSE or wide or headed or (not mine and not theirs)):
        return None
    state = state_of_goods(claim, source, statement, clause, grounds)
    if state is None or (claim.value in PAYERS and _other_parcel(claim, source, statement, clause, grounds)):
        return None
    score = alike + 0.4 * likeness(claim.sentence.content, statement.content) + state
    return score + 0.3 * _overlap(mine, theirs or source.section) + same_figures(claim, clause)


def _other_parcel(claim: RawClaim, source: Source, statement: Statement, clause: ClauseNote, grounds: Grounds) -> bool:
    """Who pays the freight of a sample says nothing of who pays that of a replacement."""
    mine, theirs = _parcels(claim), _parcels_of(source, statement, clause)
    causes = spoken_of(claim, grounds) & load_topics().cause
    if mine and not theirs:
        return any(stance.value == "seller_pays" for stance in clause.stances)  # free shipping is of the way out
    return bool(mine and theirs and not mine & theirs and not causes & (theirs | source.topics))


def _parcels(claim: RawClaim) -> frozenset[str]:
    parcels = load_topics().parcel
    return claim.clause.own & parcels or claim.sentence.topics & parcels


def _parcels_of(source: Source, statement: Statement, clause: ClauseNote) -> frozenset[str]:
    parcels = load_topics().parcel
    return clause.own & parcels or statement.topics & parcels or source.topics & parcels


def same_figures(claim: RawClaim, clause: ClauseNote) -> float:
    """5 GHz is not 2.4 GHz: a clause with the claim's own value speaks for it, one with another does not."""
    pairs = [(one, other) for one in claim.clause.values for other in clause.values if one.kind == other.kind]
    if not pairs:
        return 0.0
    return 0.2 if any(equal(one, other) for one, other in pairs) else -0.2


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def state_of_goods(
    claim: RawClaim, source: Source, statement: Statement, clause: ClauseNote, grounds: Grounds
) -> float | None:
    """Opened or sealed, faulty or not: the rule of the other state is not this rule (None)."""
    lexicon = load_topics()
    marks = lexicon.condition | lexicon.cause
    mine = claim.clause.own & marks or claim.sentence.topics & marks
    if not mine and not no_cause(claim):
        mine = spoken_of(claim, grounds) & lexicon.cause
    theirs = clause.own & marks or statement.topics & marks or source.section & lexicon.cause
    if any(lexicon.against.get(state) in theirs for state in mine - theirs):
        return None
    if mine & theirs:
        return 0.4
    return -0.3 if mine or theirs else 0.0
