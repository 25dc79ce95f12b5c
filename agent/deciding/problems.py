"""Something went wrong, or the buyer wants a better price: what may be given, by whom, after which proof."""

from __future__ import annotations

from decimal import Decimal

from agent.deal import offered
from agent.deciding.brief import Brief, Settled, both, product_slot, say
from agent.deciding.needs import Facts
from agent.deciding.products import money_slot
from agent.deciding.remedies import Ground, Remedies, remedies
from agent.deciding.statements import stated
from agent.quote import price_drop
from agent.suggestion import Answer, Entity, Evidence, Missing, Offer
from agent.wording import fold_text, number_text
from knowledge.bilingual import Bilingual
from knowledge.orders import OrderItem

ORDER_PROBLEMS = frozenset(
    {
        "defect_minor", "defect_major", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel",
        "late_delivery", "not_as_described", "price_drop", "changed_mind",
    }
)  # fmt: skip


def remedies_for(brief: Brief) -> Remedies:
    """The ladder of this case's problem for this role, item and rung."""
    problem = brief.reading.problem
    if problem is None:
        return Remedies()
    line = _line(brief)
    sku = line.sku if line is not None else (brief.products[0].sku if brief.products else None)
    product = brief.folder.products.get(sku) if sku is not None else None
    pieces = brief.reading.quantity or (line.qty if line is not None else 1)
    value = line.paid if line is not None and line.paid else None
    if value is None and product is not None:
        value = product.unit_price(pieces) * pieces
    if problem == "missing_item" and line is not None and value is not None:
        value = value / line.qty  # what is missing is not the whole line; at least one piece
    facts = Facts(
        problem, brief.reading.media, brief.order, brief.case.now,
        brief.reading.quantity or (line.qty if line is not None else None), value,
    )  # fmt: skip
    drop = None
    if line is not None and line.paid is not None and product is not None:
        drop = price_drop(line.paid, line.qty, product)
    ground = Ground(
        brief.case.role, brief.folder.profile.roles.order, sku, value,
        brief.order.postage if brief.order is not None else None,
        brief.order.return_postage_estimate if brief.order is not None else None,
        drop, (brief.order.currency if brief.order is not None else None) or brief.currency, facts,
    )  # fmt: skip
    gifts = {sku for rule in brief.folder.rules if rule.problem == problem for sku in rule.gifts}
    on_the_table = offered(
        brief.case.messages, brief.phrases,
        names_a_gift=lambda text: any(mention.sku in gifts for mention in brief.names.find(text)),
    )  # fmt: skip
    return remedies(brief.folder.rules, ground, on_the_table=on_the_table)


def _line(brief: Brief) -> OrderItem | None:
    """The order line spoken of: the product named, else the only line."""
    if brief.order is None or brief.reading.problem == "bargain":
        return None
    named = {product.sku for product in brief.products[:1]}
    for item in brief.order.items:
        if item.sku in named:
            return item
    return brief.order.items[0] if len(brief.order.items) == 1 else None


def offer_answer(index: int, offer: Offer, brief: Brief) -> tuple[Answer, Evidence]:
    """The sentence that makes the offer, and the rule as evidence with only the value that is offered."""
    slots: dict[str, Bilingual] = {}
    move = f"offer_{offer.offer}"
    cited = offer.evidence
    if offer.gift is not None:
        product = brief.folder.products.get(offer.gift)
        slots["gift"] = product_slot(product) if product is not None else both(offer.gift)
        cited += (f"catalog#{offer.gift}",)
    elif offer.value is not None:
        slots["value"] = _value(offer)
        if offer.unit == "percent":
            slots["fold"] = both(fold_text(offer.value))
    elif offer.offer == "price_match":
        move = "offer_price_match_check"
    given = slots.get("value") or slots.get("gift") or both("")
    rule = Evidence(
        id=offer.evidence[0], kind="authority", doc="authority", anchor=offer.evidence[0].partition("#")[2],
        text=Bilingual(zh=f"{offer.offer} {given.best('zh')}".strip(), en=f"{offer.offer} {given.best('en')}".strip()),
        lang="en", audience="staff",
    )  # fmt: skip
    return Answer(index, "offer", cited, move, slots), rule


def _value(offer: Offer) -> Bilingual:
    assert offer.value is not None
    if offer.unit == "money":
        return money_slot(offer.value, offer.currency)
    return both(f"{number_text(offer.value)}%" if offer.unit == "percent" else number_text(offer.value))


def bargain(index: int, brief: Brief, found: Remedies) -> Settled:
    """One rung a push; past the last rung a tactful final; no rule, the price holds."""
    settled = _too_much(index, brief, found)
    if found.offers:
        answer, rule = offer_answer(index, found.offers[0], brief)
        return settled + Settled((answer,), grounds=(rule,))
    move = "final_price" if found.exhausted else "hold_price"
    missing: tuple[Missing, ...] = ()
    if found.approver is not None:
        missing = (
            Missing(brief.reading.questions[index].text, "a better price than this role may give", found.approver),
        )
    return settled + Settled((say(index, move, mode="refuse"),), missing=missing)


def _too_much(index: int, brief: Brief, found: Remedies) -> Settled:
    """Name what was asked and cannot be had, when it is more than what is offered."""
    given = max((offer.value or Decimal(0) for offer in found.offers if offer.unit == "percent"), default=Decimal(0))
    asked = [entity for entity in brief.reading.entities if entity.kind == "percent"]
    over = [entity for entity in asked if Decimal(entity.value) > given]
    if not over:
        return Settled()
    return Settled((say(index, "not_that_much", mode="refuse", asked=_asked(over[0])),))


def _asked(cut: Entity) -> Bilingual:
    """The buyer's "五折" or "20% off" as each language says it."""
    told, percent = cut.text, Decimal(cut.value.rpartition("..")[2])
    han = any("\u3400" <= char <= "\u9fff" for char in told)
    return Bilingual(zh=told if han else fold_text(percent), en=f"{number_text(percent)}% off" if han else told)


def problem(index: int, brief: Brief, found: Remedies) -> Settled:
    """A fault, a loss, a delay: the clause that rules it, then the remedy or what is needed first."""
    clause = stated(index, brief, "policy", "faq")
    question = brief.reading.questions[index].text
    if {"photo", "video"} & set(found.lacking) and not (found.over_limit and brief.reading.media):
        missing = tuple(Missing(question, need, "buyer") for need in found.lacking if need in {"photo", "video"})
        return clause + Settled((say(index, "ask_photo", mode="ask"),), missing=missing)
    if found.offers:
        answer, rule = offer_answer(index, found.offers[0], brief)
        return clause + Settled((answer,), grounds=(rule,))
    if "order" in found.lacking and brief.order is None:
        return clause + Settled((say(index, "ask_order", mode="ask"),), missing=(Missing(question, "order", "buyer"),))
    if found.known and found.approver is not None:
        decide = Missing(question, "a decision beyond this role's limit", found.approver)
        return clause + Settled((Answer(index, "escalate", (), "needs_decision"),), missing=(decide,))
    return clause
