"""A shop that writes some documents in Chinese and some in English: are questions in both languages served alike?

Every document is there in one language only. The questions:
- of the sample shops: "title: heading" of their clauses, which stand without their headings, and labels of catalogue
  rows, in both languages;
- of other people's products, articles and records (`goods`);
- apart from those, told but without a bar: a buyer's sentence with its human translation (CrossWOZ), where the document
  is the FAQ entry of it in the other language, one of hundreds that differ in a number or a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from evals.bench.finding.goods import sheets
from evals.bench.finding.shelf import Asked, Bench, Figure, clause, in_one_language, share, shop
from evals.bench.finding.sources import noise, rows, sample_shops
from knowledge.bilingual import Bilingual, Lang, other
from knowledge.folder import ShopFolder
from knowledge.lexical import native_tokens
from knowledge.passage import Clause

NOISE = 5000
_LANGS: tuple[Lang, ...] = ("zh", "en")
_LONG_ENOUGH = {"zh": 12, "en": 40}
_COMMON = 0.03
_SETS = {
    "own": "the sample shops",
    "ecom": "ECom-Bench",
    "litemall": "litemall",
    "tau": "tau retail",
    "wixqa": "WixQA",
    "bitod": "BiToD",
}
_APART = "faq"
_BARS = {False: (96.0, 93.0), True: (97.0, 95.0)}
"""R@8 within a language and across languages, with the bundled embedder alone and with another beside it."""

Pair = tuple[Mapping[Lang, str], Clause]
"""A question in one language or both, and its document in one."""


def measure(bench: Bench) -> Iterator[Figure]:
    """R@8 in the pool alone and beside 5,000 passages of either language. Raises Missing."""
    made = list(sheets(bench.shared))
    talks = [*_talks(rows(bench.shared, "bilingual/crosswoz_dialogues.jsonl"))]
    pairs = [*_own(), *((said, one.document) for one in made for said in one.questions), *talks]
    pool = {document.id: document for document in (*(one.document for one in made), *(pair[1] for pair in pairs))}
    asked = [
        Asked(said[lang], lang, frozenset({document.id}), document.text.get(lang) is None, about=document.doc)
        for said, document in pairs
        for lang in _LANGS
        if lang in said and (document.doc != _APART or document.text.get(lang) is None)
    ]
    terms = [(one.names["zh"], one.names["en"]) for one in made if one.names and one.names["zh"] != one.names["en"]]
    alone = _hit(bench, shop("bench-mixed", pool.values(), glossary=terms), asked)
    yield from _recalls(asked, alone, _BARS[bench.chosen is not None])
    for lang in _LANGS:
        extra = (clause(f"noise/{lang}#{n}", lang, text) for n, text in enumerate(noise(bench.shared, lang, NOISE)))
        crowded = _hit(bench, shop(f"bench-mixed-{lang}", [*pool.values(), *extra], glossary=terms), asked)
        for is_cross in (False, True):
            chosen = [
                n
                for n, one in enumerate(asked)
                if one.is_cross == is_cross and one.lang == other(lang) and one.about != _APART
            ]
            change = share(crowded[n] for n in chosen) - share(alone[n] for n in chosen)
            name = f"{other(lang)} questions, {'cross' if is_cross else 'same'}, +{NOISE} {lang} passages"
            bar = None if is_cross else -1.0
            yield Figure("mixed", f"change of R@8: {name}", change, len(chosen), "points", bar)


def _recalls(asked: list[Asked], hit: list[bool], bars: tuple[float, float]) -> Iterator[Figure]:
    def over(**wanted: object) -> list[bool]:
        return [
            found
            for one, found in zip(asked, hit, strict=True)
            if (one.about != _APART or wanted.get("about") == _APART)
            and all(getattr(one, name) == value for name, value in wanted.items())
        ]

    for is_cross, bar in zip((False, True), bars, strict=True):
        name = "cross-language" if is_cross else "same language"
        passed = over(is_cross=is_cross)
        yield Figure("mixed", f"R@8, {name}", share(passed), len(passed), bar=bar)
        for lang in _LANGS:
            part = over(is_cross=is_cross, lang=lang)
            yield Figure("mixed", f"  {name}, {lang} questions", share(part), len(part))
        for key, told in _SETS.items():
            part = over(is_cross=is_cross, about=key)
            if part:
                yield Figure("mixed", f"  {name}, {told}", share(part), len(part))
    for lang in _LANGS:
        part = over(about=_APART, lang=lang)
        yield Figure(
            "mixed", f"  apart: cross-language, {lang}, travellers' sentences (CrossWOZ)", share(part), len(part)
        )
    gap = abs(share(over(lang="zh")) - share(over(lang="en")))
    yield Figure("mixed", "parity gap, zh and en questions", gap, len(over()), "points", 3.0, at_least=False)


def _hit(bench: Bench, folder: ShopFolder, asked: list[Asked]) -> list[bool]:
    with closing(bench.index(folder)) as index:
        found = bench.found(index, asked, f"search {folder.profile.id}")
    return [bool(one.gold & {hit.clause_id for hit in hits}) for one, hits in zip(asked, found, strict=True)]


def _talks(dialogues: list[dict[str, Any]]) -> Iterator[Pair]:
    """Buyers' questions that stand alone: long enough, with two telling words at least, in both languages."""
    common = {lang: _common(dialogues, lang) for lang in _LANGS}
    seen: set[str] = set()
    for talk in dialogues:
        for place, turn in enumerate(talk["zh"][:-1]):
            said = {lang: talk[lang][place]["text"].strip() for lang in _LANGS}
            telling = all(
                len(said[lang]) >= _LONG_ENOUGH[lang] and len(set(native_tokens(said[lang])) - common[lang]) >= 2
                for lang in _LANGS
            )
            if turn["role"] == "customer" and telling and said["zh"] not in seen:
                seen.add(said["zh"])
                lang = _LANGS[len(seen) % 2]
                answer = talk[lang][place + 1]["text"].strip()
                yield said, clause(f"faq#{talk['id']}-{place}", lang, f"{said[lang]}\n{answer}")


