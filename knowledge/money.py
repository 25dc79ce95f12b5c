"""Money as the house counts it: integer minor units with a currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache


@lru_cache(maxsize=64)
def minor_digits(currency: str) -> int:
    """How many decimal places the currency has (CNY 2, JPY 0), from CLDR."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (分, cents) of one ISO 4217 currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str | float, currency: str) -> Money:
        """Round half up to the currency's minor unit; ValueError for what is not a finite number."""
        try:
            exact = Decimal(str(amount))
        except InvalidOperation as exc:
            raise ValueError(f"{amount!r} is not an amount of money") from exc
        if not exact.is_finite():
            raise ValueError(f"{amount!r} is not an amount of money")
        scale = Decimal(10) ** minor_digits(currency)
        return cls(int((exact * scale).to_integral_value(rounding=ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units (yuan, dollars)."""
        return Decimal(self.minor) / (Decimal(10) ** minor_digits(self.currency))

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def times(self, factor: Decimal | int) -> Money:
        """This amount multiplied, rounded half up to the minor unit."""
        exact = Decimal(self.minor) * Decimal(factor)
        return Money(int(exact.to_integral_value(rounding=ROUND_HALF_UP)), self.currency)

    def percent(self, rate: Decimal | int) -> Money:
        """`rate` percent of this amount."""
        return self.times(Decimal(rate) / 100)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
