"""What people hand to the command line, checked before anything is spent: texts, files, moments, roles, orders."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agent.errors import CaseError, InputError

if TYPE_CHECKING:
    from agent.case import Case

MESSAGE_LIMIT = 1 << 20
"""Bytes of one message's UTF-8 text (1 MiB)."""
RECORD_LIMIT = 16 << 20
"""Bytes of one case file or one line of a batch: a long thread fits, /dev/zero does not."""


def message_text(text: str, what: str) -> str:
    """The text if it can be used; `what` names it, for example `--text`. InputError: empty, not UTF-8, over 1 MiB."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as exc:
        raise InputError(_not_utf8(what, exc.start, "character")) from exc
    if size > MESSAGE_LIMIT:
        raise InputError(f"{what} has {size:,} bytes; one message may have at most 1 MiB ({MESSAGE_LIMIT:,} bytes)")
    if not text.strip():
        raise InputError(f"{what} is empty; give the buyer's words or the text to check")
    return text


def given_text(text: str) -> str:
    """`--text T`; `-` reads the text from stdin."""
    if text != "-":
        return message_text(text, "--text")
    return message_text(_decoded(_stdin(MESSAGE_LIMIT + 1), "stdin"), "the text on stdin")


def record_text(source: str, option: str) -> tuple[str, str]:
    """A whole input file or stdin (`-`) as text, with the name to call it by in messages."""
    raw, name = (_stdin(RECORD_LIMIT + 1), "stdin") if source == "-" else (_file(source, option), source)
    if len(raw) > RECORD_LIMIT:
        raise InputError(f"{name} is larger than {RECORD_LIMIT >> 20} MiB; one case is one JSON object")
    return _decoded(raw, name), name


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a batch, 1-based. `text` is empty when the bytes cannot be used, and `fault` says why."""

    number: int
    text: str
    fault: InputError | None = None


def batch_lines(source: str, option: str) -> Iterator[Line]:
    """The lines of a JSONL file or stdin (`-`) one at a time, without the blank ones. InputError: no such file."""
    if source != "-":
        _must_exist(source, option)
    return _lines(source, option)


def case_on(line: Line, source: str) -> Case:
    """The case on a line of a JSONL file. CaseError names file, line and key."""
    from agent.casefile import read_case

    place = f"{source}:{line.number}"
    try:
        return read_case(line.text, place)
    except CaseError as exc:
        raise CaseError(str(exc).replace(f"{place}:1:", f"{place}:", 1)) from exc


def json_object(line: Line) -> dict[str, Any]:
    """The JSON object of a line. InputError: not UTF-8, not JSON, not an object."""
    if line.fault is not None:
        raise line.fault
    try:
        value = json.loads(line.text)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"line {line.number} is not JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise InputError(f"line {line.number} must be one JSON object, not {type(value).__name__}")
    return value


def input_id(value: dict[str, Any]) -> str | int | None:
    """The input's id as it stands, when it is a text or a whole number."""
    found = value.get("id")
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def moment(text: str | None, zone: ZoneInfo, what: str = "--now") -> datetime:
    """An ISO 8601 moment with its zone; None means the present. InputError shows how to write it."""
    if text is None:
        return datetime.now(zone).replace(microsecond=0)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise InputError(f"{what} {text!r} is not an ISO 8601 moment; write it as {_example(zone)}") from exc
    if at.tzinfo is None:
        raise InputError(f"{what} {text!r} has no zone; write it as {_example(zone)}")
    if not 1970 <= at.year <= 9000:
        raise InputError(f"{what} {text!r} is not a year that a shop could mean; write it as {_example(zone)}")
    return at


def role_of(role: str | None, order: tuple[str, ...]) -> str:
    """The role that will send: the shop's first by default. InputError names the shop's roles."""
    if role is None:
        return order[0]
    if role not in order:
        raise InputError(f"--role {role!r} is not a role of this shop; it has {', '.join(order)}")
    return role


def exactly_one(**given: object) -> str:
    """The name of the one option that was given. InputError: none or several."""
    names = [name for name, value in given.items() if value is not None]
    if len(names) == 1:
        return names[0]
    options = ", ".join(_spelled(name) for name in given)
    found = "none was" if not names else " and ".join(_spelled(name) for name in names) + " were"
    raise InputError(f"give exactly one of {options}; {found} given")


def _spelled(name: str) -> str:
    return name.upper() if len(name) == 1 else f"--{name}"


def _lines(source: str, option: str) -> Iterator[Line]:
    name = "stdin" if source == "-" else source
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream:
            for number, raw in enumerate(iter(lambda: stream.readline(RECORD_LIMIT + 1), b""), start=1):
                if len(raw) > RECORD_LIMIT:
                    raise InputError(f"{name}:{number}: the line is longer than {RECORD_LIMIT >> 20} MiB")
                if raw.strip(b"\xef\xbb\xbf \t\r\n"):
                    yield _line(number, raw, f"{name}:{number}")
    except OSError as exc:
        raise InputError(f"{option}: {name} cannot be read: {exc.strerror}") from exc


def _line(number: int, raw: bytes, name: str) -> Line:
    try:
        return Line(number, _decoded(raw, name))
    except InputError as exc:
        return Line(number, "", exc)


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputError(_not_utf8(name, exc.start, "byte")) from exc


def _not_utf8(what: str, place: int, kind: str) -> str:
    return (
        f"{what} is not valid UTF-8 at {kind} {place + 1}; save it as UTF-8 (iconv -f GB18030 -t UTF-8 helps for GBK)"
    )


def _stdin(limit: int) -> bytes:
    return sys.stdin.buffer.read(limit)


def _file(source: str, option: str) -> bytes:
    _must_exist(source, option)
    try:
        with Path(source).open("rb") as stream:
            return stream.read(RECORD_LIMIT + 1)
    except OSError as exc:
        raise InputError(f"{option}: {source} cannot be read: {exc.strerror}") from exc


def _must_exist(source: str, option: str) -> None:
    path = Path(source)
    if not path.exists():
        raise InputError(f"{option}: there is no file {source}; check the path, or give - for stdin")
    if path.is_dir():
        raise InputError(f"{option}: {source} is a folder; give a file")


def _example(zone: ZoneInfo) -> str:
    example = datetime(2026, 5, 6, 10, 0, tzinfo=zone).isoformat()
    return f"{example} (date, time and zone)"
