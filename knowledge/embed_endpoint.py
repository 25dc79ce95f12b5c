"""Vectors from a model at an OpenAI-compatible `/v1/embeddings` endpoint.

Passages are sent in batches, tried again with back-off when the endpoint is busy or breaks off; a question is tried
once. What an endpoint says of a batch that is too large (some take 10 texts, some 2048) is remembered.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.chosen import rows_of, writable
from knowledge.embed import Vectors
from knowledge.faults import EmbeddingFault

if TYPE_CHECKING:
    import httpx

BATCH = 64
BATCH_CHARS = 60_000
TRIES = 5
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
PASSAGES_SECONDS = 60.0
"""Longest time for one batch of passages; a model on a small machine needs some of it."""
_MOST_BYTES = 64 << 20
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_TOO_MUCH = frozenset({400, 413, 422})
_MEANT: Mapping[int, str] = {
    401: "refused the key; check YOUJU_EMBEDDING_API_KEY, or OPENAI_API_KEY",
    402: "wants the account paid up",
    403: "does not let this key use the model",
    404: "does not know the model or the address; check YOUJU_EMBEDDING and YOUJU_EMBEDDING_BASE_URL",
    429: "has too many requests",
}


@dataclass(frozen=True, slots=True)
class _Refusal(Exception):
    """One request that failed. wait: seconds the endpoint asked for."""

    why: str
    busy: bool = False
    too_much: bool = False
    wait: float | None = None


class EndpointEmbedder:
    """A `Chosen` (knowledge.chosen). question_seconds: longest time for one question.

    The name holds the endpoint's address: one model name may be different models at different endpoints.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        key: str | None,
        *,
        question_seconds: float = 3.0,
        pause: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        address = urlsplit(base_url)
        place = address.netloc.rpartition("@")[2] + address.path.rstrip("/")
        self.name = f"{model}@{place}"
        self.tokens = 0
        self._model, self._key = model, key
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._question_seconds = question_seconds
        self._pause, self._jitter = pause, jitter
        self._batch = BATCH
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows: list[Vectors] = []
        place = 0
        while place < len(texts):
            batch = self._cut(texts[place:])
            try:
                rows.append(self._patiently(batch))
            except _Refusal as refusal:
                if refusal.too_much and len(batch) > 1:
                    self._batch = max(1, len(batch) // 2)
                    continue
                raise self._fault(refusal) from None
            place += len(batch)
        if len({row.shape[1] for row in rows}) > 1:
            raise EmbeddingFault(f"{self.name} gave vectors of different sizes")
        return np.concatenate(rows) if rows else np.empty((0, 1), dtype=np.float32)

    def ask(self, texts: Sequence[str], *, patient: bool = False) -> Vectors:
        if patient:
            return self.embed(texts)
        try:
            return np.concatenate(
                [self._once(texts[at : at + self._batch], self._question_seconds) for at in self._starts(texts)]
            )
        except _Refusal as refusal:
            raise self._fault(refusal) from None

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _starts(self, texts: Sequence[str]) -> range:
        return range(0, len(texts), self._batch)

    def _cut(self, texts: Sequence[str]) -> list[str]:
        """As many texts as go into one request; at least one."""
        batch, chars = [texts[0]], len(texts[0])
        for text in texts[1 : self._batch]:
            chars += len(text)
            if chars > BATCH_CHARS:
                break
            batch.append(text)
        return batch

    def _patiently(self, texts: Sequence[str]) -> Vectors:
        """One batch, tried again while the endpoint is busy, each time after a longer pause."""
        for turn in range(TRIES - 1):
            try:
                return self._once(texts, PASSAGES_SECONDS)
            except _Refusal as refusal:
                if not refusal.busy:
                    raise
                delay = FIRST_DELAY_SECONDS * 2**turn * (1 + self._jitter())
                asked = 0.0 if refusal.wait is None else refusal.wait
                self._pause(min(LONGEST_DELAY_SECONDS, max(delay, asked)))
        return self._once(texts, PASSAGES_SECONDS)

    def _once(self, texts: Sequence[str], seconds: float) -> Vectors:
        """One request. Raises _Refusal for whatever goes wrong."""
        import httpx

        headers = {} if self._key is None else {"authorization": f"Bearer {self._key}"}
        body = {"model": self._model, "input": writable(texts)}
        give_up = time.monotonic() + seconds
        try:
            with self._opened().stream("POST", self._url, json=body, headers=headers, timeout=seconds) as answer:
                content = _content(answer, give_up)
        except httpx.TimeoutException:
            raise _Refusal(f"did not answer within {seconds:g} s", busy=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
            raise _Refusal(f"could not be reached, or broke off: {exc or type(exc).__name__}", busy=True) from None
        if answer.status_code != 200:
            raise _refused(answer.status_code, content, answer.headers.get("retry-after", ""))
        return self._read(content, len(texts))

    def _read(self, content: bytes, wanted: int) -> Vectors:
        try:
            document = json.loads(content)
            data = sorted(document["data"], key=lambda item: item.get("index", 0))
            vectors = [item["embedding"] for item in data]
            usage = document.get("usage") or {}
            spent = usage.get("total_tokens") or usage.get("prompt_tokens")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _Refusal("answered something that is not a list of embeddings") from None
        if len(vectors) != wanted:
            raise _Refusal(f"gave {len(vectors)} vectors for {wanted} texts")
        with self._lock:
            self.tokens += spent if isinstance(spent, int) else 0
        return rows_of(vectors, self.name)

    def _opened(self) -> httpx.Client:
        import httpx

        with self._lock:
            if self._client is None:
                self._client = httpx.Client()
            return self._client

    def _fault(self, refusal: _Refusal) -> EmbeddingFault:
        why = refusal.why if self._key is None else refusal.why.replace(self._key, "***")
        return EmbeddingFault(f"the embedding endpoint {self.name} {why}")


def _content(answer: httpx.Response, give_up: float) -> bytes:
    """The whole body, but no more than is sane and not for longer than was said, however slowly it trickles."""
    import httpx

    held = bytearray()
    for piece in answer.iter_bytes():
        held += piece
        if len(held) > _MOST_BYTES:
            raise _Refusal("answered more than any list of embeddings needs")
        if time.monotonic() > give_up:
            raise httpx.ReadTimeout("too slow")
    return bytes(held)


def _refused(status: int, content: bytes, retry_after: str) -> _Refusal:
    meant = _MEANT.get(status, "failed" if status >= 500 else "refused the request")
    said = _said(content)
    wait = float(retry_after) if retry_after.strip().replace(".", "", 1).isdecimal() else None
    busy = status in _BUSY and "insufficient_quota" not in said
    return _Refusal(f"{meant} (HTTP {status}){': ' + said if said else ''}", busy, status in _TOO_MUCH, wait)


def _said(content: bytes) -> str:
    """The endpoint's own words, on one line, at most 200 characters."""
    text = content.decode("utf-8", "replace")
    try:
        document: Any = json.loads(text)
    except ValueError:
        document = text
    if isinstance(document, dict):
        inner = document.get("error", document)
        document = inner.get("message", inner) if isinstance(inner, dict) else inner
        code = inner.get("code") if isinstance(inner, dict) else None
        document = f"{document} {code}" if isinstance(code, str) else document
    return " ".join(str(document).split())[:200]
