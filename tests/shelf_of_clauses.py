"""Clauses, a shop folder and an embedder made by hand, for tests of the index; nothing is read from disk."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from knowledge import gloss
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product
from knowledge.faults import Fault
from knowledge.folder import ShopFolder
from knowledge.passage import Audience, Clause, DatedBy, Kind, When
from knowledge.profile import Profile

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROFILE = Profile(
    id="lantern",
    name=Bilingual(zh="灯舍", en="Lantern House"),
    currency="CNY",
    timezone="Asia/Shanghai",
    languages=("zh", "en"),
    agent_language="zh",
)


def clause(
    name: str,
    zh: str | None = None,
    en: str | None = None,
    *,
    kind: Kind = "policy",
    section: Bilingual | None = None,
    say: Bilingual | None = None,
    days: tuple[date | None, date | None] = (None, None),
    dated_by: DatedBy = "message",
    audience: Audience = "buyer",
    skus: tuple[str, ...] = (),
) -> Clause:
    """`policies/returns#window` with these texts."""
    doc, anchor = name.split("#")
    return Clause(
        id=name,
        doc=doc,
        anchor=anchor,
        kind=kind,
        title=Bilingual(zh="规则", en="Rules"),
        section=section or Bilingual(),
        text=Bilingual(zh=zh, en=en),
        say=say or Bilingual(),
        valid_from=days[0],
        valid_until=days[1],
        dated_by=dated_by,
        audience=audience,
        skus=skus,
    )


def folder(
    *clauses: Clause,
    digest: str = "d1",
    products: Sequence[Product] = (),
    glossary: tuple[tuple[str, str], ...] = (),
    faults: tuple[Fault, ...] = (),
) -> ShopFolder:
    return ShopFolder(
        path=Path("lantern"),
        profile=PROFILE,
        products={product.sku: product for product in products},
        clauses={one.id: one for one in clauses},
        rules=(),
        orders={},
        glossary=glossary,
        counts={},
        faults=faults,
        digest=digest,
    )


def at(year: int, month: int, day: int, **order_days: date) -> When:
    """Ten in the morning of that day; order days by their short names (paid_at, signed_at)."""
    named = {f"order.{name}": value for name, value in order_days.items()}
    return When(datetime(year, month, day, 10, tzinfo=SHANGHAI), named)


class CountingEmbedder:
    """Vectors drawn from the text's own digest, and a count of the texts it was asked for."""

    def __init__(self, name: str = "digest", dimension: int = 16) -> None:
        self.name = name
        self.dimension = dimension
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
            rows[place] = np.random.default_rng(seed).normal(size=self.dimension)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return rows


@lru_cache(maxsize=1)
def _dictionary() -> Path:
    place = Path(tempfile.mkdtemp(prefix="youju-dictionary-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    gloss.ensure(place)
    return gloss.table_path(place)


def data_folder(place: Path) -> Path:
    """A data folder that has the dictionary already; building it takes 2 s, so it is built once for all tests."""
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_dictionary(), gloss.table_path(place))
    return place
