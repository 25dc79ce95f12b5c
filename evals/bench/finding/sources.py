"""What the search benchmark reads: third-party texts in `shared/data` beside the project, and the sample shops.

A set whose files are absent is skipped with the reason; nothing is fetched and nothing of it is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from knowledge.bilingual import Lang
from knowledge.folder import ShopFolder, read_folder

SHOPS = ("wenhuo", "northquay")
_CUTS = (re.compile(r"(?<=[。！？；])|(?<=[.!?])\s|\n"), re.compile(r"[，,：:、]"))
_HAN = re.compile("[\u4e00-\u9fff]")
_NOISE: dict[Lang, tuple[str, ...]] = {
    "zh": ("policies/zh/*.md", "cases/zh/*.jsonl", "orders/zh/*.jsonl", "bilingual/crosswoz_dialogues.jsonl"),
    "en": ("policies/en/*.md", "cases/en/cucom_*.jsonl", "products/en/dummyjson_products.jsonl"),
}


class Missing(Exception):
    """A set cannot be built here; the text says which file is not there."""


def beside_the_project() -> Path:
    """`shared/data` next to the folder that holds the packages."""
    return Path(str(files("evals"))).resolve().parent.parent / "shared" / "data"


def rows(shared: Path, name: str) -> list[dict[str, Any]]:
    """The objects of one .jsonl file. Raises Missing."""
    path = shared / name
    if not path.is_file():
        raise Missing(f"{path} is not there")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def sample_shops() -> list[ShopFolder]:
    return [read_folder(Path(str(files("knowledge"))) / "shops" / name) for name in SHOPS]


def noise(shared: Path, lang: Lang, count: int) -> list[str]:
    """`count` different sentences of policies, orders and talks in this language, none of a sheet that is asked about.

    Raises Missing.
    """
    found: dict[str, None] = {}
    for pattern in _NOISE[lang]:
        for path in sorted(shared.glob(pattern)):
            for text in _texts(path):
                for sentence in _sentences(text, lang):
                    found[sentence] = None
                    if len(found) == count:
                        return list(found)
    raise Missing(f"{shared} has {len(found)} sentences of language {lang}, not the {count} that this set takes")


def _texts(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        yield text
        return
    for line in text.splitlines():
        yield from _strings(json.loads(line))


def _strings(value: Any) -> Iterator[str]:
    """Every string; an object's flat values also as `key: value`, as a sheet shows them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from [f"{key}: {child}"] if isinstance(child, int | float) else _strings(child)
            if isinstance(child, str) and len(child) < 40:
                yield f"{key}：{child}"
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)


def _sentences(text: str, lang: Lang) -> Iterable[str]:
    """Sentences, and the parts between their commas."""
    whole = _CUTS[0].split(text)
    for piece in (*whole, *(part for one in whole for part in _CUTS[1].split(one))):
        sentence = piece.strip(" \t|#>*-")
        if 6 <= len(sentence) <= 300 and (len(_HAN.findall(sentence)) >= 4) == (lang == "zh"):
            yield sentence
