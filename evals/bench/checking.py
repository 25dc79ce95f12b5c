"""How fast the proof-reader is, and that no text breaks it.

    python -m evals.bench.checking [--rounds 3] [--fuzz 20000] [--seed 1] [--json]

Speed: replies of about 300 characters (the strict drafts of both sample shops' demo cases, their twins, and their
policies as a reply) are each checked against 12 passages of their shop, in three states of memory:
  cold   neither the reply nor a passage has been read by this process,
  known  the shop's passages have been read before, the reply is new: a person types, a model drafts,
  warm   both have been read before.
Fuzz: random and mutated texts, mixed scripts, control characters and very long digits; none may raise or take long.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics as figures
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from agent.check import grounds as grounds_read
from agent.check import identities
from agent.check.grounds import Grounds
from agent.check.proof import proofread
from agent.check.statements import statements
from agent.check.topics import features
from agent.flow import suggest
from agent.quantities.numbers import plain
from agent.retrieve import clause_evidence
from agent.shop import Shop
from agent.suggestion import Evidence
from evals.bench.speed import SHOPS, _cases, _opened
from knowledge.bilingual import Lang
from knowledge.passage import When

State = Literal["cold", "known", "warm"]
STATES: tuple[State, ...] = ("cold", "known", "warm")
LENGTH, PASSAGES = 300, 12
MEDIAN_BAR_MS, P99_BAR_MS, FUZZ_BAR_MS = 5.0, 15.0, 250.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply of about LENGTH characters and what it is checked against."""

    text: str
    lang: Lang
    grounds: Grounds


def samples(data: Path) -> list[Sample]:
    """Drafts, twins and policy texts of both sample shops. data: a folder for their indexes."""
    return [sample for name in SHOPS for sample in asyncio.run(_of_shop(_opened(name, data), name))]


async def _of_shop(shop: Shop, name: str) -> list[Sample]:
    clauses = [clause for _, clause in sorted(shop.folder.clauses.items()) if clause.audience == "buyer"]
    found: list[Sample] = []
    for place, case in enumerate(_cases(name)):
        suggestion = await suggest(case, shop, writer="strict")
        when = When(case.now.astimezone(shop.folder.zone))
        around = clauses[place * PASSAGES :] + clauses
        evidence = {item.id: item for item in suggestion.evidence[:PASSAGES]}
        for clause in around:
            if len(evidence) < PASSAGES:
                evidence.setdefault(clause.id, clause_evidence(clause, when, score=1.0))
        grounds = Grounds(
            evidence=tuple(evidence.values()), allowances=suggestion.decision.allowances,
            offers=suggestion.decision.offers, thread=case.messages, now=case.now, zone=shop.folder.zone,
            currency=shop.folder.profile.currency, role=case.role, gazetteer=shop.lens.gazetteer,
            platform=shop.folder.profile.platform,
        )  # fmt: skip
        texts: list[tuple[str, Lang]] = [(_policy(grounds.evidence, lang, place), lang) for lang in ("zh", "en")]
        if suggestion.draft is not None:
            texts.append((suggestion.draft.text("reply"), suggestion.draft.lang))
            texts.append((suggestion.draft.text("twin"), suggestion.draft.twin_lang))
        for text, lang in texts:
            whole = text if len(text) >= LENGTH else text + " " + _policy(grounds.evidence, lang, place + 1)
            if whole.strip():
                found.append(Sample(whole[:LENGTH], lang, grounds))
    return found


def _policy(evidence: Sequence[Evidence], lang: Lang, first: int) -> str:
    """Passages run together, from one of them on: a reply in the shop's own words."""
    order = [*evidence[first % len(evidence) :], *evidence[: first % len(evidence)]]
    texts = (item.text.zh if lang == "zh" else item.text.en for item in order)
    return " ".join(text.replace("\n", " ") for text in texts if text)[:LENGTH]


def forget() -> None:
    """What this process remembers of texts it has read."""
    statements.cache_clear()
    features.cache_clear()
    plain.cache_clear()
    identities._mentions.cache_clear()
    grounds_read._taken_apart.cache_clear()


def timed(sample: Sample, state: State) -> float:
    """Milliseconds of one check; the grounds are new each time, as they are for every message."""
    if state != "warm":
        forget()
    if state == "known":
        _read(_fresh(sample.grounds))
    if state == "warm":
        proofread(sample.text, sample.lang, _fresh(sample.grounds))
    grounds = _fresh(sample.grounds)
    started = time.perf_counter()
    proofread(sample.text, sample.lang, grounds)
    return (time.perf_counter() - started) * 1000


def _fresh(grounds: Grounds) -> Grounds:
    return replace(grounds)


def _read(grounds: Grounds) -> None:
    """Every passage read, as checks of other replies have done before."""
    for sources in (grounds.sources, grounds.staff_sources, grounds.expired_sources, grounds.buyer_turns):
        for source in sources:
            assert source.found is not None and source.asserting is not None


def speed(found: Sequence[Sample], rounds: int) -> dict[str, Any]:
    """Median, p99 and worst by state, with the longest text of each state's worst check."""
    report: dict[str, Any] = {"samples": len(found), "characters": LENGTH, "passages": PASSAGES}
    for sample in found[:4]:
        timed(sample, "warm")
    for state in STATES:
        times = sorted(timed(sample, state) for _ in range(rounds) for sample in found)
        p99 = times[min(len(times) - 1, round(0.99 * (len(times) - 1)))]
        report[state] = {
            "checks": len(times),
            "median_ms": round(figures.median(times), 2),
            "p99_ms": round(p99, 2),
            "worst_ms": round(times[-1], 2),
            "within": figures.median(times) <= MEDIAN_BAR_MS and p99 <= P99_BAR_MS,
        }
    return report


