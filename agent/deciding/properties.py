"""A property of a product: what its sheet says, a certificate, a warranty, or the clause that speaks best."""

from __future__ import annotations

from agent.deciding.attributes import Match, matching
from agent.deciding.brief import RELEVANT, Brief, Settled, both, check_first, product_slot, say
from agent.deciding.products import ask_product, meant
from agent.deciding.statements import stated
from agent.suggestion import Answer
from agent.wording import label_text, value_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product


def product_question(index: int, brief: Brief) -> Settled:
    """A property: what the sheet names, else whichever speaks best, a clause or the product's nearest properties."""
    question = brief.reading.questions[index]
    products = meant(index, brief)
    named = named_properties(index, brief, products)
    clause = stated(index, brief, "sheet", "faq", "policy")
    if named and len(products) > 1:
        return named
    if named:
        strong = [item for item in brief.found_for(index, "sheet", "faq") if item.covers[index] >= RELEVANT + 0.2]
        return named + clause if strong else named
    ranked = brief.found_for(index, "sheet", "faq", "policy", "product")
    product_first = bool(ranked) and ranked[0].kind == "product"
    nearest = _nearest_property(index, products, brief)
    if product_first and nearest:
        return nearest
    if clause:
        return clause
    if nearest:
        return nearest
    return (
        check_first(index, question)
        if products or brief.found_for(index, "policy", "faq")
        else ask_product(index, brief)
    )


def nearest_said(index: int, brief: Brief) -> Settled:
    """For a question that could be about anything: a property that it names, a clause, or the nearest property."""
    products = brief.products
    return (
        named_properties(index, brief, products)
        or stated(index, brief, "policy", "faq", "sheet")
        or _nearest_property(index, products, brief)
    )


def named_properties(index: int, brief: Brief, products: tuple[Product, ...] | None = None) -> Settled:
    """The properties whose label stands in the question, of at most two products (default: those spoken of)."""
    text = brief.reading.questions[index].text
    return Settled(
        tuple(
            attribute_answer(index, product, match)
            for product in (brief.products if products is None else products)[:2]
            for match in matching(text, product, brief.meanings)
            if match.named
        )
    )


def _nearest_property(index: int, products: tuple[Product, ...], brief: Brief) -> Settled:
    """The one property of the product nearest in meaning, when near enough."""
    found = matching(brief.reading.questions[index].text, products[0], brief.meanings, limit=1) if products else []
    return Settled(tuple(attribute_answer(index, products[0], match) for match in found))


def attribute_answer(index: int, product: Product, match: Match) -> Answer:
    attribute = product.attributes[match.key]
    slots = {
        "product": product_slot(product),
        "label": Bilingual(zh=label_text(match.key, attribute, "zh"), en=label_text(match.key, attribute, "en")),
    }
    said = attribute.say
    if isinstance(attribute.value, bool) and not said:
        return Answer(index, "compute", (product.id,), "attribute_yes" if attribute.value else "attribute_no", slots)
    slots["value"] = Bilingual(zh=value_text(attribute, "zh"), en=value_text(attribute, "en"))
    return Answer(index, "compute", (product.id,), "attribute", slots)


def asked_option(index: int, product: Product, brief: Brief) -> Settled:
    """A colour or size asked along with stock: state the sheet's options."""
    found = [
        match
        for match in matching(brief.reading.questions[index].text, product, brief.meanings)
        if isinstance(product.attributes[match.key].value, tuple)
    ]
    return Settled(tuple(attribute_answer(index, product, match) for match in found[:1]))


def certificate(index: int, brief: Brief) -> Settled:
    """Only what the sheet lists is claimed; what it does not list is not confirmed."""
    products = meant(index, brief)
    if not products:
        clause = stated(index, brief, "policy", "faq")
        return clause or ask_product(index, brief)
    product = products[0]
    listed = [f"{item.name} ({item.number})" if item.number else item.name for item in product.certificates]
    asked = brief.reading.questions[index].text.casefold()
    slot = product_slot(product)
    if not listed:
        return Settled((say(index, "no_certificate", product.id, product=slot),))
    items = both("; ".join(listed))
    generic = not any(char.isascii() and char.isalpha() for char in asked) or "certif" in asked
    if generic or any(item.name.casefold() in asked for item in product.certificates):
        return Settled((say(index, "certificates", product.id, product=slot, items=items),))
    return Settled(
        (
            say(index, "no_certificate", product.id, product=slot),
            say(index, "certificate_other", product.id, items=items),
        )
    )


def warranty(index: int, brief: Brief) -> Settled:
    """The shop's clause when one speaks to it, and the product's own months."""
    clause = stated(index, brief, "policy", "faq", "sheet")
    settled = clause
    for product in brief.products[:1]:
        country = brief.case.buyer.country or (brief.order.address.get("country") if brief.order is not None else None)
        months = product.warranty_for(country)
        if months:
            slots = {"product": product_slot(product), "months": both(str(months))}
            settled = Settled((Answer(index, "compute", (product.id,), "warranty", slots),)) + settled
    return settled or check_first(index, brief.reading.questions[index])
