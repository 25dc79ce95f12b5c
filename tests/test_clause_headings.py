"""agent/headings.py: how much a clause's heading speaks of an intent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from shelf_of_clauses import clause

from agent.headings import Headings
from agent.shop import Shop
from knowledge.bilingual import Bilingual
from knowledge.embed import Embedder, Vectors
from knowledge.passage import Clause


class Counting:
    """The shop's own embedder, and the texts that it was asked for."""

    def __init__(self, real: Embedder) -> None:
        self.name, self.dimension, self._real = real.name, real.dimension, real
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return self._real.embed(texts)


@pytest.fixture
def counting(wenhuo: Shop) -> Counting:
    return Counting(wenhuo.embedder)


@pytest.fixture
def headings(wenhuo: Shop, counting: Counting) -> Headings:
    return Headings(counting, wenhuo.lens.intents)


def headed(name: str, zh: str | None, en: str | None = None) -> Clause:
    return clause(name, "正文", "body", section=Bilingual(zh=zh, en=en))


@pytest.mark.parametrize(
    ("zh", "en", "intent"),
    [
        ("七天无理由退货", "7-day no-reason return", "return_request"),
        ("发票", "Invoices", "invoice"),
        ("修改收货地址", "Changing the address", "change_address"),
        ("付款方式", "Payment methods", "payment_method"),
    ],
)
def test_a_heading_suits_its_own_intent_most_in_either_language(
    headings: Headings, wenhuo: Shop, zh: str, en: str, intent: str
) -> None:
    both, chinese, english = (
        headed("policies/a#b", zh, en),
        headed("policies/a#c", zh),
        headed("policies/a#d", None, en),
    )
    headings.learn([both, chinese, english])
    for one in (both, chinese, english):
        suits = {name: headings.suit(one, name) for name in wenhuo.lens.intents.intents}
        assert max(suits, key=lambda name: suits[name]) == intent
        assert all(0 <= suit <= 1 for suit in suits.values())


def test_a_clause_not_learnt_and_an_unknown_intent_suit_nothing(headings: Headings) -> None:
    known = headed("policies/a#b", "退货")
    assert headings.suit(known, "return_request") == 0.0
    headings.learn([known])
    assert headings.suit(known, "return_request") > 0.0
    assert headings.suit(known, "no_such_intent") == 0.0


def test_each_heading_is_read_once_and_a_batch_in_one_go(headings: Headings, counting: Counting) -> None:
    first, second, third = (
        headed(f"policies/a#{name}", zh) for name, zh in zip("bcd", ("退货", "发票", "运费"), strict=True)
    )
    headings.learn([first, second])
    headings.learn([first, second])
    headings.learn([second, third])
    headings.learn([])
    assert counting.asked == [["退货", "发票"], ["运费"]]


def test_a_clause_without_a_heading_is_read_by_its_documents_title(headings: Headings, counting: Counting) -> None:
    headings.learn([clause("policies/a#intro", "正文")])
    assert counting.asked == [["规则 Rules"]]
