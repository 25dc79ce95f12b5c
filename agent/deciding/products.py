"""Which product is meant, and what it is called and costs."""

from __future__ import annotations

from decimal import Decimal

from agent.deciding.brief import RELEVANT, Brief, Settled, say
from agent.suggestion import Missing
from agent.wording import list_text, money_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product


def money_slot(amount: Decimal, currency: str) -> Bilingual:
    return Bilingual(zh=money_text(amount, currency, "zh"), en=money_text(amount, currency, "en"))


def price_slot(product: Product, brief: Brief) -> Bilingual:
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
