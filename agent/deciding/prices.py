"""Prices and quotations: by tier, from the minimum order, with the lead time. Tier prices are a right, not a gift."""

from __future__ import annotations

import re

from agent.deciding.brief import Brief, Settled, both, product_slot, say
from agent.deciding.products import ask_product, meant, money_slot, price_slot
from agent.quote import quote
from agent.suggestion import Answer, Missing
from knowledge.catalog import Product


def price(index: int, brief: Brief) -> Settled:
    products = meant(index, brief)
    if not products:
        return ask_product(index, brief)
    if brief.reading.quantity is not None and brief.reading.quantity > 1:
        return quotation(index, brief)
    settled = Settled()
    for product in products[:2]:
        move = "price" if product.moq == 1 else "price_from_moq"
        slots = {"product": product_slot(product), "price": price_slot(product, brief)}
        if product.moq > 1:
            slots["moq"] = both(str(product.moq))
        settled += Settled((Answer(index, "compute", (product.id,), move, slots),))
    return settled


def quotation(index: int, brief: Brief) -> Settled:
    """RFQ and bulk: unit price by tier, total, minimum order, lead time. Tier prices are a right, not a gift."""
    products = meant(index, brief)
    if not products:
        return ask_product(index, brief)
    product, asked = products[0], brief.reading.quantity
    slot = product_slot(product)
    if asked is None:
        base = price(index, brief)
        return base + Settled(
            (say(index, "ask_quantity", mode="ask"),),
            missing=(Missing(brief.reading.questions[index].text, "the quantity", "buyer"),),
        )
    worked = quote(product, asked, brief.currency)
    lead = _minimum(index, product, brief) + _lead_time(index, product)
    answers: tuple[Answer, ...]
    if worked.below_moq:
        answers = (
            say(index, "below_moq", product.id, product=slot, moq=both(str(product.moq)), quantity=both(str(asked))),
            say(
                index, "price_from_moq", product.id, product=slot, price=price_slot(product, brief),
                moq=both(str(product.moq)),
            ),
        )  # fmt: skip
        return Settled(answers + _lead_time(index, product))
    answers = (
        say(
            index, "tier_price", product.id, worked.evidence.id, product=slot, quantity=both(str(asked)),
            price=money_slot(worked.unit_price, worked.currency), total=money_slot(worked.total, worked.currency),
        ),
    )  # fmt: skip
    if worked.next_tier is not None:
        deeper = money_slot(worked.next_tier.unit_price, worked.currency)
        answers += (
            say(index, "next_tier", product.id, quantity=both(str(worked.next_tier.min_qty)), price=deeper),
        )  # fmt: skip
    return Settled(answers + lead, grounds=(worked.evidence,))


def _minimum(index: int, product: Product, brief: Brief) -> tuple[Answer, ...]:
    """The minimum order, where the buyer asks for it."""
    asks = brief.phrases.words["asks_moq"]["asks"]
    if not re.search("|".join(asks.values()), brief.reading.questions[index].text, re.IGNORECASE):
        return ()
    return (say(index, "moq", product.id, product=product_slot(product), moq=both(str(product.moq))),)


def _lead_time(index: int, product: Product) -> tuple[Answer, ...]:
    if product.lead_time_days is None:
        return ()
    days = both(str(product.lead_time_days))
    return (say(index, "lead_time", product.id, product=product_slot(product), days=days),)
