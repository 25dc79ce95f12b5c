"""A web page to Markdown: headings, paragraphs, lists, tables and quotes; scripts, styles and navigation go.

What no person sees goes too and is counted: comments, and elements that are hidden, of no size or white on white.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from knowledge.converted import Converted, Note
from knowledge.unseen import Styles, is_hidden, is_shaded

_SKIPPED = frozenset({"script", "style", "nav", "template", "noscript", "svg", "title"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "ul", "ol", "table", "body", "dl", "dt", "dd", "pre"}
    | {"br", "hr"}
)
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_OPEN_END = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})
"""Elements whose end may be left out: the next of its kind ends it."""
_HEADING = re.compile(r"h([1-6])")
_STYLE = re.compile(r"<style\b[^>]{0,200}>([^<]{0,200000})", re.IGNORECASE)


def page_to_markdown(html: str) -> Converted:
    """A heading's `id` becomes its `{#anchor}`; the page's <title> is its `#` when there is no <h1>."""
    page = _Page(Styles("".join(_STYLE.findall(html))))
    page.feed(_closed(html, page.unseen))
    page.close()
    page.end_page()
    text = "\n".join(page.lines)
    if page.title and not re.search(r"^# ", text, re.MULTILINE):
        text = f"# {page.title}\n\n{text}"
    notes = []
    if page.cut_off_in:
        what = f"ends inside <{page.cut_off_in}>, so what follows its beginning was left out"
        notes.append(Note(what, "close it, or save the page again", level="error"))
    return Converted(re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", tuple(notes), page.unseen)


def _closed(html: str, unseen: Counter[str]) -> str:
    """The page without comments, and with marks that are never closed as text.

    The parser looks for each one's end again and again: 64 kB of `<!--` cost it two seconds, 256 kB half a minute.
    """
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 2)) >= 0:
        kept.append(html[at:start])
        unseen["comment"] += 1
        at = end + 3
    rest = html[at:].replace("<!--", "&lt;!--")
    text = "".join([*kept, rest])
    last = text.rfind(">") + 1
    return text[:last] + text[last:].replace("<", "&lt;")


class _Page(HTMLParser):
    def __init__(self, styles: Styles) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.title = ""
        self.unseen: Counter[str] = Counter()
        self._styles = styles
        self._hidden: list[str] = []
        self._shades: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False
        self._text = ""
        self._start = ""
        self._end = ""
        self._rows: list[list[str]] | None = None
        self._in_cell = False
        self._quote = 0

    @property
    def cut_off_in(self) -> str:
        """The skipped element that was still open at the end, "" for none."""
        return next(iter([*self._skipping, *self._hidden]), "")

    def end_page(self) -> None:
        """Close what the page left open."""
        if self._rows is not None:
            self._end_table()
        self.end_line()

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
        if self._skipping or self._goes_unseen(tag, {name: value or "" for name, value in attrs}):
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

    def _goes_unseen(self, tag: str, attributes: dict[str, str]) -> bool:
        """Whether this beginning lies in, or begins, an element that no person sees."""
        if self._hidden:
            ended = tag == self._hidden[0] if self._hidden[0] != "p" else tag in _BLOCKS
            if not (len(self._hidden) == 1 and ended and self._hidden[0] in _OPEN_END):
                if tag == self._hidden[0]:
                    self._hidden.append(tag)
                return True
            self._hidden.clear()
        if tag in _VOID or tag in ("html", "body", "head"):
            return False
        if tag in self._shades:
            self._shades.append(tag)
        if not attributes and not self._styles:
            return False
        if is_hidden(attributes, self._styles, tag, shaded=bool(self._shades)):
            self.unseen["hidden element"] += 1
            self._hidden.append(tag)
            return True
        if tag not in self._shades and is_shaded(attributes, self._styles.of(attributes, tag)):
            self._shades.append(tag)
        return False

    def _start_in_table(self, tag: str) -> None:
        assert self._rows is not None
        if tag in ("tr", "td", "th"):
            self._end_cell()
        if tag == "tr" or (tag in ("td", "th") and not self._rows):
            self._rows.append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self._text = ""
        elif tag in ("br", "p"):
            self._text += " "

    def _end_cell(self) -> None:
        """Close the cell that is being gathered, if one is: its own end tag may be left out."""
        if self._rows and self._in_cell:
            self._rows[-1].append(re.sub(r"\s+", " ", self._text).strip().replace("|", "\\|"))
        self._in_cell = False
        self._text = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        if tag in self._shades:
            self._shades.remove(tag)
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
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
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_table()

    def _end_table(self) -> None:
        """The table's rows as lines."""
        assert self._rows is not None
        self._end_cell()
        rows = [row for row in self._rows if any(row)]
        self._rows = None
        self.lines += ["", *table_lines(rows), ""]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data.strip()
        elif not self._skipping and not self._hidden:
            self._text += data


def table_lines(rows: list[list[str]]) -> list[str]:
    """A Markdown table; the first row is its header, short rows are filled up."""
    if not rows:
        return []
    width = max(len(row) for row in rows)
    filled = [row + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in filled]
    return [lines[0], "| " + " | ".join(["---"] * width) + " |", *lines[1:]]
