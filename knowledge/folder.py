"""A shop folder read into records: `read_folder(path)` -> ShopFolder with every fault found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.apart import ApartReader
from knowledge.authority import Rule
from knowledge.catalog import Product
from knowledge.checks import check_documents, check_orders, check_products, check_rules
from knowledge.converted import UnreadableError
from knowledge.documents import Document
from knowledge.faults import Fault, ShopError
from knowledge.glossary import read_glossary
from knowledge.inventory import CATALOGS, Inventory
from knowledge.kept_readings import KeptReadings
from knowledge.locate import FormatError
from knowledge.opening import Opening, read_opening
from knowledge.orders import Order
from knowledge.passage import FOLDERS, Clause
from knowledge.product_text import product_clause
from knowledge.profile import Profile
from knowledge.read import Converter, decode
from knowledge.rows import Kept, WorkbookReader, catalog_rows, keep_orders, keep_products, keep_rules
from knowledge.shelves import read_documents
from knowledge.versions import Versions


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

    @cached_property
    def versions(self) -> Versions:
        """Which clauses are versions of the same rule."""
        return Versions(self.clauses.values())


def read_folder(path: Path, convert: Converter | None = None, *, kept: Path | None = None) -> ShopFolder:
    """Read a whole shop. What is faulty is left out and named in `faults`, the rest is read.

    convert: turns Word, PDF, HTML, Excel and CSV documents into Markdown, by default in a process apart. kept: a
    folder where what that gave is kept for the next reading; without it every file is read anew. Raises ShopError
    with every fault found when there is no folder, no shop.toml, or one whose required keys are missing or wrong.
    """
    with ApartReader(kept=None if kept is None else KeptReadings(kept)) as apart:
        return _read(path, apart.convert if convert is None else convert, apart.workbook)


def _read(path: Path, convert: Converter, workbook: WorkbookReader) -> ShopFolder:
    inventory = _open(path)
    data = inventory.take(path / "shop.toml")
    opening = read_opening(data) if data is not None else Opening(None, ())
    faults = inventory.faults
    faults += opening.faults
    products, catalog_file = _products(inventory, opening, workbook)
    documents = read_documents(inventory, convert, opening.first_language, frozenset(products))
    orders = _orders(inventory)
    faults += check_documents(documents, products, inventory.document_names)
    faults += check_products(products, catalog_file)
    faults += check_orders(orders, products, "orders.jsonl")
    rules = _rules(inventory, opening, products, documents)
    glossary = _glossary(inventory)
    if opening.profile is None:
        ordered = tuple(sorted(faults, key=_place))
        raise ShopError(f"{path / 'shop.toml'} cannot be used: {_first(ordered)}", ordered)
    return _assembled(inventory, opening.profile, products, catalog_file, documents, orders, rules, glossary)


def _assembled(
    inventory: Inventory,
    profile: Profile,
    products: dict[str, Kept],
    catalog_file: str,
    documents: list[Document],
    orders: dict[str, Kept],
    rules: dict[str, Kept],
    glossary: list[tuple[str, str]],
) -> ShopFolder:
    clauses = {clause.id: clause for document in documents for clause in document.clauses}
    for kept in products.values():
        clause = product_clause(kept.record, profile.currency, catalog_file, kept.line)
        clauses[clause.id] = clause
    return ShopFolder(
        path=inventory.root,
        profile=profile,
        products={sku: kept.record for sku, kept in products.items()},
        clauses=clauses,
        rules=tuple(kept.record for kept in rules.values()),
        orders={name: kept.record for name, kept in orders.items()},
        glossary=tuple(glossary),
        counts={
            "products": len(products),
            **{name: sum(d.source.folder == name and bool(d.clauses) for d in documents) for name in FOLDERS},
            "clauses": len(clauses) - len(products),
            "rules": len(rules),
            "orders": len(orders),
            "glossary": len(glossary),
            "ignored": len(inventory.ignored),
        },
        faults=tuple(sorted(inventory.faults, key=_place)),
        ignored=tuple(inventory.ignored),
        digest=inventory.digest,
    )


def _open(path: Path) -> Inventory:
    if not path.exists():
        raise ShopError(f"{path}: there is no such folder; give the folder that holds shop.toml")
    if not path.is_dir():
        raise ShopError(f"{path} is not a folder; give the folder that holds shop.toml")
    try:
        inventory = Inventory(path)
    except OSError as error:
        raise ShopError(f"{path} cannot be read: {(error.strerror or 'no reason given').lower()}") from error
    if not inventory.has("shop.toml"):
        fault = Fault(
            "shop.toml", None, "", "is missing", "write it with id, name, currency, timezone, languages, agent_language"
        )
        raise ShopError(f"{path} holds no shop.toml, so it is not a shop folder; write one", (fault,))
    return inventory


def _place(fault: Fault) -> tuple[bool, str, int, str]:
    """shop.toml first, then by file and line."""
    return fault.file != "shop.toml", fault.file, fault.line if fault.line is not None else 0, fault.key


def _first(faults: tuple[Fault, ...]) -> str:
    mine = [fault for fault in faults if fault.file == "shop.toml"]
    shown = "; ".join(
        f"{f'line {fault.line}, ' if fault.line else ''}{fault.key} {fault.what}".strip() for fault in mine[:6]
    )
    return shown or "it cannot be read"


def _products(inventory: Inventory, opening: Opening, workbook: WorkbookReader) -> tuple[dict[str, Kept], str]:
    present = [name for name in CATALOGS if inventory.has(name)]
    if not present:
        inventory.faults.append(
            Fault("catalog.jsonl", None, "", "there is no catalogue", "write one if you sell products", "warning")
        )
        return {}, "catalog.jsonl"
    name = present[0]
    for other in present[1:]:
        what = f"there is more than one catalogue: {name} and {other}; only {name} is read"
        inventory.faults.append(Fault(other, None, "", what, "keep one"))
    data = inventory.take(inventory.root / name)
    if data is None:
        return {}, name
    try:
        rows = catalog_rows(name, data, opening.first_language, inventory.faults, workbook)
    except UnreadableError as error:
        inventory.refuse(inventory.root / name, error)
        return {}, name
    except FormatError as fault:
        inventory.faults.append(Fault(name, fault.line, "", fault.what))
        return {}, name
    return keep_products(rows, name, opening.first_language, inventory.faults), name


def _orders(inventory: Inventory) -> dict[str, Kept]:
    name = "orders.jsonl"
    data = inventory.take(inventory.root / name) if inventory.has(name) else None
    return keep_orders(data, name, inventory.faults) if data is not None else {}


def _text(inventory: Inventory, name: str) -> str | None:
    """The text of a file that need not be there; None with the fault noted when it cannot be read."""
    data = inventory.take(inventory.root / name) if inventory.has(name) else None
    if data is None or not data.strip():
        return None
    try:
        return decode(data)
    except UnreadableError as error:
        inventory.refuse(inventory.root / name, error)
        return None


def _rules(
    inventory: Inventory, opening: Opening, products: dict[str, Kept], documents: list[Document]
) -> dict[str, Kept]:
    name = "authority.toml"
    text = _text(inventory, name)
    if text is None:
        return {}
    rules = keep_rules(text, name, opening.roles, inventory.faults)
    citable = {clause.id for document in documents for clause in document.clauses} | {
        f"catalog#{sku}" for sku in products
    }
    left_out = {f"{document.name}#{anchor}" for document in documents for anchor in document.anchors} - citable
    left_out |= inventory.document_names - {document.name for document in documents}
    inventory.faults += check_rules(rules, products, frozenset(citable), frozenset(left_out), name)
    return rules


def _glossary(inventory: Inventory) -> list[tuple[str, str]]:
    name = "glossary.csv"
    text = _text(inventory, name)
    if text is None:
        return []
    try:
        return read_glossary(text, name, inventory.faults)
    except FormatError as fault:
        inventory.faults.append(Fault(name, fault.line, "", fault.what))
        return []
