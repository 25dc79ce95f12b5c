"""Products for a need, each with a true reason from its own sheet; and what stands in for one that is sold out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from agent.quantities import quantities
from agent.suggestion import Evidence, Recommendation
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product

_BUDGET = re.compile(r"(?:预算|budget)[^\d\n]{0,12}?(\d+(?:\.\d+)?)", re.IGNORECASE)
"""An amount without a currency is money after these words."""
_ABOUT = Decimal("1.1")
"""Around an amount is up to a tenth more."""


def budget(text: str, currency: str) -> Decimal | None:
    """The most that the buyer wants to spend, in major units of `currency`; None when no amount is named."""
    named = [
        value.high * _ABOUT if value.op == "about" else value.high
        for value in quantities(text, currency=currency)
        if value.kind == "money" and value.unit == currency and value.op != "ge"
    ]
    named += [Decimal(found[1]) for found in _BUDGET.finditer(text)]
    return max(named, default=None)


def sold(product: Product) -> bool:
    """May it be recommended? Unknown stock is not "out of stock"."""
    return product.stock is None or product.stock > 0


def reason(product: Product) -> Bilingual:
    """The first advantage that the sheet names, or empty."""
    for advantage in product.advantages:
        if advantage.zh or advantage.en:
            return Bilingual(zh=advantage.zh, en=advantage.en)
    return Bilingual()


def as_recommendation(product: Product) -> Recommendation:
    return Recommendation(product.sku, product.name, reason(product), (product.id,))


def for_need(
    found: Iterable[Evidence], products: Mapping[str, Product], *, most: Decimal | None = None, limit: int = 2
) -> list[Product]:
    """Products among the evidence for a need, most relevant first, those in stock and within `most` only."""
    wanted = [products[item.anchor] for item in found if item.kind == "product" and item.anchor in products]
    return [product for product in wanted if sold(product) and (most is None or product.price <= most)][:limit]


def instead_of(product: Product, products: Mapping[str, Product]) -> Product | None:
    """The sheet's own alternative that is in stock; else the nearest price of the same category; else None."""
    for sku in product.alternatives:
        if sku in products and sold(products[sku]):
            return products[sku]
    siblings = [
        other
        for other in products.values()
        if product.category and other.category == product.category and other.sku != product.sku and sold(other)
    ]
    return min(siblings, key=lambda other: abs(other.price - product.price), default=None)
