"""A record that does not fit, said in plain words: which key, what was expected, what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from knowledge.faults import Fault
from knowledge.locate import Key, LineOf

_EXPECTED = {
    "string_type": "text", "string_sub_type": "text", "int_type": "a whole number", "int_parsing": "a whole number",
    "int_from_float": "a whole number", "int_parsing_size": "a smaller number", "decimal_type": "a number",
    "decimal_parsing": "a number", "float_type": "a number", "float_parsing": "a number", "bool_type": "true or false",
    "bool_parsing": "true or false", "finite_number": "a number", "list_type": "a list", "tuple_type": "a list",
    "dict_type": "a table", "model_type": "a table", "model_attributes_type": "a table", "is_instance_of": "a table",
    "mapping_type": "a table", "none_required": "nothing",
}  # fmt: skip


def nearest_word(word: str, words: Iterable[str]) -> str | None:
    """The known word this one was probably meant to be, if any is close."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(words), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=68)
    return found[0] if found else None


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "") -> str:
    near = nearest_word(word, words)
    return f"did you mean {near}?" if near is not None else otherwise


def explain(
    error: ValidationError,
    model: type[BaseModel],
    file: str,
    line_of: LineOf,
    *,
    key: str = "",
    under: tuple[Key, ...] = (),
) -> list[Fault]:
    """One Fault per thing wrong. key: the row's own id; under: where `model` begins."""
    faults = []
    items = error.errors(include_url=False)
    for item in items:
        if item["type"] == "too_short" and any(len(other["loc"]) > len(item["loc"]) for other in items):
            continue  # a list is called too short when its only entries are wrong, which is said of them
        loc = tuple(part for part in item["loc"] if part != "[key]")
        what, fix = _words(item, model, loc)
        name = ".".join(str(part) for part in loc)
        shown = " ".join(part for part in (key, name) if part)
        place = (*under, *loc) if loc else (*under, "id")
        faults.append(Fault(file, line_of(place), shown, what, fix))
    return sorted(set(faults), key=lambda fault: (fault.line or 0, fault.key))


def _words(item: Any, model: type[BaseModel], loc: tuple[Key, ...]) -> tuple[str, str]:
    kind: str = item["type"]
    context: dict[str, Any] = item.get("ctx", {})
    found = _shown(item["input"])
    if kind == "missing":
        return "is required and missing", f"add {loc[-1]}"
    if kind == "extra_forbidden":
        return "unknown key", did_you_mean(str(loc[-1]), _known(model, loc[:-1]), "remove it, or check its spelling")
    if kind == "literal_error":
        return f"unknown value {found.removeprefix('the text ')}", _choices(item["input"], str(context["expected"]))
    if kind in ("value_error", "assertion_error"):
        said = str(context.get("error", item["msg"]))
        what, _, fix = said.partition("; ")
        return what, fix
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        bound = next(iter(context.values()))
        side = {"greater_than_equal": "at least", "greater_than": "more than", "less_than_equal": "at most"}.get(
            kind, "less than"
        )
        return f"expected {side} {bound}, found {found}", ""
    if kind == "timezone_aware":
        return f"{item['input']} has no time zone", "add one, such as +08:00 or Z"
    if kind.startswith("datetime_"):
        return f"expected a time such as 2026-05-01T10:22:00+08:00, found {found}", ""
    if kind in ("too_short", "string_too_short"):
        return "is empty", "give at least one"
    expected = _EXPECTED.get(kind)
    return (f"expected {expected}, found {found}", "") if expected else (f"{item['msg']}, found {found}", "")


def _choices(value: Any, expected: str) -> str:
    words = [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]
    near = did_you_mean(value, words) if isinstance(value, str) else ""
    return f"{near} one of: {', '.join(words)}".strip()


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"a table with {', '.join(map(str, list(value)[:4])) or 'nothing'}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = f"the text {value!r}" if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _known(model: type[BaseModel], loc: tuple[Key, ...]) -> list[str]:
    """The keys that may stand at this place of the model."""
    here: set[type[BaseModel]] = {model}
    for part in loc:
        fields = [
            field
            for record in here
            for name, field in record.model_fields.items()
            if isinstance(part, str) and part in (name, field.alias)
        ]
        inside = {found for field in fields for found in _models(field.annotation)}
        here = inside or here
    return [field.alias or name for record in here for name, field in record.model_fields.items()]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models(part)]
