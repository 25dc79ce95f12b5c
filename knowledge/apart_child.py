"""The process in which documents are read: it can spend only so much time and memory, and can reach nothing.

It reads one question a line on standard input (`job`, `ending`, `size`), then `size` bytes of a file, and answers
with 8 bytes of length and a JSON document. It never opens a file that a document names.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any, BinaryIO

from knowledge.converted import UnreadableError
from knowledge.read import convert
from knowledge.tables import read_workbook

_SPARE_SECONDS = 5
"""Of processor time beyond the limit: the parent's clock rules; this one is for when the parent is gone."""
_DEEPEST = 4_000
"""Python calls inside each other: Word files nest some six deep for each table, list or field."""
_REFUSED = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
)


def serve(seconds: float, memory_mb: int) -> None:
    """Answer until standard input ends. Nothing but answers goes to standard output, whatever a library prints."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it for types that no file holds
    sys.setrecursionlimit(_DEEPEST)
    _limit_memory(memory_mb)
    sys.addaudithook(_refuse)
    while line := sys.stdin.buffer.readline():
        question = json.loads(line)
        _limit_time(seconds)
        body = json.dumps(_answer(question, sys.stdin.buffer), ensure_ascii=False).encode("utf-8", "replace")
        answers.write(len(body).to_bytes(8, "big") + body)
        answers.flush()


def _answer(question: dict[str, Any], source: BinaryIO) -> dict[str, Any]:
    data = source.read(question["size"])
    try:
        if question["job"] == "workbook":
            book = read_workbook(data)
            return {"grids": [(grid.name, grid.rows) for grid in book.grids], "notes": _plain(book.notes)}
        read = convert(Path(f"document{question['ending']}"), data)
        return {"markdown": read.markdown, "notes": _plain(read.notes)}
    except UnreadableError as error:
        return {"unreadable": (error.what, error.fix, error.line)}
    except MemoryError:
        pass
    except RecursionError:
        return {"unreadable": ("is nested too deep to be read", "save it in a simpler form", None)}
    return {"unreadable": ("needs too much memory to be read", "split it, or leave out pictures", None), "exhausted": 1}


def _plain(notes: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [astuple(note) for note in notes]


def _limit_memory(megabytes: int) -> None:
    """Where the system has no such limit, the parent's clock is the only one."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        allowed = int(used.ru_utime + used.ru_stime + seconds) + _SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    """No network and no other program from here, whatever a library would like to fetch."""
    if event in _REFUSED:
        raise PermissionError(f"{event} is not allowed while a document is read")
