"""Checks over the whole shop: names that lead nowhere, rules that contradict, versions that overlap.

Each check takes out what cannot be trusted and names it: a rule whose ground is missing, both of two rules that
contradict, an unknown product in a list. An order's unknown product is only a warning: old products vanish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from knowledge.authority import Rule
from knowledge.catalog import Product
from knowledge.documents import Document
from knowledge.explain import did_you_mean
from knowledge.faults import Fault
from knowledge.orders import Order
from knowledge.rows import Kept


def check_products(products: dict[str, Kept], file: str) -> Iterator[Fault]:
    """Unknown skus leave `bundles` and `alternatives`; tiers that disagree with the price are shown."""
    for sku, kept in products.items():
        product: Product = kept.record
        changed: dict[str, tuple[str, ...]] = {}
        for key in ("bundles", "alternatives"):
            named: tuple[str, ...] = getattr(product, key)
            unknown = [other for other in named if other not in products]
            for other in unknown:
                fix = did_you_mean(other, products, "add its row, or take it out")
                yield Fault(file, kept.line_of((key,)), f"{sku} {key}", f"unknown sku {other}", fix)
            if unknown:
                changed[key] = tuple(other for other in named if other in products)
        if changed:
            products[sku] = replace(kept, record=product.model_copy(update=changed))
        yield from _tier_faults(product, kept, file)


def _tier_faults(product: Product, kept: Kept, file: str) -> Iterator[Fault]:
    line = kept.line_of(("tiers",))
    quantities = [tier.min_qty for tier in product.tiers]
    if len(set(quantities)) != len(quantities):
        yield Fault(file, line, f"{product.sku} tiers", "two tiers begin at the same min_qty", "keep one")
    elif product.tiers and product.unit_price(product.moq) != product.price:
        what = f"the tier at moq {product.moq} is {product.unit_price(product.moq)} and the price is {product.price}"
        yield Fault(file, line, f"{product.sku} tiers", what, "price is the unit price at moq", "warning")


def check_orders(orders: Mapping[str, Kept], products: Mapping[str, Kept], file: str) -> Iterator[Fault]:
    for name, kept in orders.items():
        order: Order = kept.record
        for item in order.items:
            if item.sku not in products:
                fix = did_you_mean(item.sku, products, "right if the product is no longer sold")
                yield Fault(file, kept.line, f"{name} items", f"unknown sku {item.sku}", fix, "warning")


def check_rules(
    rules: dict[str, Kept], products: Mapping[str, Kept], clauses: frozenset[str], left_out: frozenset[str], file: str
) -> Iterator[Fault]:
    """clauses: ids that can be cited; left_out: ids of clauses, or names of whole documents, that were refused."""
    for name, kept in list(rules.items()):
        found = [*_ground_faults(name, kept, clauses, left_out, file), *_gift_faults(name, kept, products, file)]
        yield from found
        if any(fault.level == "error" for fault in found):
            del rules[name]
    contradicting: set[str] = set()
    for one, two in combinations(rules.values(), 2):
        if _contradict(one.record, two.record, products):
            what = (
                f"contradicts rule {one.record.id} on line {one.line}: same problem, offer and step, different limits"
            )
            yield Fault(
                file, two.line, two.record.id, what, "change the step or the items, or keep one; neither is used"
            )
            contradicting |= {one.record.id, two.record.id}
    for name in contradicting:
        del rules[name]


def _ground_faults(
    name: str, kept: Kept, clauses: frozenset[str], left_out: frozenset[str], file: str
) -> Iterator[Fault]:
    ground = kept.record.rests_on
    if ground is None or ground in clauses:
        return
    line = kept.line_of(("rests_on",))
    if ground in left_out or ground.partition("#")[0] in left_out:
        what = f"rests on {ground}, whose document is faulty and was left out"
        yield Fault(file, line, f"{name} rests_on", what, "correct that document")
        return
    fix = did_you_mean(ground, clauses, "write <folder>/<file stem>#<anchor>")
    yield Fault(file, line, f"{name} rests_on", f"there is no clause {ground}", fix)


def _gift_faults(name: str, kept: Kept, products: Mapping[str, Kept], file: str) -> Iterator[Fault]:
    rule: Rule = kept.record
    for gift in rule.gifts:
        if gift not in products:
            fix = did_you_mean(gift, products, "add its row to the catalogue")
            yield Fault(file, kept.line_of(("gifts",)), f"{name} gifts", f"unknown sku {gift}", fix)
    for glob in rule.items:
        if products and not any(rule.model_copy(update={"items": (glob,)}).covers(sku) for sku in products):
            fix = "correct it, or take it out"
            yield Fault(file, kept.line_of(("items",)), f"{name} items", f"{glob} fits no sku", fix, "warning")


def _contradict(one: Rule, two: Rule, products: Mapping[str, Kept]) -> bool:
    same = (one.problem, one.offer, one.step) == (two.problem, two.offer, two.step)
    if not same or bool(one.items) != bool(two.items):
        return False
    if (one.limits, one.max_percent_of_item) == (two.limits, two.max_percent_of_item):
        return False
    return not one.items or any(one.covers(sku) and two.covers(sku) for sku in products)


def check_documents(
    documents: list[Document], products: Mapping[str, Kept], present: frozenset[str]
) -> Iterator[Fault]:
    """`supersedes` and `skus` lead somewhere; an old version ends before the new one begins.

    present: `<folder>/<stem>` of every document file, also of those that could not be read.
    """
    by_name = {document.name: document for document in documents}
    for document in documents:
        front, source = document.front, document.source
        if front is None:
            continue
        for sku in front.skus or ():
            if sku not in products:
                fix = did_you_mean(sku, products, "add its row, or take it out")
                yield Fault(source.head_file, document.head_line("skus"), "skus", f"unknown sku {sku}", fix)
        if front.supersedes is None:
            continue
        name = f"{source.folder}/{front.supersedes}"
        if name not in present or name == document.name:
            yield _superseded_fault(document, front.supersedes, present)
            document.clauses = [replace(clause, supersedes=None) for clause in document.clauses]
            continue
        old = by_name.get(name)
        if old is not None and old.front is not None:
            yield from _overlap(document, old)


def _superseded_fault(document: Document, named: str, present: frozenset[str]) -> Fault:
    source = document.source
    stems = [
        name.partition("/")[2] for name in present if name.startswith(f"{source.folder}/") and name != document.name
    ]
    itself = named == source.stem
    what = "names the document itself" if itself else f"there is no document {named} in {source.folder}/"
    fix = did_you_mean(named, stems, "write the file stem of the older version")
    return Fault(source.head_file, document.head_line("supersedes"), "supersedes", what, fix)


def _overlap(new: Document, old: Document) -> Iterator[Fault]:
    assert new.front is not None and old.front is not None
    start, end = new.front.valid_from, old.front.valid_until
    if end is None:
        what = f"is superseded by {new.source.stem} and has no valid_until"
        yield Fault(
            old.source.head_file,
            old.head_line("valid_until"),
            "valid_until",
            what,
            "give its last day in force",
            "warning",
        )
    elif start is None or start <= end:
        since = f"from {start}" if start is not None else "without a valid_from"
        what = f"both {new.source.stem} ({since}) and {old.source.stem} (until {end}) are in force on the same day"
        yield Fault(
            new.source.head_file,
            new.head_line("valid_from"),
            "valid_from",
            what,
            "let one begin after the other ends",
            "warning",
        )
