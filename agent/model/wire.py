"""One request to an endpoint through langchain-openai: what came back in the asked shape, or the fault.

Nothing of the libraries passes this file. Answers are streamed, so that a model that never stops, trickles,
or writes on after its object is cut off by us and not by the endpoint's goodwill.
"""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from pydantic import BaseModel, SecretStr

from agent.model.dialect import Dialect
from agent.model.faults import Fault, diagnose
from agent.model.parse import find_answer
from prompts import Message

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI

T = TypeVar("T", bound=BaseModel)

CHARS_PER_TOKEN = 6
"""No language writes more characters in a token on average; beyond limit x this an answer is cut."""
AFTER_THE_OBJECT = 200
"""Characters that are still read after the object is whole, to let the endpoint's usage line come."""
SECONDS_AFTER_THE_OBJECT = 1.0
NO_KEY = "not-needed"


@dataclass(frozen=True, slots=True)
class Received(Generic[T]):
    """An answer in the asked shape. Tokens as the endpoint counted them, else counted by us."""

    value: T
    tokens_in: int
    tokens_out: int


@dataclass
class _Inflow(Generic[T]):
    """What has come in so far of one answer: text, a function call's arguments, usage, why it ended."""

    schema: type[T]
    most_chars: int
    text: str = ""
    arguments: str = ""
    usage: tuple[int, int] | None = None
    ended: str = ""
    whole: tuple[T, int] | None = None
    error: Exception | None = None

    def take(self, piece: AIMessage) -> None:
        """Add one piece; `whole` is set once the asked object is complete: it and the length at that moment."""
        text = piece.content if isinstance(piece.content, str) else ""
        arguments = _arguments(piece)
        self.text += text
        self.arguments += arguments
        self.ended = piece.response_metadata.get("finish_reason") or self.ended
        if piece.usage_metadata is not None:
            self.usage = (piece.usage_metadata["input_tokens"], piece.usage_metadata["output_tokens"])
        if self.whole is None and ("}" in arguments or "}" in text):
            found = find_answer(self.arguments, self.schema) or find_answer(self.text, self.schema)
            self.whole = None if found is None else (found, self.length)

    @property
    def length(self) -> int:
        return len(self.text) + len(self.arguments)

    @property
    def too_long(self) -> bool:
        return self.length > self.most_chars

    @property
    def enough(self) -> bool:
        """Nothing more is worth reading."""
        return self.too_long or (self.whole is not None and self.length > self.whole[1] + AFTER_THE_OBJECT)


class Wire:
    """The connections to one endpoint, one set for each event loop that asks."""

    def __init__(self, base_url: str, api_key: SecretStr | None) -> None:
        self._base_url = base_url
        self._api_key = SecretStr(NO_KEY) if api_key is None else api_key
        self._chats: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, ChatOpenAI]] = WeakKeyDictionary()

    async def ask(
        self,
        name: str,
        dialect: Dialect,
        messages: Sequence[Message],
        schema: type[T],
        most_tokens: int,
        seconds: float,
    ) -> Received[T] | Fault:
        """One request, ended after `seconds` at the latest. Nothing but cancellation is raised."""
        inflow = _Inflow(schema, most_tokens * CHARS_PER_TOKEN)
        said = dialect.messages(messages, schema)
        try:
            chat = await self._chat(name)
            async with asyncio.timeout(seconds) as patience:
                await _read(inflow, _pieces(chat, dialect, dialect.body(schema, most_tokens), said), patience)
        except Exception as exc:  # noqa: BLE001  the libraries raise anything over a malformed answer: all of it is a Fault
            inflow.error = exc
        if inflow.whole is not None and inflow.ended != "content_filter":
            tokens_in, tokens_out = inflow.usage or _counted(said, inflow)
            return Received(inflow.whole[0], tokens_in, tokens_out)
        return self._fault(inflow, most_tokens)

    async def open(self, name: str, seconds: float) -> bool:
        """Load the library and open a client, which takes a second the first time; False when it takes too long."""
        try:
            async with asyncio.timeout(seconds):
                await self._chat(name)
        except TimeoutError:
            return False
        return True

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        for chat in self._chats.pop(asyncio.get_running_loop(), {}).values():
            await chat.root_async_client.close()

    async def _chat(self, name: str) -> ChatOpenAI:
        chats = self._chats.setdefault(asyncio.get_running_loop(), {})
        if name not in chats:
            chats[name] = await asyncio.to_thread(_open_chat, name, self._base_url, self._api_key)
        return chats[name]

    def _fault(self, inflow: _Inflow[T], most_tokens: int) -> Fault:
        if inflow.ended == "content_filter":
            return Fault("withheld the answer by its content filter", False, ours=True)
        if inflow.too_long or inflow.ended == "length":
            return Fault(f"did not end its answer within {most_tokens} tokens", True, nonsense=True)
        if inflow.error is not None:
            fault = diagnose(inflow.error, self._api_key.get_secret_value())
            return replace(fault, empty=fault.nonsense and inflow.length == 0)
        if inflow.length == 0:
            return Fault("answered with nothing", True, nonsense=True, empty=True)
        return Fault("answered without the object it was asked for", True, nonsense=True)


