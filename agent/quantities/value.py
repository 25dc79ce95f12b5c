"""The record that the quantity grammar gives out, and what it means for two of them to be equal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agent.suggestion import Span

ValueKind = Literal["money", "percent", "quantity", "duration", "date", "count"]
Op = Literal["eq", "le", "ge", "about"]


@dataclass(frozen=True, slots=True)
class Value:
    """One typed value of a text.

    low/high: equal unless the text gives a range. unit, by kind:
      money: ISO 4217 code, amounts in major units; percent: "%", and a price cut is the part taken off (8折 = 20);
      duration: second, minute, hour, day (a week is 7), business_day, month (a year is 12);
      quantity: a canonical unit of `measures` ("kg", "cm", "°C"); count: a canonical noun ("piece") or "" when bare;
      date: "day" with yyyymmdd (yyyy = 0 when the text names no year and no `now` was given, mm = 0 too when it names
      no month ("the 27th"); two where 05/06/2026 may
      be either), "month" with yyyymm,
      "clock" with minutes since midnight.
    op: how the text bounds it (within / at most = le, from / at least = ge). per: the unit it is charged or counted by.
    span: characters of the text as given.
    """

    kind: ValueKind
    low: Decimal
    high: Decimal
    unit: str
    span: Span
    text: str
    op: Op = "eq"
    per: str | None = None

    @property
    def spelled(self) -> bool:
        """Whether the number is written in words only (两件, two pieces)."""
        return not any(character.isdigit() and character.isascii() for character in self.text)
