from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelf_of_clauses import data_folder

from knowledge import gloss
from knowledge.gloss import Gloss, segment
from knowledge.trade_terms import trade_terms


@pytest.fixture
def dictionary(tmp_path: Path) -> Iterator[Gloss]:
    opened = Gloss.open(data_folder(tmp_path), {"炸篮": "basket", **trade_terms()})
    yield opened
    opened.close()


def test_the_longest_words_win_and_unknown_characters_stand_alone() -> None:
    assert segment("拆开的狗粮吗", {"拆": 1, "拆开": 1, "狗": 1, "狗粮": 1, "的": 1}) == ["拆开", "的", "狗粮", "吗"]
    assert segment("", {}) == []


def test_chinese_words_become_english_stems(dictionary: Gloss) -> None:
    (meanings,) = dictionary.english("狗粮")
    assert meanings[:2] == ("dog", "food")


def test_the_shops_own_words_come_before_the_dictionary(dictionary: Gloss) -> None:
    assert dictionary.english("炸篮") == [("basket",)]


def test_trade_words_mean_what_buyers_mean(dictionary: Gloss) -> None:
    assert dictionary.english("退邮费") == [("return", "refund"), ("postag", "ship", "cost")]
    assert dictionary.english("口味净含量") == [("flavour", "flavor", "tast"), ("net", "content")]


def test_latin_words_stay_and_empty_characters_go(dictionary: Gloss) -> None:
    assert dictionary.english("WiFi的吗") == [("wifi",)]


def test_lookups_are_the_same_from_the_table_and_from_memory(dictionary: Gloss) -> None:
    asked = "没用过可以退货吗,猫砂剪开口子了"
    before = dictionary.english(asked)
    dictionary.load_all()
    assert dictionary.english(asked) == before


def test_a_polyphone_gives_senses_of_each_reading(dictionary: Gloss) -> None:
    (meanings,) = dictionary.english("行")
    assert "row" in meanings
    assert "walk" in meanings or "go" in meanings


def test_the_table_is_built_once_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gloss, "_words", lambda _: iter([("猫", "cat")]))
    gloss.ensure(tmp_path)
    monkeypatch.setattr(gloss, "_words", lambda _: pytest.fail("built twice"))
    gloss.ensure(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gloss-3.sqlite3"]


def test_a_build_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Iterator[tuple[str, str]]:
        yield "猫", "cat"
        raise OSError("no space")

    monkeypatch.setattr(gloss, "_BUILD", "raise SystemExit(1)")
    monkeypatch.setattr(gloss, "_words", broken)
    with pytest.raises(OSError, match="no space"):
        gloss.ensure(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error):
        Gloss.open(tmp_path, {}).english("猫")
