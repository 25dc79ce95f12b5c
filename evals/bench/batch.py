"""How long `youju check --input` takes for 1,000 texts, start of the process and all.

The texts are the self-test's replies (evals/cases/selftest-*.jsonl), each to another buyer: a name stands inside the
sentence and another in the buyer's message, so that no text, no sentence and no message comes twice.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from evals.bench.speed import _folder

Form = Literal["none", "case_id", "inline"]
FORMS: tuple[Form, ...] = ("none", "case_id", "inline")
"""Without a case; naming a case of --cases; with the case in the line."""
_ZH = (
    "李",
    "王",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "郭",
    "何",
    "林",
    "罗",
    "高",
)
_EN = ("Ann", "Ben", "Cara", "Dan", "Eve", "Finn", "Gail", "Hugo", "Ida", "Jon", "Kay", "Leo", "Mia", "Ned", "Ola")
_SYLLABLES = (
    "安",
    "博",
    "晨",
    "德",
    "恩",
    "菲",
    "冠",
    "海",
    "佳",
    "凯",
    "岚",
    "明",
    "宁",
    "沛",
    "清",
    "若",
    "舒",
    "彤",
    "维",
    "晓",
)
_ENDINGS = (
    "berg",
    "court",
    "dale",
    "field",
    "ford",
    "gate",
    "holm",
    "land",
    "ley",
    "man",
    "mere",
    "son",
    "ton",
    "well",
)


def rows(shop: str, count: int, form: Form) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """`count` pairs of an input line and its case; every text, sentence and message is another."""
    path = Path(str(files("evals"))) / "cases" / f"selftest-{shop}.jsonl"
    replies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for place in range(count):
        reply = replies[place % len(replies)]
        lang, name = reply["lang"], _name(place, reply["lang"])
        case = {**reply["case"], "id": f"case-{place}"}
        first, *rest = case["messages"]
        told = f"我是{name},{first['text']}" if lang == "zh" else f"{name} here, {first['text']}"
        case["messages"] = [{**first, "text": told}, *rest]
        text = f"{name}您好,{reply['text']}" if lang == "zh" else f"Dear {name}, {reply['text']}"
        line = {"id": f"text-{place}", "lang": lang, "text": text}
        if form == "case_id":
            line["case_id"] = case["id"]
        elif form == "inline":
            line["case"] = case
        yield line, case


def _name(place: int, lang: str) -> str:
    """A name of its own for each place."""
    if lang == "zh":
        family, given, more = _ZH[place % 20], _SYLLABLES[place // 20 % 20], _SYLLABLES[place // 400 % 20]
        return f"{family}{given}{more}"
    first, family = _EN[place % 15], _ENDINGS[place // 15 % 14]
    return f"{first} {_EN[place // 210 % 15]}{family}"


def seconds(shop: str, count: int, form: Form, folder: Path, data: Path) -> float:
    """Seconds from the start of `youju check --input` to its end. folder: for the lines; data: with the shop's index.

    Raises RuntimeError when a line was not answered.
    """
    lines, cases = folder / f"{shop}-{form}.jsonl", folder / f"{shop}-{form}-cases.jsonl"
    pairs = list(rows(shop, count, form))
    lines.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line, _ in pairs), encoding="utf-8")
    cases.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for _, case in pairs), encoding="utf-8")
    arguments = ["check", "--shop", str(_folder(shop)), "--data", str(data), "--input", str(lines)]
    arguments += ["--cases", str(cases)] if form == "case_id" else []
    started = time.perf_counter()
    out = _youju(*arguments)
    spent = time.perf_counter() - started
    answered = [json.loads(line) for line in out.splitlines()]
    if len(answered) != count or any("error" in answer for answer in answered):
        raise RuntimeError(f"{lines.name}: {len(answered)} of {count} lines were answered, or some with an error")
    return spent


def _youju(*arguments: str) -> str:
    command = "import sys; from agent.doors.cli import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"youju check ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-400:]}")
    return done.stdout.decode("utf-8")
