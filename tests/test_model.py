"""The one door to chat models, against a real HTTP server that misbehaves in every way we know of."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openai_server import (
    FakeOpenAI,
    Step,
    answers,
    fails,
    hangs,
    never_ends,
    refuses,
    resets,
    says,
    serving,
    streams,
    trickles,
)
from pydantic import BaseModel, ConfigDict, SecretStr

from agent.errors import ModelError
from agent.model import Answer, Breaker, OpenAIModel, open_model
from agent.model.dialect import Dialect, first_dialect
from agent.model.faults import diagnose, table
from agent.model.parse import find_answer
from agent.settings import Settings
from prompts import Message

KEY = "sk-very-secret-0123456789"
GOOD = '{"greeting": "您好"}'
ASKED = (Message("system", "You are kind."), Message("user", "Greet Li."))


class Greeting(BaseModel):
    """A greeting."""

    model_config = ConfigDict(extra="forbid")
    greeting: str


@pytest.fixture
def served() -> Iterator[Callable[..., FakeOpenAI]]:
    with ExitStack() as stack:

        def serve(*script: Step) -> FakeOpenAI:
            running: AbstractContextManager[FakeOpenAI] = serving(*script)
            return stack.enter_context(running)

        yield serve


class Asker:
    """Makes models that wait quickly, asks them, and closes their connections."""

    def __init__(self) -> None:
        self.models: list[OpenAIModel] = []
        self.waited: list[float] = []

    def model(self, url: str, *names: str, **options: Any) -> OpenAIModel:
        async def pause(seconds: float) -> None:
            self.waited.append(seconds)

        options = {"attempt_seconds": 0.6, "pause": pause, "jitter": lambda: 1.0, **options}
        model = OpenAIModel(names or ("m",), base_url=url, api_key=SecretStr(KEY), **options)
        self.models.append(model)
        return model

    async def ask(self, url: str, *names: str, seconds: float = 4.0, **options: Any) -> Answer[Greeting]:
        return await self.model(url, *names, **options).complete(ASKED, Greeting, time.monotonic() + seconds)


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    made = Asker()
    yield made
    for model in made.models:
        await model.aclose()


def methods(server: FakeOpenAI) -> list[str]:
    """How each request asked for the object."""
    return ["json_schema" if "response_format" in b else "function" if "tools" in b else "prompt" for b in server.seen]


# What a well endpoint gets and gives


async def test_a_good_answer_comes_typed_with_the_endpoints_own_token_counts(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(answers(GOOD))
    answer = await asker.ask(server.url)
    assert answer == Answer(Greeting(greeting="您好"), "m", 11, 7, 1)
    request = server.seen[0]
    assert request["model"] == "m"
    assert request["messages"] == [
        {"role": "system", "content": "You are kind."},
        {"role": "user", "content": "Greet Li."},
    ]
    assert (request["max_tokens"], request["max_completion_tokens"]) == (1200, 1200)
    assert request["response_format"]["json_schema"]["strict"] is True
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


async def test_tokens_are_counted_by_us_when_the_endpoint_does_not_count(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    answer = await asker.ask(served(answers(GOOD, usage=False)).url)
    assert (answer.tokens_in, answer.tokens_out) == (8, 8)


async def test_an_answer_after_thinking_prose_and_a_fence_is_found(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    text = (
        f'<think>maybe {{"greeting": "no"}}</think>Sure! Here it is {{as asked}}:\n```json\n{GOOD}\n```\nAnything else?'
    )
    assert (await asker.ask(served(answers(text)).url)).value.greeting == "您好"


async def test_openai_itself_is_not_sent_the_old_limit_name() -> None:
    assert "max_tokens" not in first_dialect("https://api.openai.com/v1").body(Greeting, 9)
    assert first_dialect("http://localhost:8000/v1").body(Greeting, 9)["max_tokens"] == 9


# Negotiation


@pytest.mark.parametrize("status", [400, 422, 500])
async def test_the_way_to_ask_steps_down_when_refused_and_is_remembered(
    served: Callable[..., FakeOpenAI], asker: Asker, status: int
) -> None:
    server = served(refuses("response_format", "tools", status=status, otherwise=answers(GOOD)))
    model = asker.model(server.url)
    first = await model.complete(ASKED, Greeting, time.monotonic() + 4)
    assert methods(server) == ["json_schema", "function", "prompt"]
    assert first.calls == 3
    assert "fits this JSON Schema" in server.seen[2]["messages"][0]["content"]
    second = await model.complete(ASKED, Greeting, time.monotonic() + 4)
    assert methods(server)[3:] == ["prompt"]
    assert second.calls == 1
    assert model.health() == {"m": "closed"}
    assert asker.waited == []


async def test_a_function_call_is_read_from_the_stream(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(refuses("response_format", otherwise=answers(GOOD)))
    assert (await asker.ask(server.url)).value.greeting == "您好"
    assert server.seen[1]["tool_choice"] == {"type": "function", "function": {"name": "Greeting"}}


@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "max_tokens"),
        ("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.", "max_tokens"),
        ("[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens')}]", "max_completion_tokens"),
        ("Unsupported value: 'temperature' does not support 0.3 with this model.", "temperature"),
        ("Unknown parameter: 'stream_options'.", "stream_options"),
    ],
)
async def test_a_refused_parameter_is_left_out_and_nothing_else(
    served: Callable[..., FakeOpenAI], asker: Asker, message: str, gone: str
) -> None:
    server = served(fails(400, message), answers(GOOD))
    await asker.ask(server.url)
    assert set(server.seen[0]) - set(server.seen[1]) == {gone}


async def test_a_refused_tool_choice_keeps_the_function(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(
        fails(400, "This response_format type is unavailable now"),
        fails(400, "Thinking mode does not support this tool_choice"),
        answers(GOOD),
    )
    assert (await asker.ask(server.url)).calls == 3
    assert "tools" in server.seen[2]
    assert "tool_choice" not in server.seen[2]


async def test_a_refused_system_role_moves_into_the_users_message(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(fails(400, "System role not supported"), answers(GOOD))
    await asker.ask(server.url)
    assert server.seen[1]["messages"] == [{"role": "user", "content": "You are kind.\n\nGreet Li."}]


async def test_refused_streaming_asks_for_the_whole_answer(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(fails(400, "streaming is not supported by this deployment"), answers(GOOD))
    assert (await asker.ask(server.url)).value.greeting == "您好"
    assert [bool(body.get("stream")) for body in server.seen] == [True, False]


async def test_an_ignored_format_steps_down_but_a_proven_one_is_kept(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(answers("Hello Li!"), answers(GOOD), answers("Hello Li!"), answers(GOOD))
    model = asker.model(server.url)
    await model.complete(ASKED, Greeting, time.monotonic() + 4)
    await model.complete(ASKED, Greeting, time.monotonic() + 4)
    assert methods(server) == ["json_schema", "function", "function", "function"]


def test_nothing_is_left_to_try_after_the_plainest_way() -> None:
    assert Dialect("prompt").after_refusal("Bad request") is None


# The fourteen faults: an Answer or a ModelError inside the deadline, never anything else

ERROR_OBJECT = json.dumps({"error": {"message": "model is loading", "type": "server_error"}}).encode()
FAULTS: dict[str, tuple[Step, bool, str]] = {
    "429": (fails(429, "slow down"), True, "has too many requests (HTTP 429): slow down"),
    "429 Retry-After": (fails(429, "slow down", retry_after="1"), True, "has too many requests"),
    "400 context": (
        fails(400, "This model's maximum context length is 4096 tokens", code="context_length_exceeded"),
        False,
        "found the prompt too long (HTTP 400)",
    ),
    "401": (
        fails(401, f"Incorrect API key provided: {KEY}"),
        False,
        "refused the key; check OPENAI_API_KEY (HTTP 401)",
    ),
    "500": (fails(500, "boom"), True, "failed (HTTP 500): boom"),
    "503": (fails(503, "overloaded"), True, "failed (HTTP 503): overloaded"),
    "reset mid-stream": (resets('{"greeting": "您'), True, "could not be reached, or broke off"),
    "slow trickle": (trickles(GOOD, 0.4), True, "did not answer in time"),
    "empty choice": (streams({"id": "x", "choices": []}, "[DONE]"), True, "answered"),
    "HTML body": (says(200, b"<html><h1>Welcome</h1></html>", "text/html"), True, "is not a chat completion"),
    "truncated JSON": (answers('{"greeting": "您好'), True, "answered without the object it was asked for"),
    "200 with error object": (says(200, ERROR_OBJECT), True, "model is loading"),
    "content_filter": (answers("{", finish="content_filter"), False, "withheld the answer by its content filter"),
    "hangs": (hangs(3), True, "did not answer in time"),
    "error in the stream": (streams({"error": {"message": "out of memory", "code": 500}}), True, "out of memory"),
    "402": (fails(402, "Insufficient Balance"), False, "wants the account paid up (HTTP 402)"),
    "403": (fails(403, "no access"), False, "does not let this key use the model (HTTP 403): no access"),
    "404": (fails(404, "no such model"), False, "check YOUJU_MODEL"),
    "HTML 502": (says(502, b"<html>Bad Gateway</html>", "text/html"), True, "failed (HTTP 502)"),
    "not a completion": (says(200, b'{"hello": 1}'), True, "is not a chat completion"),
    "broken event": (streams("{not json"), True, "is not a chat completion"),
    "odd delta": (streams({"choices": [{"index": 0, "delta": None}]}, {"choices": [{}]}), True, "answered"),
    "length": (answers('{"greeting": "aaa', finish="length"), True, "did not end its answer within 1200 tokens"),
    "nested beyond sense": (answers('{"greeting":' + "[" * 3000), True, "answered without the object"),
}


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_is_a_model_error_within_the_deadline(
    served: Callable[..., FakeOpenAI], asker: Asker, kind: str
) -> None:
    step, retryable, words = FAULTS[kind]
    started = time.monotonic()
    with pytest.raises(ModelError) as caught:
        await asker.ask(served(step).url, seconds=2.0)
    assert time.monotonic() - started < 2.3
    assert caught.value.retryable is retryable
    assert words in str(caught.value)
    assert KEY not in str(caught.value)


async def test_a_refused_connection_is_a_model_error(asker: Asker) -> None:
    with serving(answers(GOOD)) as server:
        url = server.url
    with pytest.raises(ModelError, match=r"127\.0\.0\.1: model m could not be reached") as caught:
        await asker.ask(url)
    assert caught.value.retryable is True


async def test_an_answer_in_the_wrong_language_is_an_answer_for_the_proof_reader(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    assert (await asker.ask(served(answers('{"greeting": "Здравствуйте"}')).url)).value.greeting == "Здравствуйте"


async def test_a_whole_object_counts_although_the_connection_breaks_after_it(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    assert (await asker.ask(served(resets(GOOD)).url)).value.greeting == "您好"


async def test_a_model_that_writes_on_after_its_object_is_cut_off(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(never_ends(GOOD + " and "))
    assert (await asker.ask(server.url)).value.greeting == "您好"
    await asyncio.sleep(0.2)
    assert server.cut_off == 1


async def test_a_model_that_ignores_its_limit_is_cut_off_by_us(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    with pytest.raises(ModelError, match="did not end its answer within 50 tokens"):
        await asker.ask(served(never_ends("        ")).url, most_tokens=50)


@pytest.mark.parametrize("stream", [True, False])
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=80),
        st.recursive(
            st.none() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(["choices", "message", "delta", "content", "tool_calls", "error", "usage"]), inner
                )
            ),
        ),
    )
)
def test_whatever_bytes_come_nothing_but_a_model_error_leaves(body: Any, stream: bool) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    wire = b"data: " + content + b"\n\n" if stream else content

    async def ask(url: str) -> None:
        model = OpenAIModel(("m",), base_url=url, attempt_seconds=1.0, pause=lambda _: asyncio.sleep(0))
        try:
            with pytest.raises(ModelError):
                await model.complete(ASKED, Greeting, time.monotonic() + 3)
        finally:
            await model.aclose()

    with serving(says(200, wire, "text/event-stream" if stream else "application/json")) as server:
        asyncio.run(ask(server.url))


# Patience: retries, Retry-After, fall-backs, cool-down


async def test_a_passing_fault_is_tried_again_twice_with_growing_pauses(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(fails(503), fails(503), answers(GOOD))
    answer = await asker.ask(server.url)
    assert answer.calls == 3
    assert asker.waited == [0.5, 1.0]


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_lasting_fault_is_not_tried_again(served: Callable[..., FakeOpenAI], asker: Asker, status: int) -> None:
    server = served(fails(status))
    with pytest.raises(ModelError):
        await asker.ask(server.url)
    assert len(server.seen) == 1


async def test_retry_after_is_honoured(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    await asker.ask(served(fails(429, retry_after="2"), answers(GOOD)).url)
    assert asker.waited == [2.0]


async def test_retry_after_as_a_date_is_honoured(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    await asker.ask(served(fails(429, retry_after=soon), answers(GOOD)).url)
    assert 1.5 < asker.waited[0] <= 3.0


async def test_a_wait_that_does_not_fit_the_deadline_is_not_begun(
    served: Callable[..., FakeOpenAI], asker: Asker
) -> None:
    server = served(fails(429, retry_after="7"), answers(GOOD))
    with pytest.raises(ModelError):
        await asker.ask(server.url, seconds=4.0)
    assert (asker.waited, len(server.seen)) == ([], 1)


async def test_the_next_model_answers_when_the_first_cannot(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(fails(503), fails(503), answers(GOOD))
    answer = await asker.ask(server.url, "first", "second")
    assert (answer.model, answer.calls) == ("second", 3)
    assert [body["model"] for body in server.seen] == ["first", "first", "second"]


async def test_a_refused_key_is_not_tried_with_the_next_model(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(fails(401))
    with pytest.raises(ModelError):
        await asker.ask(server.url, "first", "second")
    assert len(server.seen) == 1


async def test_a_failing_model_is_left_alone_for_a_while(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(fails(500))
    model = asker.model(server.url)
    for _ in range(2):
        with pytest.raises(ModelError) as caught:
            await model.complete(ASKED, Greeting, time.monotonic() + 4)
    assert len(server.seen) == 3
    assert str(caught.value) == "127.0.0.1: model m is left alone for a while after failing"
    assert model.health() == {"m": "open"}


async def test_a_deadline_that_has_passed_sends_nothing(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    server = served(answers(GOOD))
    with pytest.raises(ModelError, match="no time is left"):
        await asker.ask(server.url, seconds=-1.0)
    assert server.seen == []


async def test_a_cancelled_question_stays_cancelled(served: Callable[..., FakeOpenAI], asker: Asker) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await asker.ask(served(hangs(1)).url, attempt_seconds=5.0)
    assert asker.models[0].health() == {"m": "closed"}


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_breaker_opens_after_three_failures_and_lets_one_call_through_after_five_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(3):
        assert breaker.admits()
        breaker.record(False)
    assert (breaker.state, breaker.admits()) == ("open", False)
    clock.now += 5
    assert breaker.state == "half_open"
    assert [breaker.admits(), breaker.admits()] == [True, False]
    breaker.record(False)
    assert breaker.state == "open"
    clock.now += 5
    assert breaker.admits()
    breaker.record(True)
    assert breaker.state == "closed"


@pytest.mark.parametrize(
    ("outcomes", "state"), [("FFSFF", "open"), ("FSFSF", "open"), ("FSFS", "closed"), ("SFSFS", "closed")]
)
def test_a_breaker_opens_when_most_of_five_calls_failed(outcomes: str, state: str) -> None:
    breaker = Breaker(Clock())
    for outcome in outcomes:
        breaker.record(outcome == "S")
    assert breaker.state == state


def test_failures_half_a_minute_old_are_forgotten() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for outcome in (False, False, True, False):
        breaker.record(outcome)
    clock.now += 31
    breaker.record(False)
    assert breaker.state == "closed"


# Secrets and the outside


async def test_nothing_is_reported_to_a_tracing_service(
    served: Callable[..., FakeOpenAI], asker: Asker, monkeypatch: pytest.MonkeyPatch, refused: list[str]
) -> None:
    traces = served(says(200, b"{}"))
    for name, value in {"TRACING": "true", "TRACING_V2": "true", "API_KEY": "x", "ENDPOINT": traces.url}.items():
        monkeypatch.setenv(f"LANGSMITH_{name}", value)
        monkeypatch.setenv(f"LANGCHAIN_{name}", value) if name != "TRACING" else None
    await asker.ask(served(answers(GOOD)).url)
    await asyncio.sleep(0.3)
    assert traces.seen == []
    assert refused == []


async def test_the_key_is_neither_in_messages_nor_in_logs(
    served: Callable[..., FakeOpenAI], asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    server = served(answers(GOOD))
    with caplog.at_level(logging.DEBUG):
        model = asker.model(server.url)
        await model.complete(ASKED, Greeting, time.monotonic() + 4)
    assert KEY not in json.dumps(server.seen)
    assert KEY not in caplog.text
    assert KEY not in repr(vars(model))


def test_every_error_of_the_openai_library_has_its_row() -> None:
    import langchain_openai  # noqa: F401  its own error classes join the tree
    import openai

    general = {openai.OpenAIError, openai.APIError, openai.APIStatusError}
    named = {kind for kind, _ in table()} - general - {OSError, TimeoutError, Exception}
    exempt = {
        "SubjectTokenProviderError",
        "WebSocketConnectionClosedError",
        "WebSocketQueueFullError",
        "StreamAlreadyConsumed",
        "MutuallyExclusiveAuthError",
        "APIRemovedInV1",
        "_AmbiguousModuleClientUsageError",
        "LengthFinishReasonError",
        "ContentFilterFinishReasonError",
        "MissingDependencyError",
    }  # fmt: skip  never raised by a chat request sent as we send it

    def kinds(kind: type[BaseException]) -> Iterator[type[BaseException]]:
        for below in kind.__subclasses__():
            yield below
            yield from kinds(below)

    unnamed = [
        kind.__name__
        for kind in kinds(openai.OpenAIError)
        if kind not in general
        and not kind.__module__.startswith(
            "openai.lib.beta.agents"
        )  # another product, loaded only when it is asked for
        and not issubclass(kind, tuple(named))
        and kind.__name__ not in exempt | {"OpenAIAPIContextOverflowError"}
    ]
    assert unnamed == []


def test_a_secret_is_masked_wherever_it_was_said() -> None:
    assert diagnose(ValueError(f"bad key {KEY}"), KEY).why.endswith("bad key ***")


# Wiring and parsing


def test_no_model_is_opened_without_a_name_or_an_endpoint() -> None:
    assert open_model(Settings()) is None
    assert open_model(Settings(YOUJU_MODEL="m")) is None
    model = open_model(Settings(YOUJU_MODEL="m", OPENAI_BASE_URL="http://localhost:1/v1", YOUJU_MODEL_FALLBACKS="n"))
    assert model is not None
    assert model.health() == {"m": "closed", "n": "closed"}


def test_importing_the_door_loads_no_library() -> None:
    heavy = {"openai", "langchain_core", "langsmith", "jinja2", "tiktoken"}
    code = f"import sys, agent.model, agent.write.free; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ('{"greeting": "a"}', "a"),
        ('{"greeting": "two\nlines"}', "two\nlines"),
        ('{"other": 1} {"greeting": "b"}', "b"),
        ('} { "greeting": {"greeting": "c"}', "c"),
        ('{"greeting": "a", "more": 1}', None),
        ('[{"greeting": "d"}]', "d"),
        ('<think>{"greeting": "no"}', None),
        ("{" * 5000, None),
        ("", None),
    ],
)
def test_the_first_object_of_the_asked_shape_is_found(text: str, greeting: str | None) -> None:
    found = find_answer(text, Greeting)
    assert (found.greeting if found else None) == greeting
