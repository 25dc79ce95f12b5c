from __future__ import annotations

from collections.abc import Iterator

import pytest
from shelf_of_clauses import CountingEmbedder, clause, data_folder, folder

from knowledge.catalog import Product
from knowledge.coverage import coverage, subject_words
from knowledge.index import Index
from knowledge.ingest import ingest

CLAUSES = [
    clause("catalog#AF-55", "5.5升空气炸锅\n功率：1700 W\n颜色：白色", None, kind="product", skus=("AF-55",)),
    clause("policies/shipping#postage", "满59元包邮。", "Orders of 59 yuan ship free."),
]
NAME = ("空气炸锅", "air fryer", "AF-55")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    data = data_folder(tmp_path_factory.mktemp("coverage"))
    with Index.open(data, "lantern", writable=True) as opened:
        ingest(folder(*CLAUSES, products=[Product(sku="AF-55", name="空气炸锅", price=299)]), opened,
               embedder=CountingEmbedder())  # fmt: skip
        yield opened


def test_words_that_only_ask_are_no_subject(index: Index) -> None:
    assert [word.text for word in subject_words(index, "请问空气炸锅的功率是多少")][-1:] == ["功率"]
    assert [word.text for word in subject_words(index, "what is the power of it")] == ["power"]


def test_a_property_that_the_sheet_has_is_told_and_one_it_has_not_is_not(index: Index) -> None:
    has = coverage(index, "空气炸锅的功率是多少", ["catalog#AF-55"], [NAME])
    lacks = coverage(index, "空气炸锅的含绒量是多少", ["catalog#AF-55"], [NAME])
    assert has.told == (1.0,)
    assert lacks.told == (0.0,)
    assert has.unknown == 0.0 and lacks.unknown > 0.3
    assert 0 < has.named < 1


def test_a_chinese_clause_is_heard_in_english(index: Index) -> None:
    assert coverage(index, "power of AF-55", ["catalog#AF-55"], [NAME]).told == (1.0,)


def test_a_name_alone_asks_for_nothing_more(index: Index) -> None:
    assert coverage(index, "空气炸锅", ["catalog#AF-55"], [NAME]).told == (1.0,)


def test_a_question_without_subject_covers_nothing_and_does_not_fail(index: Index) -> None:
    empty = coverage(index, "是吗", ["catalog#AF-55"], [NAME])
    assert (empty.words, empty.unknown, empty.named) == (0, 0.0, 0.0)
