"""Days and moments as shop files write them: ISO 8601, never a bare number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError(f"expected a day such as 2026-03-31, found {value!s}")


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            moment = None
    if moment is None:
        raise ValueError(f"expected a time such as 2026-05-01T10:22:00+08:00, found {value!s}")
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{value!s} has no time zone; add one, such as +08:00 or Z")
    return moment


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day of the shop's zone, written 2026-03-31."""
Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A time with its zone, written 2026-05-01T10:22:00+08:00."""
