"""shop.toml to the Profile: a wrong optional key is left at its default, a wrong required one ends the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from knowledge.bilingual import Lang
from knowledge.converted import UnreadableError
from knowledge.explain import explain
from knowledge.faults import Fault
from knowledge.locate import FormatError, read_toml
from knowledge.profile import Profile
from knowledge.read import decode

_FILE = "shop.toml"
REQUIRED = tuple(name for name, field in Profile.model_fields.items() if field.is_required())


@dataclass(frozen=True, slots=True)
class Opening:
    """What shop.toml says. Without a profile (a required key is missing or wrong) the rest is only for checking."""

    profile: Profile | None
    faults: tuple[Fault, ...]
    first_language: Lang = "zh"
    roles: tuple[str, ...] = ("agent", "lead", "manager")
    currency: str = ""


def read_opening(data: bytes) -> Opening:
    try:
        located = read_toml(decode(data))
    except UnreadableError as error:
        return Opening(None, (Fault(_FILE, error.line, "", error.what, error.fix),))
    except FormatError as fault:
        return Opening(None, (Fault(_FILE, fault.line, "", fault.what, "write it as TOML"),))
    raw: dict[str, Any] = located.value
    languages = raw.get("languages")
    first: Lang = "en" if isinstance(languages, list) and languages[:1] == ["en"] else "zh"
    context = {"first_language": first}
    faults: list[Fault] = []
    profile: Profile | None = None
    try:
        profile = Profile.model_validate(raw, context=context)
    except ValidationError as error:
        faults = explain(error, Profile, _FILE, located.line_of)
        faults = [_unplaced(fault) for fault in faults]
        wrong = [item["loc"] for item in error.errors(include_url=False, include_context=False)]
        if not any(loc[0] in REQUIRED for loc in wrong):
            profile = Profile.model_validate(_without(raw, wrong), context=context)
    roles = profile.roles.order if profile is not None else _roles(raw)
    return Opening(profile, tuple(faults), first, roles, profile.currency if profile is not None else "")


def _unplaced(fault: Fault) -> Fault:
    """A missing top-level key has no line of its own."""
    missing = fault.what.startswith("is required") and "." not in fault.key
    return Fault(fault.file, None, fault.key, fault.what, fault.fix) if missing else fault


def _roles(raw: dict[str, Any]) -> tuple[str, ...]:
    roles = raw.get("roles")
    order = roles.get("order") if isinstance(roles, dict) else None
    named = tuple(role for role in order if isinstance(role, str)) if isinstance(order, list) else ()
    return named or ("agent", "lead", "manager")


def _without(raw: dict[str, Any], wrong: Sequence[tuple[str | int, ...]]) -> dict[str, Any]:
    """A copy without the faulty keys: of a list or a table of texts the whole goes."""
    kept = dict(raw)
    for loc in wrong:
        head = str(loc[0])
        inner = kept.get(head)
        if len(loc) > 1 and isinstance(inner, dict) and head in ("voice", "service", "vip"):
            kept[head] = {key: value for key, value in inner.items() if key != str(loc[1])}
        else:
            kept.pop(head, None)
    return kept
