"""Products for a need, each with a true reason from its own sheet; and what stands in for one that is sold out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.suggestion import Evidence, Recommendation
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product


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


def for_need(found: Iterable[Evidence], products: Mapping[str, Product], limit: int = 2) -> list[Product]:
    """Products among the evidence for a need, most relevant first, those in stock only."""
    wanted = [products[item.anchor] for item in found if item.kind == "product" and item.anchor in products]
    return [product for product in wanted if sold(product)][:limit]


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
