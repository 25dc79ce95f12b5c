"""Text that a machine reads and a person does not see: dropped, counted, and told to whoever keeps the document.

Characters without a shape carry messages past a reviewer; text that is hidden, white on white or of no size does too.
"""

from __future__ import annotations

import re
from collections import Counter

from knowledge.converted import Note

_SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_JOINS = "\u200d\ufe0e\ufe0f"
"""The joiner and the style marks of emoji: kept beside an emoji, where they have a shape."""
_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff0-9#*]")

_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:font-size|max-height|max-width|opacity|zoom):0(?:\.0+)?(?:[a-z%]*)?(?:;|!|$)"
    r"|(?:left|top|right|text-indent|margin-left):-\d{3,}|clip:rect\(0|clip-path:(?:inset\((?:50|100)%|circle\(0)"
    r"|transform:scale\(0\)"
)
_WHITE = re.compile(r"^(?:white|#f{3,4}|#f{6}|#f{8}|rgba?\(255,255,255.*|transparent|rgba\(.*,0(?:\.0+)?\))$")
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{0,2000})\}")
_NAME = re.compile(r"[A-Za-z][\w-]*|[.#][\w-]+")
_IN_MARKDOWN = re.compile(
    r"<(\w+)\b(?=[^<>]{0,400}(?:\bstyle\s*=|\bhidden\b))([^<>]{0,400})>([^<]{0,4000})</\1\s*>", re.IGNORECASE
)


def without_shapeless(text: str) -> tuple[str, Counter[str]]:
    """The text without zero-width, tag and direction characters, and how many of each kind there were."""
    counts: Counter[str] = Counter()
    if text.isascii() or _SHAPELESS.search(text) is None:
        return text, counts

    def replaced(found: re.Match[str]) -> str:
        mark, at = found.group(), found.start()
        if mark in _JOINS and at and (_EMOJI.match(text, at - 1) or text[at - 1] in _JOINS):
            return mark
        counts[_kind(mark)] += 1
        return ""

    return _SHAPELESS.sub(replaced, text), counts


def _kind(mark: str) -> str:
    if mark >= "\U000e0000":
        return "tag character"
    return "direction mark" if mark in "\u061c\u200e\u200f" or "\u202a" <= mark <= "\u202e" else "zero-width character"


def without_hidden_spans(text: str) -> tuple[str, int]:
    """Markdown without inline HTML that is styled away, and how much of it there was; lines keep their numbers."""
    hidden = 0
    if "</" not in text:
        return text, hidden

    def replaced(found: re.Match[str]) -> str:
        nonlocal hidden
        attributes = {
            name.lower(): one or two or ""
            for name, one, two in re.findall(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?", found.group(2))
        }
        if not is_hidden(attributes, Styles("")):
            return found.group()
        hidden += 1
        return "\n" * found.group().count("\n")

    return _IN_MARKDOWN.sub(replaced, text), hidden


class Styles:
    """What a page's own style sheet does to elements by their name, class or id. Only plain selectors are read."""

    def __init__(self, css: str) -> None:
        self._of: dict[str, str] = {}
        for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
            for selector in selectors.split(","):
                if _NAME.fullmatch(selector.strip()):
                    self._of[selector.strip()] = self._of.get(selector.strip(), "") + ";" + body

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, attributes: dict[str, str], tag: str = "") -> dict[str, str]:
        """The properties of an element: its name's, its classes', its id's, then its own."""
        names = [tag, *(f".{name}" for name in attributes.get("class", "").split()), f"#{attributes.get('id', '')}"]
        css = ";".join([*(self._of.get(name, "") for name in names), attributes.get("style", "")])
        pairs = (part.partition(":") for part in css.lower().split(";"))
        return {name.strip(): re.sub(r"\s+|!important", "", value) for name, _, value in pairs if value}


def is_hidden(attributes: dict[str, str], styles: Styles, tag: str = "", *, shaded: bool = False) -> bool:
    """Whether no person sees this element. shaded: something around it has a ground that is not white."""
    if "hidden" in attributes and attributes["hidden"].lower() != "false":
        return True
    style = styles.of(attributes, tag)
    if any(_HIDING.match(f"{name}:{value}") for name, value in style.items()):
        return True
    colour = style.get("color") or attributes.get("color", "").lower()
    return bool(colour and _WHITE.match(colour)) and not (shaded or is_shaded(attributes, style))


def is_shaded(attributes: dict[str, str], style: dict[str, str]) -> bool:
    """Whether this element lays a ground of its own that white text can be seen on."""
    ground = style.get("background-color") or style.get("background") or attributes.get("bgcolor", "").lower()
    return bool(ground) and ground not in ("none", "inherit", "initial") and _WHITE.match(ground) is None


def unseen_note(counts: Counter[str]) -> tuple[Note, ...]:
    """One note that names what was dropped and how much of it; none when nothing was."""
    found = [f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items() if number]
    if not found:
        return ()
    return (Note(f"holds what readers do not see, left out: {', '.join(found)}", "remove it, or make it visible"),)
