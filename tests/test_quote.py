from decimal import Decimal

from agent.quote import price_drop, quote
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product, Tier

MUG = Product(
    sku="MUG-1",
    name=Bilingual(zh="马克杯", en="mug"),
    price=Decimal("2.50"),
    moq=50,
    tiers=(Tier(min_qty=50, unit_price=Decimal("2.50")), Tier(min_qty=200, unit_price=Decimal("2.15"))),
)


def test_the_deepest_tier_reached_sets_the_price_and_the_total_is_exact() -> None:
    worked = quote(MUG, 300, "USD")
    assert (worked.unit_price, worked.total, worked.next_tier) == (Decimal("2.15"), Decimal("645.00"), None)
    assert worked.evidence.id == "computed#quote-MUG-1-300"
    assert "300 × $2.15 = $645" in worked.evidence.text.best("en")


def test_the_next_tier_is_told_when_it_is_cheaper() -> None:
    worked = quote(MUG, 199, "USD")
    assert worked.unit_price == Decimal("2.50")
    assert worked.next_tier is not None
    assert worked.next_tier.min_qty == 200


def test_below_the_minimum_order_is_said() -> None:
    assert quote(MUG, 49, "USD").below_moq
    assert not quote(MUG, 50, "USD").below_moq


def test_a_price_drop_is_never_negative() -> None:
    assert price_drop(Decimal("125.00"), 50, MUG) == 0
    assert price_drop(Decimal("130.00"), 50, MUG) == Decimal("5.00")
