"""Youju: one buyer message in, one proven bilingual suggestion out.

    shop = open_shop(Path("my-shop"), data=Path(".youju"), settings=load_settings())
    suggestion = await suggest(case, shop)

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.case import Case
    from agent.errors import CaseError, DataError, InputError, ShopFolderError, UnknownOrderError, YoujuError
    from agent.flow import suggest
    from agent.present import present
    from agent.review import check_text
    from agent.settings import Settings, load_settings
    from agent.shop import Shop, open_shop
    from agent.suggestion import Suggestion

__all__ = [
    "Case",
    "CaseError",
    "DataError",
    "InputError",
    "Settings",
    "Shop",
    "ShopFolderError",
    "Suggestion",
    "UnknownOrderError",
    "YoujuError",
    "check_text",
    "load_settings",
    "open_shop",
    "present",
    "suggest",
]

_HOMES = {
    "Case": "agent.case",
    "CaseError": "agent.errors",
    "DataError": "agent.errors",
    "InputError": "agent.errors",
    "Settings": "agent.settings",
    "Shop": "agent.shop",
    "ShopFolderError": "agent.errors",
    "Suggestion": "agent.suggestion",
    "UnknownOrderError": "agent.errors",
    "YoujuError": "agent.errors",
    "check_text": "agent.review",
    "load_settings": "agent.settings",
    "open_shop": "agent.shop",
    "present": "agent.present",
    "suggest": "agent.flow",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
