"""The buyer's text made readable: history and signatures off, invisible characters off, one width, places kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from agent.suggestion import Span

LONGEST = 4000
"""Characters of one message that are read."""

_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HISTORY = re.compile(
    r"^(?:-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发的?邮件).*"
    r"|_{10,}|on .{4,120} wrote:\s*|在.{4,80}写道[:：]\s*|am .{4,120} schrieb .{1,80}:\s*|le .{4,120} a écrit\s?:\s*"
    r"|(?:from|发件人|寄件者|von|de)\s*[:：].*[@<].*)$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^[ \t]*[>|].*$\n?", re.MULTILINE)
_SIGN_OFF = re.compile(
    r"^(?:--\s*|(?:best|kind|warm|many)?\s?regards|best wishes|best|sincerely(?: yours)?"
    r"|yours (?:sincerely|faithfully|truly)|cheers|thanks and regards|mit freundlichen grüßen|viele grüße"
    r"|cordialement|saludos|此致|敬礼|祝好|顺颂商祺|sent from my .*"
    r"|发自我的.*)[,.!，。！]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_SIGNATURE = 8


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in half width and lower-cost forms. origin[i] is the place in `shown` of character i of `text`."""

    shown: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span of `shown` for [start, end) of the folded text."""
        if end <= start:
            return Span(0, 0)
        return Span(self.origin[start], self.origin[end - 1] + 1)


def visible(text: str, *, mail: bool) -> str:
    """What the buyer wrote now. Of a mail, quoted history and the signature are left out, if anything remains."""
    shown = _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))
    if mail:
        own = _without_signature(_QUOTED.sub("", _without_history(shown))).strip()
        shown = own or shown
    return shown[:LONGEST].strip()


def fold(shown: str) -> Folded:
    """NFKC, character by character, with the place each character came from."""
    if shown.isascii():
        return Folded(shown, shown, tuple(range(len(shown))))
    text: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(shown):
        plain = char if char.isascii() or "\u3400" <= char <= "\u9fff" else unicodedata.normalize("NFKC", char)
        text.append(plain)
        origin.extend([at] * len(plain))
    return Folded(shown, "".join(text), tuple(origin))


def _without_history(text: str) -> str:
    found = _HISTORY.search(text)
    return text if found is None else text[: found.start()]


def _without_signature(text: str) -> str:
    for found in _SIGN_OFF.finditer(text):
        if text[found.end() :].strip().count("\n") < _LONGEST_SIGNATURE and text[: found.start()].strip():
            return text[: found.start()]
    return text
