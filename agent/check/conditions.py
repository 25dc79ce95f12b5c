"""A right that a clause gives for one cause or under one condition is no right for everything else.

The cause may be named by the sentence or its neighbours, or the conversation may be about it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds, Source
from agent.check.statements import ClauseNote, Statement
from agent.check.topics import likeness, load_topics
from agent.quantities import Value, equal

_ANY_REASON = re.compile(
    r"无理由|任何(?:原因|理由)|不管(?:什么|啥)(?:原因|理由)|不喜欢|不想要|改变主意|(?<![a-z])(?:(?:for )?any reason"
    r"|without (?:giving )?(?:a|any) reason|no[- ]reason|no questions asked|chang(?:e|ed|ing) (?:your|one['’]s) mind)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_HAN = re.compile(r"[一-鿿]")
_WHOLE = 12
"""Characters of a sentence that is long enough to be recognised as the source's own."""
_TOUCHED = 0.2
"""Share of a condition's words that what was said must hold for the condition to have been spoken of."""


def holds_for(claim: RawClaim, source: Source, statement: Statement | None, grounds: Grounds) -> bool:
    """Whether what this statement gives may be given here: its cause is spoken of, its condition is met."""
    if any(statement is head for head in source.heads):
        return False
    if not cause_fits(claim, source, statement, grounds, situations=True):
        return False
    if statement is None or (_conditions_met(claim, statement, grounds) and _threshold_met(claim, statement, grounds)):
        return True
    return own_words(claim, source)


def cause_fits(
    claim: RawClaim, source: Source, statement: Statement | None, grounds: Grounds, *, situations: bool = False
) -> bool:
    """Whether the statement holds whatever happened, or for what is spoken of. situations: stock and place count."""
    lexicon = load_topics()
    causes = _causes(source, statement, lexicon.cause | lexicon.situation if situations else lexicon.cause)
    if not causes or causes & spoken_of(claim, grounds) or _alternative(claim, statement):
        return True
    return statement is not None and own_words(claim, source)


_OR = re.compile(r"或|、|(?<![a-z])or(?![a-z])", re.IGNORECASE)


def _alternative(claim: RawClaim, statement: Statement | None) -> bool:
    """Out of warranty or broken by hand: one of the two is enough."""
    condition = load_topics().condition
    both = statement is not None and claim.sentence.topics & statement.topics & condition
    return (
        bool(both)
        and statement is not None
        and any(_OR.search(clause.text) and clause.own & condition for clause in statement.clauses)
    )


def own_words(claim: RawClaim, source: Source) -> bool:
    """The sentence stands in the source word for word: the shop says it so."""
    said = claim.sentence.text.strip().rstrip(".。!;")
    return len(said) >= _WHOLE and said in source.plain_text


def _causes(source: Source, statement: Statement | None, marks: frozenset[str]) -> frozenset[str]:
    """The causes that a statement names, else those of its heading; none when it speaks of goods without a cause."""
    own = statement.topics & marks if statement is not None else frozenset()
    causes = own or source.section & marks
    if causes and statement is not None and _says_any_reason(statement.text):
        return frozenset()
    return causes


def no_cause(claim: RawClaim) -> bool:
    """The sentence says "for any reason": what went wrong in this case is not what it speaks of."""
    return _says_any_reason(claim.sentence.text)


@lru_cache(maxsize=4096)
def _says_any_reason(text: str) -> bool:
    """A claim is held against every sentence of the evidence; its own is read once."""
    return _ANY_REASON.search(text) is not None


_CONTRAST = re.compile(
    r"如果|若|要是|但|不同|不一样|(?<![a-z])(?:if|but|however|different|only|unless)(?![a-z])", re.IGNORECASE
)
"""A sentence after the claim that turns to another case."""


def spoken_of(claim: RawClaim, grounds: Grounds) -> frozenset[str]:
    """Causes that hold for this claim: its sentence's; unless it says "for any reason", its neighbours' and the
    case's."""
    if no_cause(claim):
        return claim.sentence.topics
    beside = [each for each in claim.around if each.start < claim.sentence.start or not _CONTRAST.search(each.text)]
    near = frozenset(topic for statement in beside for topic in statement.topics)
    return near | claim.sentence.topics | grounds.established


def _conditions_met(claim: RawClaim, statement: Statement, grounds: Grounds) -> bool:
    """Every if-clause of the statement was spoken of: it shares a topic or words with what was said."""
    for clause in statement.clauses:
        if clause.conditional and not clause.stances and not _touched(clause, claim, grounds):
            return False
    return True


def _touched(condition: ClauseNote, claim: RawClaim, grounds: Grounds) -> bool:
    said = (claim.sentence, *claim.around, *(item for source in grounds.buyer_turns for item in source.read))
    topics = frozenset(topic for statement in said for topic in statement.topics) | grounds.established
    if condition.own:
        return bool(condition.own & topics)
    same = [item for item in said if bool(_HAN.search(item.text)) == bool(_HAN.search(condition.text))]
    return not same or any(likeness(condition.content, item.content) >= _TOUCHED for item in same)


def _threshold_met(claim: RawClaim, statement: Statement, grounds: Grounds) -> bool:
    """Free from 99 yuan on: the sum is named beside the claim, or the goods in question are worth it."""
    for clause in statement.clauses:
        for limit in clause.values:
            from_a_sum = limit.kind == "money" and limit.op == "ge" and limit.low > 0
            if from_a_sum and not _names(limit, claim) and not _worth(limit, grounds):
                return False
    return True


def _names(limit: Value, claim: RawClaim) -> bool:
    return any(
        equal(limit, value)
        for statement in (claim.sentence, *claim.around)
        for clause in statement.clauses
        for value in clause.values
    )


def _worth(limit: Value, grounds: Grounds) -> bool:
    return sum(grounds.values_of(frozenset(), limit.unit)) >= limit.low
