"""A text in Chinese, in English, or in both: `{zh = "...", en = "..."}` of the shop format."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator

Lang = Literal["zh", "en"]
"""The two languages that the house writes."""


def other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


class Bilingual(BaseModel):
    """One text per language; a plain string is text in the shop's first language.

    The first language comes in as validation context: `{"first_language": "zh"}`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str | None = None
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str):
            return {(info.context or {}).get("first_language", "zh"): value}
        return value

    def get(self, lang: Lang) -> str | None:
        """The text in exactly this language, or None."""
        return self.zh if lang == "zh" else self.en

    def best(self, lang: Lang) -> str:
        """The text in this language, else in the other, else empty."""
        return self.get(lang) or self.get(other(lang)) or ""

    def texts(self) -> tuple[str, ...]:
        return tuple(text for text in (self.zh, self.en) if text)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)
