from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from shelf_of_clauses import at, clause, data_folder, folder

from knowledge.bilingual import Bilingual
from knowledge.embed import Embedder, bundled
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.left_out import LeftOut, left_out
from knowledge.passage import Audience, When

SECTION = Bilingual(zh="无理由退货", en="No-reason return")
CLAUSES = [
    clause(
        "policies/returns#no-reason", "签收次日起7天内可无理由退货。", section=SECTION, days=(date(2026, 3, 1), None),
        dated_by="order.signed_at",
    ),
    clause(
        "policies/returns-2025#no-reason", "签收次日起15天内可无理由退货。", section=SECTION,
        days=(None, date(2026, 2, 28)), dated_by="order.signed_at",
    ),
    clause("policies/limits#returns", "客户无理由退货时,最多可补偿20元。", section=SECTION, audience="staff"),
    clause("sheets/af#returns", "炸篮用过后不支持无理由退货。", kind="sheet", skus=("AF-55",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return bundled()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Index]:
    with Index.open(data_folder(tmp_path_factory.mktemp("left")), "lantern", writable=True) as opened:
        ingest(folder(*CLAUSES), opened, embedder=embedder)
        yield opened


def missing(
    index: Index, embedder: Embedder, when: When, audience: Audience = "buyer", skus: tuple[str, ...] = ()
) -> dict[str, LeftOut]:
    found = left_out(index, "无理由退货", when=when, audience=audience, k=20, embedder=embedder, skus=skus)
    return {one.clause_id: one for one in found}


def test_what_is_out_of_force_says_which_day_decided(index: Index, embedder: Embedder) -> None:
    old = missing(index, embedder, at(2026, 5, 6))["policies/returns-2025#no-reason"]
    assert (old.reasons, old.day, old.dated_by) == (("no_longer_in_force",), date(2026, 5, 6), "order.signed_at")
    earlier = missing(index, embedder, at(2026, 5, 6, signed_at=date(2026, 2, 28)))
    new = earlier["policies/returns#no-reason"]
    assert (new.reasons, new.day, new.valid_from) == (("not_yet_in_force",), date(2026, 2, 28), date(2026, 3, 1))
    assert "policies/returns-2025#no-reason" not in earlier


def test_staff_text_is_named_as_such_to_a_buyer_and_left_in_for_staff(index: Index, embedder: Embedder) -> None:
    assert missing(index, embedder, at(2026, 5, 6))["policies/limits#returns"].reasons == ("staff_only",)
    assert "policies/limits#returns" not in missing(index, embedder, at(2026, 5, 6), audience="staff")


def test_a_sheet_of_another_product_is_left_out_only_when_one_is_named(index: Index, embedder: Embedder) -> None:
    assert "sheets/af#returns" not in missing(index, embedder, at(2026, 5, 6))
    assert missing(index, embedder, at(2026, 5, 6), skus=("KT-17",))["sheets/af#returns"].reasons == ("other_product",)
    assert "sheets/af#returns" not in missing(index, embedder, at(2026, 5, 6), skus=("AF-55",))
