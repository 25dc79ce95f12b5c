"""Which products a text speaks of: by sku, by full name, or by a distinctive part of a name."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from knowledge.catalog import Product
from knowledge.naming import Word, head, same_word, words

_RUN = re.compile(r"[A-Za-z0-9]+")
_JOINT = re.compile(r"[\s\-_/.·]{1,2}")
_LONGEST_SKU = 5
"""A sku is at most this many runs of letters and digits ("NQ-TB-340-BLK" is four)."""
_FLOOR = 0.16
"""A partial name below this share of a product's name is no mention."""
_FUZZY = 86
_HINT = 0.5
"""What an attribute of a product counts beside a word of its name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A product spoken of. span: [start, end) of the text. score: 0..1, 1.0 when exact.

    Several mentions over the same words mean that the words fit several products: ask which one.
    """

    sku: str
    span: tuple[int, int]
    text: str
    exact: bool
    score: float


@dataclass(slots=True)
class _Shelf:
    """What is known of one product's names. mass: the weight of each name's words, by name."""

    sku: str
    heads: frozenset[str] = frozenset()
    mass: list[float] = field(default_factory=list)
    full: tuple[str, ...] = ()


class Gazetteer:
    """An index over the names of a shop's products; built once, asked at every message.

    Built in O(words of all names); a question reads only the postings of its own words.
    """

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._skus = {_squash(sku): sku for sku in products}
        self._shelves: list[_Shelf] = []
        self._trie: dict[str, object] = {}
        self._postings: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
        for sku, product in products.items():
            self._add(sku, product)
        self._weight = self._weigh()
        self._vocabulary: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._postings:
            if word.isascii() and word.isalpha() and len(word) >= 5:
                self._vocabulary[word[0], len(word)].append(word)

    def find(self, text: str) -> list[Mention]:
        """Products spoken of in `text`, exact ones first, then by score."""
        exact = self._by_sku(text)
        spoken = words(text)
        exact += self._by_name(text, spoken, exact)
        taken = [mention.span for mention in exact]
        rest = [word for word in spoken if not any(a < word.end and word.start < b for a, b in taken)]
        known = {mention.sku for mention in exact}
        return exact + [mention for mention in self._by_part(text, rest) if mention.sku not in known]

    def _add(self, sku: str, product: Product) -> None:
        number = len(self._shelves)
        shelf = _Shelf(sku, full=product.name.texts())
        heads: set[str] = set()
        for form, name in enumerate(product.name.texts()):
            spelled = words(name)
            node = self._trie
            for word in spelled:
                if word.atom:
                    node = node.setdefault(word.value, {})  # type: ignore[assignment]
            node.setdefault("", []).append(sku)  # type: ignore[attr-defined]
            heads |= head(spelled)
            for word in spelled:
                self._postings[word.value][number, form] = word.strength
        hints = [word for run in _RUN.findall(sku) for word in words(run)]
        hints += [word for told in _told(product) for word in words(told)]
        for form in range(len(shelf.full)):
            for word in hints:
                self._postings[word.value].setdefault((number, form), _HINT * word.strength)
        shelf.heads = frozenset(heads)
        shelf.mass = [0.0] * len(shelf.full)
        self._shelves.append(shelf)

    def _weigh(self) -> dict[str, float]:
        """Inverse document frequency of every word, and each name's mass (its own words, not its hints)."""
        total = len(self._shelves)
        weight = {}
        for word, postings in self._postings.items():
            weight[word] = math.log(1 + total / len({number for number, _ in postings}))
        for number, shelf in enumerate(self._shelves):
            for form, name in enumerate(shelf.full):
                own = {word.value: word.strength for word in words(name)}
                shelf.mass[form] = sum(weight[value] * strength for value, strength in own.items()) or 1.0
            del number
        return weight

    def _by_sku(self, text: str) -> list[Mention]:
        runs = list(_RUN.finditer(text))
        found: list[Mention] = []
        at = 0
        while at < len(runs):
            for last in range(min(at + _LONGEST_SKU, len(runs)) - 1, at - 1, -1):
                gaps = (text[runs[i].end() : runs[i + 1].start()] for i in range(at, last))
                written = text[runs[at].start() : runs[last].end()]
                sku = self._skus.get(_squash(written))
                if sku is not None and all(_JOINT.fullmatch(gap) for gap in gaps) and _deliberate(written, sku):
                    found.append(Mention(sku, (runs[at].start(), runs[last].end()), written, True, 1.0))
                    at = last
                    break
            at += 1
        return found

    def _by_name(self, text: str, spoken: list[Word], before: list[Mention]) -> list[Mention]:
        atoms = [word for word in spoken if word.atom]
        found: list[Mention] = []
        at = 0
        while at < len(atoms):
            node: dict[str, object] = self._trie
            best: tuple[int, list[str]] | None = None
            for last in range(at, len(atoms)):
                deeper = node.get(atoms[last].value)
                if deeper is None:
                    break
                node = deeper  # type: ignore[assignment]
                if "" in node:
                    best = (last, node[""])  # type: ignore[assignment]
            if best is not None:
                span = (atoms[at].start, atoms[best[0]].end)
                fresh = not any(mention.span[0] < span[1] and span[0] < mention.span[1] for mention in before)
                certain = len(best[1]) == 1
                found += [Mention(sku, span, text[slice(*span)], certain, 1.0) for sku in best[1] if fresh]
                at = best[0]
            at += 1
        return found

    def _by_part(self, text: str, spoken: list[Word]) -> list[Mention]:
        seen: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
        where: dict[str, list[Word]] = defaultdict(list)
        for word in spoken:
            value = self._known(word)
            if value is None:
                continue
            where[value].append(word)
            for place, strength in self._postings[value].items():
                seen[place][value] = self._weight[value] * strength
        ranked: dict[int, tuple[float, float, frozenset[str]]] = {}
        for (number, form), values in seen.items():
            matched = sum(values.values())
            shelf = self._shelves[number]
            score = min(1.0, matched / shelf.mass[form])
            named = shelf.heads & values.keys()
            if score < _FLOOR or not (named or score >= 2 * _FLOOR) or not any(_distinctive(v) for v in values):
                continue
            if number not in ranked or ranked[number][0] < matched:
                ranked[number] = (matched, score, frozenset(values))
        return self._mentions(text, ranked, where)

    def _known(self, word: Word) -> str | None:
        """The word as some name spells it: itself, or the one near it when it looks misspelled."""
        if word.value in self._postings:
            return word.value
        if not (word.value.isascii() and word.value.isalpha() and len(word.value) >= 5):
            return None
        near: Iterable[str] = (
            known
            for length in range(len(word.value) - 1, len(word.value) + 2)
            for known in self._vocabulary.get((word.value[0], length), ())
        )
        return max(
            (known for known in near if fuzz.ratio(known, word.value) >= _FUZZY),
            key=lambda known: fuzz.ratio(known, word.value),
            default=None,
        )

    def _mentions(
        self,
        text: str,
        ranked: Mapping[int, tuple[float, float, frozenset[str]]],
        where: Mapping[str, list[Word]],
    ) -> list[Mention]:
        """Drop what another product explains better with the same words and more."""
        order = sorted(ranked.items(), key=lambda item: -item[1][0])
        kept: list[tuple[float, frozenset[str]]] = []
        found: list[Mention] = []
        for number, (matched, score, values) in order:
            if any(values < larger or (values == larger and matched < mass * 0.75) for mass, larger in kept):
                continue
            kept.append((matched, values))
            spoken = [word for value in values for word in where[value] if _distinctive(value)]
            start, end = min(word.start for word in spoken), max(word.end for word in spoken)
            found.append(Mention(self._shelves[number].sku, (start, end), text[start:end], False, round(score, 3)))
        return sorted(found, key=lambda mention: -mention.score)


