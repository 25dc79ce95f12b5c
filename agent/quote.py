"""Price arithmetic: tiers, minimum order, totals. Every number comes with its derivation as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agent.suggestion import Evidence
from agent.wording import money_text, number_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product, Tier


@dataclass(frozen=True, slots=True)
class Quote:
    """unit_price at `quantity`, total = quantity × unit_price, next_tier the first deeper tier or None."""

    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    currency: str
    below_moq: bool
    next_tier: Tier | None

    @property
    def evidence(self) -> Evidence:
        return computed(
            f"quote-{self.sku}-{self.quantity}",
            " ".join(
                (
                    f"{self.quantity} × {money_text(self.unit_price, self.currency, 'en')}",
                    f"= {money_text(self.total, self.currency, 'en')}; {self.quantity} pieces; {self.quantity}件",
                )
            ),
            self.sku,
        )


def quote(product: Product, quantity: int, currency: str) -> Quote:
    """The price of `quantity` pieces by the product's own tiers; a right of every buyer, no rule needed."""
    price = product.unit_price(quantity)
    deeper = sorted((tier for tier in product.tiers if tier.min_qty > quantity), key=lambda tier: tier.min_qty)
    return Quote(
        product.sku, quantity, price, price * quantity, product.currency or currency, quantity < product.moq,
        deeper[0] if deeper and deeper[0].unit_price < price else None,
    )  # fmt: skip


def computed(name: str, working: str, sku: str | None = None) -> Evidence:
    """Evidence that is arithmetic: `computed#<name>`, its text the working in full."""
    return Evidence(
        id=f"computed#{name}", kind="computed", doc="computed", anchor=name, text=Bilingual(zh=working, en=working),
        lang="en", skus=() if sku is None else (sku,),
    )  # fmt: skip


def price_drop(paid_line: Decimal, pieces: int, product: Product) -> Decimal:
    """How much less the line would cost today; 0 when it would not."""
    return max(Decimal(0), paid_line - product.unit_price(pieces) * pieces)


def working_of_drop(paid: Decimal, pieces: int, product: Product, currency: str) -> str:
    now = product.unit_price(pieces) * pieces
    return (
        f"{money_text(paid, currency, 'en')} − {pieces} × {number_text(product.unit_price(pieces))} = "
        f"{money_text(paid - now, currency, 'en')}; {money_text(now, currency, 'en')}"
    )
