"""Products: one catalogue row is one Product. Field meanings are those of shop-format."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from knowledge.bilingual import Bilingual
from knowledge.moments import Day
from knowledge.profile import known_currency


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
        """A table is the attribute itself, unless it is a bare range or size."""
        if isinstance(value, dict) and not (value and value.keys() <= {"min", "max"} | {"l", "w", "h"}):
            return value
        return {"value": value}

    @field_validator("value", mode="before")
    @classmethod
    def _one_of_the_shapes(cls, value: Any) -> Any:
        if isinstance(value, bool | str | Decimal | Range | Size):
            return value
        if isinstance(value, int | float):
            return Decimal(str(value))
        if isinstance(value, list | tuple) and value and all(_plain(option) for option in value):
            return tuple(option if isinstance(option, str) else Decimal(str(option)) for option in value)
        if isinstance(value, dict) and all(_is_number(part) for part in value.values()):
            numbers = {key: Decimal(str(part)) for key, part in value.items()}
            if numbers.keys() == {"min", "max"} and numbers["min"] <= numbers["max"]:
                return Range(**numbers)
            if numbers.keys() == {"l", "w", "h"}:
                return Size(**numbers)
        raise ValueError(
            f"expected a number, text, true/false, a list of options, {{min, max}} or {{l, w, h}}, found {value}"
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _plain(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)


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
    since: Day = Field(alias="from")
    until: Day | None = None

    @field_validator("until")
    @classmethod
    def _in_order(cls, value: Day | None, info: ValidationInfo) -> Day | None:
        since = info.data.get("since")
        if value is not None and since is not None and value < since:
            raise ValueError(f"{value} is before from ({since}); swap or correct them")
        return value


class Product(BaseModel):
    """One catalogue row. `internal` is staff-only and never quotable."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)
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

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value

    @field_validator("sku")
    @classmethod
    def _not_empty(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty; give the product a sku")
        return value.strip()

    @field_validator("name")
    @classmethod
    def _named(cls, value: Bilingual) -> Bilingual:
        if not value:
            raise ValueError("is empty; give the product's name")
        return value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        return None if value is None else known_currency(value)

    @field_validator("warranty_months", mode="before")
    @classmethod
    def _whole_months(cls, value: Any) -> Any:
        months = list(value.values()) if isinstance(value, dict) else [value]
        whole = [int(month) if _is_number(month) and month == int(month) >= 0 else None for month in months]
        if None in whole or (isinstance(value, dict) and not value):
            raise ValueError(f"expected whole months, or a table of months by region, found {value}")
        return dict(zip(value, whole, strict=True)) if isinstance(value, dict) else whole[0]

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
