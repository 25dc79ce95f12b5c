"""shop.toml: who the shop is, its languages, roles, hours and voice."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.bilingual import Bilingual, Lang

Platform = Literal[
    "tmall", "taobao", "jd", "pdd", "douyin", "1688", "alibaba", "aliexpress", "amazon", "shopify", "own"
]


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
