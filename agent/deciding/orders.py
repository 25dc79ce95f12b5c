"""Where an order or its parcel stands, said from the record only."""

from __future__ import annotations

from datetime import datetime

from agent.deciding.brief import Brief, Settled, both, product_slot, say
from agent.deciding.products import money_slot
from agent.deciding.statements import stated
from agent.quote import computed, price_drop, working_of_drop
from agent.suggestion import Answer, Missing
from agent.wording import date_text
from knowledge.bilingual import Bilingual
from knowledge.orders import Order


def ask_order(index: int, brief: Brief) -> Settled:
    """The question is about an order and none is known: ask for its number."""
    text = brief.reading.questions[index].text if brief.reading.questions else brief.reading.text
    return Settled((say(index, "ask_order", mode="ask"),), missing=(Missing(text, "the order number", "buyer"),))


def _day(at: datetime, brief: Brief) -> Bilingual:
    day = at.astimezone(brief.zone).date()
    return Bilingual(zh=date_text(day, "zh", today=brief.today), en=date_text(day, "en", today=brief.today))


def status(index: int, brief: Brief) -> Settled:
    """One sentence: the state of the order as the record shows it."""
    order = brief.order
    if order is None:
        return Settled()
    slots = {"order": both(order.id)}
    move = f"order_{order.status}"
    if order.status == "unpaid" and order.amount_due is not None:
        move = "order_unpaid_due"
        slots["amount"] = money_slot(order.amount_due, order.currency or brief.currency)
    dates = {"shipped": order.shipped_at, "signed": order.signed_at}
    if order.status in dates:
        at = dates[order.status]
        if at is None:
            move = f"{move}_undated"
        else:
            slots["date"] = _day(at, brief)
    return Settled((Answer(index, "compute", (order.citation,), move, slots),))


def tracking(index: int, brief: Brief) -> Settled:
    """Carrier, tracking number and the latest event of a parcel on its way."""
    order = brief.order
    if order is None or (order.shipped_at is None and order.status not in {"shipped", "signed"}):
        return Settled()
    answers: list[Answer] = []
    if order.tracking and order.carrier:
        answers.append(
            say(index, "tracking", order.citation, carrier=both(order.carrier), tracking=both(order.tracking))
        )
    elif order.tracking:
        answers.append(say(index, "tracking_number", order.citation, tracking=both(order.tracking)))
    answers.append(_latest(index, order, brief))
    return Settled(tuple(answers))


def _latest(index: int, order: Order, brief: Brief) -> Answer:
    if not order.parcel:
        return say(index, "parcel_none", order.citation)
    event = max(order.parcel, key=lambda parcel: parcel.at)
    words = brief.phrases
    word = Bilingual(
        zh=words.word("parcel_status", event.status, "zh") or event.status,
        en=words.word("parcel_status", event.status, "en") or event.status.replace("_", " "),
    )
    slots = {"date": _day(event.at, brief), "status": word}
    if event.place:
        slots["place"] = both(event.place)
        return Answer(index, "compute", (order.citation,), "parcel_at", slots)
    return Answer(index, "compute", (order.citation,), "parcel_status", slots)


def track(index: int, brief: Brief) -> Settled:
    if brief.order is None:
        return ask_order(index, brief)
    return status(index, brief) + tracking(index, brief)


def about_order(index: int, brief: Brief) -> Settled:
    """Changing, cancelling, refunding: the order's state first, then the clause that rules it."""
    clause = stated(index, brief, "policy", "faq")
    if brief.order is None:
        return clause or ask_order(index, brief)
    return status(index, brief) + clause


def shipping_time(index: int, brief: Brief) -> Settled:
    """When it ships or arrives: the order's state when there is one, and the shop's promise."""
    clause = stated(index, brief, "policy", "faq")
    if brief.order is None or brief.order.status in {"unpaid", "cancelled"}:
        return clause
    return status(index, brief) + tracking(index, brief) + (clause if brief.order.status == "paid" else Settled())


def price_dropped(index: int, brief: Brief) -> Settled:
    """What was paid against today's price, after the clause on price protection."""
    clause = stated(index, brief, "policy", "faq")
    if brief.order is None:
        return clause or ask_order(index, brief)
    for item in brief.order.items:
        product = brief.folder.products.get(item.sku)
        if product is None or item.paid is None or (brief.products and product.sku != brief.products[0].sku):
            continue
        currency = brief.order.currency or brief.currency
        drop = price_drop(item.paid, item.qty, product)
        now = product.unit_price(item.qty) * item.qty
        slots = {"product": product_slot(product), "paid": money_slot(item.paid, currency)}
        slots["price"] = money_slot(now, currency)
        working = computed(f"drop-{item.sku}", working_of_drop(item.paid, item.qty, product, currency), item.sku)
        cited = (working.id, brief.order.citation, product.id)
        answers = [Answer(index, "compute", cited, "price_now", slots)]
        if drop > 0:
            answers.append(say(index, "price_difference", working.id, difference=money_slot(drop, currency)))
        else:
            answers.append(say(index, "price_no_drop", working.id))
        return clause + Settled(tuple(answers), grounds=(working,))
    return clause
