"""Cases from files: one JSON object, or one a line. A bad one is named by file, line and key and the rest go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from agent.case import Case
from agent.errors import CaseError
from knowledge.explain import explain
from knowledge.locate import FormatError, read_json


@dataclass(frozen=True, slots=True)
class CaseFault:
    """A line that is no case. id: the record's own id when it could be read."""

    file: str
    line: int
    key: str
    what: str
    id: str | None = None

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}:{key} {self.what}"


def read_case(text: str, name: str) -> Case:
    """The one case of a JSON file or of standard input; `name` is said in messages. Raises CaseError."""
    found = _read(text.removeprefix("\ufeff"), name, 1)
    if isinstance(found, CaseFault):
        raise CaseError(str(found) if "\n" not in text.strip() else str(found).replace(f"{name}:1:", f"{name}:", 1))
    return found


def read_cases(lines: Iterable[str | bytes], name: str) -> Iterator[Case | CaseFault]:
    """One case or one fault per line, in order; empty lines are passed over. Lines may be bytes, read as UTF-8."""
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        except UnicodeDecodeError as error:
            yield CaseFault(
                name, number, "", f"is not UTF-8 text at byte {error.start + 1} of the line; save it as UTF-8"
            )
            continue
        if text.strip():
            yield _read(text.removeprefix("\ufeff"), name, number)


def _read(text: str, name: str, line: int) -> Case | CaseFault:
    if not text.strip():
        return CaseFault(name, line, "", "is empty; give one JSON object")
    try:
        value = read_json(text, line)
    except FormatError as fault:
        return CaseFault(name, fault.line, "", fault.what)
    if not isinstance(value, dict):
        return CaseFault(name, line, "", 'is not a JSON object; write {"id": …, "now": …, "messages": […]}')
    given = value.get("id")
    own = given if isinstance(given, str) else None
    try:
        return Case.model_validate(value)
    except ValidationError as error:
        faults = explain(error, Case, name, lambda _: line)
        first = faults[0]
        said = "; ".join(
            [_said(first.what, first.fix), *(f"{other.key} {_said(other.what, other.fix)}" for other in faults[1:])]
        )
        return CaseFault(name, line, first.key, said, own)


def _said(what: str, fix: str) -> str:
    return f"{what} ({fix})" if fix else what
