"""Does a reply answer a question of the buyer: by its subject, by the kind of value asked for, or by who will."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent.check.proof import Proof
from agent.check.segments import sentences
from agent.check.topics import features, likeness, load_topics
from agent.quantities.numbers import plain
from agent.suggestion import Evidence

_ALIKE, _SAME = 0.3, 0.5
"""Share of a question's own words that a reply about it repeats; of a sentence's words that stand in a source of it."""
_KINDS = {"of_money": ("money", "percent"), "of_time": ("duration", "date"), "of_size": ("quantity", "count")}
"""Values that answer a question put by these words of the scorecard."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def answered(
    question: str, reply: str, proof: Proof, words: Mapping[str, re.Pattern[str]], sources: Sequence[Evidence],
    *, alone: bool,
) -> bool | None:  # fmt: skip
    """Whether `reply` (plain text) takes up the question; None when its words say nothing of what it is about.

    sources: evidence that was found for this question. alone: nothing else is asked, so any value of the kind that is
    asked for is meant for it.
    """
    if words["defers"].search(reply):
        return True
    asked = plain(question)
    claims = [claim for claim in proof.claims if claim.side == "reply"]
    kinds = tuple(kind for name, kinds in _KINDS.items() if words[name].search(asked) for kind in kinds)
    lexicon = load_topics()
    topics = {topic for topic, _ in lexicon.find(asked)}
    shared = _repeats(asked, reply) or bool(topics & {topic for topic, _ in lexicon.find(reply)})
    if kinds:
        told = any(claim.kind in kinds for claim in claims) or words["any_value"].search(reply) is not None
        return told and (shared or alone or not topics)
    names = {source.id for source in sources}
    rests = any(claim.verdict == "proved" and names.intersection(claim.evidence) for claim in claims)
    given = words["of_bargain"].search(asked) is not None and any(claim.kind == "concession" for claim in claims)
    traced = words["of_place"].search(asked) is not None and words["place"].search(reply) is not None
    own = features(asked)
    if shared or rests or given or traced or likeness(own, features(reply)) >= _ALIKE or _out_of(reply, sources):
        return True
    return None if not own or (not topics and bool(_HAN.search(asked)) != bool(_HAN.search(reply))) else False


def _repeats(asked: str, reply: str) -> bool:
    """A word of the trade that the question names stands in the reply: 发票 in 普通发票."""
    return any(match[0] in reply for match in load_topics().zh.finditer(asked))


def _out_of(reply: str, sources: Sequence[Evidence]) -> bool:
    """A sentence of the reply is made of the words of a source that was found for the question."""
    told = [features(text) for source in sources for text in (*source.text.texts(), *source.say.texts())]
    said = (features(reply[part.start : part.end]) for part in sentences(reply))
    return any(len(sentence) > 2 and likeness(sentence, text) >= _SAME for sentence in said for text in told)
