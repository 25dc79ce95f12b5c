"""OpenAIModel: any OpenAI-compatible endpoint, through langchain-openai, with the house's own patience.

Retry = the same model again; fall-back = the next model of the list; cool-down = a failing model left alone.
This is the only retry loop: the libraries below are told not to retry.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from agent.errors import ModelError
from agent.model.answer import Answer
from agent.model.breaker import Breaker, State
from agent.model.dialect import Dialect, first_dialect
from agent.model.faults import Fault
from agent.model.wire import Received, Wire
from agent.settings import Settings
from prompts import Message

T = TypeVar("T", bound=BaseModel)

TRIES_OF_LAST_MODEL = 3
TRIES_BEFORE_FALL_BACK = 2
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 8.0
LEAST_USEFUL_SECONDS = 0.2


@dataclass
class _Turn:
    """The state of one complete(): how many requests went out and what failed."""

    deadline: float
    calls: int = 0
    faults: list[str] = field(default_factory=list)
    retryable: bool = False

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def note(self, fault: str, *, retryable: bool) -> None:
        self.retryable = self.retryable or retryable
        if fault not in self.faults:
            self.faults.append(fault)


class OpenAIModel:
    """A list of models on one endpoint, asked in order. Keeps what it learnt of each model's way to be asked.

    models: names in order, the first preferred. attempt_seconds: longest time for one request.
    most_tokens: limit of an answer, sent to the endpoint and enforced here.
    Belongs to any number of event loops; `aclose` ends the connections of the loop it is called in.
    """

    def __init__(
        self,
        models: Sequence[str],
        *,
        base_url: str,
        api_key: SecretStr | None = None,
        attempt_seconds: float = 8.0,
        most_tokens: int = 1200,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._models = tuple(models)
        self._attempt_seconds = attempt_seconds
        self._most_tokens = most_tokens
        self._pause = pause
        self._jitter = jitter
        self._host = urlsplit(base_url).hostname or base_url
        self._wire = Wire(base_url, api_key)
        self._dialects = {name: first_dialect(base_url) for name in models}
        self._proven: set[str] = set()
        self._breakers = {name: Breaker(time.monotonic) for name in models}

    async def complete(self, messages: Sequence[Message], schema: type[T], deadline: float) -> Answer[T]:
        """See ChatModel. Every failure is a ModelError that names the endpoint, its models and what happened."""
        turn = _Turn(deadline)
        for place, name in enumerate(self._models):
            last = place == len(self._models) - 1
            answer, go_on = await self._ask(name, messages, schema, turn, last)
            if answer is not None:
                return answer
            if not go_on:
                break
        raise ModelError(f"{self._host}: {'; '.join(turn.faults)}", retryable=turn.retryable)

    def health(self) -> Mapping[str, State]:
        """Each model's breaker: closed (well), open (left alone), half_open (one call is let through)."""
        return {name: breaker.state for name, breaker in self._breakers.items()}

    async def aclose(self) -> None:
        """Close this event loop's connections."""
        await self._wire.aclose()

    async def _ask(
        self, name: str, messages: Sequence[Message], schema: type[T], turn: _Turn, last: bool
    ) -> tuple[Answer[T] | None, bool]:
        """This model, tried until it answers, cannot, or time is up: its answer, and whether to fall back."""
        tries = TRIES_OF_LAST_MODEL if last else TRIES_BEFORE_FALL_BACK
        dialect, tried = self._dialects[name], 0
        while turn.left() > LEAST_USEFUL_SECONDS and await self._wire.open(name, turn.left()):
            if not self._breakers[name].admits():
                turn.note(f"model {name} is left alone for a while after failing", retryable=True)
                return None, True
            outcome, other = await self._once(name, dialect, messages, schema, turn)
            if isinstance(outcome, Answer):
                self._dialects[name] = dialect
                self._proven.add(name)
                return outcome, False
            dialect = other or dialect
            if other is not None and not outcome.nonsense:
                continue  # talking over how to ask is not a failed try
            tried += 1
            turn.note(f"model {name} {outcome.why}", retryable=outcome.retryable)
            if not outcome.retryable or tried == tries or not await self._waited(outcome, tried, turn):
                return None, not outcome.everywhere
        turn.note("no time is left", retryable=True)
        return None, False

    async def _once(
        self, name: str, dialect: Dialect, messages: Sequence[Message], schema: type[T], turn: _Turn
    ) -> tuple[Answer[T] | Fault, Dialect | None]:
        """One request, its outcome told to the breaker: the answer, or the fault and another way to ask."""
        breaker, seconds = self._breakers[name], min(self._attempt_seconds, turn.left())
        turn.calls += 1
        try:
            outcome = await self._wire.ask(name, dialect, messages, schema, self._most_tokens, seconds)
        except BaseException:  # cancelled: this says nothing about the endpoint
            breaker.release()
            raise
        if isinstance(outcome, Received):
            breaker.record(True)
            return Answer(outcome.value, name, outcome.tokens_in, outcome.tokens_out, turn.calls), None
        other = self._another_way(name, dialect, outcome)
        if outcome.ours or (other is not None and not outcome.nonsense):
            breaker.release()
        else:
            breaker.record(False)
        return outcome, other

    def _another_way(self, name: str, dialect: Dialect, fault: Fault) -> Dialect | None:
        """How to ask next time when the way of asking may be what failed; a proven way is kept through nonsense."""
        if fault.refusal != "no":
            return dialect.after_refusal(fault.said, named_only=fault.refusal == "if_named")
        if not fault.nonsense or name in self._proven:
            return None
        if fault.empty and "stream" not in dialect.without:
            return dialect.leaving_out("stream")
        return dialect.stepped_down()

    async def _waited(self, fault: Fault, tried: int, turn: _Turn) -> bool:
        """Wait before the next try as the endpoint asked, else with growing jitter; False when it does not fit."""
        delay = FIRST_DELAY_SECONDS * 2.0 ** (tried - 1) * (0.5 + self._jitter() / 2)
        delay = delay if fault.wait is None else fault.wait
        if delay > LONGEST_DELAY_SECONDS or delay > turn.left() - LEAST_USEFUL_SECONDS:
            return False
        await self._pause(delay)
        return True


def open_model(settings: Settings) -> OpenAIModel | None:
    """The model these settings name, or None when they name none that can be called."""
    if not settings.has_model:
        return None
    return OpenAIModel(
        settings.models,
        base_url=settings.base_url,
        api_key=settings.OPENAI_API_KEY,
        attempt_seconds=settings.YOUJU_ATTEMPT_SECONDS,
        most_tokens=settings.YOUJU_MAX_OUTPUT_TOKENS,
    )
