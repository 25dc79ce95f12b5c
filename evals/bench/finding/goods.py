"""Other people's products, articles and records as documents, and questions that each of them answers.

- ECom-Bench: appliances with long Chinese sheets; how to install, how long the warranty, what a fault code means.
- litemall: Chinese homeware with a few properties each, many of them siblings.
- tau retail: English products in many variants.
- WixQA: real questions to a help centre, with the articles they rest on.
- BiToD: hotels, each record written in Chinese or in English.
A question in the language that its document is not in keeps the product's name as the catalogue writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evals.bench.finding.shelf import clause
from evals.bench.finding.sources import rows
from knowledge.bilingual import Lang
from knowledge.passage import Clause

_OPTIONS = {"color": "颜色", "size": "尺码", "material": "材质", "storage": "存储容量", "style": "款式"}
_SHEETS: dict[str, tuple[str, str, str]] = {
    "installation": (
        "安装",
        "{name}怎么安装，要另外收费吗？",
        "How is the {name} installed, and is there an extra fee?",
    ),
    "warranty_repair": ("保修与维修", "{name}保修多久？", "How long is the {name} under warranty?"),
}
_HOTEL: dict[str, tuple[str, str, str, str]] = {
    "price_per_night": ("每晚价格", "Price per night", "{name}一晚多少钱？", "How much is a night at {name}?"),
    "num_of_rooms": ("客房数", "Rooms", "{name}有多少间房？", "How many rooms does {name} have?"),
    "location": ("位置", "Location", "{name}在什么位置？", "Where is {name}?"),
}


class Sheet(NamedTuple):
    """A document in one language and the questions that it answers, by language. names: what it is called in each."""

    document: Clause
    questions: tuple[dict[Lang, str], ...]
    names: dict[Lang, str]


def sheets(shared: Path) -> Iterator[Sheet]:
    """All of them. Raises Missing."""
    yield from _appliances(rows(shared, "products/zh/ecom_bench_products.jsonl"))
    yield from _homeware(rows(shared, "products/zh/litemall_products.jsonl"))
    yield from _variants(rows(shared, "products/en/tau_retail_products.jsonl"))
    yield from _articles(rows(shared, "cases/en/wixqa_articles.jsonl"), rows(shared, "cases/en/wixqa_cases.jsonl"))
    yield from _hotels(rows(shared, "bilingual/bitod_hotels.jsonl"))


def _appliances(products: list[dict[str, Any]]) -> Iterator[Sheet]:
    for product in products:
        name = str(product["name"])
        for key, (section, zh, en) in _SHEETS.items():
            if product.get(key):
                document = clause(f"ecom#{product['id']}-{key}", "zh", str(product[key]), title=name, section=section)
                yield Sheet(document, ({"zh": zh.format(name=name), "en": en.format(name=name)},), {})
        faults = product.get("faults") or []
        if faults:
            text = "\n".join(f"{one['故障代码']} {one['故障名称']}：{one['故障解决方案']}" for one in faults)
            document = clause(f"ecom#{product['id']}-faults", "zh", text, title=name, section="故障代码")
            asked: tuple[dict[Lang, str], ...] = tuple(
                {
                    "zh": f"{name}显示{one['故障代码']}怎么办？",
                    "en": f"My {name} shows {one['故障代码']}, what can I do?",
                }
                for one in faults[:2]
            )
            yield Sheet(document, asked, {})


def _homeware(products: list[dict[str, Any]]) -> Iterator[Sheet]:
    for product in products:
        name, attributes = str(product["name"]), product["attributes"]
        if attributes:
            text = "\n".join(f"{label}：{value}" for label, value in attributes.items())
            asked: tuple[dict[Lang, str], ...] = tuple(
                {"zh": f"{name}的{label}是多少？"} for label in [*attributes][:3]
            )
            yield Sheet(clause(f"litemall#{product['id']}", "zh", text, title=name, section="参数"), asked, {})


def _variants(products: list[dict[str, Any]]) -> Iterator[Sheet]:
    for product in products:
        name = str(product["name"])
        lines = [
            f"{', '.join(f'{key}: {value}' for key, value in one['options'].items())}; price {one['price']} USD"
            for one in product["variants"]
        ]
        labels = [label for label in product["variants"][0]["options"] if label in _OPTIONS][:3]
        asked: list[dict[Lang, str]] = [
            {"zh": f"{name}有哪些{_OPTIONS[label]}？", "en": f"Which {label} options does the {name} come in?"}
            for label in labels
        ]
        asked.append({"zh": f"{name}多少钱？", "en": f"How much is the {name}?"})
        document = clause(f"tau#{product['id']}", "en", "\n".join(lines), title=name, section="Variants")
        yield Sheet(document, tuple(asked), {})


def _articles(articles: list[dict[str, Any]], cases: list[dict[str, Any]]) -> Iterator[Sheet]:
    for article in articles:
        asked: tuple[dict[Lang, str], ...] = tuple(
            {"en": str(case["message"])} for case in cases if case["doc_ids"] == [article["id"]]
        )
        document = clause(f"wixqa#{article['id'][:16]}", "en", str(article["text"]), title=str(article["title"]))
        yield Sheet(document, asked, {})


def _hotels(records: list[dict[str, Any]]) -> Iterator[Sheet]:
    for number, record in enumerate(records):
        lang: Lang = ("zh", "en")[number % 2]
        names: dict[Lang, str] = {"zh": str(record["zh"]["name"]), "en": str(record["en"]["name"])}
        labels = {key: said[lang == "en"] for key, said in _HOTEL.items() if record[lang].get(key)}
        lines = [f"{label}: {_said(record[lang][key])}" for key, label in labels.items()]
        asked: tuple[dict[Lang, str], ...] = tuple(
            {"zh": _HOTEL[key][2].format(name=names["zh"]), "en": _HOTEL[key][3].format(name=names["en"])}
            for key in labels
        )
        yield Sheet(clause(f"bitod#{record['id']}", lang, "\n".join(lines), title=names[lang]), asked, names)


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
