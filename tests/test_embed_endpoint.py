"""knowledge/embed_endpoint.py against a real OpenAI-compatible server on loopback that behaves well and badly."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import numpy as np
import pytest
from openai_server import FakeOpenAI, Step, embeds, fails, hangs, resets, says, serving
from shelf_of_clauses import CountingEmbedder

from knowledge.embed_endpoint import BATCH, TRIES, EndpointEmbedder
from knowledge.faults import EmbeddingFault

KEY = "sk-very-secret"
MODEL = CountingEmbedder(dimension=24)
GOOD = embeds(MODEL.embed)
Open = Callable[..., tuple[FakeOpenAI, EndpointEmbedder]]


@pytest.fixture
def opened() -> Iterator[Open]:
    """A server told how each request ends, and an embedder that asks it; pauses are only noted in `pauses`."""
    with ExitStack() as stack:

        def open_it(
            *script: Step, pauses: list[float] | None = None, seconds: float = 5.0
        ) -> tuple[FakeOpenAI, EndpointEmbedder]:
            server = stack.enter_context(serving(*script))
            noted = [] if pauses is None else pauses
            embedder = EndpointEmbedder(
                "bge-m3", server.url, KEY, question_seconds=seconds, pause=noted.append, jitter=lambda: 0.0
            )
            stack.callback(embedder.close)
            return server, embedder

        yield open_it


def test_vectors_come_back_in_order_with_length_one(opened: Open) -> None:
    server, embedder = opened(GOOD)
    texts = ["运费谁出", "who pays", "a\0b", "\ud83d half a face"]
    rows = embedder.embed(texts)
    assert rows.shape == (4, 24) and rows.dtype == np.float32
    assert np.allclose(rows[:2], MODEL.embed(texts[:2]), atol=1e-6)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)
    assert server.paths == ["/v1/embeddings"]
    assert server.seen == [{"model": "bge-m3", "input": ["运费谁出", "who pays", "a b", "? half a face"]}]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert embedder.name == f"bge-m3@127.0.0.1:{server.server_address[1]}/v1"


def test_many_texts_go_in_batches_and_their_tokens_are_counted(opened: Open) -> None:
    server, embedder = opened(GOOD)
    texts = [f"text {number}" for number in range(2 * BATCH + 1)]
    assert np.allclose(embedder.embed(texts), MODEL.embed(texts), atol=1e-6)
    assert [len(body["input"]) for body in server.seen] == [BATCH, BATCH, 1]
    assert embedder.tokens == 3 * len(texts)
    assert len(embedder.ask(texts)) == len(texts)


def test_long_texts_go_in_smaller_batches(opened: Open) -> None:
    server, embedder = opened(GOOD)
    embedder.embed(["长" * 25_000] * 4)
    assert [len(body["input"]) for body in server.seen] == [2, 2]


def test_an_endpoint_that_counts_no_tokens_is_taken_as_it_is(opened: Open) -> None:
    _, embedder = opened(embeds(MODEL.embed, queries=1))
    embedder.embed(["a"])
    assert embedder.tokens == 0


def test_a_batch_limit_is_learnt_once(opened: Open) -> None:
    server, embedder = opened(embeds(MODEL.embed, at_most=10))
    texts = [f"text {number}" for number in range(20)]
    assert np.allclose(embedder.embed(texts), MODEL.embed(texts), atol=1e-6)
    embedder.embed(texts)
    assert [len(body["input"]) for body in server.seen] == [20, 10, 10, 10, 10]


def test_a_busy_endpoint_is_asked_again_after_longer_and_longer_pauses(opened: Open) -> None:
    pauses: list[float] = []
    busy = [fails(503), resets(), fails(429, "slow down", retry_after="7"), GOOD]
    server, embedder = opened(*busy, pauses=pauses)
    assert embedder.embed(["a"]).shape == (1, 24)
    assert pauses == [0.5, 1.0, 7.0]
    assert len(server.seen) == 4


def test_an_endpoint_that_stays_busy_is_given_up(opened: Open) -> None:
    server, embedder = opened(fails(500, "boom"))
    with pytest.raises(EmbeddingFault, match=r"bge-m3@127\.0\.0\.1:\d+/v1 failed \(HTTP 500\): boom"):
        embedder.embed(["a"])
    assert len(server.seen) == TRIES


def vectors(*rows: object) -> Step:
    return says(200, json.dumps({"data": [{"index": at, "embedding": row} for at, row in enumerate(rows)]}).encode())


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (
            fails(401, f"bad key {KEY}"),
            r"refused the key; check YOUJU_EMBEDDING_API_KEY.* \(HTTP 401\): bad key \*\*\*",
        ),
        (fails(402, "pay"), r"wants the account paid up \(HTTP 402\): pay"),
        (fails(403), "does not let this key use the model"),
        (
            fails(404, "no such model"),
            "does not know the model or the address; check YOUJU_EMBEDDING and .*no such model",
        ),
        (fails(429, "you exceeded", code="insufficient_quota"), r"has too many requests .*insufficient_quota"),
        (fails(400, "too long"), r"refused the request \(HTTP 400\): too long"),
        (says(200, b"<html>"), "something that is not a list of embeddings"),
        (says(200, b'{"data": {}}'), "gave 0 vectors for 1 texts"),
        (says(200, b'{"data": null}'), "something that is not a list of embeddings"),
        (vectors([1.0], [1.0]), "gave 2 vectors for 1 texts"),
        (vectors([]), "is no vector of numbers"),
        (vectors([float("nan"), 1.0]), "is no vector of numbers"),
        (vectors([0.0, 0.0]), "a vector without direction"),
        (vectors(["a", "b"]), "different sizes, or no numbers"),
        (vectors("AAAA"), "no vector|no numbers"),
    ],
)
def test_what_cannot_be_mended_is_told_at_once_and_never_the_key(opened: Open, step: Step, words: str) -> None:
    server, embedder = opened(step)
    for attempt in (embedder.embed, embedder.ask):
        with pytest.raises(EmbeddingFault, match=words) as caught:
            attempt(["a"])
        assert KEY not in str(caught.value)
    assert len(server.seen) == 2


def test_vectors_of_two_sizes_are_refused(opened: Open) -> None:
    _, embedder = opened(vectors([1.0, 2.0], [1.0]))
    with pytest.raises(EmbeddingFault, match="different sizes"):
        embedder.embed(["a", "b"])
    _, embedder = opened(*[vectors(*[[1.0, 2.0]] * BATCH), vectors([1.0])])
    with pytest.raises(EmbeddingFault, match="different sizes"):
        embedder.embed(["a"] * (BATCH + 1))


def test_a_question_is_tried_once(opened: Open) -> None:
    server, embedder = opened(fails(503), GOOD)
    with pytest.raises(EmbeddingFault, match="HTTP 503"):
        embedder.ask(["a"])
    assert len(server.seen) == 1
    assert embedder.ask(["a"], patient=True).shape == (1, 24)


def slowly(seconds: float) -> Step:
    """A good answer, one byte at a time."""

    def step(handler: object, body: object) -> None:
        handler.send_response(200)  # type: ignore[attr-defined]
        handler.send_header("content-length", "1000")  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        for _ in range(1000):
            handler.wfile.write(b" ")  # type: ignore[attr-defined]
            handler.wfile.flush()  # type: ignore[attr-defined]
            time.sleep(seconds)

    return step


@pytest.mark.parametrize("step", [hangs(5), slowly(0.05)], ids=["silent", "trickling"])
def test_a_question_waits_no_longer_than_it_was_told(opened: Open, step: Step) -> None:
    _, embedder = opened(step, seconds=0.3)
    started = time.monotonic()
    with pytest.raises(EmbeddingFault, match=r"did not answer within 0\.3 s"):
        embedder.ask(["a"])
    assert time.monotonic() - started < 2


def test_an_address_where_nobody_listens_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    embedder = EndpointEmbedder("m", f"http://127.0.0.1:{port}/v1/", None, pause=lambda _: None)
    with pytest.raises(EmbeddingFault, match=rf"m@127\.0\.0\.1:{port}/v1 could not be reached"):
        embedder.embed(["a"])
    embedder.close()


def test_no_key_sends_no_header(opened: Open) -> None:
    server, _ = opened(GOOD)
    embedder = EndpointEmbedder("m", server.url, None)
    embedder.embed(["a"])
    embedder.close()
    assert "authorization" not in server.headers[0]
