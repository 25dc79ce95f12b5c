"""Questions about goods: stock, price, quotation, a property, a certificate, a recommendation, a comparison."""

from __future__ import annotations

from decimal import Decimal

from agent.deciding.attributes import Match, matching
from agent.deciding.brief import RELEVANT, Brief, Settled, both, check_first, product_slot, say
from agent.deciding.statements import stated
from agent.quote import quote
from agent.recommend import as_recommendation, for_need, instead_of, reason, sold
from agent.suggestion import Answer, Missing
from agent.wording import label_text, list_text, money_text, value_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product

FOR_A_NEED = 0.2
"""A need is told in other words than a sheet's: so relevant a product is shown, ranked."""


def money_slot(amount: Decimal, currency: str) -> Bilingual:
    return Bilingual(zh=money_text(amount, currency, "zh"), en=money_text(amount, currency, "en"))


def _price(product: Product, brief: Brief) -> Bilingual:
    return money_slot(product.price, product.currency or brief.currency)


def meant(index: int, brief: Brief) -> tuple[Product, ...]:
    """The products of this question: those spoken of, else a single clear find."""
    if brief.products:
        return brief.products
    found = [item for item in brief.found_for(index, "product") if item.covers[index] >= RELEVANT]
    if found and (len(found) == 1 or found[0].covers[index] - found[1].covers[index] > 0.15):
        return (brief.folder.products[found[0].anchor],)
    return ()


def ask_product(index: int, brief: Brief) -> Settled:
    """Ask which product; name the likely ones when there are two or three."""
    near = [brief.folder.products[item.anchor] for item in brief.found_for(index, "product")][:3]
    question = brief.reading.questions[index]
    missing = (Missing(question.text, "which product", "buyer"),)
    if 2 <= len(near) <= 3 and brief.found_for(index, "product")[1].covers[index] >= RELEVANT:
        options = Bilingual(
            zh=list_text([product.name.best("zh") for product in near], "zh"),
            en=", ".join(product.name.best("en") for product in near),
        )
        return Settled((say(index, "ask_which", *(p.id for p in near), mode="ask", options=options),), missing=missing)
    return Settled((say(index, "ask_product", mode="ask"),), missing=missing)


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
    return Settled((say(index, "in_stock", product.id, product=slot),)) + _asked_option(index, product, brief)


def _asked_option(index: int, product: Product, brief: Brief) -> Settled:
    """A colour or size asked along with stock: state the sheet's options."""
    found = [
        match
        for match in matching(brief.reading.questions[index].text, product, brief.meanings)
        if isinstance(product.attributes[match.key].value, tuple)
    ]
    return Settled(tuple(attribute_answer(index, product, match) for match in found[:1]))


def replacement(index: int, product: Product, brief: Brief) -> Settled:
    """In the same breath as "sold out": the nearest thing that is there."""
    other = instead_of(product, brief.folder.products)
    if other is None:
        return Settled()
    return Settled(
        (say(index, "alternative", other.id, product=product_slot(other), price=_price(other, brief)),),
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


def price(index: int, brief: Brief) -> Settled:
    products = meant(index, brief)
    if not products:
        return ask_product(index, brief)
    if brief.reading.quantity is not None and brief.reading.quantity > 1:
        return quotation(index, brief)
    settled = Settled()
    for product in products[:2]:
        move = "price" if product.moq == 1 else "price_from_moq"
        slots = {"product": product_slot(product), "price": _price(product, brief)}
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
    lead = _lead_time(index, product)
    answers: tuple[Answer, ...]
    if worked.below_moq:
        answers = (
            say(index, "below_moq", product.id, product=slot, moq=both(str(product.moq)), quantity=both(str(asked))),
            say(
                index, "price_from_moq", product.id, product=slot, price=_price(product, brief),
                moq=both(str(product.moq)),
            ),
        )  # fmt: skip
        return Settled(answers + lead)
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


def _lead_time(index: int, product: Product) -> tuple[Answer, ...]:
    if product.lead_time_days is None:
        return ()
    days = both(str(product.lead_time_days))
    return (say(index, "lead_time", product.id, product=product_slot(product), days=days),)


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


def product_question(index: int, brief: Brief) -> Settled:
    """A property: what the sheet names, else whichever speaks best, a clause or the product's nearest properties."""
    question = brief.reading.questions[index]
    products = meant(index, brief)
    named = _named_properties(index, products, brief)
    clause = stated(index, brief, "sheet", "faq", "policy")
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


def _named_properties(index: int, products: tuple[Product, ...], brief: Brief) -> Settled:
    """The properties whose label stands in the question, of at most two products."""
    text = brief.reading.questions[index].text
    return Settled(
        tuple(
            attribute_answer(index, product, match)
            for product in products[:2]
            for match in matching(text, product, brief.meanings)
            if match.named
        )
    )


def _nearest_property(index: int, products: tuple[Product, ...], brief: Brief) -> Settled:
    """The one property of the product nearest in meaning, when near enough."""
    found = matching(brief.reading.questions[index].text, products[0], brief.meanings, limit=1) if products else []
    return Settled(tuple(attribute_answer(index, products[0], match) for match in found))


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


def recommend(index: int, brief: Brief) -> Settled:
    found = brief.found_for(index, "product")
    near = [item for item in found if item.covers[index] >= FOR_A_NEED]
    products = for_need(near, brief.folder.products)
    if not products:
        products = [product for product in brief.products if sold(product)][:2]
    if not products:
        return stated(index, brief, "faq", "sheet", "policy") or ask_product(index, brief)
    settled = Settled()
    for product in products:
        slots = {"product": product_slot(product), "price": _price(product, brief)}
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
    found = brief.found_for(index, "product")
    pair = list(brief.products[:2])
    for item in found:
        if len(pair) < 2 and all(product.sku != item.anchor for product in pair):
            pair.append(brief.folder.products[item.anchor])
    if len(pair) < 2:
        return product_question(index, brief)
    first, second = pair
    answers = [
        _compared(index, first, second, Bilingual(zh="价格", en="Price"), _price(first, brief), _price(second, brief))
    ]
    for key, attribute in first.attributes.items():
        other = second.attributes.get(key)
        if other is None or other.value == attribute.value:
            continue
        label = Bilingual(zh=label_text(key, attribute, "zh"), en=label_text(key, attribute, "en").capitalize())
        answers.append(_compared(index, first, second, label, _value(key, first), _value(key, second)))
    return Settled(tuple(answers[:5]), recommendations=(as_recommendation(first), as_recommendation(second)))


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
