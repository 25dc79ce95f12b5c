"""What was heard: every piece of the message with its intents, in the light of the thread and the order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.reading.intents import IntentModel, Scores
from agent.reading.questions import Piece, join
from knowledge.authority import Problem
from knowledge.embed import Embedder
from knowledge.lexical import plain
from knowledge.orders import Order, OrderStatus
from prompts.seeds import THING

FLOOR = 0.28
"""Below this confidence an intent is `other` (of the test utterances below it, four in five were wrong)."""
SOCIAL = frozenset({"greeting", "thanks", "goodbye"})

_TOLD_FLOOR = 0.6
"""A piece that asks nothing stands for itself only above this; otherwise it is the background of its neighbour."""
_TOLD_FLOOR_BESIDE_A_QUESTION = 0.75
_TOLD_FLOOR_OF_A_QUESTION = 0.85
_ASKED = frozenset(
    {
        "product_question", "availability", "restock", "price", "price_match", "compare", "certificate", "company_info",
        "promotion", "ship_time", "delivery_time", "postage", "customs", "warranty", "payment_method", "internal_info",
    }
)  # fmt: skip
"""Intents that want to know something: a piece that asks nothing hardly has one."""
_SOCIAL_FLOOR = 0.75
_ELLIPTIC_FLOOR = 0.55
_SURE_OF_A_PROBLEM = 0.5
_UNSURE, _SHARED = 0.5, 0.2
"""A piece less sure than this goes with its neighbour, if it may well be about the same."""
_WHOLE = 0.3
"""How much the whole message colours each of its pieces."""
_LONG_FOR_SOCIAL = 14
_SOCIAL_DAMP = -3.0
"""Log score taken from greetings, thanks and goodbyes in a text longer than this (Han characters, or words twice)."""
_FULL_QUESTION = 4
"""A question of so many Han characters (a Latin word counts two) can be answered for itself."""
_NOT_WORDS = re.compile(r"\[[^\]\s]{1,8}\]|https?://\S+")
"""Picture marks and links: [图片] says nothing of pictures."""
_AGAIN = 2.0
_THREAD = 1.5
_NOT_SENT_YET = {"cancel_order": 1.0, "return_request": -1.5, "defect.major": -0.8, "defect.minor": -0.8}
"""Before the parcel leaves, not wanting it is a cancellation."""
_BOUGHT: dict[OrderStatus, dict[str, float]] = {
    "unpaid": {"pre_sale": 0.2, "in_sale": 0.3, "after_sale": -0.8},
    "paid": {"pre_sale": -0.2, "in_sale": 0.5, "after_sale": -0.2},
    "shipped": {"pre_sale": -0.4, "in_sale": 0.5, "after_sale": 0.0},
    "signed": {"pre_sale": -0.5, "in_sale": -0.4, "after_sale": 0.4},
    "return_requested": {"pre_sale": -0.5, "in_sale": -0.4, "after_sale": 0.4},
    "returned": {"pre_sale": -0.5, "in_sale": -0.5, "after_sale": 0.4},
    "refunded": {"pre_sale": -0.5, "in_sale": -0.5, "after_sale": 0.4},
    "cancelled": {"pre_sale": -0.2, "in_sale": 0.2, "after_sale": 0.2},
}
"""What the order's state adds to the log score of a desk's intents."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring pieces that ask or tell one thing: [start, end) of the folded text. asks: put as a question."""

    start: int
    end: int
    intent: str
    confidence: float
    classes: NDArray[np.float32]
    asks: bool = False


