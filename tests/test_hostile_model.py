"""suggest() with a model that lies, leaks, breaks or never ends: none of it is in the reply, which comes in time."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest
from openai_server import Step, answers, fails, hangs, never_ends, resets, says, trickles
from shop_with_model import PARCEL, as_answer, asking, both_sides, draft_of, is_proved, said_by, with_model, written_by

from agent.case import Case
from agent.flow import suggest
from agent.shop import Shop

BARGAIN = "5.5的炸锅 339能不能再便宜点呀 老板"
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
    async with with_model(
        wenhuo, *BROKEN[name], YOUJU_DEADLINE_SECONDS=1.5, YOUJU_ATTEMPT_SECONDS=0.3, YOUJU_MAX_OUTPUT_TOKENS=64
    ) as (shop, _):
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


# The deadline


@pytest.mark.parametrize(
    "step", [hangs(20.0), trickles('{"sentences": [{"text": "' + "好" * 500, 0.05)], ids=["hangs", "trickles"]
)
async def test_a_model_that_never_finishes_is_left_and_the_reply_comes_in_time(
    wenhuo: Shop, waiting: Case, step: Step
) -> None:
    plain = await suggest(waiting, wenhuo)
    async with with_model(wenhuo, step, YOUJU_DEADLINE_SECONDS=0.9, YOUJU_ATTEMPT_SECONDS=5.0) as (shop, _):
        started = time.monotonic()
        suggestion = await suggest(waiting, shop)
        took = time.monotonic() - started
    assert suggestion.draft == plain.draft
    assert written_by(suggestion) == ["writer.model_failed"]
    assert took <= 0.9, f"took {took:.3f} s of 0.9 s"


async def test_a_slow_first_draft_leaves_no_time_for_a_rewrite_and_that_is_no_error(
    wenhuo: Shop, waiting: Case
) -> None:
    bad = answers(as_answer(("保证12月25日送达。", "We guarantee delivery on 25 December.")))
    async with with_model(wenhuo, bad, hangs(20.0), YOUJU_DEADLINE_SECONDS=1.2) as (shop, server):
        suggestion = await suggest(waiting, shop)
    assert len(server.seen) == 2 and is_proved(suggestion)
    assert suggestion.versions.writer == "strict" and suggestion.usage.model_calls >= 1