_ALPHABETS = (
    "0123456789", "0123456789.,:-/%¥$€", "一二三四五六七八九十百千万亿两半点零几",
    "天日周月年元块毛角分折件个斤两克升米度",
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789", " \t\n\r\u3000\u00a0",
    "\x00\x01\x07\x1b\x7f\u200b\u200e\ufeff", "。,!?;:、…—“”()【】", "إيمان한국語ёЖשָׁ", "😀👍🏽🇨🇳\u0301\u0302",
    "\U00020000\U0001f4a9\ud7a3", "０１２３４５６７８９￥％．，", "()[]{}|\\^*+?#@&_=<>~`'\"",
)  # fmt: skip
_WORDS = (
    "满", "减", "送", "买", "不", "没有", "不能", "可以", "保证", "一定", "如果", "除非", "包邮", "退款", "运费",
    "您承担", "下周五", "月底前", "第", "每", "个把月", "十天半个月", "百分之", "零下", "by Friday", "within",
    "at least", "half a dozen", "20% off", "business days", "IP67", "http://", "a@b.c", "-10~40℃", "5ft 3in",
    "1h30m", "13800138000",
)  # fmt: skip


def fuzzed(texts: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """`count` texts: a third made of alphabets and words, the rest real texts cut, spliced, repeated and spoilt."""
    chance = random.Random(seed)
    for place in range(count):
        yield _random(chance) if place % 3 == 0 else _mutated(chance, texts)


def _random(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randint(1, 14)):
        if chance.random() < 0.3:
            parts.append(chance.choice(_WORDS))
        elif chance.random() < 0.04:
            parts.append(chance.choice("0123456789零一九") * chance.choice((50, 400, 2000)))
        else:
            alphabet = chance.choice(_ALPHABETS)
            parts.append("".join(chance.choice(alphabet) for _ in range(chance.randint(1, 24))))
    return chance.choice(("", "", " ")).join(parts)


def _mutated(chance: random.Random, texts: Sequence[str]) -> str:
    text = chance.choice(texts)
    for _ in range(chance.randint(1, 6)):
        first = chance.randint(0, len(text))
        last = min(len(text), first + chance.randint(0, 30))
        how = chance.randint(0, 5)
        if how == 0:
            text = text[:first] + text[last:]
        elif how == 1:
            text = text[:first] + _random(chance) + text[first:]
        elif how == 2:
            other = chance.choice(texts)
            text = text[:first] + other[chance.randint(0, len(other)) :]
        elif how == 3:
            text = text[:last] + text[first:last] * chance.randint(1, 40) + text[last:]
        elif how == 4:
            text = text[:first] + text[first:last].swapcase()[::-1] + text[last:]
        else:
            text = text[:first] + chance.choice(chance.choice(_ALPHABETS)) + text[last:]
    return text


def fuzz(found: Sequence[Sample], count: int, seed: int, told: Callable[[str], None] = print) -> dict[str, Any]:
    """Check fuzzed texts; what raised and the slowest check, each with its text. What a process reads once, the files
    of rules and words, is read before."""
    texts = [sample.text for sample in found]
    chance = random.Random(seed + 1)
    raised: list[dict[str, str]] = []
    slowest, slow, over = 0.0, "", 0
    for sample in found:
        _read(sample.grounds)
        proofread(sample.text, sample.lang, sample.grounds)
    for text in fuzzed(texts, count, seed):
        sample = chance.choice(found)
        started = time.perf_counter()
        try:
            proofread(text, sample.lang, sample.grounds)
        except Exception as error:  # noqa: BLE001 - whatever a text makes it raise is what is measured
            raised.append({"error": repr(error), "text": text[:400]})
        spent = (time.perf_counter() - started) * 1000
        if spent > FUZZ_BAR_MS:
            spent = min([spent, *(_once_more(text, sample) for _ in range(2))])
        over += spent > FUZZ_BAR_MS
        if spent > slowest:
            slowest, slow = spent, text
    told(f"{count} texts, {len(raised)} raised, {over} over {FUZZ_BAR_MS:.0f} ms, slowest {slowest:.1f} ms")
    return {
        "texts": count, "seed": seed, "raised": raised, "over_bar": over, "slowest_ms": round(slowest, 1),
        "slowest_length": len(slow), "slowest_text": slow[:400], "within": not raised and not over,
    }  # fmt: skip


def _once_more(text: str, sample: Sample) -> float:
    """Milliseconds with nothing of the text remembered: a slow text is slow again, a busy machine was busy once."""
    forget()
    _read(sample.grounds)
    started = time.perf_counter()
    with suppress(Exception):  # what it raises has been noted
        proofread(text, sample.lang, sample.grounds)
    return (time.perf_counter() - started) * 1000


def _told(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a bar is not met (`warm` and `known` carry the bars, `cold` is shown)."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.checking", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="checks of every reply in each state of memory")
    parser.add_argument("--fuzz", type=int, default=20_000, help="fuzzed texts; 0 leaves them out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        found = samples(Path(temporary))
    report = {"speed": speed(found, given.rounds)}
    if not given.json:
        for state in STATES:
            row = report["speed"][state]
            sys.stdout.write(
                f"{state:6} {row['checks']} checks: median {row['median_ms']} ms, p99 {row['p99_ms']} ms,"
                f" worst {row['worst_ms']} ms\n"
            )
    if given.fuzz:
        report["fuzz"] = fuzz(found, given.fuzz, given.seed, _told)
    if given.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    met = all(report["speed"][state]["within"] for state in ("known", "warm"))
    return 0 if met and report.get("fuzz", {"within": True})["within"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
