"""The shop's row files to records: catalogue, orders, authority, glossary. A faulty row is named and left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.authority import Rule
from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.columns import read_rows
from knowledge.explain import explain
from knowledge.faults import Fault
from knowledge.locate import FormatError, Key, LineOf, Located, read_json, read_toml
from knowledge.locate_yaml import read_yaml
from knowledge.orders import Order
from knowledge.read import decode
from knowledge.tables import Workbook, read_csv

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Row:
    """One row before it is checked. line: where it begins; line_of: lines of its keys."""

    data: Any
    line: int
    line_of: LineOf


@dataclass(frozen=True, slots=True)
class Kept:
    """A checked record and where it stands."""

    record: Any
    line: int
    line_of: LineOf


def _fixed(line: int) -> LineOf:
    return lambda _: line


def json_lines(data: bytes, file: str, faults: list[Fault]) -> Iterator[Row]:
    """One row per line; blank lines are passed over, a bad line costs only itself."""
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            yield Row(read_json(raw.decode("utf-8").strip(), number), number, _fixed(number))
        except UnicodeDecodeError as error:
            what = f"is not UTF-8 text: byte {raw[error.start]:#04x} at column {error.start + 1}"
            faults.append(Fault(file, number, "", what, "save the file as UTF-8"))
        except FormatError as fault:
            faults.append(Fault(file, number, "", fault.what, "write one JSON object a line"))


WorkbookReader = Callable[[Path, bytes], Workbook]
"""An Excel file's path and bytes to its sheets; raises UnreadableError."""


def catalog_rows(
    name: str, data: bytes, first_language: Lang, faults: list[Fault], workbook: WorkbookReader
) -> list[Row]:
    """The catalogue's rows from any of its forms. Raises UnreadableError and FormatError for the whole file."""
    if name.endswith(".jsonl"):
        return list(json_lines(data, name, faults))
    if name.endswith((".yaml", ".yml")):
        located = read_yaml(decode(data))
        if not isinstance(located.value, list):
            raise FormatError(1, "expected a list of products, each beginning with - sku:")
        return [_yaml_row(located, index) for index in range(len(located.value))]
    if name.endswith(".csv"):
        grids = [read_csv(decode(data))]
    else:
        book = workbook(Path(name), data)
        faults += [Fault(name, note.row, note.place, note.what, note.fix, note.level) for note in book.notes]
        grids = [grid for grid in book.grids if "sku" in [cell.lower() for cell in grid.rows[0][1]]] or list(book.grids)
    if not grids:
        return []
    rows, found = read_rows(grids[0], name, first_language)
    faults += found
    return [Row(row.data, row.line, _fixed(row.line)) for row in rows]


def _yaml_row(located: Located, index: int) -> Row:
    return Row(located.value[index], located.line_of((index,)), lambda path: located.line_of((index, *path)))


def authority_rows(text: str, file: str, faults: list[Fault]) -> list[Row]:
    """The [[rule]] tables. When the file is not TOML as a whole, each table is read by itself."""
    try:
        return _rules_of(read_toml(text), file, faults)
    except FormatError as whole:
        starts = [match.start() for match in re.finditer(r"^[ \t]*\[\[[ \t]*rule[ \t]*\]\]", text, re.MULTILINE)]
        if len(starts) < 2:
            faults.append(Fault(file, whole.line, "", whole.what, "write it as TOML"))
            return []
        rows: list[Row] = []
        for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
            first_line = text.count("\n", 0, start) + 1
            try:
                rows += _rules_of(read_toml(text[start:end], first_line), file, faults)
            except FormatError as fault:
                faults.append(Fault(file, fault.line, "", fault.what, "write it as TOML"))
        return rows


def _rules_of(located: Located, file: str, faults: list[Fault]) -> list[Row]:
    faults += [
        Fault(file, located.line_of((key,)), key, "unknown key", "rules are written [[rule]]")
        for key in located.value
        if key != "rule"
    ]
    rules = located.value.get("rule", [])
    if not isinstance(rules, list):
        faults.append(
            Fault(file, located.line_of(("rule",)), "rule", "expected [[rule]], found [rule]", "double the brackets")
        )
        return []

    def row(index: int) -> Row:
        """A key that a rule does not have is placed on the line of its id."""
        table, own = located.line_of(("rule", index)), located.line_of(("rule", index, "id"))

        def line_of(path: Sequence[Key]) -> int:
            line = located.line_of(("rule", index, *path))
            return own if line == table else line

        return Row(rules[index], own, line_of)

    return [row(index) for index in range(len(rules))]


def keep(
    rows: list[Row],
    model: type[Record],
    file: str,
    id_of: Callable[[Record], str],
    context: Mapping[str, Any],
    faults: list[Fault],
) -> dict[str, Kept]:
    """The rows that fit the model, by id; of a repeated id the first holds."""
    kept: dict[str, Kept] = {}
    key = "sku" if model is Product else "id"
    for row in rows:
        if not isinstance(row.data, dict):
            faults.append(Fault(file, row.line, "", "is not a table of keys", "write {" + f'"{key}": …' + "}"))
            continue
        name = str(row.data.get(key, "") or "")
        try:
            record = model.model_validate(row.data, context=dict(context))
        except ValidationError as error:
            faults += explain(error, model, file, row.line_of, key=name)
            continue
        name = id_of(record)
        if name in kept:
            faults.append(
                Fault(file, row.line, name, f"duplicate {key} {name} (first on line {kept[name].line})", "keep one")
            )
            continue
        kept[name] = Kept(record, row.line, row.line_of)
    return kept


def keep_products(rows: list[Row], file: str, first_language: Lang, faults: list[Fault]) -> dict[str, Kept]:
    return keep(rows, Product, file, lambda product: product.sku, {"first_language": first_language}, faults)


def keep_orders(data: bytes, file: str, faults: list[Fault]) -> dict[str, Kept]:
    return keep(list(json_lines(data, file, faults)), Order, file, lambda order: order.id, {}, faults)


def keep_rules(text: str, file: str, roles: tuple[str, ...], faults: list[Fault]) -> dict[str, Kept]:
    return keep(authority_rows(text, file, faults), Rule, file, lambda rule: rule.id, {"roles": roles}, faults)
