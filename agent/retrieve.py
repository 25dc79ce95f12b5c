"""retrieve(): the passages and look-ups that this message can rest on, each with an id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from knowledge.search import Hit, search

from agent.case import Case
from agent.lookups import order_evidence, order_of, product_evidence
from agent.shop import Shop
from agent.suggestion import Evidence, Reading
from knowledge.orders import Order
from knowledge.passage import Audience, Clause, When

PASSAGES_PER_QUESTION = 8
PRODUCTS_LOOKED_UP = 4


async def retrieve(case: Case, reading: Reading, shop: Shop) -> tuple[Evidence, ...]:
    """Passages in force for this message and order, for each question, plus order and product look-ups.

    Staff-only passages come too, marked: they may steer a decision and are never quoted.
    """
    questions = [question.text for question in reading.questions]
    return evidence_for(questions, reading.skus, case, shop)


def evidence_for(texts: Sequence[str], skus: Sequence[str], case: Case, shop: Shop) -> tuple[Evidence, ...]:
    """What speaks to each of these texts at this case's time; `Evidence.covers` counts them from 0."""
    order = order_of(case, shop.folder.orders)
    found: dict[str, Evidence] = {}
    for index, text in enumerate(texts):
        hits = search(
            shop.index, text, when=_when(case, order, shop), audience="staff", k=PASSAGES_PER_QUESTION,
            embedder=shop.embedder, skus=skus,
        )  # fmt: skip
        for hit in hits:
            _merge(found, hit, shop.folder.clauses[hit.clause_id], index)
    for product_id in dict.fromkeys([*(f"catalog#{sku}" for sku in skus[:PRODUCTS_LOOKED_UP]), *found]):
        sku = product_id.partition("#")[2]
        if product_id.startswith("catalog#") and sku in shop.folder.products:
            found[product_id] = look_up_product(sku, shop, found.get(product_id))
    ranked = sorted(found.values(), key=lambda evidence: -evidence.score)
    if order is None:
        return tuple(ranked)
    currency = shop.folder.profile.currency
    return (order_evidence(order, shop.folder.products, shop.phrases, shop.folder.zone, currency), *ranked)


async def find(shop: Shop, text: str, *, now: datetime, order_id: str | None, audience: Audience, k: int) -> list[Hit]:
    """Search the shop's knowledge as it was in force at `now`, or for this order's dates."""
    order = shop.folder.orders.get(order_id) if order_id is not None else None
    when = When(now.astimezone(shop.folder.zone), order.days(shop.folder.zone) if order is not None else {})
    named = [mention.sku for mention in shop.lens.gazetteer.find(text)]
    return search(shop.index, text, when=when, audience=audience, k=k, embedder=shop.embedder, skus=named)


def look_up_product(sku: str, shop: Shop, found: Evidence | None = None) -> Evidence:
    """The product's sheet with today's price and stock, keeping what the search said of it."""
    product = shop.folder.products[sku]
    clause = shop.folder.clauses.get(product.id)
    looked_up = product_evidence(product, clause, shop.folder.profile.currency, {} if found is None else found.covers)
    return looked_up if found is None else replace(looked_up, score=found.score)


def clause_evidence(clause: Clause, *, score: float) -> Evidence:
    """A clause as evidence, whole."""
    return Evidence(
        id=clause.id, kind=clause.kind, doc=clause.doc, anchor=clause.anchor, text=clause.text,
        lang="zh" if clause.text.zh else "en", say=clause.say, facts=clause.facts, title=clause.title,
        section=clause.section, valid_from=clause.valid_from, valid_until=clause.valid_until,
        audience=clause.audience, score=score, skus=clause.skus,
    )  # fmt: skip


def _when(case: Case, order: Order | None, shop: Shop) -> When:
    return When(case.now.astimezone(shop.folder.zone), order.days(shop.folder.zone) if order is not None else {})


def _merge(found: dict[str, Evidence], hit: Hit, clause: Clause, question: int) -> None:
    known = found.get(clause.id) or replace(clause_evidence(clause, score=hit.score), lang=hit.lang)
    covers = {**known.covers, question: max(hit.relevance, known.covers.get(question, 0.0))}
    found[clause.id] = replace(known, covers=covers, score=max(known.score, hit.score))
