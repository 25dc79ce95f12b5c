"""Signs in a message that a person should see: each with why and the buyer's words. They advise, never decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from agent.reading.intents import IntentModel, Scores
from agent.reading.questions import Piece
from agent.suggestion import Mood, Risk, RiskKind
from knowledge.bilingual import Lang
from knowledge.orders import Order
from prompts.seeds import Seeds

KINDS: tuple[RiskKind, ...] = get_args(RiskKind)
_SURE: Mapping[str, float] = {"injection": 0.72, "fake_authority": 0.8, "privacy": 0.8, "spy": 0.8, "scam": 0.72}
_SURE_OTHERWISE = 0.75
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_ENCODED = re.compile(
    r"[A-Za-z0-9+/_-]{60,}={0,2}|(?:[01]{8}\s){8,}|(?:\\u00[0-9a-f]{2}){8,}|(?:[.-]{1,5}\s(?:/\s)?){20,}", re.IGNORECASE
)
_BY_INTENT: Mapping[str, RiskKind] = {
    "off_platform": "off_platform",
    "privacy_other_order": "privacy",
    "fake_promise": "false_promise",
    "bad_review_threat": "extortion",
}
_SURE_INTENT = 0.75
_LONGEST_QUOTE = 120
_SHOUTED = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{4,}(?![A-Za-z0-9-])")
_SOMEONE_ELSES: Mapping[Lang, str] = {
    "zh": "提到的订单属于另一位买家",
    "en": "names an order that belongs to another buyer",
}
_HIDDEN: Mapping[Lang, str] = {
    "zh": "文字里藏有不可见的字符或编码",
    "en": "invisible or encoded text is hidden in the message",
}


def signs(text: str, parts: Sequence[Piece], scores: Scores, model: IntentModel, lang: Lang) -> list[Risk]:
    """Risks by the words and by the meaning of each piece. scores: (pieces, risks). One sign per kind."""
    found: dict[RiskKind, Risk] = {}
    for column, name in enumerate(model.risks):
        kind = _kind(name)
        seed = model.seeds.risks[name]
        said = seed.words.search(text) if seed.words is not None else None
        if said is not None:
            found[kind] = Risk(kind, seed.why[lang], _around(text, said.start(), said.end()))
            continue
        best = int(scores[:, column].argmax()) if len(scores) else 0
        if len(scores) and scores[best, column] >= _SURE.get(name, _SURE_OTHERWISE):
            found[kind] = Risk(kind, seed.why[lang], parts[best].text[:_LONGEST_QUOTE])
    return list(found.values())


def orders_to_us(parts: Sequence[Piece], scores: Scores, model: IntentModel) -> list[Piece]:
    """The pieces that command the assistant, by their words or their meaning. scores: (pieces, risks).

    After one of them, whatever is not put as a question goes on commanding.
    """
    words, column = model.seeds.risks["injection"].words, model.risks.index("injection")
    orders: list[Piece] = []
    for part, row in zip(parts, scores, strict=True):
        told = row[column] >= _SURE["injection"] or (words is not None and words.search(part.text) is not None)
        if told or (orders and not part.asks):
            orders.append(part)
    return orders


def by_intent(told: Iterable[tuple[str, float, str]], model: IntentModel, lang: Lang) -> list[Risk]:
    """Signs of intents that are risks by themselves; told: (intent, confidence, the buyer's words)."""
    return [
        Risk(_BY_INTENT[intent], model.seeds.risks[_BY_INTENT[intent]].why[lang], words[:_LONGEST_QUOTE])
        for intent, confidence, words in told
        if intent in _BY_INTENT and confidence >= _SURE_INTENT
    ]


def hidden_text(original: str, lang: Lang) -> list[Risk]:
    """Invisible tag characters and long encoded runs are for a machine, not for a person."""
    found = _TAGS.search(original)
    if found is not None:
        return [Risk("injection", _HIDDEN[lang], "")]
    encoded = _ENCODED.search(original)
    return [] if encoded is None else [Risk("injection", _HIDDEN[lang], encoded.group()[:_LONGEST_QUOTE])]


def in_the_note(note: str | None, model: IntentModel, lang: Lang) -> list[Risk]:
    """Commands to the assistant in the order's note, which is the buyer's text too."""
    seed = model.seeds.risks["injection"]
    said = seed.words.search(note) if note is not None and seed.words is not None else None
    if note is None or said is None:
        return []
    return [Risk("injection", seed.why[lang], _around(note, said.start(), said.end()))]


def other_peoples_orders(
    named: Sequence[str], orders: Mapping[str, Order], buyer: str | None, lang: Lang
) -> list[Risk]:
    """Orders named in the text whose buyer is known to be somebody else."""
    if buyer is None:
        return []
    return [
        Risk("privacy", _SOMEONE_ELSES[lang], order_id)
        for order_id in named
        if order_id in orders and orders[order_id].buyer_id not in (None, buyer)
    ]


def mood(text: str, seeds: Seeds, complaint: float) -> Mood:
    """angry | worried | calm, from the words; complaint: how sure it is that this is a complaint or a threat."""
    if seeds.words["angry"].search(text) or len(_SHOUTED.findall(text)) >= 2 or complaint >= 0.6:
        return "angry"
    return "worried" if seeds.words["worried"].search(text) else "calm"


def _kind(name: str) -> RiskKind:
    for kind in KINDS:
        if kind == name:
            return kind
    raise ValueError(f"cues.yaml: risks.{name} is not a risk; there are {', '.join(KINDS)}")


def _around(text: str, start: int, end: int) -> str:
    """The matched words with the clause around them, short enough to read."""
    left = max((text.rfind(mark, 0, start) for mark in "。!?\n"), default=-1) + 1
    ends = [at for mark in "。!?\n" if (at := text.find(mark, end)) >= 0]
    right = min(ends, default=len(text))
    return text[max(left, start - 40) : min(right, end + 60)].strip()[:_LONGEST_QUOTE]
