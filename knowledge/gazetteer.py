"""Which products a text speaks of: by sku, by full name, or by a distinctive part of a name."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge.catalog import Product
from knowledge.naming import Word, bridges, distinctive, heads, narrow, told, words

_RUN = re.compile(r"[A-Za-z0-9]+")
_JOINT = re.compile(r"[\s\-_/.·]{1,2}")
_COUNTED = re.compile(r"\d\s+\d")
"""In "AF-5 5 pieces" the second 5 is a number of its own."""
_LONGEST_SKU = 5
"""A sku is at most this many runs of letters and digits ("NQ-TB-340-BLK" is four)."""
_FLOOR, _FLOOR_WITHOUT_HEAD = 0.16, 0.32
"""A partial name below this share of a name is no mention; more is asked where the kind of thing is not named."""
_ALIKE = 85
"""rapidfuzz ratio above which a longer word is taken for a misspelled one."""
_HINT = 0.5
"""What an attribute or a part of the sku counts beside a word of the name."""
_CANDIDATES = 40


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


class Gazetteer:
    """An index over the names of a shop's products; built once, asked at every message.

    A place is one name of one product; a question reads only the postings of its own words.
    """

    def __init__(self, products: Mapping[str, Product]) -> None:
        self._skus = _spellings(products)
        self._places: list[str] = []
        self._heads: list[frozenset[str]] = []
        self._own: list[frozenset[str]] = []
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        postings: dict[str, dict[int, float]] = defaultdict(dict)
        for sku, product in products.items():
            for name in product.name.texts():
                self._add(sku, product, name, postings)
        self._longest = max(map(len, self._names), default=0)
        self._weigh(postings)

    def find(self, text: str) -> list[Mention]:
        """Products spoken of in `text`, exact ones first, then by score."""
        spoken = words(text)
        exact = self._by_sku(narrow(text))
        if exact:
            names = self._by_name(text, spoken, [])
            exact = [code for code in exact if not any(_names_a_part_for(code, name) for name in names)]
        exact += self._by_name(text, spoken, exact)
        taken = [mention.span for mention in exact]
        rest = [word for word in spoken if not any(a < word.end and word.start < b for a, b in taken)]
        known = {mention.sku for mention in exact}
        return exact + [mention for mention in self._by_part(text, rest) if mention.sku not in known]

    def _add(self, sku: str, product: Product, name: str, postings: dict[str, dict[int, float]]) -> None:
        place = len(self._places)
        spelled = words(name)
        self._places.append(sku)
        self._names[tuple(word.value for word in spelled if word.atom)].append(sku)
        runs = [run.lower() for run in _RUN.findall(sku)]
        self._heads.append(heads(name) | {run for run in runs if run.isalpha() and len(run) >= 3})
        self._own.append(frozenset(word.value for word in spelled))
        for word in spelled:
            postings[word.value][place] = word.strength
        for word in (*bridges(spelled), *(hint for part in (*runs, *told(product)) for hint in words(part))):
            postings[word.value].setdefault(place, _HINT * word.strength)

    def _weigh(self, postings: Mapping[str, Mapping[int, float]]) -> None:
        """Inverse document frequency of every word; each name's mass is that of its own words."""
        total = len(set(self._places)) or 1
        self._mass = np.ones(len(self._places), np.float64)
        self._postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for value, strengths in postings.items():
            weight = math.log(1 + total / len({self._places[place] for place in strengths}))
            places = np.fromiter(strengths, np.int64, len(strengths))
            masses = np.fromiter(strengths.values(), np.float64, len(strengths)) * weight
            self._postings[value] = (places, masses)
        own: dict[int, float] = defaultdict(float)
        for value, (places, masses) in self._postings.items():
            for place, weight in zip(places.tolist(), masses.tolist(), strict=True):
                own[place] += weight if value in self._own[place] else 0.0
        for place, weight in own.items():
            self._mass[place] = weight or 1.0

    @cached_property
    def _vocabulary(self) -> Mapping[tuple[str, int], list[str]]:
        """Latin words by first letter and length, for what looks misspelled."""
        found: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._postings:
            if word.isascii() and word.isalpha() and len(word) >= 5:
                found[word[0], len(word)].append(word)
        return found

    def _by_sku(self, text: str) -> list[Mention]:
        runs = list(_RUN.finditer(text))
        found: list[Mention] = []
        at = 0
        while at < len(runs):
            for last in range(self._joined(text, runs, at), at - 1, -1):
                written = text[runs[at].start() : runs[last].end()]
                sku = self._skus.get("".join(run[0].lower() for run in runs[at : last + 1]))
                if sku is not None and not _COUNTED.search(written) and _deliberate(written, sku):
                    found.append(Mention(sku, (runs[at].start(), runs[last].end()), written, True, 1.0))
                    at = last
                    break
            at += 1
        return found

    @staticmethod
    def _joined(text: str, runs: list[re.Match[str]], first: int) -> int:
        """The last run that may belong to a sku that begins with this one: nothing but joints stands between."""
        last = first
        while last + 1 < min(first + _LONGEST_SKU, len(runs)):
            if not _JOINT.fullmatch(text, runs[last].end(), runs[last + 1].start()):
                break
            last += 1
        return last

    def _by_name(self, text: str, spoken: list[Word], before: list[Mention]) -> list[Mention]:
        """Whole names, longest first; a name that two products share is not exact."""
        atoms = [word for word in spoken if word.atom]
        values = [word.value for word in atoms]
        found: list[Mention] = []
        at = 0
        while at < len(atoms):
            for size in range(min(self._longest, len(atoms) - at), 0, -1):
                skus = self._names.get(tuple(values[at : at + size]))
                span = (atoms[at].start, atoms[at + size - 1].end)
                if skus and not any(one.span[0] < span[1] and span[0] < one.span[1] for one in before):
                    found += [Mention(sku, span, text[slice(*span)], len(skus) == 1, 1.0) for sku in skus]
                    at += size - 1
                    break
            at += 1
        return found

    def _by_part(self, text: str, spoken: list[Word]) -> list[Mention]:
        where: dict[str, list[Word]] = defaultdict(list)
        for word in spoken:
            value = self._known(word)
            if value is not None:
                where[value].append(word)
        if not any(distinctive(value) for value in where):
            return []
        places = np.concatenate([self._postings[value][0] for value in where])
        masses = np.concatenate([self._postings[value][1] for value in where])
        matched = np.bincount(places, masses, len(self._places))
        best = np.argsort(-matched, kind="stable")[:_CANDIDATES]
        found: dict[str, _Partial] = {}
        for place in best[matched[best] > 0].tolist():
            values = frozenset(value for value in where if place in self._postings[value][0])
            part = _Partial(
                self._places[place], float(matched[place]), float(matched[place] / self._mass[place]), values,
                bool(self._heads[place] & values),
            )  # fmt: skip
            if part.stands and (part.sku not in found or found[part.sku].share < part.share):
                found[part.sku] = part
        return [_mention(text, part, where) for part in _undominated(found.values())]

    def _known(self, word: Word) -> str | None:
        """The word as some name spells it: itself, or the one near it when it looks misspelled."""
        value = word.value
        if value in self._postings:
            return value
        if not (value.isascii() and value.isalpha() and len(value) >= 5):
            return None
        sizes = range(len(value) - 1, len(value) + 2)
        near = (known for size in sizes for known in self._vocabulary.get((value[0], size), ()))
        alike = [
            (fuzz.ratio(known, value), known) for known in near if known[:-1] not in value and value[:-1] not in known
        ]
        score, known = max(alike, default=(0.0, ""))
        return known if score >= _ALIKE else None


