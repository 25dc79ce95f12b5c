"""The whole edge to chat models: messages and a shape go in, one typed answer comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from prompts import Message

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A model's answer in the asked shape.

    tokens_in/tokens_out: of the call that answered, as the endpoint counted them, else counted by us.
    calls: requests sent for this answer, the failed ones included.
    """

    value: T
    model: str
    tokens_in: int
    tokens_out: int
    calls: int


class ChatModel(Protocol):
    """Anything that answers messages in a given shape."""

    async def complete(self, messages: Sequence[Message], schema: type[T], deadline: float) -> Answer[T]:
        """One answer before `deadline`, a moment on the clock of `time.monotonic`. Raises ModelError only."""
        ...

    async def aclose(self) -> None:
        """Close the connections of this event loop."""
        ...
