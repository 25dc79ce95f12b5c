"""Helping to choose: products for a need, and two models side by side."""

from __future__ import annotations

from agent.deciding.brief import Brief, Settled, product_slot, say
from agent.deciding.products import ask_product, price_slot
from agent.deciding.properties import product_question
from agent.deciding.statements import stated
from agent.recommend import as_recommendation, budget, for_need, reason, sold
from agent.suggestion import Answer
from agent.wording import label_text, value_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product

SURELY = 0.65
"""A comparison that names one product only must be clearly one before a second is put beside it."""
FOR_A_NEED = 0.2
"""A need is told in other words than a sheet's: so relevant a product is shown, ranked."""


def recommend(index: int, brief: Brief) -> Settled:
    found = brief.found_for(index, "product")
    near = [item for item in found if item.covers[index] >= FOR_A_NEED]
    most = budget(brief.reading.text, brief.currency)
    products = for_need(near, brief.folder.products, most=most)
    if not products and most is None:
        products = [product for product in brief.products if sold(product)][:2]
    if not products:
        return stated(index, brief, "faq", "sheet", "policy") or ask_product(index, brief)
    settled = Settled()
    for product in products:
        slots = {"product": product_slot(product), "price": price_slot(product, brief)}
        why = reason(product)
        if why.zh and why.en:
            slots["advantage"] = why
        move = "recommend" if "advantage" in slots else "recommend_plain"
        settled += Settled(
            (Answer(index, "compute", (product.id,), move, slots),), recommendations=(as_recommendation(product),)
        )
    return settled


def compare(index: int, brief: Brief) -> Settled:
    """Two models as the differences that their sheets show: price first, then shared properties that differ."""
    pair = _pair(index, brief)
    if pair is None:
        return product_question(index, brief)
    first, second = pair
    answers = [
        _compared(
            index, first, second, Bilingual(zh="价格", en="Price"), price_slot(first, brief), price_slot(second, brief)
        )
    ]
    for key, attribute in first.attributes.items():
        other = second.attributes.get(key)
        if other is None or other.value == attribute.value:
            continue
        label = Bilingual(zh=label_text(key, attribute, "zh"), en=label_text(key, attribute, "en").capitalize())
        answers.append(_compared(index, first, second, label, _value(key, first), _value(key, second)))
    return Settled(tuple(answers[:5]), recommendations=(as_recommendation(first), as_recommendation(second)))


def _pair(index: int, brief: Brief) -> tuple[Product, Product] | None:
    """The two products that are compared: two of one kind, spoken of or found; else the two spoken of."""
    spoken = list(brief.products)
    surely = brief.reading.questions[index].confidence >= SURELY
    found = [brief.folder.products[item.anchor] for item in brief.found_for(index, "product")] if surely else []
    for first in spoken:
        for second in (*spoken, *found):
            if second.sku != first.sku and second.category == first.category:
                return first, second
    return (spoken[0], spoken[1]) if len(spoken) > 1 else None


def _value(key: str, product: Product) -> Bilingual:
    attribute = product.attributes[key]
    if isinstance(attribute.value, bool) and not attribute.say:
        return Bilingual(zh="是" if attribute.value else "否", en="yes" if attribute.value else "no")
    return Bilingual(zh=value_text(attribute, "zh"), en=value_text(attribute, "en"))


def _compared(
    index: int, first: Product, second: Product, label: Bilingual, one: Bilingual, other: Bilingual
) -> Answer:
    return say(
        index, "compare_line", first.id, second.id, label=label, first=product_slot(first), first_value=one,
        second=product_slot(second), second_value=other,
    )  # fmt: skip