def _common(dialogues: list[dict[str, Any]], lang: Lang) -> frozenset[str]:
    """Tokens of more than 3 % of the turns."""
    turns = [turn["text"] for talk in dialogues for turn in talk[lang]]
    counts = Counter(token for text in turns for token in set(native_tokens(text)))
    return frozenset(token for token, count in counts.items() if count > _COMMON * len(turns))


def _own() -> Iterator[Pair]:
    """Headings of clauses, and labels of catalogue rows, of the sample shops."""
    number = 0
    for folder in sample_shops():
        for known in folder.clauses.values():
            both = known.section.zh and known.section.en and known.text.zh and known.text.en
            if both and known.kind not in ("product", "script") and known.valid_until is None:
                lang = _LANGS[number % 2]
                number += 1
                bare = replace(in_one_language(known, lang), id=f"{folder.profile.id}/{known.id}", section=Bilingual())
                yield _said(known), replace(bare, doc="own")
        for product in folder.products.values():
            known = folder.clauses[product.id]
            lang = _LANGS[number % 2]
            number += 1
            row = replace(in_one_language(known, lang), id=f"{folder.profile.id}/{known.id}", doc="own")
            labels = [attribute.label for attribute in product.attributes.values() if attribute.label.zh]
            for label in labels[1:6]:
                yield (
                    {
                        "zh": f"{product.name.best('zh')}的{label.best('zh')}是多少？",
                        "en": f"What is the {label.best('en')} of the {product.name.best('en')}?",
                    },
                    row,
                )


def _said(known: Clause) -> dict[Lang, str]:
    return {
        "zh": f"{known.title.best('zh')}：{known.section.best('zh')}",
        "en": f"{known.title.best('en')}: {known.section.best('en')}",
    }
