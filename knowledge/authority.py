"""authority.toml: what may be given, by problem, role and item. Data; `agent` enforces it."""

from __future__ import annotations

import re
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from knowledge.profile import known_currency

Problem = Literal[
    "bargain", "defect_minor", "defect_major", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel",
    "late_delivery", "changed_mind", "not_as_described", "bad_review_threat", "price_drop", "bulk_quote", "other",
]  # fmt: skip
OfferKind = Literal[
    "discount_percent", "discount_amount", "coupon", "gift", "free_shipping", "partial_refund", "full_refund",
    "return_refund", "exchange", "resend", "repair", "return_postage", "extended_warranty", "price_match", "sample",
]  # fmt: skip


NEEDS = ("photo", "video", "unopened", "cause_seller", "cause_logistics", "cause_buyer")
NEEDS_COUNTED = (
    *(f"order_{state}_within_{unit}" for state in ("paid", "shipped", "signed") for unit in ("days", "hours")),
    "min_qty", "min_amount",
)  # fmt: skip
_COUNT = re.compile(r"\d+")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")


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
    gifts: tuple[str, ...] = Field(default=(), validate_default=True)
    step: int = Field(default=1, ge=1)
    secret: bool = True
    rests_on: str | None = None
    currency: str | None = None

    @field_validator("limits")
    @classmethod
    def _limits_hold(cls, limits: dict[str, Decimal], info: ValidationInfo) -> dict[str, Decimal]:
        if not limits:
            raise ValueError("is empty; name each role that may give it, such as {agent = 15}")
        roles = (info.context or {}).get("roles")
        for role, limit in limits.items():
            if roles is not None and role not in roles:
                raise ValueError(f"unknown role {role}; the roles of shop.toml are {', '.join(roles)}")
            if limit < 0:
                raise ValueError(f"the limit of {role} is negative ({limit}); 0 means nothing may be given")
            if limit > 100 and info.data.get("offer") == "discount_percent":
                raise ValueError(f"the limit of {role} is {limit} percent; a discount is at most 100")
        return limits

    @field_validator("needs")
    @classmethod
    def _known_needs(cls, needs: tuple[str, ...]) -> tuple[str, ...]:
        for need in needs:
            name, colon, number = need.partition(":")
            counted = name in NEEDS_COUNTED and (_AMOUNT if name == "min_amount" else _COUNT).fullmatch(number)
            if not (counted or (not colon and need in NEEDS)):
                known = ", ".join([*NEEDS, *(f"{name}:N" for name in NEEDS_COUNTED)])
                raise ValueError(f"unknown need {need!r}; known are {known}")
        return needs

    @field_validator("gifts")
    @classmethod
    def _gift_rules_name_gifts(cls, gifts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not gifts and info.data.get("offer") == "gift":
            raise ValueError('offer = gift names no gift; add gifts = ["SKU"]')
        return gifts

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        return None if value is None else known_currency(value)

    @property
    def citation(self) -> str:
        return f"authority#{self.id}"

    def covers(self, sku: str) -> bool:
        return not self.items or any(fnmatchcase(sku, glob) for glob in self.items)
