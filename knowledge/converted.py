"""What reading one document gives: its Markdown, and what its owner should know about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


class UnreadableError(Exception):
    """A file that cannot be read: `what` says why, `fix` what to do, `line` where if that is known."""

    def __init__(self, what: str, fix: str, line: int | None = None) -> None:
        self.what = what
        self.fix = fix
        self.line = line
        super().__init__(f"{what} ({fix})")


@dataclass(frozen=True, slots=True)
class Note:
    """Something left out or odd in a document that was read all the same.

    place: `page 3` or `sheet 运费`, "" for the whole file; row: 1-based row of that sheet.
    level: `error` when words of the document are missing from what was read, else `warning`.
    """

    what: str
    fix: str
    place: str = ""
    row: int | None = None
    level: Literal["error", "warning"] = "warning"


@dataclass(frozen=True, slots=True)
class Converted:
    """A document as Markdown, with notes for whoever keeps it.

    unseen: how much of each kind of text that readers do not see was left out, such as {"hidden run": 2}.
    """

    markdown: str
    notes: tuple[Note, ...] = ()
    unseen: Mapping[str, int] = field(default_factory=dict)
