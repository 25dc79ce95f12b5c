"""Catalogue columns: headers such as `attributes.battery_life.unit` and what people write in their cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.explain import did_you_mean
from knowledge.faults import Fault
from knowledge.locate import FormatError, read_json
from knowledge.tables import Grid

Path = tuple[str, ...]
_TEXTS = frozenset({"sku", "name", "category", "currency"})
_ATTRIBUTE_PARTS = ("value", "unit", "label", "say")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_UNIT_WORDS = (
    "kg g mg cm mm m km mL ml L l W kW V A mA mAh Ah Wh kWh lm lx dB °C ℃ °F lb oz in ft inch % h min s "
    "Hz kHz MHz GHz GB TB MB psi bar rpm Nm day days month months hour hours year years piece pieces pcs person people "
    "升 毫升 克 千克 公斤 斤 厘米 毫米 米 瓦 伏 安 毫安时 流明 分贝 天 小时 分钟 秒 个月 年 片 个 件 只 张 包 人"
)
_UNIT = "(?:" + "|".join(re.escape(unit) for unit in sorted(_UNIT_WORDS.split(), key=len, reverse=True)) + ")"
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})\s*({_UNIT})")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s*[-–~\uff5e至]\s*({_NUMBER.pattern})\s*({_UNIT})")


class CellError(Exception):
    """A cell that cannot be taken: `what` is wrong and `fix` says how to write it."""

    def __init__(self, what: str, fix: str) -> None:
        self.what = what
        self.fix = fix
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One catalogue row of a table. data: as it would stand in catalog.jsonl."""

    line: int
    data: dict[str, Any]


def read_rows(grid: Grid, file: str, first_language: Lang) -> tuple[list[TableRow], list[Fault]]:
    """Rows as catalog.jsonl has them; unknown columns and faulty rows are named and left out."""
    if not grid.rows:
        return [], [Fault(file, None, "", "has no header", "write sku, name.zh, name.en, price …")]
    header_line, header = grid.rows[0]
    columns, faults = _columns(header, file, header_line)
    rows = []
    for line, cells in grid.rows[1:]:
        found = [_row_fault(file, line, cells, len(header))] if any(cells[len(header) :]) else []
        data: dict[str, Any] = {}
        for index, path in columns.items():
            if index < len(cells) and cells[index] and not found:
                try:
                    _put(data, path, read_cell(path, cells[index]), first_language)
                except CellError as fault:
                    found.append(Fault(file, line, f"{cells[0]} {'.'.join(path)}".strip(), fault.what, fault.fix))
        faults += found
        if not found and data:
            rows.append(TableRow(line, data))
    return rows, faults


def _row_fault(file: str, line: int, cells: tuple[str, ...], width: int) -> Fault:
    what = f"has {len(cells)} cells, the header has {width}"
    return Fault(file, line, cells[0], what, "put a cell with a comma in quotation marks")


def _columns(header: tuple[str, ...], file: str, line: int) -> tuple[dict[int, Path], list[Fault]]:
    columns: dict[int, Path] = {}
    faults = []
    for index, name in enumerate(header):
        if not name:
            continue
        path = header_path(name)
        if path is None:
            fix = did_you_mean(
                name, Product.model_fields, "attributes are written attributes.NAME; remove other columns"
            )
            faults.append(Fault(file, line, name, "unknown column", fix))
        elif path in columns.values():
            faults.append(Fault(file, line, name, "column stands twice", "keep one"))
        else:
            columns[index] = path
    return columns, faults


def header_path(name: str) -> Path | None:
    """`attributes.capacity.label.zh` as a key path; None for a column that the format does not have."""
    head, *rest = (part.strip() for part in name.split("."))
    key = re.sub(r"[\s-]+", "_", head.lower())
    if key not in Product.model_fields:
        return None
    tail = tuple(rest)
    lowered = tuple(part.lower() for part in rest)
    if not tail:
        return (key,)
    if not all(tail):
        return None
    if key in ("name", "in_the_box"):
        return (key, *lowered) if lowered in (("zh",), ("en",)) else None
    if key in ("internal", "warranty_months"):
        return (key, *tail) if len(tail) == 1 else None
    if key != "attributes":
        return None
    part, side = lowered[1:2], lowered[2:]
    if not part or (part[0] in ("value", "unit") and not side):
        return (key, tail[0], *part)
    if part[0] in ("label", "say") and (not side or side in (("zh",), ("en",))):
        return (key, tail[0], *part, *side)
    return (key, tail[0], *part, *side) if part == ("value",) and side[0] in ("min", "max", "l", "w", "h") else None