@dataclass(frozen=True, slots=True)
class _Partial:
    """A product whose name is partly said. share: of the name's mass; headed: the kind of thing is named."""

    sku: str
    mass: float
    share: float
    values: frozenset[str]
    headed: bool

    @property
    def stands(self) -> bool:
        enough = self.share >= (_FLOOR if self.headed else _FLOOR_WITHOUT_HEAD)
        return enough and any(distinctive(value) for value in self.values)


def _undominated(parts: Iterable[_Partial]) -> list[_Partial]:
    """Drop what another product explains better: the same words and more, or the same words with its kind named."""
    kept: list[_Partial] = []
    for part in sorted(parts, key=lambda part: (-part.mass, not part.headed, -part.share)):
        if not any(
            part.values < better.values
            or (part.values == better.values and (better.headed > part.headed or part.mass < 0.75 * better.mass))
            for better in kept
        ):
            kept.append(part)
    return sorted(kept, key=lambda part: -part.share)


def _names_a_part_for(code: Mention, name: Mention) -> bool:
    """The code inside another product's name says what that one is for: the WH-RC40 of "seal ring for WH-RC40"."""
    (start, end), (first, last) = code.span, name.span
    return code.sku != name.sku and first <= start and end <= last and end - start < last - first


def _mention(text: str, part: _Partial, where: Mapping[str, list[Word]]) -> Mention:
    spoken = [word for value in part.values for word in where[value] if distinctive(value)]
    start, end = min(word.start for word in spoken), max(word.end for word in spoken)
    return Mention(part.sku, (start, end), text[start:end], False, round(min(part.share, 0.99), 3))


def _spellings(skus: Iterable[str]) -> dict[str, str]:
    """Spelling without case and joints -> sku; also what follows a house prefix ("AF55" of "WH-AF55"), if unique."""
    whole = {_squash(sku): sku for sku in skus}
    tails: dict[str, list[str]] = defaultdict(list)
    for sku in whole.values():
        tail = "".join(_RUN.findall(sku)[1:]).lower()
        if re.search(r"[a-z]", tail) and re.search(r"\d", tail):
            tails[tail].append(sku)
    return {tail: owners[0] for tail, owners in tails.items() if len(owners) == 1} | whole


def _squash(sku: str) -> str:
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", sku.casefold())


def _deliberate(written: str, sku: str) -> bool:
    """A sku of only letters or only digits is taken for one only when it is spelled as one."""
    plain = _squash(written)
    if plain.isalpha():
        return written == sku or (written.isupper() and len(plain) >= 3)
    if plain.isdigit():
        return len(plain) >= 5 or (written == sku and not sku.isdigit())
    return True