@dataclass(frozen=True)
class Heard:
    """parts and risk: (pieces, risks). groups: in the buyer's order. problems_before: per earlier message."""

    parts: tuple[Piece, ...]
    groups: tuple[Group, ...]
    risk: Scores
    earlier: tuple[str, ...]
    problems_before: tuple[Problem | None, ...]
    model: IntentModel

    def intents(self) -> tuple[tuple[str, float], ...]:
        """(name, confidence), strongest first, unique; greetings and thanks after what they come with."""
        best: dict[str, float] = {}
        for group in self.groups:
            best[group.intent] = max(best.get(group.intent, 0.0), group.confidence)
        named = sorted(best.items(), key=lambda item: (item[0] in SOCIAL, item[0] == "other", -item[1]))
        return tuple((name, round(confidence, 3)) for name, confidence in named) or (("other", 0.0),)

    def asked(self) -> tuple[Group, ...]:
        """The groups without greetings and thanks, unless there is nothing else."""
        return tuple(group for group in self.groups if group.intent not in SOCIAL) or self.groups

    def ranked_problems(self) -> list[tuple[Problem, float]]:
        """The authority problems of what was heard, with the confidence of each."""
        surest = max((group.confidence for group in self.groups), default=0.0)
        found = []
        for group in self.groups:
            problem = self._problem(group)
            if problem is not None and (group.confidence >= _SURE_OF_A_PROBLEM or group.confidence == surest):
                found.append((problem, group.confidence))
        return found

    @property
    def complaint(self) -> float:
        angry = ("complaint", "bad_review_threat")
        return max((group.confidence for group in self.groups if group.intent in angry), default=0.0)

    def _problem(self, group: Group) -> Problem | None:
        if group.intent == "other":
            return None
        return self.model.problem(group.intent, dict(zip(self.model.names, map(float, group.classes), strict=True)))


def hear(
    text: str,
    parts: Sequence[Piece],
    before: Sequence[str],
    order: Order | None,
    model: IntentModel,
    embedder: Embedder,
    *,
    names: Sequence[tuple[int, int]] = (),
) -> Heard:
    """Classify the message, its pieces and the earlier messages in one embedding pass.

    A piece is read with the whole message behind it, with the order's state, and, when it only asks for more,
    with what the buyer asked before. names: places of the text where a product is named. What is asked of it hardly
    depends on which it is, so each piece is read with and without the names, and the surer reading counts.
    """
    before = [_words(earlier) for earlier in before]
    spans = [(0, len(text)), *((piece.start, piece.end) for piece in parts if len(parts) > 1)]
    said = [_words(text[start:end]) for start, end in spans]
    unnamed = [_words(_unnamed(text, start, end, names)) for start, end in spans] if names else []
    vectors = embedder.embed([*said, *unnamed, *before])
    now, then = vectors[: len(said)], vectors[len(said) + len(unnamed) :]
    past = model.classes(before, then) if before else np.zeros((0, len(model.names)), np.float32)
    prior = _prior(order, model) + _momentum(text, past, model)
    rows = model.classes(said, now, prior + _sober(said, model))
    if unnamed:
        there = vectors[len(said) : len(said) + len(unnamed)]
        bare = model.classes(unnamed, there, prior + _sober(unnamed, model))
        surer = model.by_intent(bare).max(axis=1) >= model.by_intent(rows).max(axis=1)
        rows = np.where(surer[:, None], bare, rows)
    classes = rows if len(parts) == 1 else (1 - _WHOLE) * rows[1:] + _WHOLE * rows[:1]
    risk = model.risk(now)
    return Heard(
        parts=tuple(parts) if len(parts) == 1 else (Piece(text, 0, len(text), True), *parts),
        groups=_groups(text, parts, classes, model),
        risk=risk,
        earlier=tuple(_named(row, model)[0] for row in past),
        problems_before=tuple(_problem_of(row, model) for row in past),
        model=model,
    )


def _words(text: str) -> str:
    """The words alone, in simplified characters, as the seeds are written."""
    return plain(_NOT_WORDS.sub(" ", text))


