"""What the outside libraries raise, translated in one table: whose fault, and is it worth another try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

Refusal = Literal["no", "if_named", "yes"]

_OVERLONG = ("context_length_exceeded", "context length", "context window", "context size", "prompt is too long")
_FILTERED = ("content_filter", "content management policy", "data_inspection_failed", "inappropriate content")
_NO_MONEY = ("insufficient_quota", "insufficient balance", "exceeded your current quota")
NOT_AN_ANSWER = "answered something that is not a chat completion"
MOST_QUOTED = 200
"""Characters of an endpoint's own message that we repeat."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed call.

    retryable: the same request may succeed later. wait: seconds the endpoint asked for. refusal: it may be
    our way of asking that was refused (`if_named`: when the words say so). everywhere: every model of this
    endpoint would fail alike. ours: the endpoint is well, our request was not. nonsense: an answer came
    without the asked object; empty: nothing came at all. said: the endpoint's words, in full.
    """

    why: str
    retryable: bool
    wait: float | None = None
    refusal: Refusal = "no"
    everywhere: bool = False
    ours: bool = False
    nonsense: bool = False
    empty: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    why: str
    retryable: bool
    refusal: Refusal = "no"
    everywhere: bool = False
    ours: bool = False
    nonsense: bool = False


@lru_cache(maxsize=1)
def table() -> tuple[tuple[type[BaseException], Row], ...]:
    """The translation, special before general; the last rows take whatever a malformed answer can raise."""
    import openai

    return (
        (openai.APITimeoutError, Row("did not answer in time", True)),
        (openai.APIConnectionError, Row("could not be reached, or broke off", True)),
        (openai.RateLimitError, Row("has too many requests", True)),
        (openai.AuthenticationError, Row("refused the key; check OPENAI_API_KEY", False, everywhere=True)),
        (openai.PermissionDeniedError, Row("does not let this key use the model", False)),
        (
            openai.NotFoundError,
            Row("does not know the model or the address; check YOUJU_MODEL, OPENAI_BASE_URL", False),
        ),
        (openai.BadRequestError, Row("refused the request", False, refusal="yes", ours=True)),
        (openai.UnprocessableEntityError, Row("refused the request", False, refusal="yes", ours=True)),
        (openai.ConflictError, Row("is busy with a conflicting request", True)),
        (openai.InternalServerError, Row("failed", True, refusal="if_named")),
        (openai.APIResponseValidationError, Row(NOT_AN_ANSWER, True, nonsense=True)),
        (openai.APIStatusError, Row("refused the request", False)),
        (openai.APIError, Row("reported an error in its answer", True, refusal="if_named")),
        (openai.OpenAIError, Row("could not be asked", False)),
        (TimeoutError, Row("did not answer in time", True)),
        (OSError, Row("could not be reached, or broke off", True)),
        (Exception, Row(NOT_AN_ANSWER, True, nonsense=True)),
    )


def diagnose(exc: Exception, secret: str | None = None) -> Fault:
    """The fault behind what a library raised. `secret` never appears in the result."""
    row = next(row for kind, row in table() if isinstance(exc, kind))
    status = getattr(exc, "status_code", None)
    said = _said(exc)
    if secret:
        said = said.replace(secret, "***")
    lowered = said.lower()
    shown = f" (HTTP {status})" if status else ""
    quoted = f": {said[:MOST_QUOTED]}" if said else ""
    if any(words in lowered for words in _OVERLONG):
        return Fault(f"found the prompt too long{shown}{quoted}", False, ours=True)
    if any(words in lowered for words in _FILTERED):
        return Fault(f"withheld the answer by its content filter{shown}", False, ours=True)
    if status == 402 or any(words in lowered for words in _NO_MONEY):
        return Fault(f"wants the account paid up{shown}", False, everywhere=True)
    retryable = row.retryable or status in {408, 425}
    return Fault(
        f"{row.why}{shown}{quoted}",
        retryable,
        _wait(exc),
        row.refusal,
        row.everywhere,
        row.ours,
        row.nonsense,
        said=said,
    )


def _said(exc: Exception) -> str:
    """The endpoint's own words, from whichever shape its error has; on one line."""
    body = getattr(exc, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        body = f"{inner.get('message', inner)} {inner.get('code') or ''}" if isinstance(inner, Mapping) else str(inner)
    words = body if isinstance(body, str) and body else str(exc)
    return " ".join(words.split())


def _wait(exc: Exception) -> float | None:
    """Seconds of a Retry-After header (seconds or a date), None when there is none that can be read."""
    headers = getattr(getattr(exc, "response", None), "headers", None)
    if headers is None:
        return None
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = str(headers.get(name, "")).strip()
        if value.replace(".", "", 1).isdecimal():
            return float(value) / scale
    try:
        at = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None
