"""A sample shop with a model behind a real server on loopback, for tests of the whole story."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from openai_server import FakeOpenAI, Step, serving

from agent.case import Case
from agent.model import OpenAIModel
from agent.settings import Settings
from agent.shop import Shop
from agent.suggestion import Draft, Suggestion

PARCEL = "我的豆浆机到哪了?什么时候能到?"


def asking(text: str, now: datetime, **more: Any) -> Case:
    return Case.model_validate({"id": "t", "now": now, "messages": [{"role": "buyer", "text": text}]} | more)


def draft_of(suggestion: Suggestion) -> Draft:
    assert suggestion.draft is not None
    return suggestion.draft


def both_sides(suggestion: Suggestion) -> str:
    return draft_of(suggestion).text() + "\n" + draft_of(suggestion).text("twin")


def is_proved(suggestion: Suggestion) -> bool:
    blocked = [finding for finding in suggestion.findings if finding.severity == "block"]
    return not blocked and all(claim.verdict == "proved" for claim in suggestion.claims)


def written_by(suggestion: Suggestion) -> list[str]:
    """What the findings tell of the writers."""
    return [finding.rule for finding in suggestion.findings if finding.rule.startswith("writer.")]


def as_answer(*lines: tuple[str, str] | tuple[str, str, tuple[str, ...]]) -> str:
    sentences = [
        {"text": line[0], "twin": line[1], "evidence": [*(line[2] if len(line) == 3 else ())]} for line in lines
    ]
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


def said_by(draft: Draft) -> str:
    return as_answer(*((each.text, each.twin, each.evidence) for each in draft.sentences))


@asynccontextmanager
async def with_model(shop: Shop, *script: Step, **settings: Any) -> AsyncIterator[tuple[Shop, FakeOpenAI]]:
    """The shop with a model that is a real server on loopback and answers by this script."""
    with serving(*script) as server:
        chosen = Settings(**({"OPENAI_BASE_URL": server.url, "YOUJU_MODEL": "m"} | settings))
        seconds, tokens = chosen.YOUJU_ATTEMPT_SECONDS, chosen.YOUJU_MAX_OUTPUT_TOKENS
        model = OpenAIModel(
            chosen.models,
            base_url=server.url,
            attempt_seconds=seconds,
            most_tokens=tokens,
            pause=lambda _: asyncio.sleep(0),
        )
        yield replace(shop, settings=chosen, model=model), server
        await model.aclose()
