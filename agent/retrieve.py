"""retrieve(): the passages and look-ups that this message can rest on, each with an id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from agent.case import Case
from agent.lookups import order_evidence, order_of, product_evidence
from agent.shop import Shop
from agent.suggestion import Evidence, Question, Reading
from knowledge.faults import EmbeddingFault
from knowledge.orders import Order
from knowledge.passage import Clause, When
from knowledge.search import Hit, as_searched, search

PASSAGES_PER_QUESTION = 12
PRODUCTS_LOOKED_UP = 4


Told = Callable[[str], None]
"""Hears why a search did without the embedder that was chosen for passages."""


async def retrieve(case: Case, reading: Reading, shop: Shop, told: Told | None = None) -> tuple[Evidence, ...]:
    """Passages in force for this message and order, for each question, plus order and product look-ups.

    Staff-only passages come too, marked: they may steer a decision and are never quoted.
    """
    if shop.index.questions is not None:  # an endpoint is waited for beside the event loop, not in it
        await asyncio.to_thread(ask_ahead, [reading.text, *_asked(reading.questions, shop)], shop)
    return evidence_for(reading.questions, reading.text, reading.skus, case, shop, told)


def evidence_for(
    questions: Sequence[Question],
    message: str,
    skus: Sequence[str],
    case: Case,
    shop: Shop,
    told: Told | None = None,
) -> tuple[Evidence, ...]:
    """What speaks to each of these questions, each seen in its whole message, at this case's time."""
    order = order_of(case, shop.folder.orders)
    ask_ahead([message, *_asked(questions, shop)], shop)
    when = when_of(case, order, shop)
    searching = _Searching(when, shop, told)
    whole = searching.hits(message, skus) if len(questions) > 1 else {}
    found: dict[str, Evidence] = {}
    for index, question in enumerate(questions):
        alone = searching.hits(question.text, skus)
        subject = _subject(question, shop)
        about = searching.hits(subject, (), often=True) if subject else {}
        named = {**about, **whole, **alone}
        shop.headings.learn(shop.folder.clauses[name] for name in named if not name.startswith("catalog#"))
        for name, hit in named.items():
            clause = shop.folder.clauses[name]
            suit = shop.headings.suit(clause, question.intent)
            seen = _Seen(alone.get(name), whole.get(name), about.get(name), suit)
            found[name] = _merged(found.get(name) or clause_evidence(clause, when, score=hit.score), index, seen)
    for product_id in dict.fromkeys([*(f"catalog#{sku}" for sku in skus[:PRODUCTS_LOOKED_UP]), *found]):
        sku = product_id.partition("#")[2]
        if product_id.startswith("catalog#") and sku in shop.folder.products:
            found[product_id] = look_up_product(sku, shop, found.get(product_id))
    ranked = sorted(found.values(), key=lambda evidence: -evidence.score)
    if order is None:
        return tuple(ranked)
    currency = shop.folder.profile.currency
    return (order_evidence(order, shop.folder.products, shop.phrases, shop.folder.zone, currency), *ranked)


def _asked(questions: Sequence[Question], shop: Shop) -> list[str]:
    """Every text that is searched for, embedded in one pass beforehand."""
    return [text for question in questions for text in (question.text, _subject(question, shop))]


def ask_ahead(texts: Sequence[str], shop: Shop) -> None:
    """Embed every text in one pass before it is searched for. A chosen embedder that fails is told by the search."""
    asked = [as_searched(shop.index, text) for text in texts if text]
    shop.embedder.embed(asked)
    if shop.index.questions is not None:
        with suppress(EmbeddingFault):
            shop.index.questions.ask([text for text in asked if text])


class _Seen(NamedTuple):
    """One clause as the question alone, the whole message and the question's subject found it.

    suit: how its heading suits the question's intent, 0..1.
    """

    alone: Hit | None
    whole: Hit | None
    about: Hit | None
    suit: float

    @property
    def relevance(self) -> float:
        """To the buyer's own words; a clause found by its subject alone has none."""
        return max((hit.relevance for hit in (self.alone, self.whole) if hit is not None), default=0.0)

    @property
    def rank(self) -> float:
        """Weights chosen on four shops of different trades, where they put most gold clauses first."""
        own = 0.0 if self.alone is None else self.alone.score + 0.3 * self.alone.relevance
        around = 0.0 if self.whole is None else 0.2 * self.whole.score
        subject = 0.0 if self.about is None else SUBJECT_WEIGHT * self.about.score
        return own + around + subject + 0.3 * self.suit


SUBJECT_WEIGHT = 0.3


def _subject(question: Question, shop: Shop) -> str:
    """What a question of this intent is about, in both languages; empty for an intent without a subject."""
    words = [shop.phrases.word("subject", question.intent, lang) for lang in ("zh", "en")]
    return " ".join(word for word in words if word)


class _Searching(NamedTuple):
    """One case's searches."""

    when: When
    shop: Shop
    told: Told | None

    def hits(self, text: str, skus: Sequence[str], *, often: bool = False) -> dict[str, Hit]:
        """The clauses found, by id. often: the subject of an intent, which many messages share."""
        found = search(
            self.shop.index, text, when=self.when, audience="staff",
            k=PASSAGES_PER_QUESTION, embedder=self.shop.embedder, skus=skus, told=self.told, often=often,
        )  # fmt: skip
        return {hit.clause_id: hit for hit in found}


def _merged(known: Evidence, question: int, seen: _Seen) -> Evidence:
    return replace(
        known,
        covers={**known.covers, question: seen.relevance},
        ranks={**known.ranks, question: seen.rank},
        suits={**known.suits, question: seen.suit},
        score=max([known.score, *(hit.score for hit in (seen.alone, seen.whole, seen.about) if hit is not None)]),
    )


def look_up_product(sku: str, shop: Shop, found: Evidence | None = None) -> Evidence:
    """The product's sheet with today's price and stock, keeping what the search said of it."""
    product = shop.folder.products[sku]
    clause = shop.folder.clauses.get(product.id)
    looked_up = product_evidence(product, clause, shop.folder.profile.currency)
    if found is None:
        return looked_up
    return replace(looked_up, score=found.score, covers=found.covers, ranks=found.ranks, suits=found.suits)


def clause_evidence(clause: Clause, when: When, *, score: float) -> Evidence:
    """A clause as evidence, whole, with its age at that time."""
    return Evidence(
        id=clause.id, kind=clause.kind, doc=clause.doc, anchor=clause.anchor, text=clause.text,
        lang="zh" if clause.text.zh else "en", say=clause.say, facts=clause.facts, title=clause.title,
        section=clause.section, valid_from=clause.valid_from, valid_until=clause.valid_until,
        in_force_days=when.age_of(clause), audience=clause.audience, score=score, skus=clause.skus,
    )  # fmt: skip


def when_of(case: Case, order: Order | None, shop: Shop) -> When:
    """The moment of this case and its order's dates, which pick the versions in force."""
    return When(case.now.astimezone(shop.folder.zone), order.days(shop.folder.zone) if order is not None else {})
