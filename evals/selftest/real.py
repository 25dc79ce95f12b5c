"""Real replies of third parties: human experts' answers and a model's turns, each on the facts that it had."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agent.case import Turn
from agent.suggestion import Evidence
from evals.bench.finding.sources import Missing, rows
from evals.selftest.reply import Reply
from evals.selftest.standalone import asked, evidence_of, reply_on

_LINK = re.compile(r"https?://[^\s)\]]+")
_LIST_NUMBER = re.compile(r"(?m)^\s*\d+[.)]\s")
_REPLY = 900
"""Characters of a real reply that is taken; longer ones are not chat."""


def real(shared: Path) -> Iterator[Reply]:
    """Replies that rest on their facts. Raises Missing for a file that is not there."""
    yield from _talks(shared)
    yield from _help_desk(shared)


def _rests(text: str, evidence: Sequence[Evidence], thread: Sequence[Turn]) -> bool:
    """Whether every link and number of a real reply stands in its own facts; else nobody knows whether it is clean."""
    known = " ".join([each for item in evidence for each in item.text.texts()] + [turn.text for turn in thread])
    body = _LIST_NUMBER.sub("", text)
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", _LINK.sub("", body)))
    there = set(re.findall(r"\d+(?:[.,]\d+)*", known))
    return numbers <= there and all(link in known for link in _LINK.findall(body))


def _talks(shared: Path) -> Iterator[Reply]:
    """One turn with numbers of each tau retail talk, on what the tools had answered before it and on the policy."""
    file = shared / "policies/en/tau_retail_policy.md"
    if not file.is_file():
        raise Missing(f"{file} is not there")
    policy = file.read_text(encoding="utf-8")
    for row in rows(shared, "cases/en/tau_retail_conversations.jsonl"):
        evidence = [evidence_of("policies/tau#all", "policy", "en", policy)]
        thread: list[Turn] = []
        for place, turn in enumerate(row["turns"]):
            if turn["role"] == "tool":
                evidence.append(evidence_of(f"orders#{place}", "order", "en", _flat(turn["text"])))
            if turn["role"] == "agent" and re.search(r"\d", turn["text"]) and len(turn["text"]) < _REPLY:
                known = tuple(thread)
                if _rests(turn["text"], evidence, known):
                    id_ = f"{row['id']}-{place}"
                    yield reply_on(id_, "talk", "en", turn["text"], evidence, currency="USD", thread=known)
                    break
            if turn["role"] in ("agent", "customer"):
                role = "agent" if turn["role"] == "agent" else "buyer"
                thread.append(Turn.model_validate({"role": role, "text": turn["text"]}))


def _flat(text: str) -> str:
    """A tool's JSON as labelled lines; what is an amount there gets its sign."""
    try:
        return "\n".join(_lines_of(json.loads(text), ""))
    except json.JSONDecodeError:
        return text


def _lines_of(value: Any, label: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines_of(inner, str(key).replace("_", " "))
    elif isinstance(value, list):
        for inner in value:
            yield from _lines_of(inner, label)
    else:
        sign = "$" if label in ("price", "amount") else ""
        yield f"{label}: {sign}{value}"


def _help_desk(shared: Path) -> Iterator[Reply]:
    """Human experts' answers of WixQA, each on the articles that it rests on."""
    articles = {row["id"]: row for row in rows(shared, "cases/en/wixqa_articles.jsonl")}
    for row in rows(shared, "cases/en/wixqa_cases.jsonl"):
        named = [articles[id_] for id_ in row["doc_ids"] if id_ in articles]
        text = row["references"][0]
        if named and len(text) < _REPLY:
            evidence = [
                evidence_of(f"faq/{place}#all", "faq", "en", each["text"], each["title"])
                for place, each in enumerate(named)
            ]
            thread = asked(row["message"])
            if _rests(text, evidence, thread):
                yield reply_on(row["id"], "help desk", "en", text, evidence, currency="USD", thread=thread)
