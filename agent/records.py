"""Which catalogue rows a question asks for, known before anything is searched: by code, name, property, price or stock.

What is vague is left to search; what names a product and asks for something that its row holds is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.deciding.attributes import matching
from agent.shop import Shop
from knowledge.gazetteer import Mention
from knowledge.lexical import plain

ROWS_LOOKED_UP = 4
_OF_THE_ROW = ("price", "availability", "restock", "compare", "bulk_quote")
"""Intents that a row answers: its price, tiers and stock, or two rows side by side."""
_LIKELY = 0.5


def rows_asked(shop: Shop, text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Clause ids of the rows that answer, in the order of their products in the text; mentions: the products named."""
    skus = list(dict.fromkeys(mention.sku for mention in mentions))[:ROWS_LOOKED_UP]
    if not skus:
        return ()
    if names_only(text, mentions) or _asks_for_the_row(shop, text):
        return tuple(shop.folder.products[sku].id for sku in skus)
    products = [shop.folder.products[sku] for sku in skus]
    return tuple(one.id for one in products if any(match.named for match in matching(text, one, shop.meanings)))


def names_only(text: str, mentions: Sequence[Mention]) -> bool:
    """A product's name or code and nothing else."""
    return any(mention.text.strip() == text.strip() for mention in mentions)


def _asks_for_the_row(shop: Shop, text: str) -> bool:
    model = shop.lens.intents
    asked = plain(text).strip()
    likely = model.by_intent(model.classes([asked], shop.embedder.embed([asked])))[0]
    return sum(float(likely[model.intents.index(name)]) for name in _OF_THE_ROW) >= _LIKELY
