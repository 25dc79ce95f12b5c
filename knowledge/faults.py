"""What is wrong with a shop's files, each with file, place, reason and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in one place.

    file: path relative to the shop folder; line: 1-based line or row, None for the whole file;
    key: the key or id concerned, "" when none; what: what is wrong; fix: what to do.
    `warning` faults are shown and do not fail `youju shop check`.
    """

    file: str
    line: int | None
    key: str
    what: str
    fix: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        key = f" {self.key}:" if self.key else ""
        fix = f" ({self.fix})" if self.fix else ""
        return f"{place}:{key} {self.what}{fix}"


class ShopError(Exception):
    """The folder cannot be used at all: missing, unreadable, or without a valid shop.toml."""

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        self.faults = faults
        super().__init__(message)


class IndexFault(Exception):
    """The data folder's search index cannot be used; the message says which, why and what to do."""


class IndexMissing(IndexFault):
    """There is no usable index for this shop yet, or another release made it: ingest first."""


class IndexLocked(IndexFault):
    """Another process is writing this shop's index."""


class EmbeddingFault(Exception):
    """The embedder chosen for passages cannot be used; the message names it, what happened and what to do."""
