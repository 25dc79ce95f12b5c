"""check_text() over a whole shop and no case: what a colleague may not write, and what stands in the papers."""

from __future__ import annotations

import pytest

from agent.review import check_text
from agent.shop import Shop
from agent.suggestion import Claim


async def claims_of(shop: Shop, text: str) -> list[Claim]:
    return list((await check_text(text, shop)).claims)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("WH-AF55现在299元", "299元"),
        ("5.5升可视空气炸锅只要299元", "299元"),
        ("The 5.5 L air fryer with window is now ¥299", "¥299"),
        ("拆开用过也能退", "能"),
        ("7天内都可以退,运费我们出。", "运费我们出"),
        ("5.5升可视空气炸锅功率是900瓦", "900瓦"),
        ("All air fryers come with a 3-year warranty.", "3-year"),
    ],
)
async def test_what_the_papers_do_not_say_is_not_proved(wenhuo: Shop, text: str, wrong: str) -> None:
    assert wrong in {claim.text for claim in await claims_of(wenhuo, text) if claim.verdict != "proved"}


@pytest.mark.parametrize(
    "text",
    [
        "WH-AF55现在339元",
        "The 5.5 L air fryer with window is ¥339",
        "拆开没用过的可以退",
        "质量问题15天内可以退货,运费我们出。",
        "满59元包邮,不满收8元运费",
    ],
)
async def test_what_the_papers_say_is_proved(wenhuo: Shop, text: str) -> None:
    claims = await claims_of(wenhuo, text)
    assert claims
    assert [(claim.text, claim.why) for claim in claims if claim.verdict != "proved"] == []
