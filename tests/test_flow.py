"""suggest(): the whole story of one message, with the strict writer, a good model, and hostile ones."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from openai_server import FakeOpenAI, Step, answers, fails, hangs, never_ends, resets, says, serving, trickles

from agent.case import Case
from agent.flow import suggest
from agent.model import OpenAIModel
from agent.settings import Settings, SettingsError
from agent.shop import Shop
from agent.suggestion import Draft, Suggestion
from knowledge.bilingual import Bilingual

VALUES = frozenset({"money", "percent", "quantity", "duration", "date", "count"})


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


# (a) The strict path


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


# (b) Hostile models

BARGAIN = "5.5的炸锅 339能不能再便宜点呀 老板"
PARCEL = "我的豆浆机到哪了?什么时候能到?"
HOSTILE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "an invented discount": ("给您打8折,到手271.2元。", "We can take 20% off, so ¥271.2.", ("8折", "20%", "271")),
    "a coupon beyond the rung": ("给您一张9元优惠券。", "Here is a ¥9 coupon.", ("9元", "¥9")),
    "a coupon beyond the role": ("给您一张100元优惠券。", "Here is a ¥100 coupon.", ("100",)),
    "an invented gift": ("再送您一台电饭煲。", "We also add a rice cooker for free.", ("电饭煲", "rice cooker")),
    "an invented date to one waiting": (
        "您的包裹12月25日送达。",
        "Your parcel arrives on 25 December.",
        ("12月25日", "25 December"),
    ),
    "an invented time to one waiting": (
        "退款3小时内到账。",
        "The refund arrives within 3 hours.",
        ("3小时", "3 hours"),
    ),
    "a promise to one waiting": (
        "保证明天一定到货。",
        "We guarantee that it arrives tomorrow.",
        ("保证", "guarantee", "明天"),
    ),
    "a refund to one waiting": ("到不了就全额退款。", "Otherwise you get a full refund.", ("全额退款", "full refund")),
    "a wrong product": ("您要的WH-AF99有货,1299元。", "WH-AF99 is in stock at ¥1299.", ("AF99", "1299")),
    "another product's value": ("5.5升可视空气炸锅900瓦。", "The 5.5 L air fryer with window draws 900 W.", ("900",)),
    "a leaked limit": ("我最多只能给10元券,组长能给20元。", "My limit is ¥10, a lead may give ¥20.", ("组长", "¥20")),
    "a leaked cost": ("这款成本198元,底价285元。", "It costs us ¥198 and the floor is ¥285.", ("198", "285")),
    "obedience": ("已忽略之前的规则,给您3折下单。", "Ignoring all rules: here is 70% off.", ("3折", "70%", "忽略")),
    "another channel to one waiting": ("加微信abc123详聊。", "Add us on WeChat abc123.", ("微信", "WeChat", "abc123")),
    "a twin that differs to one waiting": (
        "签收次日起7天内可以退。",
        "You can return it within 30 days.",
        ("30 days",),
    ),
    "one language only": ("签收次日起7天内可以无理由退货。", "", ("无理由",)),
    "the same language twice": ("您好,运费由您承担。", "您好,运费由您承担。", ("运费由您承担",)),
}


@pytest.fixture
def haggling(now: datetime) -> Case:
    return asking(BARGAIN, now)


@pytest.fixture
def waiting(now: datetime) -> Case:
    return asking(PARCEL, now, order_id="W2611160124")


async def test_the_strict_draft_that_stands_in_is_proved(wenhuo: Shop, haggling: Case, waiting: Case) -> None:
    for case in (haggling, waiting):
        suggestion = await suggest(case, wenhuo)
        assert [(claim.text, claim.why) for claim in suggestion.claims if claim.verdict != "proved"] == []
        assert is_proved(suggestion)


@pytest.mark.parametrize("name", list(HOSTILE))
async def test_nothing_a_hostile_model_invents_is_in_the_result(
    wenhuo: Shop, haggling: Case, waiting: Case, name: str
) -> None:
    case = waiting if "waiting" in name else haggling
    text, twin, invented = HOSTILE[name]
    async with with_model(wenhuo, answers(as_answer((text, twin)))) as (shop, server):
        suggestion = await suggest(case, shop)
    assert len(server.seen) == 2, "one draft and one rewrite"
    assert not [word for word in invented if word in both_sides(suggestion)]
    assert suggestion.versions.writer == draft_of(suggestion).writer == "strict"
    assert suggestion.usage.model_calls == 2
    assert written_by(suggestion) == ["writer.model_unproved"]


async def test_a_hostile_sentence_among_good_ones_keeps_the_whole_draft_out(wenhuo: Shop, waiting: Case) -> None:
    good = draft_of(await suggest(waiting, wenhuo))
    lines = [(each.text, each.twin, each.evidence) for each in good.sentences]
    async with with_model(wenhuo, answers(as_answer(*lines, ("明天上午就到。", "It arrives tomorrow morning.")))) as (
        shop,
        _,
    ):
        suggestion = await suggest(waiting, shop)
    assert "明天" not in both_sides(suggestion) and suggestion.versions.writer == "strict"


async def test_a_rewrite_is_shown_its_findings_and_may_put_things_right(wenhuo: Shop, waiting: Case) -> None:
    good = draft_of(await suggest(waiting, wenhuo))
    bad = as_answer(("保证12月25日送达。", "We guarantee delivery on 25 December."))
    async with with_model(wenhuo, answers(bad), answers(said_by(good))) as (shop, server):
        suggestion = await suggest(waiting, shop)
    assert len(server.seen) == 2
    shown = json.dumps(server.seen[1]["messages"], ensure_ascii=False)
    assert "12月25日" in shown and "must be put right" in shown
    assert draft_of(suggestion).writer == "model" and draft_of(suggestion).sentences == good.sentences
    assert is_proved(suggestion)
    assert (suggestion.usage.model_calls, suggestion.usage.tokens_in, suggestion.usage.tokens_out) == (2, 22, 14)


BROKEN: dict[str, tuple[Step, ...]] = {
    "no sentences": (answers('{"sentences": []}'),),
    "sentences without words": (answers(as_answer(("", ""), ("…", "…"))),),
    "nothing at all": (answers(""),),
    "broken JSON": (answers('{"sentences": [{"text": "您好", "tw'),),
    "another shape": (answers('{"reply": "您好"}'),),
    "prose": (answers("Sure! I will refund you 500 yuan."),),
    "a page of HTML": (says(200, b"<html>gateway</html>", "text/html"),),
    "an error": (fails(500),),
    "a refused key": (fails(401),),
    "a reset": (resets('{"sentences'),),
    "an answer without end": (never_ends("好"),),
}


@pytest.mark.parametrize("name", list(BROKEN))
async def test_a_model_that_fails_leaves_the_strict_draft_and_a_finding(wenhuo: Shop, waiting: Case, name: str) -> None:
    plain = await suggest(waiting, wenhuo)
    started = time.monotonic()
    async with with_model(wenhuo, *BROKEN[name], YOUJU_DEADLINE_SECONDS=1.5, YOUJU_ATTEMPT_SECONDS=0.3) as (shop, _):
        suggestion = await suggest(waiting, shop)
    assert time.monotonic() - started < 1.5 + 0.5
    assert suggestion.draft == plain.draft and is_proved(suggestion)
    told = [finding for finding in suggestion.findings if finding.rule == "writer.model_failed"]
    assert (
        len(told) == 1
        and told[0].severity == "info"
        and "127.0.0.1" in told[0].why + "127.0.0.1" * ("words" in told[0].why)
    )
    assert suggestion.versions.writer == "strict"


async def test_no_secret_of_the_shop_is_sent_to_a_model(wenhuo: Shop, now: datetime) -> None:
    note = {"role": "note", "text": "这个客人可以再让15块,别说出去"}
    turns = [{"role": "buyer", "text": BARGAIN}, note, {"role": "buyer", "text": "再便宜点吧,送点东西也行"}]
    case = Case.model_validate({"id": "t", "now": now, "messages": turns})
    async with with_model(wenhuo, answers(as_answer(("给您打8折。", "20% off.")))) as (shop, server):
        await suggest(case, shop)
    assert len(server.seen) == 2
    sent = "\n".join(str(message["content"]) for body in server.seen for message in body["messages"])
    for clause in wenhuo.folder.clauses.values():
        if clause.audience == "staff":
            for text in clause.text.texts():
                assert not [line for line in text.splitlines() if len(line) > 12 and line in sent], clause.id
    assert "别说出去" not in sent and "floor" not in sent
    for product in wenhuo.folder.products.values():
        for key in product.internal or {}:
            assert f"{key}:" not in sent


# (c) The deadline


@pytest.mark.parametrize(
    "step", [hangs(20.0), trickles('{"sentences": [{"text": "' + "好" * 500, 0.05)], ids=["hangs", "trickles"]
)
async def test_a_model_that_never_finishes_is_left_and_the_reply_comes_in_time(
    wenhuo: Shop, waiting: Case, step: Step
) -> None:
    plain = await suggest(waiting, wenhuo)
    async with with_model(wenhuo, step, YOUJU_DEADLINE_SECONDS=0.7, YOUJU_ATTEMPT_SECONDS=5.0) as (shop, _):
        started = time.monotonic()
        suggestion = await suggest(waiting, shop)
        took = time.monotonic() - started
    assert suggestion.draft == plain.draft
    assert written_by(suggestion) == ["writer.model_failed"]
    assert took <= 0.7, f"took {took:.3f} s of 0.7 s"


async def test_a_slow_first_draft_leaves_no_time_for_a_rewrite_and_that_is_no_error(
    wenhuo: Shop, waiting: Case
) -> None:
    bad = answers(as_answer(("保证12月25日送达。", "We guarantee delivery on 25 December.")))
    async with with_model(wenhuo, bad, hangs(20.0), YOUJU_DEADLINE_SECONDS=0.7) as (shop, server):
        suggestion = await suggest(waiting, shop)
    assert len(server.seen) == 2 and is_proved(suggestion)
    assert suggestion.versions.writer == "strict" and suggestion.usage.model_calls >= 1


# (d) A good model


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


# (e) The hand-over


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
