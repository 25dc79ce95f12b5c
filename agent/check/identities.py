"""Who and what a text names: products, codes, order ids, tracking numbers, contacts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
_LONG_DIGITS = re.compile(r"(?<![\d.A-Za-z-])\d{8,24}(?!\d|\.\d)")
_CONTACT = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff,。]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+\d{1,3}[ -]?)?(?:\d{3,4}[ -]\d{3,4}(?:[ -]\d{3,5})+|1[3-9]\d{9}|\d{3,4}-\d{7,8})(?!\d)"
)


def products_of(read: Sequence[Statement], gazetteer: Names | None, text: str) -> dict[int, Products]:
    """The products of each clause, by where the clause starts; nothing without a gazetteer."""
    if gazetteer is None:
        return {}
    found = {}
    for sentence in read:
        for clause in sentence.clauses:
            mentions = gazetteer.find(text[clause.start : clause.end])
            if mentions:
                found[clause.start] = _products(mentions, clause.start)
    return found


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
    clean = plain(text)
    found = [token for part in products.values() for token in part.named]
    for pattern in (_CONTACT, _PHONE, _CODE, _LONG_DIGITS):
        for match in pattern.finditer(clean):
            if pattern is _CODE and not is_code(match[0]):
                continue
            if not any(token.start < match.end() and match.start() < token.end for token in found):
                found.append(Token(match.start(), match.end(), match[0]))
    return found


def is_code(token: str) -> bool:
    """SF1234567890, NQ-TS180, SAVE20; not 5kg, 24V, 3D, A4, 168-180cm."""
    letters = sum(character.isalpha() for character in token)
    digits = len(token) - letters - token.count("-")
    if not token[0].isalpha():
        return letters >= 1 and re.search(r"\d{7}", token) is not None
    return len(token) >= 4 and (letters >= 2 or digits >= 4 or "-" in token) and token.upper() == token


def codes_of(text: str) -> list[str]:
    """Codes, order ids and tracking numbers of a text, as written."""
    clean = plain(text)
    codes = [match[0] for match in _CODE.finditer(clean) if is_code(match[0])]
    return codes + [match[0] for match in _LONG_DIGITS.finditer(clean)]
