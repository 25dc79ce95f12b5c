"""A question that nothing in the shop answers comes back empty or marked; one that something answers does not."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.answerable import DOUBTFUL_BELOW, UNANSWERED_BELOW, chance_of_answer, signs, verdict
from agent.found import find, successors
from agent.shop import Shop


async def verdict_of(shop: Shop, text: str, now: datetime, k: int = 5) -> str:
    return (await find(shop, text, now=now, order_id=None, audience="buyer", k=k)).verdict


@pytest.mark.parametrize(
    "question",
    [
        "拆封了还能退吗",
        "运费谁出",
        "多久能发货",
        "can I return an opened box",
        "how long is the warranty",
        "5.5升可视空气炸锅的额定功率是多少",
        "退貨運費誰付",
    ],
)
async def test_what_the_shop_has_written_about_is_answered(wenhuo: Shop, now: datetime, question: str) -> None:
    assert await verdict_of(wenhuo, question, now) == "answered"


@pytest.mark.parametrize(
    "question",
    [
        "明天去北京的机票还有吗",
        "how do I freeze my bank account",
        "颐和园附近有什么好吃的餐馆",
        "4.0升空气炸锅的遮光率是多少",
        "What is the blackout rate of the 5.5 L air fryer with window?",
    ],
)
async def test_what_it_has_not_is_empty_or_marked(wenhuo: Shop, now: datetime, question: str) -> None:
    assert await verdict_of(wenhuo, question, now) in ("unanswered", "doubtful")


async def test_an_unanswered_question_shows_no_hits_and_keeps_the_nearest_for_whoever_asks(
    wenhuo: Shop, now: datetime
) -> None:
    found = await find(wenhuo, "明天去北京的机票还有吗", now=now, order_id=None, audience="buyer", k=5)
    assert (found.verdict, found.hits) == ("unanswered", ())
    assert len(found.nearest) == 5


@pytest.mark.parametrize("name", ["WH-AF55", "5.5升可视空气炸锅"])
async def test_a_products_name_alone_asks_for_the_product(wenhuo: Shop, now: datetime, name: str) -> None:
    assert await verdict_of(wenhuo, name, now) == "answered"


async def test_how_many_hits_are_wanted_does_not_change_the_verdict(wenhuo: Shop, now: datetime) -> None:
    chances = [
        (await find(wenhuo, "拆封了还能退吗", now=now, order_id=None, audience="buyer", k=k)).chance for k in (1, 5, 8)
    ]
    assert chances[0] == chances[1] == chances[2]


def test_a_verdict_has_two_floors() -> None:
    told = [verdict(chance) for chance in (0.0, UNANSWERED_BELOW, DOUBTFUL_BELOW, 1.0)]
    assert told == ["unanswered", "doubtful", "answered", "answered"]


async def test_no_hits_answer_nothing(wenhuo: Shop, now: datetime) -> None:
    assert chance_of_answer(wenhuo, "退货", []) == 0.0
    found = await find(wenhuo, "退货", now=now, order_id=None, audience="buyer", k=8)
    assert signs(wenhuo, "退货", found.nearest).shape == (17,)


def test_a_clause_is_succeeded_by_the_same_heading_of_the_newer_document(wenhuo: Shop) -> None:
    old = wenhuo.folder.clauses["policies/returns-2025#no-reason"]
    assert [clause.id for clause in successors(wenhuo, old)] == ["policies/returns#no-reason"]
    assert successors(wenhuo, wenhuo.folder.clauses["policies/returns#no-reason"]) == []
