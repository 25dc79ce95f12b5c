"""Every variable the house reads, with its default and its meaning. A wrong value stops the start by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agent.errors import InputError

OPENAI_URL = "https://api.openai.com/v1"


class SettingsError(InputError):
    """A variable has a value that cannot be used; the message names the variable and what it must be."""


class Settings(BaseSettings):
    """The environment, read once at the start. Field names are the variables' own names."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, case_sensitive=True)

    OPENAI_BASE_URL: str | None = Field(None, description="OpenAI-compatible endpoint; unset means OpenAI's own")
    OPENAI_API_KEY: SecretStr | None = Field(None, description="key of that endpoint; a local one needs none")
    YOUJU_MODEL: str | None = Field(None, description="model that drafts, as the endpoint names it")
    YOUJU_MODEL_FALLBACKS: Annotated[tuple[str, ...], NoDecode] = Field(
        (), max_length=5, description="models tried in this order when the first fails, parted by commas"
    )
    YOUJU_WRITER: Literal["auto", "strict", "model"] = Field(
        "auto",
        description="who writes: strict = approved wording only, model = the endpoint, auto = model if there is one",
    )
    YOUJU_EMBEDDING: str = Field(
        "lite", description="finds passages by meaning: lite = bundled, full = with e5 (make full), else a model's name"
    )
    YOUJU_EMBEDDING_BASE_URL: str | None = Field(
        None, description="endpoint of that model (/v1/embeddings); unset means that of OPENAI_BASE_URL"
    )
    YOUJU_EMBEDDING_API_KEY: SecretStr | None = Field(
        None, description="key of that endpoint; unset means OPENAI_API_KEY where the endpoint is the same"
    )
    YOUJU_EMBEDDING_SECONDS: float = Field(
        3.0, gt=0, le=60, description="longest wait for a question's embedding before a search does without"
    )
    YOUJU_DATA: Path = Field(Path(".youju"), description="folder for indexes and records")
    YOUJU_DEADLINE_SECONDS: float = Field(20.0, gt=0, le=600, description="longest time for one whole draft")
    YOUJU_ATTEMPT_SECONDS: float = Field(8.0, gt=0, le=600, description="longest time for one call to a model")
    YOUJU_MAX_OUTPUT_TOKENS: int = Field(1200, ge=64, le=32_000, description="most tokens a model may write")
    CHROMA_URL: str | None = Field(None, description="Chroma server; unset means Chroma inside the data folder")
    YOUJU_EXACT_UP_TO: int = Field(20_000, ge=0, description="passages up to which vectors are compared one by one")

    @field_validator("YOUJU_MODEL_FALLBACKS", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("OPENAI_BASE_URL", "YOUJU_EMBEDDING_BASE_URL", "CHROMA_URL")
    @classmethod
    def _http_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("must be an address such as http://localhost:8000/v1")
        return value

    @property
    def has_model(self) -> bool:
        """A model can be called: it is named, and there is an endpoint to call."""
        return self.YOUJU_MODEL is not None and (self.OPENAI_BASE_URL is not None or self.OPENAI_API_KEY is not None)

    @property
    def models(self) -> tuple[str, ...]:
        """The model and its fall-backs in order, each once; empty when none is named."""
        return tuple(dict.fromkeys(([self.YOUJU_MODEL] if self.YOUJU_MODEL else []) + list(self.YOUJU_MODEL_FALLBACKS)))

    @property
    def base_url(self) -> str:
        return OPENAI_URL if self.OPENAI_BASE_URL is None else self.OPENAI_BASE_URL.rstrip("/")

    @property
    def has_embedding_endpoint(self) -> bool:
        """There is an endpoint that a model named in YOUJU_EMBEDDING can be asked at."""
        return any((self.YOUJU_EMBEDDING_BASE_URL, self.OPENAI_BASE_URL, self.OPENAI_API_KEY))

    @property
    def embedding_base_url(self) -> str:
        own = self.YOUJU_EMBEDDING_BASE_URL
        return self.base_url if own is None else own.rstrip("/")

    @property
    def embedding_key(self) -> SecretStr | None:
        """The endpoint's own key; another endpoint's key only when it is the same server."""
        if self.YOUJU_EMBEDDING_API_KEY is not None:
            return self.YOUJU_EMBEDDING_API_KEY
        same = urlsplit(self.embedding_base_url)[:2] == urlsplit(self.base_url)[:2]
        return self.OPENAI_API_KEY if same else None

    def writer(self, asked: Literal["auto", "strict", "model"] | None = None) -> Literal["strict", "model"]:
        """Who writes, `asked` (the command line's choice) first. SettingsError: model is asked for and none is set."""
        choice = self.YOUJU_WRITER if asked is None else asked
        if choice == "model" and not self.has_model:
            raise SettingsError(
                "the model writer was asked for and no model is set: "
                "set YOUJU_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, or choose the writer strict"
            )
        if choice == "auto":
            return "model" if self.has_model else "strict"
        return choice


def load_settings() -> Settings:
    """The settings of this process. SettingsError names each variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as exc:
        faults = [
            f"{fault['loc'][0] if fault['loc'] else 'settings'}: {_plain(fault['msg'])}" for fault in exc.errors()
        ]
        raise SettingsError("these variables cannot be used: " + "; ".join(faults)) from None


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
