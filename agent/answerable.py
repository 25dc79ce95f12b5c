"""Can the clauses found answer the question at all? An honest empty answer is worth more than the nearest clause.

A logistic regression over few signs: how near the best clauses are, how much of the question's words they speak, how
well their headings suit its intent, whether it sounds like something no shop answers, and what it asks of a named
product. Fitted on 1,972 questions to six shops of different trades. Measured on a shop that it was not fitted on, mean
of the six: 90 % of what nothing answers comes back empty or marked, 1 % of what something answers comes back empty, and
20 % of it marked. `youju bench search` measures it on the sample shops.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.coverage import coverage
from knowledge.passage import Clause
from knowledge.search import Hit, as_searched

if TYPE_CHECKING:
    from agent.shop import Shop

Verdict = Literal["answered", "doubtful", "unanswered"]

UNANSWERED_BELOW = 0.1
"""Below this chance nothing is shown."""
DOUBTFUL_BELOW = 0.6
"""Below this chance what is shown is marked."""
JUDGED = 8
"""So many hits are looked at."""
_NO_SUBJECT = (
    "product_question", "usage_help", "recommend", "compare", "out_of_scope", "greeting", "thanks", "goodbye",
    "human_request",
)  # fmt: skip
"""Intents that a clause's heading cannot be about."""
_WEIGHTS = (
    1.50, -1.41, 4.60, 1.17, 0.45, 0.00, 0.91, -4.57, -1.53, -0.13, -0.40, -1.07, -5.06, 1.70, 4.43, 0.79, -0.56,
)  # fmt: skip
_BIAS = -2.19


def verdict(chance: float) -> Verdict:
    if chance < UNANSWERED_BELOW:
        return "unanswered"
    return "doubtful" if chance < DOUBTFUL_BELOW else "answered"


def chance_of_answer(shop: Shop, text: str, hits: Sequence[Hit]) -> float:
    """0..1, how likely one of these hits (best first) answers the question; 0 without hits."""
    if not hits:
        return 0.0
    score = float(np.dot(_WEIGHTS, signs(shop, text, hits[:JUDGED]))) + _BIAS
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def signs(shop: Shop, text: str, hits: Sequence[Hit]) -> NDArray[np.float64]:
    """What the regression reads; shape (17,). At least one hit."""
    asked = as_searched(shop.index, text)
    clauses = [shop.folder.clauses[hit.clause_id] for hit in hits]
    intents = _intents(shop, asked)
    suits = _suits(shop, clauses, intents)
    seen = coverage(shop.index, asked, [clause.id for clause in clauses], [_names(shop, clause) for clause in clauses])
    best = max(range(len(hits)), key=lambda place: hits[place].relevance + suits[place])
    near = max(hit.similarity for hit in hits)
    relevance, told = max(hit.relevance for hit in hits), max(seen.told)
    subjectless = sum(intents.get(name, 0.0) for name in _NO_SUBJECT)
    return np.array(
        [
            near, max(hit.overlap for hit in hits), relevance, max(suits),
            hits[best].similarity, hits[best].overlap, suits[best],
            intents.get("out_of_scope", 0.0), subjectless, subjectless * relevance, subjectless * near,
            seen.unknown, seen.named, told, seen.named * told, subjectless * told,
            math.log1p(seen.words),
        ]
    )  # fmt: skip


def _intents(shop: Shop, asked: str) -> dict[str, float]:
    model = shop.lens.intents
    likely = model.by_intent(model.classes([asked], shop.embedder.embed([asked])))[0]
    return dict(zip(model.intents, map(float, likely), strict=True))


def _suits(shop: Shop, clauses: Sequence[Clause], intents: dict[str, float]) -> list[float]:
    """How well each clause's heading suits what is asked, 0..1; a catalogue row has no heading."""
    shop.headings.learn(clause for clause in clauses if clause.kind != "product")
    subjects = {name: share for name, share in intents.items() if name not in _NO_SUBJECT}
    return [
        0.0
        if clause.kind == "product"
        else sum(share * shop.headings.suit(clause, name) for name, share in subjects.items())
        for clause in clauses
    ]


def _names(shop: Shop, clause: Clause) -> tuple[str, ...]:
    """The clause's title and what its products are called."""
    products = (shop.folder.products[sku] for sku in clause.skus if sku in shop.folder.products)
    called = (name for product in products for name in product.name.texts())
    return (*clause.title.texts(), *called, *clause.skus)
