"""Is it there, what stands in for it, when is it back."""

from __future__ import annotations

from agent.deciding.brief import Brief, Settled, both, check_first, product_slot, say
from agent.deciding.products import ask_product, meant, price_slot
from agent.deciding.properties import asked_option
from agent.recommend import as_recommendation, instead_of
from agent.suggestion import Answer, Missing
from knowledge.catalog import Product


def availability(index: int, brief: Brief) -> Settled:
    products = meant(index, brief)
    if not products:
        return ask_product(index, brief)
    product = products[0]
    if product.stock is None:
        return check_first(index, brief.reading.questions[index], who="agent")
    slot = product_slot(product)
    if product.stock == 0:
        return Settled((say(index, "out_of_stock", product.id, product=slot),)) + replacement(index, product, brief)
    asked = brief.reading.quantity
    if asked is not None and asked > product.stock:
        return Settled((say(index, "stock_short", product.id, product=slot, quantity=both(str(asked))),)) + replacement(
            index, product, brief
        )
    return Settled((say(index, "in_stock", product.id, product=slot),)) + asked_option(index, product, brief)


def replacement(index: int, product: Product, brief: Brief) -> Settled:
    """In the same breath as "sold out": the nearest thing that is there."""
    other = instead_of(product, brief.folder.products)
    if other is None:
        return Settled()
    return Settled(
        (say(index, "alternative", other.id, product=product_slot(other), price=price_slot(other, brief)),),
        recommendations=(as_recommendation(other),),
    )


def restock(index: int, brief: Brief) -> Settled:
    """When a sold-out thing is back: nobody wrote it down, so it is checked, never guessed."""
    products = meant(index, brief)
    if not products:
        return ask_product(index, brief)
    product = products[0]
    if product.stock:
        return availability(index, brief)
    question = brief.reading.questions[index]
    return Settled(
        (
            say(index, "out_of_stock", product.id, product=product_slot(product)),
            Answer(index, "escalate", (), "restock_unknown"),
        ),
        missing=(Missing(question.text, f"restock date of {product.sku}", "agent"),),
    ) + replacement(index, product, brief)
