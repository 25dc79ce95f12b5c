"""Word files to Markdown, by way of HTML: headings, lists and tables stay; pictures, comments and hidden runs go."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

from knowledge.archive import inspect
from knowledge.converted import Converted
from knowledge.formats import unreadable
from knowledge.webpage import page_to_markdown

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_PICTURES = ("}blip", "}imagedata")
_SUSPECT = re.compile(
    rb"<w:(?:vanish|del|moveFrom)\b|<\w+:(?:blip|imagedata)\b|[\"'](?:FFFFFF|ffffff)[\"']|<w:sz w:val=[\"'][0-4][\"']"
)
_OFF = ("0", "false", "off", "none")
_PALE = ("FFFFFF", "AUTO", "")


def word_to_markdown(data: bytes) -> Converted:
    """Raises UnreadableError. DOCTYPEs, macros and outside references were dealt with by `archive.inspect`."""
    import mammoth

    notes = inspect(data, "Word")
    no_picture = mammoth.images.img_element(lambda _image: {})
    title = "p[style-name='Title'] => h1:fresh"
    try:
        shown, unseen = _without_hidden_runs(data)
        html: str = mammoth.convert_to_html(io.BytesIO(shown), convert_image=no_picture, style_map=title).value
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise unreadable("docx") from error
    page = page_to_markdown(html)
    return Converted(page.markdown, (*notes, *page.notes), unseen + Counter(page.unseen))


def _without_hidden_runs(data: bytes) -> tuple[bytes, Counter[str]]:
    """The same file without runs that Word does not show, and how many those were, with deletions not yet accepted."""
    unseen: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member.filename: archive.read(member) for member in archive.infolist()}
    styles = members.get("word/styles.xml", b"")
    if not any(_SUSPECT.search(text) for name, text in members.items() if _BODY.fullmatch(name) or text is styles):
        return data, unseen
    hidden_styles = _hidden_styles(styles)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as copy:
        for name, text in members.items():
            if _BODY.fullmatch(name):
                root = ElementTree.fromstring(text)  # a document type was refused by archive.inspect
                _drop(root, hidden_styles, unseen, shaded=False, concealed=False)
                text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
            copy.writestr(name, text)
    return packed.getvalue(), unseen


def _drop(
    node: ElementTree.Element, styles: frozenset[str], unseen: Counter[str], *, shaded: bool, concealed: bool
) -> None:
    """Take the text out of hidden runs below `node`, and the pictures, which may lead anywhere.

    shaded: white text shows here, on a ground laid by a cell, paragraph, table style or text box. concealed: the
    paragraph's style hides its runs.
    """
    for child in list(node):
        if child.tag.endswith(_PICTURES):
            node.remove(child)
        elif child.tag in (_W + "del", _W + "moveFrom"):
            unseen["deletion not yet accepted"] += 1
        elif child.tag == _W + "r":
            if (concealed or _conceals(child.find(_W + "rPr"), styles, shaded)) and _emptied(child):
                unseen["hidden run"] += 1
            _drop(child, styles, unseen, shaded=shaded, concealed=False)
        else:
            if child.tag == _W + "p":
                style = child.find(f"{_W}pPr/{_W}pStyle")
                concealed = style is not None and style.get(_W + "val") in styles
            _drop(child, styles, unseen, shaded=shaded or _lays_ground(child), concealed=concealed)


def _emptied(run: ElementTree.Element) -> bool:
    texts = [child for child in run if child.tag == _W + "t" and (child.text or "").strip()]
    for text in texts:
        run.remove(text)
    return bool(texts)


def _lays_ground(node: ElementTree.Element) -> bool:
    if node.tag == _W + "txbxContent" or node.find(f"{_W}tblPr/{_W}tblStyle") is not None:
        return True
    shades = (node.find(f"{_W}{properties}/{_W}shd") for properties in ("tcPr", "pPr", "tblPr"))
    return any(shade is not None and _is_dark(shade) for shade in shades)


def _is_dark(shade: ElementTree.Element) -> bool:
    filled = shade.get(_W + "fill", "").upper() not in _PALE or shade.get(_W + "themeFill") is not None
    return filled or shade.get(_W + "val", "clear") not in ("clear", "nil")


def _conceals(properties: ElementTree.Element | None, styles: frozenset[str], shaded: bool) -> bool:
    """Whether these run properties hide the run: vanished, up to 2 points high, or white on nothing."""
    if properties is None:
        return False
    vanish, size, colour, style = (properties.find(_W + name) for name in ("vanish", "sz", "color", "rStyle"))
    if vanish is not None and vanish.get(_W + "val", "1") not in _OFF:
        return True
    if vanish is None and style is not None and style.get(_W + "val") in styles:
        return True
    if size is not None and size.get(_W + "val", "").isdigit() and int(size.get(_W + "val", "")) <= 4:
        return True
    if colour is None or colour.get(_W + "val", "").upper() != "FFFFFF" or shaded:
        return False
    shade = properties.find(_W + "shd")
    return properties.find(_W + "highlight") is None and (shade is None or not _is_dark(shade))


def _hidden_styles(text: bytes) -> frozenset[str]:
    """The ids of styles that hide what is written in them, by themselves or by the style they rest on."""
    if not text:
        return frozenset()
    parents: dict[str, str] = {}
    hidden: set[str] = set()
    for style in ElementTree.fromstring(text).iter(_W + "style"):
        name, parent = style.get(_W + "styleId", ""), style.find(_W + "basedOn")
        parents[name] = "" if parent is None else parent.get(_W + "val", "")
        if _conceals(style.find(_W + "rPr"), frozenset(), shaded=style.find(f"{_W}pPr/{_W}shd") is not None):
            hidden.add(name)
    for _ in range(12):  # Word allows eleven styles to rest on each other
        hidden |= {name for name, parent in parents.items() if parent in hidden}
    return frozenset(hidden)
