"""What a text of this case may rest on: the evidence found, what deciding made of it, and the limits that hold."""

from __future__ import annotations

from collections.abc import Sequence

from agent.case import Case
from agent.check.grounds import Grounds, Worth
from agent.check.topics import load_topics
from agent.lookups import order_of
from agent.retrieve import clause_evidence, look_up_product, when_of
from agent.shop import Shop
from agent.suggestion import Decision, Evidence
from knowledge.catalog import Product
from knowledge.folder import ShopFolder
from knowledge.orders import Order


def with_grounds(case: Case, evidence: tuple[Evidence, ...], decision: Decision, shop: Shop) -> tuple[Evidence, ...]:
    """Add what deciding made (rules, arithmetic) and every clause or product that an answer or offer names."""
    known = {item.id: item for item in evidence}
    when = when_of(case, order_of(case, shop.folder.orders), shop)
    for item in decision.grounds:
        known.setdefault(item.id, item)
    named = [name for answer in decision.answers for name in answer.evidence]
    named += [name for offer in decision.offers for name in offer.evidence]
    for name in named:
        folder, _, anchor = name.partition("#")
        if name in known:
            continue
        if folder == "catalog" and anchor in shop.folder.products:
            known[name] = look_up_product(anchor, shop)
        elif name in shop.folder.clauses:
            known[name] = clause_evidence(shop.folder.clauses[name], when, score=1.0)
    return tuple(known.values())


def grounds_of(
    case: Case, evidence: tuple[Evidence, ...], decision: Decision, shop: Shop, *, skus: Sequence[str] | None = None,
    pieces: int = 1,
) -> Grounds:  # fmt: skip
    """Everything that may prove a text of this case, for this role, at this moment.

    skus, pieces: the products spoken of and how many; without an order they say what a percentage is of. skus None:
    those that the decision answers about.
    """
    folder = shop.folder
    order = order_of(case, folder.orders)
    named = [folder.products[item.anchor] for item in evidence if item.anchor in folder.products]
    certificates = [each for product in named for each in product.certificates]
    return Grounds(
        evidence=evidence,
        allowances=decision.allowances,
        offers=decision.offers,
        withheld=decision.withheld,
        standing=decision.standing,
        order_ids=(order.id,) if order is not None else (),
        thread=case.messages,
        now=case.now,
        zone=folder.zone,
        currency=folder.profile.currency,
        role=case.role,
        role_order=folder.profile.roles.order,
        gazetteer=shop.lens.gazetteer,
        platform=folder.profile.platform,
        certificates=tuple(text for each in certificates for text in (each.name, each.number) if text),
        problems=_problems(case, decision),
        order_days=order.days(folder.zone) if order is not None else {},
        item_values=_of_order(order, folder) if order is not None else _of_products(skus, pieces, decision, folder),
    )


def _problems(case: Case, decision: Decision) -> frozenset[str]:
    """Topics of what went wrong, as it was understood; a text without a buyer is about no problem."""
    if not any(turn.role == "buyer" for turn in case.messages):
        return frozenset()
    names = {*decision.intents, *(allowance.problem for allowance in decision.allowances)}
    return frozenset(topic for name in names for topic, _ in load_topics().find(name.replace("_", " ")))


def _of_order(order: Order, folder: ShopFolder) -> dict[str, Worth]:
    """What each line was paid; an unpaid line is worth today's price (shop-format: max_percent_of_item)."""
    currency = order.currency or folder.profile.currency
    found = {}
    for item in order.items:
        product = folder.products.get(item.sku)
        if item.paid:
            found[item.sku] = Worth(item.paid, currency)
        elif product is not None:
            found[item.sku] = _today(product, item.qty, folder)
    return found


def _of_products(skus: Sequence[str] | None, pieces: int, decision: Decision, folder: ShopFolder) -> dict[str, Worth]:
    cited = (name for answer in decision.answers for name in answer.evidence)
    spoken = skus if skus is not None else [name.removeprefix("catalog#") for name in cited]
    return {sku: _today(folder.products[sku], pieces, folder) for sku in spoken if sku in folder.products}


def _today(product: Product, pieces: int, folder: ShopFolder) -> Worth:
    return Worth(product.unit_price(pieces) * pieces, product.currency or folder.profile.currency)