def _squash(sku: str) -> str:
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", sku.casefold())


def _deliberate(written: str, sku: str) -> bool:
    """A sku of only letters or few digits is taken for one only when it is spelled as one."""
    plain = _squash(sku)
    if plain.isalpha():
        return written == sku or (written.isupper() and len(plain) >= 3)
    if plain.isdigit():
        return len(plain) >= 5 or written == sku != plain
    return True


def _distinctive(value: str) -> bool:
    """Whether this word can point at a product by itself: no bare number, no single Han character."""
    return len(value) >= 2 and not same_word(value).replace(".", "").isdigit()


def _told(product: Product) -> Iterable[str]:
    """Short texts of the row that buyers use to tell products apart: values with units, options, colours."""
    for attribute in product.attributes.values():
        value = attribute.value
        if isinstance(value, bool):
            continue
        if isinstance(value, tuple):
            yield from (str(option) for option in value)
        elif isinstance(value, str):
            if len(value) <= 24:
                yield value
        elif attribute.unit and not hasattr(value, "l") and not hasattr(value, "max"):
            yield f"{value}{attribute.unit}"


def counts(mentions: Iterable[Mention]) -> Counter[tuple[int, int]]:
    """How many products each span may mean."""
    return Counter(mention.span for mention in mentions)
