"""Products that differ in little: is the answer inside the first 1,200 tokens of what was found?

Sheets: every product of the sample shops as one sheet in one language, a row for each property; and hotels with the
same six properties each (BiToD). One question per property, in the sheet's language and in the other. What a hotel is
called in both languages is known, as a shop's catalogue knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from evals.bench.finding.shelf import Asked, Bench, Figure, clause, share, shop
from evals.bench.finding.sources import rows, sample_shops
from knowledge.bilingual import Lang
from knowledge.catalog import Product
from knowledge.passage import Clause
from knowledge.product_text import attribute_text
from knowledge.search import Hit
from knowledge.tokens import count

BUDGET = 1200
_LANGS: tuple[Lang, ...] = ("zh", "en")
_DEPTH = 30
_HOTEL: dict[str, tuple[str, str]] = {
    "stars": ("星级", "star rating"),
    "price_level": ("价位", "price level"),
    "price_per_night": ("每晚价格", "price per night"),
    "rating": ("评分", "guest rating"),
    "num_of_rooms": ("客房数", "number of rooms"),
    "location": ("位置", "location"),
}


def measure(bench: Bench) -> Iterator[Figure]:
    """Share of questions whose answer is among the first 1,200 tokens. Raises Missing."""
    sheets, asked = [], []
    hotels = rows(bench.shared, "bilingual/bitod_hotels.jsonl")
    for number, made in enumerate([*_products(), *_hotels(hotels)]):
        sheet, questions = made[_LANGS[number % 2]]
        sheets.append(sheet)
        asked += questions
    with closing(bench.index(shop("bench-siblings", sheets, glossary=[*_names(hotels)]))) as index:
        found = bench.found(index, asked, "search bench-siblings", k=_DEPTH)
    held = [_holds(one, hits) for one, hits in zip(asked, found, strict=True)]
    for is_cross, bar in ((False, 95.0), (True, 90.0)):
        name = "cross-language" if is_cross else "same language"
        for about in ("", "product", "hotel"):
            passed = [
                ok for one, ok in zip(asked, held, strict=True) if one.is_cross == is_cross and about in ("", one.about)
            ]
            text = f"answer in {BUDGET} tokens, {name}" if not about else f"  {name}, {about}s"
            yield Figure("siblings", text, share(passed), len(passed), bar=None if about else bar)


def _holds(one: Asked, hits: list[Hit]) -> bool:
    left = BUDGET
    for hit in hits:
        left -= count(hit.text)
        if left < 0:
            return False
        if hit.clause_id in one.gold and one.answer in hit.text:
            return True
    return False


Made = dict[Lang, tuple[Clause, list[Asked]]]
"""A sheet in each language, with the questions that it answers."""


def _products() -> Iterator[Made]:
    for folder in sample_shops():
        for product in folder.products.values():
            labelled = {key: one for key, one in product.attributes.items() if one.label.zh and one.label.en}
            if len(labelled) >= 4 and product.name.zh and product.name.en:
                yield _made(f"{folder.profile.id}-{product.sku}", "product", _spoken(product), _cells(product))


def _spoken(product: Product) -> dict[Lang, str]:
    return {lang: product.name.best(lang) for lang in _LANGS}


def _cells(product: Product) -> list[dict[Lang, tuple[str, str]]]:
    return [
        {lang: (one.label.best(lang), attribute_text(one, lang)) for lang in _LANGS}
        for one in product.attributes.values()
        if one.label.zh and one.label.en
    ]


def _hotels(records: list[dict[str, Any]]) -> Iterator[Made]:
    for record in records:
        cells: list[dict[Lang, tuple[str, str]]] = [
            {lang: (labels[lang == "en"], _said(record[lang][key])) for lang in _LANGS}
            for key, labels in _HOTEL.items()
            if record["zh"].get(key) and record["en"].get(key)
        ]
        names: dict[Lang, str] = {lang: str(record[lang]["name"]) for lang in _LANGS}
        yield _made(record["id"], "hotel", names, cells)


def _names(records: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for record in records:
        if record["zh"]["name"] != record["en"]["name"]:
            yield record["zh"]["name"], record["en"]["name"]


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _made(name: str, about: str, names: dict[Lang, str], cells: list[dict[Lang, tuple[str, str]]]) -> Made:
    made: Made = {}
    for lang in _LANGS:
        table = "\n".join(f"| {label} | {value} |" for label, value in (cell[lang] for cell in cells))
        head = "| 参数 | 值 |" if lang == "zh" else "| Property | Value |"
        section = "规格参数" if lang == "zh" else "Specifications"
        sheet = clause(f"{about}#{name}", lang, f"{head}\n| --- | --- |\n{table}", title=names[lang], section=section)
        questions = [
            Asked(_question(names[spoken], cell[spoken][0], spoken), spoken, frozenset({sheet.id}), spoken != lang,
                  f"| {cell[lang][0]} | {cell[lang][1]} |", about)
            for cell in cells
            for spoken in _LANGS
        ]  # fmt: skip
        made[lang] = (sheet, questions)
    return made


def _question(name: str, label: str, lang: Lang) -> str:
    return f"{name}的{label}是多少？" if lang == "zh" else f"What is the {label} of the {name}?"
