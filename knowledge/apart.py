"""Documents read in a process of their own, where a hostile or broken file can do no harm.

One process serves a whole reading of a folder; it starts with the first file that needs it. A file that takes too
long, too much memory or kills the process costs only itself: the next file gets a new process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from knowledge.converted import Converted, Note, UnreadableError
from knowledge.formats import is_container
from knowledge.kept_readings import KeptReadings
from knowledge.limits import LARGEST_HERE, LONGEST_SECONDS, MOST_MEMORY_MB
from knowledge.read import convert
from knowledge.tables import Grid, Workbook

_START = "import sys; sys.path.insert(0, {root!r}); from knowledge.apart_child import serve; serve({seconds}, {memory})"
_QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_MOST_ANSWER = 256 * 1024 * 1024


class ApartReader:
    """Reads documents and workbooks; a context manager, so that its process ends with the reading.

    seconds: for one file; text that is not packed gets less. memory_mb: address space of the process, where the
    system can limit it. kept: what earlier readings gave.
    """

    def __init__(
        self, seconds: float = LONGEST_SECONDS, memory_mb: int = MOST_MEMORY_MB, kept: KeptReadings | None = None
    ) -> None:
        self.seconds = seconds
        self.memory_mb = memory_mb
        self.kept = kept
        self.started = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ApartReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process apart, while there is one."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        if self.kept is not None:
            self.kept.forget_unused()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def convert(self, path: Path, data: bytes) -> Converted:
        """A document to Markdown: text formats here, the others apart. Raises UnreadableError."""
        if not is_container(data) and _is_light(path.suffix.lower(), data):
            return convert(path, data)
        answer = self._ask("document", path, data)
        return Converted(answer["markdown"], _notes(answer))

    def workbook(self, path: Path, data: bytes) -> Workbook:
        """An Excel file's sheets. Raises UnreadableError."""
        answer = self._ask("workbook", path, data)
        grids = (Grid(name, tuple((number, tuple(cells)) for number, cells in rows)) for name, rows in answer["grids"])
        return Workbook(tuple(grids), _notes(answer))

    def _ask(self, job: str, path: Path, data: bytes) -> dict[str, Any]:
        """The answer to one question, an old one for the same bytes if there is one. Raises UnreadableError."""
        answer = None if self.kept is None else self.kept.find(job, path.suffix, data)
        if answer is None:
            answer = self._asked(job, path, data)
            if self.kept is not None:
                self.kept.keep(job, path.suffix, data, answer)
        if "unreadable" in answer:
            raise UnreadableError(*answer["unreadable"])
        return answer

    def _asked(self, job: str, path: Path, data: bytes) -> dict[str, Any]:
        """A process that gives no answer in time is ended, and its file refused."""
        process = self._running()
        expired = threading.Event()

        def stop() -> None:
            expired.set()
            process.kill()

        seconds = self.seconds if is_container(data) else min(self.seconds, 5 + len(data) // 500_000)
        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(process, {"job": job, "ending": path.suffix, "size": len(data)}, data)
        finally:
            timer.cancel()
        if answer is not None and not answer.get("exhausted"):
            return answer
        self.close()
        if answer is not None:
            return answer
        what, fix = f"broke its reader ({_end(process)})", "open it, save it again, and try again"
        if expired.is_set():
            what, fix = f"took longer than {seconds:g} s to read and was given up", "split it, or save it more simply"
        return {"unreadable": (what, fix), "exhausted": 1}

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        root = str(Path(__file__).resolve().parent.parent)
        code = _START.format(root=root, seconds=self.seconds, memory=self.memory_mb)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _QUIET,
            )
        except OSError as error:
            what = f"needs a process of its own, which could not be started: {error}"
            raise UnreadableError(what, "free memory or processes, and try again") from error
        self.started += 1
        return self._process


def _is_light(ending: str, data: bytes) -> bool:
    """Text that is read here: tables as text, and small pages whose tags are closed (parsing is slow where not)."""
    if ending in (".csv", ".md"):
        return True
    small = ending in (".html", ".htm") and len(data) <= LARGEST_HERE
    return small and data.count(b"<") - data.count(b">") <= 20


def _exchange(process: subprocess.Popen[bytes], question: dict[str, Any], data: bytes) -> dict[str, Any] | None:
    """None when the process ended instead of answering, or answered what is no answer."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(question).encode() + b"\n" + data)
        process.stdin.flush()
        size = int.from_bytes(process.stdout.read(8), "big")
        if not 0 < size <= _MOST_ANSWER:
            return None
        body = process.stdout.read(size)
        answer = json.loads(body) if len(body) == size else None
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _notes(answer: dict[str, Any]) -> tuple[Note, ...]:
    return tuple(Note(*note) for note in answer["notes"])


def _end(process: subprocess.Popen[bytes]) -> str:
    """How the process ended, for people."""
    code = process.returncode
    return f"signal {-code}" if code < 0 else f"exit {code}"