def _put(data: dict[str, Any], path: Path, value: Any, first_language: Lang) -> None:
    """Set a value at its path; a plain text meets its own `.zh`/`.en` columns as text of the first language."""
    table = data
    for depth, key in enumerate(path[:-1]):
        inner = table.setdefault(key, {})
        if not isinstance(inner, dict):
            bare = "value" if path[0] == "attributes" and depth == 1 else first_language
            inner = table[key] = {bare: inner}
        table = inner
    last = path[-1]
    before = table.get(last)
    if isinstance(before, dict) and not isinstance(value, dict):
        last, table = ("value" if path[0] == "attributes" and len(path) == 2 else first_language), before
    if last in table:
        raise CellError("is given twice in this row", f"keep one of {'.'.join(path)} and its sub-columns")
    table[last] = value


def read_cell(path: Path, text: str) -> Any:
    """A cell's value by its column. Raises CellError."""
    if text[0] in "{[" and (text[-1] in "}]"):
        try:
            return read_json(text)
        except FormatError as fault:
            raise CellError(fault.what, 'write JSON such as {"value": 10, "unit": "kg"} or ["A", "B"]') from fault
    reader = _BY_COLUMN.get(path[0])
    if reader is not None and (len(path) == 1 or path[0] in ("in_the_box", "warranty_months", "internal")):
        return reader(text)
    if path[0] == "attributes" and len(path) == 1:
        raise CellError("expected a JSON table", "or give each attribute its own column attributes.NAME")
    if path[0] == "attributes" and (len(path) == 2 or path[2] == "value"):
        return _attribute(text, bare=len(path) == 2)
    return text


def _number(text: str) -> Any:
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else text


def _scalar(text: str) -> Any:
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    return _number(text)


def _attribute(text: str, *, bare: bool) -> Any:
    options = [part.strip() for part in re.split(r"[;|\uff1b]", text)]
    if len(options) > 1 and all(part and len(part) <= 30 and "。" not in part for part in options):
        return [_number(part) for part in options]
    spread, measured = _RANGE.fullmatch(text), _WITH_UNIT.fullmatch(text)
    if bare and spread:
        low, high = _number(spread.group(1)), _number(spread.group(2))
        return {"value": {"min": low, "max": high}, "unit": spread.group(3)} if low <= high else text
    if bare and measured:
        return {"value": _number(measured.group(1)), "unit": measured.group(2)}
    return _scalar(text)


def _listed(text: str) -> list[str]:
    marks = r"[;\uff1b|\n、]" if re.search(r"[;\uff1b|\n、]", text) else r"[,\uff0c]"
    return [part.strip() for part in re.split(marks, text) if part.strip()]


def _pairs(text: str) -> list[tuple[str, str]]:
    halves = [re.split(r"\s*[:\uff1a]\s*", part, maxsplit=1) for part in _listed(text)]
    return [(half[0], half[1] if len(half) == 2 else "") for half in halves]


def _tiers(text: str) -> list[dict[str, Any]]:
    pairs = _pairs(text)
    if not all(_NUMBER.fullmatch(quantity) and _NUMBER.fullmatch(price) for quantity, price in pairs):
        raise CellError(
            f"expected tiers, found {text!r}", "write 1:299; 50:255 or a JSON list of {min_qty, unit_price}"
        )
    return [{"min_qty": _number(quantity), "unit_price": _number(price)} for quantity, price in pairs]


def _certificates(text: str) -> list[dict[str, Any]]:
    return [{"name": name, **({"number": number} if number else {})} for name, number in _pairs(text)]


def _months(text: str) -> Any:
    if _NUMBER.fullmatch(text):
        return _number(text)
    pairs = _pairs(text)
    if not all(_NUMBER.fullmatch(months) for _, months in pairs):
        raise CellError(f"expected months, found {text!r}", "write 24, or CN:24; default:12")
    return {region: _number(months) for region, months in pairs}


def _only_json(text: str) -> Any:
    raise CellError(f"expected JSON, found {text[:60]!r}", "write it as in catalog.jsonl")


_BY_COLUMN: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(("price", "list_price", "stock", "moq", "lead_time_days"), _number),
    **dict.fromkeys(("bundles", "alternatives", "in_the_box"), _listed),
    "tiers": _tiers, "certificates": _certificates, "warranty_months": _months, "internal": _scalar,
    "advantages": _only_json, "price_history": _only_json,
}  # fmt: skip
