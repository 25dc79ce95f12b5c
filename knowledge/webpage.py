"""A web page to Markdown: headings, paragraphs, lists, tables and quotes; scripts, styles and navigation go."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SKIPPED = frozenset({"script", "style", "nav", "template", "noscript", "svg", "title"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "ul", "ol", "table", "body", "dl", "dt", "dd", "pre"}
    | {"br", "hr"}
)
_HEADING = re.compile(r"h([1-6])")


def page_to_markdown(html: str) -> str:
    """A heading's `id` becomes its `{#anchor}`; the page's <title> is its `#` when there is no <h1>."""
    page = _Page()
    page.feed(html)
    page.close()
    page.end_line()
    text = "\n".join(page.lines)
    if page.title and not re.search(r"^# ", text, re.MULTILINE):
        text = f"# {page.title}\n\n{text}"
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.title = ""
        self._skipping: list[str] = []
        self._in_title = False
        self._text = ""
        self._start = ""
        self._end = ""
        self._rows: list[list[str]] | None = None
        self._quote = 0

    def end_line(self) -> None:
        """Close the line that is being gathered."""
        text = re.sub(r"\s+", " ", self._text).strip()
        if text:
            self.lines.append("> " * self._quote + self._start + text + self._end)
        self._text = self._start = self._end = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in _SKIPPED:
            self._skipping.append(tag)
        if self._skipping:
            return
        heading = _HEADING.fullmatch(tag)
        if self._rows is not None:
            self._start_in_table(tag)
        elif heading:
            self.end_line()
            self.lines.append("")
            self._start = "#" * int(heading.group(1)) + " "
            anchor = dict(attrs).get("id")
            self._end = f" {{#{anchor}}}" if anchor else ""
        elif tag == "li":
            self.end_line()
            self._start = "- "
        elif tag == "table":
            self.end_line()
            self._rows = []
        elif tag == "blockquote":
            self.end_line()
            self._quote += 1
        elif tag in _BLOCKS:
            self.end_line()

    def _start_in_table(self, tag: str) -> None:
        assert self._rows is not None
        if tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._text = ""
        elif tag in ("br", "p"):
            self._text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        if self._rows is not None:
            self._end_in_table(tag)
        elif tag == "blockquote":
            self.end_line()
            self._quote = max(0, self._quote - 1)
        elif tag in _BLOCKS or tag == "li" or _HEADING.fullmatch(tag):
            self.end_line()
            if tag in ("p", "ul", "ol", "dl") or _HEADING.fullmatch(tag):
                self.lines.append("")

    def _end_in_table(self, tag: str) -> None:
        assert self._rows is not None
        if tag in ("td", "th"):
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append(re.sub(r"\s+", " ", self._text).strip().replace("|", "\\|"))
            self._text = ""
        elif tag == "table":
            rows = [row for row in self._rows if any(row)]
            self._rows = None
            self.lines += ["", *table_lines(rows), ""]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()
        elif not self._skipping:
            self._text += data


def table_lines(rows: list[list[str]]) -> list[str]:
    """A Markdown table; the first row is its header, short rows are filled up."""
    if not rows:
        return []
    width = max(len(row) for row in rows)
    filled = [row + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in filled]
    return [lines[0], "| " + " | ".join(["---"] * width) + " |", *lines[1:]]
