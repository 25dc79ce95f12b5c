"""shop.toml: who the shop is, its languages, roles, hours and voice."""

from __future__ import annotations

from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from knowledge.bilingual import Bilingual, Lang

Platform = Literal[
    "tmall", "taobao", "jd", "pdd", "douyin", "1688", "alibaba", "aliexpress", "amazon", "shopify", "own"
]


_MISCALLED = {"RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "NTD": "TWD", "NT$": "TWD", "¥": "CNY", "$": "USD", "€": "EUR"}


def known_currency(code: str) -> str:
    """The code itself when ISO 4217 has it; ValueError with the likely one when not."""
    from babel.core import get_global

    if code in get_global("all_currencies"):
        return code
    meant = _MISCALLED.get(code.upper(), code.upper() if code.upper() in get_global("all_currencies") else "")
    raise ValueError(
        f"{code!r} is not an ISO 4217 currency code; {f'write {meant}' if meant else 'write one such as CNY'}"
    )


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("is empty; give at least one")
    if len(set(values)) != len(values):
        raise ValueError("names the same one twice; name each once")
    return values


class Voice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: Literal["friendly", "formal"] = "friendly"
    en: Literal["plain", "formal"] = "plain"


class Service(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: str | None = None
    first_reply_seconds: int | None = Field(default=None, ge=0)
    ship_within_hours: int | None = Field(default=None, ge=0)


class Roles(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    order: tuple[str, ...] = ("agent", "lead", "manager")

    _each_once = field_validator("order")(_unique)


class Profile(BaseModel):
    """The whole of shop.toml. `x` holds keys of the shop's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: Bilingual
    currency: str
    timezone: str
    languages: tuple[Lang, ...]
    agent_language: Lang
    platform: Platform = "own"
    signature: Bilingual = Bilingual()
    voice: Voice = Voice()
    service: Service = Service()
    roles: Roles = Roles()
    vip: dict[int, Bilingual] = Field(default_factory=dict)
    x: dict[str, Any] = Field(default_factory=dict)

    _known_currency = field_validator("currency")(known_currency)
    _each_once = field_validator("languages")(_unique)

    @field_validator("id")
    @classmethod
    def _not_empty(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty; give the shop an id")
        return value

    @field_validator("name")
    @classmethod
    def _named(cls, value: Bilingual) -> Bilingual:
        if not value:
            raise ValueError("is empty; give the shop's name")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            from knowledge.explain import did_you_mean

            fix = did_you_mean(value, available_timezones(), "write one such as Asia/Shanghai")
            raise ValueError(f"{value!r} is not a known time zone; {fix}") from error
        return value
