"""Products: one catalogue row is one Product. Field meanings are those of shop-format."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.bilingual import Bilingual


class Range(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    min: Decimal
    max: Decimal


class Size(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    l: Decimal  # noqa: E741  the format's own key: length
    w: Decimal
    h: Decimal


AttributeValue = bool | Decimal | Range | Size | tuple[str | Decimal, ...] | str


class Attribute(BaseModel):
    """One property of a product; a bare value in the file is the table {value: ...}."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: AttributeValue
    unit: str | None = None
    label: Bilingual = Bilingual()
    say: Bilingual = Bilingual()

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        if isinstance(value, dict) and "value" in value:
            return value
        return {"value": value}


class Advantage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    feature: str
    zh: str | None = None
    en: str | None = None


class Tier(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    min_qty: int = Field(ge=1)
    unit_price: Decimal = Field(ge=0)


class Certificate(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    number: str | None = None


class InTheBox(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class PricePeriod(BaseModel):
    """An earlier price. Both days belong to the period; `until` None means open."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    price: Decimal = Field(ge=0)
    since: date = Field(alias="from")
    until: date | None = None


class Product(BaseModel):
    """One catalogue row. `internal` is staff-only and never quotable."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sku: str
    name: Bilingual
    price: Decimal = Field(ge=0)
    category: str | None = None
    currency: str | None = None
    list_price: Decimal | None = Field(default=None, ge=0)
    stock: int | None = Field(default=None, ge=0)
    attributes: dict[str, Attribute] = Field(default_factory=dict)
    advantages: tuple[Advantage, ...] = ()
    warranty_months: int | dict[str, int] | None = None
    in_the_box: InTheBox | None = None
    tiers: tuple[Tier, ...] = ()
    moq: int = Field(default=1, ge=1)
    lead_time_days: int | None = Field(default=None, ge=0)
    certificates: tuple[Certificate, ...] = ()
    bundles: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    internal: dict[str, Any] = Field(default_factory=dict)
    price_history: tuple[PricePeriod, ...] = ()

    @property
    def id(self) -> str:
        return f"catalog#{self.sku}"

    def warranty_for(self, region: str | None) -> int | None:
        """Months of warranty in this region (ISO country), or None when the row does not say."""
        if not isinstance(self.warranty_months, dict):
            return self.warranty_months
        if region is not None and region in self.warranty_months:
            return self.warranty_months[region]
        return self.warranty_months.get("default")

    def unit_price(self, quantity: int) -> Decimal:
        """The unit price at this quantity: the deepest tier reached, else `price`."""
        reached = [tier for tier in self.tiers if tier.min_qty <= quantity]
        return max(reached, key=lambda tier: tier.min_qty).unit_price if reached else self.price
