"""A model's sentence as plain text: no Markdown, no HTML, no links' mechanics, no unseen characters."""

from __future__ import annotations

import html
import re

from prompts import neutral

_GONE_WITH_TEXT = re.compile(r"<(script|style|iframe|svg|object)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|br|button|code|data|del|div|em|embed|font|form|h[1-6]|head|hr|html|i|img|input"
    r"|ins|label|li|link|mark|meta|ol|p|pre|q|s|select|small|source|span|strike|strong|sub|sup|table|tbody|td|textarea"
    r"|th|thead|tr|u|ul|video|audio|script|style|iframe|svg|object)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_NESTED = 5
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|[-*•]\s+)", re.MULTILINE)
_FENCE = re.compile(r"```\w*")
_EMPHASIS = tuple(
    re.compile(rf"(?<![0-9A-Za-z{mark[0]}]){re.escape(mark)}(?=\S)([^\n{mark[0]}]+?)(?<=\S){re.escape(mark)}(?![0-9A-Za-z{mark[0]}])")
    for mark in ("**", "__", "~~", "*", "`")
)  # fmt: skip


def plain(text: str) -> str:
    """`text` as it would be typed into a chat window, on one line."""
    text = neutral(html.unescape(text))
    text = _without_tags(text)
    text = _LINE_MARK.sub("", _FENCE.sub("", _LINK.sub(r"\1", text)))
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return " ".join(text.split())


def _without_tags(text: str) -> str:
    """What a removal leaves may be a tag again (<scr<b>ipt>), so again until nothing changes; nobody nests so deep
    by accident that angle brackets still stand for something at the end."""
    for _ in range(_NESTED):
        before = text
        for pattern in (_GONE_WITH_TEXT, _COMMENT, _TAG, _IMAGE):
            text = pattern.sub("", text)
        if text == before:
            return text
    return text.replace("<", "").replace(">", "")


def without_ids(text: str, ids: frozenset[str]) -> str:
    """`text` without citations that the model wrote into it, such as [policies/returns#no-reason]."""
    for name in ids:
        text = re.sub(rf"\s*[\[\(【（「]\s*{re.escape(name)}\s*[\]\)】）」]", "", text)
    return text
