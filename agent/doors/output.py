"""What the command line prints: JSON documents on stdout, one clear line per error, and the exit codes."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from typer import TyperException

from agent.errors import (
    CaseError,
    DataError,
    EmbeddingError,
    InputError,
    ShopFolderError,
    UnknownOrderError,
    YoujuError,
)

if TYPE_CHECKING:
    from rich.console import Console

OK, WRONG, INPUT, SHOP, DATA = 0, 1, 2, 3, 4
EXIT_CODES = """\b
Exit codes:
  0  done, and nothing is wrong
  1  done, and something is wrong: a text that does not pass,
     a shop with faults, a bad line of a batch
  2  the input cannot be used: an option, a text, a case, an order
  3  the shop folder cannot be used
  4  the data folder cannot be read or written
  5  the embedding endpoint failed (ingest, reindex)"""

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (UnknownOrderError, "unknown_order"),
    (CaseError, "case"),
    (InputError, "input"),
    (TyperException, "input"),
    (ShopFolderError, "shop"),
    (DataError, "data"),
    (EmbeddingError, "embedding"),
)


def prepare_streams() -> None:
    """UTF-8 out, whatever the locale says; a character that cannot be written is shown escaped, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(document: dict[str, Any], *, batch: bool = False) -> None:
    """One JSON document to stdout: on one line in a batch or a pipe, indented on a terminal."""
    indent = 2 if not batch and sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def fault_line(fault: Exception) -> str:
    """The fault in one line; one that nobody foresaw says so, and how to see more."""
    said = " ".join(str(fault).split())
    if isinstance(fault, YoujuError | TyperException):
        return said
    return f"this should not happen: {type(fault).__name__}: {said} (YOUJU_DEBUG=1 shows where; please report it)"


def error_body(fault: Exception, line: int | None = None) -> dict[str, Any]:
    """The one error shape: {code, message} and, in a batch, the input's line (1-based)."""
    code = next((name for kind, name in _CODES if isinstance(fault, kind)), "internal")
    body: dict[str, Any] = {"code": code, "message": fault_line(fault)}
    return body if line is None else {**body, "line": line}


@contextmanager
def caught(report: Callable[[Exception], None], *, only_inputs: bool = False) -> Iterator[None]:
    """Give what goes wrong inside to `report`, with the traceback on stderr when YOUJU_DEBUG=1.

    only_inputs: a fault of the shop or of the data folder goes on outwards, for it is not the input's.
    """
    try:
        yield
    except (ShopFolderError, DataError, BrokenPipeError) as exc:
        if only_inputs or isinstance(exc, BrokenPipeError):
            raise
        report(exc)
    except Exception as exc:  # noqa: BLE001  the last defence: a person gets one line and a code, never a traceback
        if os.environ.get("YOUJU_DEBUG") == "1":
            traceback.print_exc(file=sys.stderr)
        report(exc)


def terminal(*, stderr: bool = False) -> Console:
    """A rich console that marks up nothing by itself; plain when piped or NO_COLOR is set."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def columns() -> int:
    """The width to lay text out in: the terminal's, at most 100, at least 40; 80 when piped."""
    return max(40, min(100, terminal().width))
