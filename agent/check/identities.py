"""Who and what a text names: products, codes, order ids, tracking numbers, contacts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from agent.check.statements import Statement
from agent.quantities.numbers import plain


class Mentioned(Protocol):
    """What a product gazetteer finds (see knowledge.gazetteer.Mention)."""

    @property
    def sku(self) -> str: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def exact(self) -> bool: ...
    @property
    def score(self) -> float: ...


class Names(Protocol):
    """The products of a shop, found in a text."""

    def find(self, text: str) -> Sequence[Mentioned]: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Token:
    """One name of a text. value: a sku for products, else the token as written."""

    start: int
    end: int
    value: str
    product: bool = False


@dataclass(frozen=True, slots=True)
class Products:
    """The products that one clause speaks of: named in full, or meant by a part of the name. ends: where partial
    names end, as the number after one ("Hafen 500") belongs to the name."""

    named: tuple[Token, ...] = ()
    meant: frozenset[str] = frozenset()
    ends: tuple[int, ...] = ()

    @property
    def skus(self) -> frozenset[str]:
        return frozenset(token.value for token in self.named) or self.meant


_SURE = 0.6
"""A partial name is taken for one product from this score on, when the next best is clearly below."""
_CLEARLY = 0.2
_CODE = re.compile(
    r"(?<![A-Za-z0-9@/._-])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9@_/])"
)
_LONG_DIGITS = re.compile(r"(?<![\d.A-Za-z-])\d{8,24}(?![\dA-Za-z]|\.\d)")
_LABELLED = re.compile(
    r"(?:(?:单|编|流水|发票|合同|批)号码?|(?<![A-Za-z])(?:order|tracking|waybill|parcel|invoice|ticket|reference|case"
    r"|batch|consignment|shipment|PO|PI|RMA)\s(?:number|no\.?|id|code)|#|№|(?<![A-Za-z])No\.)"
    r"\s?(?:是|为|is(?![a-z])|:)?\s?#?(?P<id>\d{4}(?:[ ]\d{2,5}){2,}|\d[\d-]{2,22}\d)(?![\dA-Za-z]|\.\d)"
    r"|(?<![A-Za-z])(?:ID|SKU|UPC|EAN)[\s:*#]{0,4}(?:是|为|is\s)?(?P<glued>\d{4,24})(?![\dA-Za-z]|\.\d)"
    r"|(?:邮编|(?<![A-Za-z])(?:suite|apt\.?|apartment|room|flat|bldg\.?|building|zip(?:\scode)?|postcode|postal\scode))"
    r"[\s:*#]{1,5}(?P<place>\d{1,6})(?![\dA-Za-z]|[.,]\d|\s?(?:[%°℃°]|[a-z]{1,2}\d?(?![A-Za-z])|(?-i:[A-Z]{3})(?![A-Za-z])|yuan|euros?|dollars?|percent))"
    r"|(?:订单|运单|(?<![A-Za-z])(?:order|parcel))\s?(?P<bare>\d{6,24})"
    r"(?![\dA-Za-z]|\.\d|\s?(?:[件个台套只张条元块笔万]|pcs|pieces?|units?|sets?|yuan))",
    re.IGNORECASE,
)
"""Digits that a word before them makes an id (order no. 2304981, 运单号 9400 1000 0000); "order 2000" is a number."""
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s\u4e00-\u9fff,。]*[^\s\u4e00-\u9fff,。.;:!?)]|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
)
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+\d{1,3}[ -]?)?(?:\d{3,4}[ -]\d{3,4}(?:[ -]\d{3,5})+|1[3-9]\d{9}|\d{3,4}-\d{7,8})(?!\d)"
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ -](?=\d)")


def products_of(read: Sequence[Statement], gazetteer: Names | None, text: str) -> dict[int, Products]:
    """The products of each clause, by where the clause starts; nothing without a gazetteer.

    A full name may hold what parts clauses elsewhere (Tee, 180 gsm), so those are looked for in whole sentences.
    """
    if gazetteer is None:
        return {}
    found = {}
    for sentence in read:
        mentions = _mentions(gazetteer, text[sentence.start : sentence.end])
        if len(sentence.clauses) == 1 and mentions:
            found[sentence.clauses[0].start] = _products(mentions, sentence.start)
        if len(sentence.clauses) == 1 or not mentions:
            continue
        start = sentence.start
        full = [Token(start + item.span[0], start + item.span[1], item.sku, True) for item in mentions if item.exact]
        for clause in sentence.clauses:
            here = _products(_mentions(gazetteer, text[clause.start : clause.end]), clause.start)
            across = [token for token in full if clause.start <= token.start < clause.end < token.end]
            here = replace(here, named=(*here.named, *across))
            if here.named or here.meant or here.ends:
                found[clause.start] = here
    return found


@lru_cache(maxsize=1024)
def _mentions(gazetteer: Names, text: str) -> tuple[Mentioned, ...]:
    """What the gazetteer finds; while a person types, most sentences stay as they are."""
    return tuple(gazetteer.find(text))


def _products(mentions: Sequence[Mentioned], offset: int) -> Products:
    exact = [mention for mention in mentions if mention.exact]
    parts = sorted((mention for mention in mentions if not mention.exact), key=lambda mention: -mention.score)
    sure = parts[:1] if parts and parts[0].score >= _SURE else []
    if len(parts) > 1 and sure and parts[1].score > sure[0].score - _CLEARLY:
        sure = []
    return Products(
        tuple(Token(offset + item.span[0], offset + item.span[1], item.sku, True) for item in exact),
        frozenset(item.sku for item in sure),
        tuple(offset + item.span[1] for item in parts),
    )


def tokens(text: str, products: dict[int, Products]) -> list[Token]:
    """Every name of the text, products first; overlapping ones count once."""
    found = [token for part in products.values() for token in part.named]
    return found + [token for token in ids(text) if not any(_overlap(token, product) for product in found)]


def ids(text: str) -> list[Token]:
    """Contacts, codes, order ids and tracking numbers; digits in groups are given without their gaps."""
    clean = plain(text)
    found = [Token(match.start(), match.end(), match[0]) for match in _CONTACT.finditer(clean)]
    for match in _LABELLED.finditer(clean):
        name = next(name for name in ("id", "glued", "place", "bare") if match[name])
        found.append(Token(*match.span(name), match[name].replace(" ", "")))
    for pattern in (_PHONE, _CODE, _LONG_DIGITS):
        for match in pattern.finditer(clean):
            token = Token(match.start(), match.end(), match[0])
            if (pattern is not _CODE or is_code(match[0])) and not any(_overlap(token, other) for other in found):
                found.append(token)
    return found


def _overlap(one: Token, other: Token) -> bool:
    return one.start < other.end and other.start < one.end


def has_id(text: str, token: str) -> bool:
    """Whether the text has this id, with or without gaps between its digits."""
    clean = plain(text)
    if _whole(token).search(clean):
        return True
    digits = _BETWEEN_DIGITS.sub("", token)
    return len(digits) > 5 and _whole(digits).search(_BETWEEN_DIGITS.sub("", clean)) is not None


@lru_cache(maxsize=512)
def _whole(token: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(token)}(?![A-Za-z0-9])", re.IGNORECASE)


def is_code(token: str) -> bool:
    """SF1234567890, NQ-TS180, SAVE20; not 5kg, 24V, 3D, A4, 168-180cm."""
    letters = sum(character.isalpha() for character in token)
    digits = len(token) - letters - token.count("-")
    if not token[0].isalpha():
        return letters >= 1 and re.search(r"\d{7}", token) is not None
    return len(token) >= 4 and (letters >= 2 or digits >= 4 or "-" in token) and token.upper() == token
