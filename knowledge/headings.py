"""Markdown cut at its headings: which lines belong to which anchor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_ANCHOR = re.compile(r"^(.*?)[ \t]*\{#([^{}]*)\}$")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
INTRO = "intro"


@dataclass(slots=True)
class Part:
    """The lines under one anchor. lines: (line number, text); level 0 is the text before the first heading."""

    anchor: str
    heading: str
    level: int
    line: int
    explicit: bool
    lines: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A document's `#` title (None without one) and its parts in order."""

    title: str | None
    parts: list[Part]


def slug(heading: str) -> str:
    """GitHub's anchor of a heading: lower case, letters and digits of any script, hyphens for spaces."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return _NOT_IN_SLUG.sub("", text.strip().lower()).replace(" ", "-")


class Slugs:
    """Slugs of one document: a repeated one gets -1, -2 …; `taken` are anchors written out by hand."""

    def __init__(self, taken: set[str]) -> None:
        self._count: dict[str, int] = dict.fromkeys(taken, 0)

    def next(self, heading: str) -> str:
        first = slug(heading) or "section"
        name = first
        while name in self._count:
            self._count[first] = self._count.get(first, 0) + 1
            name = f"{first}-{self._count[first]}"
        self._count[name] = 0
        return name


def outline(text: str, first_line: int = 1) -> Outline:
    """Cut at `##` headings and at deeper ones with their own `{#anchor}`; code fences are not looked into."""
    found = _headings(_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text).split("\n"), first_line)
    found = _sections_written_as_titles(found)
    taken = {anchor for _, _, _, anchor in found if anchor}
    title: str | None = None
    slugs: Slugs | None = None
    parts = [Part(INTRO, "", 0, first_line, False)]
    owner = parts[0]
    current = parts[0]
    for number, text_line, level, anchor in found:
        if level == 0:
            current.lines.append((number, text_line))
            continue
        if level == 1 and title is None and not anchor and current.level == 0 and not _written(parts[0]):
            title = text_line
            continue
        if level > 2 and not anchor:
            if current is not owner and level <= current.level:
                current = owner
            current.lines.append((number, text_line))
            continue
        if slugs is None:
            slugs = Slugs(taken | ({INTRO} if _written(parts[0]) else set()))
        current = Part(anchor or slugs.next(text_line), text_line, level, number, anchor is not None)
        owner = current if level <= 2 else owner
        parts.append(current)
    return Outline(title, parts)


def _sections_written_as_titles(rows: list[tuple[int, str, int, str | None]]) -> list[tuple[int, str, int, str | None]]:
    """Word users write every section as a first-level heading: without any `##`, several `#` are sections.

    The first stays the title when nothing stands between it and the next.
    """
    levels = [level for _, _, level, _ in rows if level]
    if levels.count(1) < 2 or 2 in levels:
        return rows
    firsts = [index for index, row in enumerate(rows) if row[2] == 1]
    titled = not any(row[1].strip() for row in rows[firsts[0] + 1 : firsts[1]])
    sections = set(firsts[1:] if titled else firsts)
    return [
        (line, text, 2, own) if index in sections else (line, text, level, own)
        for index, (line, text, level, own) in enumerate(rows)
    ]


def _written(part: Part) -> bool:
    return any(text.strip() for _, text in part.lines)


def _headings(lines: list[str], first_line: int) -> list[tuple[int, str, int, str | None]]:
    """Every line as (number, text, heading level or 0, explicit anchor)."""
    rows: list[tuple[int, str, int, str | None]] = []
    fence = ""
    for number, line in enumerate(lines, first_line):
        mark = _FENCE.match(line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        found = _HEADING.fullmatch(line) if not fence and line.startswith("#") else None
        if found is None:
            rows.append((number, line, 0, None))
            continue
        text = found.group(2)
        own = _ANCHOR.match(text)
        anchor = own.group(2).strip() if own else None
        rows.append((number, (own.group(1) if own else text).strip(), len(found.group(1)), anchor or None))
    return rows
