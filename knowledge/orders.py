"""Orders as the shop's system shows them; read-only facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from knowledge.moments import Moment
from knowledge.profile import known_currency

OrderStatus = Literal["unpaid", "paid", "shipped", "signed", "return_requested", "returned", "refunded", "cancelled"]


class _Row(BaseModel):
    """A missing key and `null` are the same; an id written as a number is text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, value: Any) -> Any:
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class OrderItem(_Row):
    """One order line. `paid` is the whole line after discounts, in the order's currency."""

    sku: str
    qty: int = Field(default=1, ge=1)
    paid: Decimal | None = Field(default=None, ge=0)


class ParcelEvent(_Row):
    """One scan of the parcel; `status` is the carrier's word."""

    at: Moment
    status: str
    place: str | None = None
    note: str | None = None


class Order(_Row):
    """One order. `note` is the buyer's untrusted text."""

    id: str
    status: OrderStatus
    items: tuple[OrderItem, ...] = Field(min_length=1)
    buyer_id: str | None = None
    currency: str | None = None
    created_at: Moment | None = None
    paid_at: Moment | None = None
    shipped_at: Moment | None = None
    signed_at: Moment | None = None
    return_requested_at: Moment | None = None
    amount_due: Decimal | None = Field(default=None, ge=0)
    amount_paid: Decimal | None = Field(default=None, ge=0)
    postage: Decimal | None = Field(default=None, ge=0)
    carrier: str | None = None
    tracking: str | None = None
    address: dict[str, str] = Field(default_factory=dict)
    parcel: tuple[ParcelEvent, ...] = ()
    return_postage_estimate: Decimal | None = Field(default=None, ge=0)
    customer_visible: dict[str, Any] = Field(default_factory=dict)
    note: str | None = None

    @field_validator("address", mode="before")
    @classmethod
    def _known_parts(cls, value: Any) -> Any:
        return {key: part for key, part in value.items() if part is not None} if isinstance(value, dict) else value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        return None if value is None else known_currency(value)

    @property
    def citation(self) -> str:
        return f"orders#{self.id}"

    def days(self, zone: ZoneInfo) -> Mapping[str, date]:
        """The order's dates in the shop's zone, keyed as `dated_by` names them."""
        moments: dict[str, datetime | None] = {
            "order.paid_at": self.paid_at,
            "order.shipped_at": self.shipped_at,
            "order.signed_at": self.signed_at,
        }
        return {name: at.astimezone(zone).date() for name, at in moments.items() if at is not None}
