from __future__ import annotations

import pytest

from agent.shop import Shop
from knowledge.unheard import unheard


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("涂层含不含PFAS啊", ("pfas",)),
        ("does it work with Zigbee or HomeKit", ("zigbe", "homekit")),
        ("can I use it with a Thule rack?", ("thule",)),
    ],
)
def test_a_name_that_the_shop_never_writes_is_unheard(wenhuo: Shop, text: str, strange: tuple[str, ...]) -> None:
    assert unheard(wenhuo.index, text) == strange


@pytest.mark.parametrize(
    "text",
    [
        "5.5的那个炸锅多大功率啊",
        "is the basket dishwasher safe",
        "whats the diff btw ur two air fryers pls",
        "how nosiy is the griner, my neigbours complain",
        "WH-AF55 的 CCC 证书有吗",
        "可以用WH-KT06吗",
        "",
        "👍",
    ],
)
def test_ordinary_shortened_and_misspelled_words_are_not(wenhuo: Shop, text: str) -> None:
    assert unheard(wenhuo.index, text) == ()