def _open_chat(name: str, base_url: str, api_key: SecretStr) -> ChatOpenAI:
    """The library's client, told to do nothing by itself: no retries, no second API, no look at the environment."""
    import openai
    from langchain_openai import ChatOpenAI

    warnings.filterwarnings("ignore", category=UserWarning, module=r"langchain_openai\.")  # advice on its own API
    return ChatOpenAI(
        model=name,
        base_url=base_url,
        api_key=api_key,
        max_retries=0,
        use_responses_api=False,
        stream_usage=False,
        stream_chunk_timeout=None,
        http_async_client=openai.DefaultAsyncHttpxClient(),
    )


async def _read(inflow: _Inflow[T], pieces: AsyncGenerator[AIMessage], patience: asyncio.Timeout) -> None:
    """Read until the answer ends or is enough; once the object is whole, only a moment longer."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):  # whatever the environment says, nothing is reported to anybody
        async with aclosing(pieces):
            async for piece in pieces:
                was_whole = inflow.whole is not None
                inflow.take(piece)
                if inflow.enough:
                    return
                if inflow.whole is not None and not was_whole:
                    soon, planned = asyncio.get_running_loop().time() + SECONDS_AFTER_THE_OBJECT, patience.when()
                    patience.reschedule(soon if planned is None else min(soon, planned))


async def _pieces(
    chat: ChatOpenAI, dialect: Dialect, body: dict[str, Any], messages: Sequence[Message]
) -> AsyncGenerator[AIMessage]:
    """The answer piece by piece, or in one piece where streaming is refused."""
    said = [(message.role, message.text) for message in messages]
    if "stream" in dialect.without:
        yield await chat.ainvoke(said, extra_body=body)
        return
    async with aclosing(cast("AsyncGenerator[AIMessage]", chat.astream(said, extra_body=body))) as stream:
        async for piece in stream:
            yield piece


def _arguments(piece: AIMessage) -> str:
    """The arguments of a function call in this piece, as the endpoint wrote them."""
    chunks = getattr(piece, "tool_call_chunks", None)
    if chunks:
        return "".join(chunk.get("args") or "" for chunk in chunks)
    if piece.tool_calls and chunks is None:
        return json.dumps(piece.tool_calls[0]["args"], ensure_ascii=False)
    if piece.invalid_tool_calls and chunks is None:
        return piece.invalid_tool_calls[0].get("args") or ""
    return (piece.additional_kwargs.get("function_call") or {}).get("arguments") or ""


def _counted(messages: Sequence[Message], inflow: _Inflow[T]) -> tuple[int, int]:
    from knowledge.tokens import count

    return sum(count(message.text) for message in messages), count(inflow.arguments + inflow.text)
