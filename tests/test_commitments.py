"""The promise ledger: what sent text commits to, by when, and what the next draft hears of it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agent.case import Turn
from agent.check.commitments import commitments
from agent.check.grounds import Grounds
from agent.check.proof import proofread

ZONE = ZoneInfo("Asia/Shanghai")
SENT = datetime(2026, 11, 18, 10, tzinfo=ZONE)  # a Wednesday


@pytest.mark.parametrize(("text", "what", "by"), [
    ("我明天给您发货。", "dispatch", date(2026, 11, 19)),
    ("我会在24小时内回复您。", "reply", date(2026, 11, 19)),
    ("我们会在3个工作日内为您退款。", "refund", date(2026, 11, 23)),
    ("马上给您补发一个。", "resend", None),
    ("11月20日前帮您开发票。", "invoice", date(2026, 11, 20)),
    ("We will refund you within 2 business days.", "refund", date(2026, 11, 20)),
    ("I'll get back to you tomorrow.", "reply", date(2026, 11, 19)),
    ("We will look into it.", "check", None),
])  # fmt: skip
def test_a_commitment_is_what_by_when_and_who(text: str, what: str, by: date | None) -> None:
    (found,) = commitments(text, SENT, currency="CNY", who="lead")
    assert (found.what, found.by, found.who) == (what, by, "lead")


@pytest.mark.parametrize("text", [
    "付款后24小时内发货。", "一般48小时内会发货。", "我们不会补发。", "需要我给您补发吗?", "如果破损我们会补发。",
    "已为您退款10元。",
    "Orders usually ship within 2 days.", "We will not refund it.", "Shall I send a replacement?",
    "If it is lost we will resend it.",
])  # fmt: skip
def test_a_rule_a_condition_a_refusal_and_a_question_commit_to_nothing(text: str) -> None:
    assert commitments(text, SENT, currency="CNY", who="agent") == ()


def heard(text: str, now: datetime, *said: tuple[str, datetime]) -> list[tuple[str, str]]:
    thread = tuple(Turn(role="agent", text=words, at=at) for words, at in said)
    thread += (Turn(role="buyer", text="怎么样了?", at=now),)
    found = proofread(text, "zh", Grounds(thread=thread, now=now, zone=ZONE)).findings
    return [
        (finding.rule, finding.severity) for finding in found if finding.rule in ("promise.overdue", "promise.repeated")
    ]


LATER = datetime(2026, 11, 22, 9, tzinfo=ZONE)


def test_a_term_that_has_passed_is_a_finding() -> None:
    promise = ("我明天给您发货。", SENT)
    assert heard("您好,请问还有什么可以帮您?", LATER, promise) == [("promise.overdue", "warn")]
    assert heard("我明天给您发货。", LATER, promise) == [("promise.overdue", "warn")]
    assert heard("抱歉让您久等,我11月23日给您发货。", LATER, promise) == []
    assert heard("您好,请问还有什么可以帮您?", SENT, promise) == []


def test_what_was_done_since_is_no_longer_owed() -> None:
    assert heard("您好!", LATER, ("我明天给您发货。", SENT), ("已为您发货,请留意。", LATER)) == []
    assert heard("已为您发货。", LATER, ("我明天给您发货。", SENT)) == []


def test_the_same_promise_once_more_is_a_finding() -> None:
    assert heard("我尽快给您回复。", SENT, ("我尽快给您回复。", SENT)) == [("promise.repeated", "info")]
    assert heard("我明天给您发货。", SENT, ("我明天给您发货。", SENT)) == []
    assert heard("我会查一下物流。", SENT, ("我尽快给您回复。", SENT)) == []


def test_the_finding_says_what_was_promised_where_and_by_when() -> None:
    thread = (Turn(role="agent", text="好的,我明天给您发货。", at=SENT), Turn(role="buyer", text="还没发?", at=LATER))
    (finding,) = proofread("请您留意。", "zh", Grounds(thread=thread, now=LATER, zone=ZONE)).findings
    assert finding.why == "thread#1 said '我明天给您发货', by 2026-11-19; that day has passed"
    assert finding.fix == "say what happened and name a new day"
