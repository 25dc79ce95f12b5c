"""The JSON Schema of the format holds for what the format says."""

from __future__ import annotations

import tomllib

from jsonschema import Draft202012Validator
from shop_on_disk import BULB, LAMP, ORDER, RULE, SHOP_TOML

from agent.case import Case
from knowledge.schema import schema


def test_the_schema_is_valid_and_takes_a_whole_shop() -> None:
    document = schema(case=Case)
    Draft202012Validator.check_schema(document)
    assert set(document["properties"]) == {
        "shop.toml", "catalog row", "front matter", "authority.toml", "order", "glossary row", "case",
    }  # fmt: skip
    shop = {
        "shop.toml": tomllib.loads(SHOP_TOML),
        "catalog row": {
            **LAMP,
            "attributes": {"power": 12, "size": {"value": {"min": 1, "max": 2}, "unit": "cm"}, "led": True},
        },
        "front matter": {"title": "退货", "valid_from": "2026-03-01", "skus": ["L-1"]},
        "authority.toml": tomllib.loads(RULE),
        "order": ORDER,
        "glossary row": {"zh": "灯", "en": "lamp"},
    }
    Draft202012Validator(document).validate(shop)


def test_the_schema_refuses_unknown_keys() -> None:
    found = Draft202012Validator(schema()).iter_errors({"catalog row": {**BULB, "prise": 1}})
    assert ["'prise' was unexpected" in error.message for error in found] == [True]
