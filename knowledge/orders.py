"""Orders as the shop's system shows them; read-only facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

OrderStatus = Literal["unpaid", "paid", "shipped", "signed", "return_requested", "returned", "refunded", "cancelled"]


class OrderItem(BaseModel):
    """One order line. `paid` is the whole line after discounts, in the order's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sku: str
    qty: int = Field(default=1, ge=1)
    paid: Decimal | None = Field(default=None, ge=0)


class ParcelEvent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    at: AwareDatetime
    status: str
    place: str | None = None
    note: str | None = None


class Order(BaseModel):
    """One order. `note` is the buyer's untrusted text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    status: OrderStatus
    items: tuple[OrderItem, ...] = Field(min_length=1)
    buyer_id: str | None = None
    currency: str | None = None
    created_at: AwareDatetime | None = None
    paid_at: AwareDatetime | None = None
    shipped_at: AwareDatetime | None = None
    signed_at: AwareDatetime | None = None
    return_requested_at: AwareDatetime | None = None
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
