"""Where a key stands: TOML and JSON read into plain values that still know their lines (YAML: `locate_yaml`).

Numbers with a point come out as Decimal, a repeated key is refused.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Key = str | int
LineOf = Callable[[Sequence[Key]], int]
"""From a key path to the 1-based line where it, or the nearest thing around it, begins."""


class FormatError(Exception):
    """A text that is not TOML, YAML or JSON: `line` is 1-based, `what` is for people."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what
        super().__init__(f"line {line}: {what}")


@dataclass(frozen=True, slots=True)
class Located:
    """A parsed value and the lines of its keys."""

    value: Any
    line_of: LineOf


def read_toml(text: str, first_line: int = 1) -> Located:
    """Raises FormatError. Lines are found only when somebody asks for one."""
    try:
        value = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _toml_fault(text, str(error), first_line) from error
    except RecursionError as error:
        raise FormatError(first_line, "is nested too deep") from error
    lines: dict[tuple[Key, ...], int] = {}

    def line_of(path: Sequence[Key]) -> int:
        if not lines:
            lines[()] = 1
            lines.update(_TomlLines(text).lines)
        return first_line - 1 + nearest(lines, path)

    return Located(value, line_of)


def nearest(lines: dict[tuple[Key, ...], int], path: Sequence[Key]) -> int:
    """The line of the longest known beginning of this path."""
    known = tuple(path)
    while known and known not in lines:
        known = known[:-1]
    return lines.get(known, 1)


def _toml_fault(text: str, message: str, first_line: int) -> FormatError:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(found.group(1)) if found else text.rstrip("\n").count("\n") + 1
    said = re.sub(r"\s*\(at .*\)$", "", message)
    return FormatError(first_line - 1 + line, f"is not TOML: {said[:1].lower()}{said[1:]}")


_TOML_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'"
    r"|#[^\n]*|\n|[\[\]{}=,.]|[A-Za-z0-9_+:-]+|[ \t\r]+|.",
    re.DOTALL,
)


class _TomlLines:
    """One walk over valid TOML that notes the line of every key path."""

    def __init__(self, text: str) -> None:
        self.lines: dict[tuple[Key, ...], int] = {}
        self._arrays: dict[tuple[Key, ...], int] = {}
        self._tokens: list[tuple[str, int]] = []
        line = 1
        for match in _TOML_TOKEN.finditer(text):
            token = match.group()
            if not token.isspace() or token == "\n":
                self._tokens.append((token, line))
            line += token.count("\n")
        self._tokens = [(token, at) for token, at in self._tokens if not token.startswith("#")]
        self._at = 0
        table: tuple[Key, ...] = ()
        while self._at < len(self._tokens):
            token = self._peek()
            if token == "\n":
                self._at += 1
            elif token == "[":
                table = self._header()
            else:
                self._pair(table)

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _note(self, path: tuple[Key, ...], line: int) -> None:
        self.lines.setdefault(path, line)

    def _keys(self) -> list[str]:
        """A dotted key; ends before `=` or `]`."""
        keys: list[str] = []
        while self._peek() not in ("=", "]", "\n", ""):
            token = self._peek()
            self._at += 1
            if token != ".":
                keys.append(token[1:-1] if token[0] in "\"'" else token)
        return keys

    def _header(self) -> tuple[Key, ...]:
        line = self._tokens[self._at][1]
        self._at += 1
        many = self._peek() == "["
        self._at += many
        keys = self._keys()
        self._at += 2 if many else 1
        path: tuple[Key, ...] = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            last = number == len(keys) - 1
            if last and many:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            self._note(path, line)
            if path in self._arrays:
                path = (*path, self._arrays[path])
                self._note(path, line)
        return path

    def _pair(self, table: tuple[Key, ...]) -> None:
        line = self._tokens[self._at][1]
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, line)
        self._at += 1
        self._value(path)

    def _value(self, path: tuple[Key, ...]) -> None:
        opener = self._peek()
        if opener not in ("[", "{"):
            while self._peek() not in (",", "]", "}", "\n", ""):
                self._at += 1
            return
        closer = "]" if opener == "[" else "}"
        self._at += 1
        index = 0
        while self._peek() not in (closer, ""):
            if self._peek() in (",", "\n"):
                self._at += 1
            elif opener == "{":
                self._pair(path)
            else:
                self._note((*path, index), self._tokens[self._at][1])
                self._value((*path, index))
                index += 1
        self._at += 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"has the key {next(key for key in keys if keys.count(key) > 1)} twice")
    return table


def _no_constant(name: str) -> Any:
    raise ValueError(f"holds {name}, which is not a number")


def read_json(text: str, line: int = 1) -> Any:
    """One JSON value of one line; FormatError names the line and the column."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        at = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise FormatError(line, f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]} at {at}") from error
    except RecursionError as error:
        raise FormatError(line, "is nested too deep") from error
    except ValueError as error:
        raise FormatError(line, str(error)) from error
