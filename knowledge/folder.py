"""A shop folder read into records: `read_folder(path)` -> ShopFolder with every fault found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.authority import Rule
from knowledge.catalog import Product
from knowledge.faults import Fault
from knowledge.orders import Order
from knowledge.passage import Clause
from knowledge.profile import Profile


@dataclass(frozen=True)
class ShopFolder:
    """Everything read from one shop folder. Faulty rows are left out and named in `faults`.

    clauses: documents' clauses and one `product` clause per catalogue row. glossary: (zh, en) pairs.
    counts: how many of each kind were read, for `youju shop check`. ignored: files the format does not name.
    """

    path: Path
    profile: Profile
    products: Mapping[str, Product]
    clauses: Mapping[str, Clause]
    rules: tuple[Rule, ...]
    orders: Mapping[str, Order]
    glossary: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...] = ()
    digest: str = field(default="")

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.profile.timezone)
