"""Lines of a PDF's pages put together again: running heads go, wrapped lines join, larger type becomes headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_END = re.compile(r"[。！？；：.!?;:\uff01\uff1f\uff1b\uff1a][”』」\"'）)]?$")
_ITEM = re.compile(
    r"[-–—*•·●▪◦○]|\(?\d{1,3}[.)、）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]|第[\d一二三四五六七八九十百]+[条章节]"
)
_BULLET = re.compile(r"^[•·●▪◦○]\s*")
_HEADING_SIZE = 1.15
"""Times the size of most of the text."""
_LONGEST_HEADING = 90
_MARGIN = 0.1
"""Share of a page's height, at its top and bottom, where running heads and page numbers stand."""
_RECURRING = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a whole table already as Markdown. top, x0, x1: points from the page's top left; size: of its type."""

    text: str
    top: float
    x0: float
    x1: float
    size: float
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """number: from 1. height: points."""

    number: int
    height: float
    lines: list[Line]


def as_markdown(pages: list[Page]) -> str:
    """The pages' Markdown. Without any heading every page after the first gets its own."""
    kept = _without_running_heads(pages)
    levels = _heading_levels(kept)
    blocks: list[str] = []
    for page in kept:
        if not levels and len(kept) > 1 and page.lines:
            blocks.append(f"## 第{page.number}页 · Page {page.number} {{#page-{page.number}}}")
        blocks += _blocks(page, levels)
    return "\n\n".join(blocks) + "\n"


def _without_running_heads(pages: list[Page]) -> list[Page]:
    """Lines at the top or bottom edge that recur on three pages or more, figures aside, are no text of the document."""
    seen = Counter(mask for page in pages for mask in {_mask(line) for line in page.lines if _at_edge(line, page)})
    return [
        Page(
            page.number,
            page.height,
            [line for line in page.lines if not (_at_edge(line, page) and seen[_mask(line)] >= _RECURRING)],
        )
        for page in pages
    ]


def _at_edge(line: Line, page: Page) -> bool:
    return not line.is_table and not page.height * _MARGIN < line.top < page.height * (1 - _MARGIN)


def _mask(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.top / 4)


def _heading_levels(pages: list[Page]) -> dict[float, int]:
    """Type size -> heading level. The largest is the title when it stands once and first; none when all is alike."""
    amounts: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            amounts[line.size] += len(line.text) if not line.is_table else 0
    if not amounts.total():
        return {}
    body = max(size for size, amount in amounts.items() if amount == max(amounts.values()))
    lines = [line for page in pages for line in page.lines if not line.is_table]
    large = [line for line in lines if line.size >= body * _HEADING_SIZE and len(line.text) <= _LONGEST_HEADING]
    sizes = sorted({line.size for line in large}, reverse=True)
    if not sizes:
        return {}
    titles = [line for line in large if line.size == sizes[0]]
    first = 1 if len(titles) <= 2 and lines[0].size == sizes[0] else 2
    return {size: min(first + step, 4) for step, size in enumerate(sizes)}


def _blocks(page: Page, levels: dict[float, int]) -> list[str]:
    blocks: list[str] = []
    before: Line | None = None
    right = max((line.x1 for line in page.lines if not line.is_table), default=0.0)
    left = min((line.x0 for line in page.lines if not line.is_table), default=0.0)
    for line in page.lines:
        level = levels.get(line.size, 0) if not line.is_table and len(line.text) <= _LONGEST_HEADING else 0
        text = line.text if line.is_table else _BULLET.sub("- ", line.text)
        if level:
            blocks.append(f"{'#' * level} {text}")
        elif before is not None and not line.is_table and _goes_on(before, line, right - left, right):
            blocks[-1] = _joined(blocks[-1], text)
        else:
            blocks.append(text)
        before = None if level or line.is_table else line
    return blocks


def _goes_on(before: Line, line: Line, width: float, right: float) -> bool:
    """Whether `line` is the rest of the sentence that `before` broke off at the right edge."""
    if _END.search(before.text) or _ITEM.match(line.text) or abs(line.size - before.size) > 1:
        return False
    return before.x1 >= right - 0.12 * width and line.top - before.top <= 2.2 * max(line.size, before.size, 1.0)


def _joined(one: str, two: str) -> str:
    close = re.search(f"[{_HAN}]$", one) or re.match(f"[{_HAN}]", two)
    return one + ("" if close else " ") + two
