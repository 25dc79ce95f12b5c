"""suggest(): the whole story of one message, with the strict writer, with a good model, and up to the hand-over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from openai_server import answers, fails
from shop_with_model import PARCEL, asking, both_sides, draft_of, is_proved, said_by, with_model, written_by

from agent.flow import suggest
from agent.settings import SettingsError
from agent.shop import Shop
from knowledge.bilingual import Bilingual

VALUES = frozenset({"money", "percent", "quantity", "duration", "date", "count"})


# The strict path


@pytest.mark.parametrize(
    ("text", "lang"),
    [("5.5升的空气炸锅功率多大?", "zh"), ("What is the power of the 5.5 L air fryer?", "en")],
)
async def test_the_strict_path_answers_in_the_buyers_language_with_a_twin_in_the_other(
    wenhuo: Shop, now: datetime, text: str, lang: str
) -> None:
    suggestion = await suggest(asking(text, now), wenhuo)
    draft = draft_of(suggestion)
    assert (draft.lang, draft.twin_lang) == (("zh", "en") if lang == "zh" else ("en", "zh"))
    assert "1700" in draft.text() and "1700" in draft.text("twin")
    assert is_proved(suggestion) and any(claim.kind == "quantity" for claim in suggestion.claims)
    assert {claim.side for claim in suggestion.claims} == {"reply", "twin"}
    assert (suggestion.versions.writer, suggestion.versions.model) == ("strict", None)
    assert suggestion.versions.prompt == wenhuo.phrases.version
    assert suggestion.versions.knowledge == wenhuo.folder.digest[:12]
    assert suggestion.versions.policy == wenhuo.policy_version
    assert (suggestion.usage.model_calls, suggestion.usage.tokens_in, suggestion.usage.tokens_out) == (0, 0, 0)
    assert set(suggestion.usage.ms_by_step) == {"understand", "retrieve", "decide", "draft", "check"}
    assert sum(suggestion.usage.ms_by_step.values()) <= suggestion.usage.ms


async def test_the_same_message_gets_the_same_draft_again(wenhuo: Shop, now: datetime) -> None:
    case = asking("拆封了还能退吗?运费谁出?", now, order_id="W2611120035")
    first, second = await suggest(case, wenhuo), await suggest(case, wenhuo)
    assert (first.draft, first.claims, first.decision) == (second.draft, second.claims, second.decision)


async def test_every_claim_says_where_it_stands_and_what_proves_it(wenhuo: Shop, now: datetime) -> None:
    suggestion = await suggest(asking("拆封了还能退吗?运费谁出?", now, order_id="W2611120035"), wenhuo)
    known = {item.id for item in suggestion.evidence}
    assert suggestion.claims
    for claim in suggestion.claims:
        text = draft_of(suggestion).text(claim.side)
        assert text[claim.span.start : claim.span.end] == claim.text
        assert claim.evidence and set(claim.evidence) <= known | {"thread#1"}


async def test_the_strict_writer_asked_for_by_name_calls_no_model(wenhuo: Shop, now: datetime) -> None:
    async with with_model(wenhuo, fails(500)) as (shop, server):
        suggestion = await suggest(asking("退款多久到账?", now), shop, writer="strict")
    assert server.seen == [] and suggestion.versions.writer == "strict"


async def test_the_model_writer_without_a_model_is_refused_by_name(wenhuo: Shop, now: datetime) -> None:
    with pytest.raises(SettingsError, match="YOUJU_MODEL"):
        await suggest(asking("退款多久到账?", now), wenhuo, writer="model")


# A good model


@pytest.mark.parametrize(
    ("text", "order"),
    [(PARCEL, "W2611160124"), ("Where is my soy-milk maker?", "W2611160124"), ("5.5升的空气炸锅功率多大?", None)],
)
async def test_a_models_proved_draft_is_the_reply_and_says_who_wrote_it(
    wenhuo: Shop, now: datetime, text: str, order: str | None
) -> None:
    case = asking(text, now, order_id=order)
    good = draft_of(await suggest(case, wenhuo))
    async with with_model(wenhuo, answers(said_by(good))) as (shop, server):
        suggestion = await suggest(case, shop)
    assert len(server.seen) == 1 and is_proved(suggestion)
    assert draft_of(suggestion).writer == "model"
    assert [each.text for each in draft_of(suggestion).sentences] == [each.text for each in good.sentences]
    assert (suggestion.versions.writer, suggestion.versions.model) == ("model", "m")
    assert suggestion.versions.prompt == wenhuo.prompts.version
    assert (suggestion.usage.model_calls, suggestion.usage.tokens_in, suggestion.usage.tokens_out) == (1, 11, 7)
    assert written_by(suggestion) == []


# The hand-over


@contextmanager
def saying(shop: Shop, clause: str, zh: str, en: str) -> Iterator[Shop]:
    """The shop as it would be had it approved this wording for the clause."""
    spoilt = replace(shop.folder.clauses[clause], say=Bilingual(zh=zh, en=en))
    yield replace(shop, folder=replace(shop.folder, clauses={**shop.folder.clauses, clause: spoilt}))


@pytest.mark.parametrize("writer", ["strict", "model"])
async def test_a_strict_draft_that_is_blocked_becomes_a_hand_over(wenhuo: Shop, now: datetime, writer: str) -> None:
    case = asking("签收后几天内可以无理由退货?", now)
    clause = "policies/returns#no-reason"
    assert (wenhuo.folder.clauses[clause].say.zh or "?") in draft_of(await suggest(case, wenhuo)).text()
    with saying(
        wenhuo, clause, "7天内可退,加微信vx778899办理。", "Return it within 7 days, WeChat vx778899."
    ) as spoilt:
        async with with_model(spoilt, answers('{"sentences": []}')) as (shop, _):
            suggestion = await suggest(case, shop, writer=writer)  # type: ignore[arg-type]
    assert suggestion.action == suggestion.decision.action == "escalate" and suggestion.decision.offers == ()
    draft = draft_of(suggestion)
    assert draft.writer == "strict" and "微信" not in both_sides(suggestion) and "vx7" not in both_sides(suggestion)
    assert not any(claim.kind in VALUES for claim in suggestion.claims)
    assert all(claim.verdict == "proved" for claim in suggestion.claims)
    told = [finding.rule for finding in suggestion.findings]
    assert "platform.messenger" in told
    assert ("writer.model_failed" in told) is (writer == "model")
    for finding in suggestion.findings:
        assert finding.span is None or finding.span.end <= len(draft.text(finding.side))
