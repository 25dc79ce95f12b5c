"""A real OpenAI-compatible server on loopback, told beforehand how each request shall end.

`script` is used up one step a request, its last step again and again. A step is a callable that is given the
request's handler and its JSON body and answers however badly it likes. Requests are kept in `seen`.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Step = Callable[["Handler", Body], None]
Embeds = Callable[[list[str]], Any]


class Handler(BaseHTTPRequestHandler):
    """One connection; HTTP/1.1, so that a broken answer is seen as broken."""

    protocol_version = "HTTP/1.1"
    server: FakeOpenAI

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.paths.append(self.path)
        step = self.server.take(body, dict(self.headers))
        try:
            step(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.server.cut_off += 1
            self.close_connection = True

    def plain(self, status: int, content: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, data: Body | str) -> None:
        line = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        self.wfile.write(f"data: {line}\n\n".encode())
        self.wfile.flush()

    def piece(self, delta: Body, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.event({"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


class FakeOpenAI(ThreadingHTTPServer):
    """`url` is the base URL; `seen` the request bodies, `headers` and `paths` theirs, `cut_off` answers cut short."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *script: Step) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.seen: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.cut_off = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def take(self, body: Body, headers: dict[str, str]) -> Step:
        with self._lock:
            self.seen.append(body)
            self.headers.append(headers)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@contextmanager
def serving(*script: Step) -> Iterator[FakeOpenAI]:
    server = FakeOpenAI(*script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(content: str, *, finish: str = "stop", usage: bool = True, size: int = 12) -> Step:
    """A well-behaved answer, streamed or whole, as a function call when one is asked for."""

    def step(handler: Handler, body: Body) -> None:
        numbers = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        if not body.get("stream"):
            message = {"role": "assistant", "content": content}
            whole = {"id": "x", "object": "chat.completion", "created": 1, "model": body["model"], "usage": numbers}
            choices = [{"index": 0, "message": message, "finish_reason": finish}]
            handler.plain(200, json.dumps({**whole, "choices": choices}).encode())
            return
        handler.begin_stream()
        handler.piece({"role": "assistant", "content": ""})
        for start in range(0, len(content), size):
            handler.piece(_delta(body, content[start : start + size], start == 0))
        handler.piece({}, finish)
        if usage:
            handler.event({"id": "x", "object": "chat.completion.chunk", "created": 1, "choices": [], "usage": numbers})
        handler.event("[DONE]")

    return step


def _delta(body: Body, text: str, first: bool) -> Body:
    if "tools" not in body:
        return {"content": text}
    call: Body = {"index": 0, "type": "function", "function": {"arguments": text}}
    if first:
        call |= {"id": "call_1", "function": {"name": body["tools"][0]["function"]["name"], "arguments": text}}
    return {"tool_calls": [call]}


def fails(status: int, message: str = "no", *, code: str | None = None, **headers: str) -> Step:
    error = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return lambda handler, body: handler.plain(status, json.dumps(error).encode(), **headers)


def says(status: int, content: bytes, kind: str = "application/json") -> Step:
    return lambda handler, body: handler.plain(status, content, kind)


def refuses(*names: str, status: int = 400, otherwise: Step) -> Step:
    """Refuses a request that carries one of these fields, naming the first it meets."""

    def step(handler: Handler, body: Body) -> None:
        found = [name for name in names if name in body]
        if found:
            fails(status, f"Unsupported parameter: '{found[0]}' is not supported")(handler, body)
        else:
            otherwise(handler, body)

    return step


def resets(after: str = "") -> Step:
    """Some content, then the connection is reset, not closed."""

    def step(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        handler.piece({"role": "assistant", "content": after})
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return step


def trickles(content: str, seconds: float) -> Step:
    """One character at a time, `seconds` apart."""

    def step(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        for char in content:
            handler.piece({"content": char})
            time.sleep(seconds)

    return step


def never_ends(content: str) -> Step:
    """Writes on and on, whatever limit was asked for, until the client hangs up."""

    def step(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        for _ in range(200_000):
            handler.piece({"content": content})

    return step


def streams(*events: Body | str) -> Step:
    """These events as they are."""

    def step(handler: Handler, body: Body) -> None:
        handler.begin_stream()
        for event in events:
            handler.event(event)

    return step


def hangs(seconds: float = 30.0) -> Step:
    """Accepts and says nothing."""

    def step(handler: Handler, body: Body) -> None:
        time.sleep(seconds)

    return step


def embeds(model: Embeds, *, at_most: int = 2048, tokens: int = 3, **usage: Any) -> Step:
    """Vectors by `model`, in reverse order with their index and three times too long; batches above `at_most` refused.

    Each text costs `tokens`.
    """

    def step(handler: Handler, body: Body) -> None:
        texts = body["input"]
        if len(texts) > at_most:
            fails(400, f"batch size is invalid, it should not be larger than {at_most}")(handler, body)
            return
        rows = (3 * model(texts)).tolist()
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        counted = usage or {"prompt_tokens": tokens * len(texts), "total_tokens": tokens * len(texts)}
        answer = {"object": "list", "model": body["model"], "data": data[::-1], "usage": counted}
        handler.plain(200, json.dumps(answer).encode())

    return step
