"""The shop format as one JSON Schema (2020-12), made from the records that read it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema

from knowledge.authority import Rule
from knowledge.catalog import Product
from knowledge.documents import FrontMatter
from knowledge.orders import Order
from knowledge.profile import Profile


class AuthorityFile(BaseModel):
    """authority.toml: its [[rule]] tables."""

    model_config = ConfigDict(extra="forbid")
    rule: tuple[Rule, ...] = ()


class GlossaryRow(BaseModel):
    """One row of glossary.csv."""

    model_config = ConfigDict(extra="forbid")
    zh: str
    en: str


FILES: dict[str, type[BaseModel]] = {
    "shop.toml": Profile,
    "catalog row": Product,
    "front matter": FrontMatter,
    "authority.toml": AuthorityFile,
    "order": Order,
    "glossary row": GlossaryRow,
}
"""What a shop folder holds, by the name that `properties` of the schema gives it."""


def schema(**more: type[BaseModel]) -> dict[str, Any]:
    """One document: `properties` name the parts, `$defs` hold them. more: records of the caller, such as case=Case.

    A bilingual value may be a plain text too, an attribute a bare value, as the format says.
    """
    named = {**FILES, **more}
    placed, document = models_json_schema(
        [(model, "validation") for model in named.values()], ref_template="#/$defs/{model}"
    )
    definitions: dict[str, Any] = document["$defs"]
    for name in [name for name in ("Bilingual", "Attribute") if name in definitions]:
        definitions[f"{name}Table"] = definitions[name]
        bare: dict[str, Any] = {"type": "string"} if name == "Bilingual" else {"$ref": "#/$defs/AttributeValue"}
        definitions[name] = {"anyOf": [bare, {"$ref": f"#/$defs/{name}Table"}]}
    definitions["AttributeValue"] = definitions["AttributeTable"]["properties"]["value"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Youju shop",
        "type": "object",
        "properties": {name: placed[(model, "validation")] for name, model in named.items()},
        "$defs": definitions,
    }