def _unnamed(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> str:
    """text[start:end] with "the item" in place of each product's name."""
    said, at = [], start
    for first, last in sorted(names):
        if first < at or last > end:
            continue
        han = any("\u3400" <= char <= "\u9fff" for char in text[first:last] + text[max(0, first - 1) : last + 1])
        said += [text[at:first], THING["zh" if han else "en"]]
        at = last
    return "".join((*said, text[at:end]))


def _prior(order: Order | None, model: IntentModel) -> Scores:
    if order is None:
        return np.zeros(len(model.names), np.float32)
    lean = _BOUGHT[order.status]
    own = _NOT_SENT_YET if order.status in ("unpaid", "paid") else {}
    leans = [lean[model.stage(name.partition(".")[0])] + own.get(name, 0.0) for name in model.names]
    return np.array(leans, dtype=np.float32)


def _sober(texts: Sequence[str], model: IntentModel) -> Scores:
    """(n, classes): long texts and questions are no mere greetings, thanks or goodbyes."""
    social = np.array([float(name in SOCIAL) for name in model.names], dtype=np.float32)
    long = [_SOCIAL_DAMP * (_length(text) > _LONG_FOR_SOCIAL) for text in texts]
    return np.outer(np.array(long, dtype=np.float32), social)


def _length(text: str) -> int:
    """Han characters, a Latin word counted twice."""
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    return han + 2 * sum(word[0].isascii() for word in text.split())


def _momentum(text: str, past: Scores, model: IntentModel) -> Scores:
    """The thread's last topic stays likely; strongly so when the message only asks for more of it."""
    if not len(past):
        return np.zeros(len(model.names), np.float32)
    weight = _THREAD + (_AGAIN if model.seeds.words["again"].search(text) else 0.0)
    return np.asarray(weight * past[-1], dtype=np.float32)


def _groups(text: str, parts: Sequence[Piece], classes: Scores, model: IntentModel) -> tuple[Group, ...]:
    """Neighbours of one intent together, but each full question for itself; what says little joins its neighbour."""
    groups: list[Group] = []
    waiting: Piece | None = None
    named = [_named(row, model) for row in classes]
    sure = any(piece.asks and confidence >= 0.9 for piece, (_, confidence) in zip(parts, named, strict=True))
    for piece, row, (name, confidence) in zip(parts, classes, named, strict=True):
        if len(parts) > 1 and confidence < _needed(piece, name, after=bool(groups), beside_a_question=sure):
            if piece.elliptic and waiting is None and groups:
                groups[-1] = replace(groups[-1], end=piece.end)
            else:
                waiting = piece if waiting is None else join(text, waiting, piece)
            continue
        start = piece.start if waiting is None else waiting.start
        waiting = None
        if groups and confidence < _UNSURE and _share(row, groups[-1].intent, model) >= _SHARED:
            name = groups[-1].intent
        if groups and groups[-1].intent == name and not (groups[-1].asks and _asks_for_itself(piece)):
            last = groups[-1]
            row = np.maximum(row, last.classes)
            groups[-1] = replace(
                last, end=piece.end, confidence=max(last.confidence, confidence), classes=row,
                asks=last.asks or _asks_for_itself(piece),
            )  # fmt: skip
        else:
            groups.append(Group(start, piece.end, name, confidence, row, _asks_for_itself(piece)))
    if waiting is not None:
        groups = _background(groups, waiting, classes, model)
    return tuple(groups)


def _asks_for_itself(piece: Piece) -> bool:
    return piece.asks and _length(piece.text) >= _FULL_QUESTION


def _share(row: NDArray[np.float32], intent: str, model: IntentModel) -> float:
    """How likely this row finds an intent."""
    if intent not in model.intents:
        return 0.0
    return float(model.by_intent(row[None, :])[0][model.intents.index(intent)])


def _needed(piece: Piece, name: str, *, after: bool, beside_a_question: bool) -> float:
    """How sure a piece must be to stand for itself beside others."""
    if name in SOCIAL and (after or name != "greeting"):
        return 1.1 if piece.asks else _SOCIAL_FLOOR
    if name == "greeting":
        return _TOLD_FLOOR
    if piece.elliptic and after:
        return _ELLIPTIC_FLOOR
    if piece.asks:
        return 0.0
    if name in _ASKED:
        return _TOLD_FLOOR_OF_A_QUESTION
    return _TOLD_FLOOR_BESIDE_A_QUESTION if beside_a_question else _TOLD_FLOOR


def _background(groups: list[Group], waiting: Piece, classes: Scores, model: IntentModel) -> list[Group]:
    """The last pieces said little: they belong to what came before, or are all there is."""
    if groups and groups[-1].intent not in SOCIAL:
        return [*groups[:-1], replace(groups[-1], end=waiting.end)]
    row = np.asarray(classes.mean(axis=0), dtype=np.float32)
    name, confidence = _named(row, model)
    return [*groups, Group(waiting.start, waiting.end, name, confidence, row)]


def _named(row: NDArray[np.float32], model: IntentModel) -> tuple[str, float]:
    scores = model.by_intent(row[None, :])[0]
    best = int(scores.argmax())
    confidence = float(scores[best])
    return (model.intents[best], confidence) if confidence >= FLOOR else ("other", confidence)


def _problem_of(row: NDArray[np.float32], model: IntentModel) -> Problem | None:
    name, _ = _named(row, model)
    if name == "other":
        return None
    return model.problem(name, dict(zip(model.names, map(float, row), strict=True)))
