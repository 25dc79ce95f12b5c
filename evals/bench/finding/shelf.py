"""Shops made for the search benchmark: clauses of ours or of others' texts, indexed in the benchmark's data folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.chosen import Chosen
from knowledge.embed import Embedder
from knowledge.folder import ShopFolder
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.passage import Clause, When
from knowledge.profile import Profile
from knowledge.search import Hit, search

ZONE = ZoneInfo("Asia/Shanghai")
NOW = When(datetime(2026, 11, 20, 10, tzinfo=ZONE))
DEPTH = 8

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far, and of how many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its language, the clauses that answer it, whether all of those are in the other language.

    answer: a text that the retrieved passages must hold, for measures by tokens.
    """

    text: str
    lang: Lang
    gold: frozenset[str]
    is_cross: bool = False
    answer: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value with its bar. better: whether it must be at least or at most the bar; None has no bar."""

    group: str
    name: str
    value: float
    n: int
    unit: str = "%"
    bar: float | None = None
    at_least: bool = True

    @property
    def met(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar


@dataclass(slots=True)
class Bench:
    """What every set is given: texts of others, a folder for indexes, the embedders and a listener.

    chosen: the embedder beside the bundled one, as YOUJU_EMBEDDING chooses it; None for the bundled one alone.
    """

    shared: Path
    data: Path
    embedder: Embedder
    progress: Progress
    chosen: Chosen | None = None

    def index(self, shop: ShopFolder) -> Index:
        """The shop's index, made or brought up to date; the caller closes it."""
        index = Index.open(self.data, shop.profile.id, writable=True, chosen=self.chosen)
        if not (index.is_current(shop.digest, self.embedder) and index.is_whole()):
            name = f"index {shop.profile.id}"
            ingest(shop, index, embedder=self.embedder, progress=lambda done, total: self.progress(name, done, total))
        return index

    def found(self, index: Index, asked: Sequence[Asked], what: str, k: int = DEPTH) -> list[list[Hit]]:
        """The hits of each question, as staff see them."""
        results = []
        for done, one in enumerate(asked, start=1):
            results.append(search(index, one.text, when=NOW, audience="staff", k=k, embedder=self.embedder))
            if done % 50 == 0 or done == len(asked):
                self.progress(what, done, len(asked))
        return results


def shop(
    name: str, clauses: Iterable[Clause], products: Iterable[Product] = (), glossary: Iterable[tuple[str, str]] = ()
) -> ShopFolder:
    """A shop in memory with these clauses; its digest is that of everything in it."""
    kept = {clause.id: clause for clause in clauses}
    goods = {product.sku: product for product in products}
    seen = hashlib.sha256(repr((list(kept.values()), list(goods.values()))).encode("utf-8", "replace"))
    title = Bilingual(zh=name, en=name)
    profile = Profile(
        id=name, name=title, currency="CNY", timezone=ZONE.key, languages=("zh", "en"), agent_language="zh"
    )
    return ShopFolder(
        path=Path(name), profile=profile, products=goods, clauses=kept, rules=(), orders={}, glossary=tuple(glossary),
        counts={}, faults=(), digest=seen.hexdigest(),
    )  # fmt: skip


def clause(name: str, lang: Lang, text: str, *, title: str = "", section: str = "") -> Clause:
    """One clause in one language."""
    doc, anchor = name.split("#")
    only = [Bilingual(**{lang: part}) if part else Bilingual() for part in (title, section, text)]
    return Clause(name, doc, anchor, "policy", only[0], only[1], only[2])


def in_one_language(known: Clause, lang: Lang) -> Clause:
    """The clause as a shop would have it that writes only this language, always in force, for everybody."""
    title, section, text, say = (
        Bilingual(**{lang: part.get(lang)}) for part in (known.title, known.section, known.text, known.say)
    )
    return replace(
        known, title=title, section=section, text=text, say=say, valid_from=None, valid_until=None, audience="buyer"
    )


def share(passed: Iterable[bool]) -> float:
    """Percent of what is true; 0 of none."""
    kept = list(passed)
    return 100 * sum(kept) / len(kept) if kept else 0.0


def on(day: str) -> date:
    return date.fromisoformat(day)
