"""authority.toml: what may be given, by problem, role and item. Data; `agent` enforces it."""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Problem = Literal[
    "bargain", "defect_minor", "defect_major", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel",
    "late_delivery", "changed_mind", "not_as_described", "bad_review_threat", "price_drop", "bulk_quote", "other",
]  # fmt: skip
OfferKind = Literal[
    "discount_percent", "discount_amount", "coupon", "gift", "free_shipping", "partial_refund", "full_refund",
    "return_refund", "exchange", "resend", "repair", "return_postage", "extended_warranty", "price_match", "sample",
]  # fmt: skip


class Rule(BaseModel):
    """One rule. A role absent from `limits` may not give this offer; 0 means zero."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    problem: Problem
    offer: OfferKind
    limits: dict[str, Decimal]
    max_percent_of_item: Decimal | None = Field(default=None, ge=0, le=100)
    items: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    step: int = Field(default=1, ge=1)
    secret: bool = True
    rests_on: str | None = None
    currency: str | None = None

    @property
    def citation(self) -> str:
        return f"authority#{self.id}"

    def covers(self, sku: str) -> bool:
        return not self.items or any(fnmatchcase(sku, glob) for glob in self.items)
