"""Other versions of a rule: found along `supersedes`, named with their dates where they do not hold, never quoted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shelf_of_clauses import clause, data_folder
from shop_on_disk import write_shop

from agent.doors.search_view import superseded_view
from agent.found import find
from agent.settings import Settings
from agent.shop import Shop, open_shop
from knowledge.versions import Versions

ZONE = ZoneInfo("Asia/Shanghai")
OLD, MIDDLE, NEW = "policies/window-2024#window", "policies/window-2025#window", "policies/window#window"


def document(days: str, since: str | None, until: str | None, older: str | None, audience: str = "buyer") -> str:
    head = [f"valid_from: {since or 'null'}", f"valid_until: {until or 'null'}", "dated_by: order.signed_at"]
    head += [f"audience: {audience}", f"supersedes: {older}"] if older else [f"audience: {audience}"]
    body = f"签收次日起{days}天内可以无理由退货。\nReturn it for any reason within {days} days after delivery."
    heading = "## 无理由退货期限 · No-reason return window {#window}"
    return "---\n" + "\n".join(head) + f"\n---\n# 退货 · Returns\n\n{heading}\n{body}\n"


ORDERS = "".join(
    json.dumps({"id": name, "status": "signed", "items": [{"sku": "L-1"}], key: f"{day}T10:00:00+08:00"}) + "\n"
    for name, key, day in (
        ("S24", "signed_at", "2024-06-01"),
        ("S25", "signed_at", "2025-12-31"),
        ("S26", "signed_at", "2026-01-01"),
        ("P24", "paid_at", "2024-06-01"),
    )
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Three versions of a return window, dated by the day of delivery; the last has a staff-only forerunner."""
    home = tmp_path_factory.mktemp("versions")
    folder = write_shop(
        home / "lantern",
        policies__returns_md=None,
        authority_toml=None,
        policies__window_2024_md=None,
        orders_jsonl=ORDERS,
    )
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    versions = {
        "window-2024.md": document("30", "2024-01-01", "2024-12-31", None),
        "window-2025.md": document("15", "2025-01-01", "2025-12-31", "window-2024"),
        "window.md": document("7", "2026-01-01", None, "window-2025"),
        "window-draft.md": document("3", "2027-01-01", None, "window", audience="staff"),
    }
    for name, text in versions.items():
        (policies / name).write_text(text, "utf-8")
    opened = open_shop(folder, data=data_folder(home / "data"), settings=Settings())
    yield opened
    opened.index.close()


async def versions_of(shop: Shop, text: str, order_id: str | None, audience: Any = "buyer") -> tuple[str, list[str]]:
    """The version found, and the others beside it."""
    at = datetime(2026, 11, 20, 10, tzinfo=ZONE)
    found = await find(shop, text, now=at, order_id=order_id, audience=audience, k=3)
    assert all(one.of == found.hits[0].clause_id for one in found.superseded)
    return found.hits[0].clause_id, [one.clause.id for one in found.superseded]


@pytest.mark.parametrize("text", ["无理由退货期限是几天", "How many days do I have for a no-reason return?"])
@pytest.mark.parametrize(
    ("order_id", "shown", "others"),
    [
        (None, NEW, [OLD, MIDDLE]),
        ("S26", NEW, [OLD, MIDDLE]),
        ("S25", MIDDLE, [OLD, NEW]),
        ("S24", OLD, [MIDDLE, NEW]),
        ("P24", NEW, [OLD, MIDDLE]),  # delivery decides here; this order was paid in 2024 and is not delivered
    ],
)
async def test_the_version_of_the_orders_date_is_shown_and_the_others_are_named(
    shop: Shop, text: str, order_id: str | None, shown: str, others: list[str]
) -> None:
    assert await versions_of(shop, text, order_id) == (shown, others)


async def test_a_staff_only_version_is_named_to_staff_alone(shop: Shop) -> None:
    question = "无理由退货期限是几天"
    assert "policies/window-draft#window" not in (await versions_of(shop, question, None))[1]
    assert (await versions_of(shop, question, None, "staff"))[1][-1] == "policies/window-draft#window"


async def test_a_superseded_version_shows_its_dates_and_no_text(shop: Shop) -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=ZONE)
    found = await find(shop, "无理由退货期限是几天", now=at, order_id=None, audience="buyer", k=3)
    assert [superseded_view(one) for one in found.superseded] == [
        {"id": OLD, "valid_from": "2024-01-01", "valid_until": "2024-12-31", "of": NEW},
        {"id": MIDDLE, "valid_from": "2025-01-01", "valid_until": "2025-12-31", "of": NEW},
    ]


async def test_what_does_not_answer_names_no_versions(shop: Shop) -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=ZONE)
    found = await find(shop, "明天去北京的机票还有吗", now=at, order_id=None, audience="buyer", k=3)
    assert (found.hits, found.superseded) == ((), ())


@pytest.mark.parametrize(("order_id", "days"), [(None, 323), ("S26", 0), ("S25", 364)])
async def test_the_age_of_a_source_counts_to_the_day_that_picked_it(
    shop: Shop, order_id: str | None, days: int
) -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=ZONE)
    found = await find(shop, "无理由退货期限是几天", now=at, order_id=order_id, audience="buyer", k=3)
    assert found.when.age_of(shop.folder.clauses[found.hits[0].clause_id]) == days
    assert found.when.age_of(shop.folder.clauses["catalog#L-1"]) is None


def test_the_command_shows_versions_and_ages_to_a_script_and_to_a_person(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = _runner(shop, capsys)
    asked = ("无理由退货期限是几天", "--now", "2026-11-20T10:00:00+08:00", "--order", "S25", "--k", "1")
    one = json.loads(run(*asked, "--json"))
    assert (one["results"][0]["id"], one["results"][0]["in_force_days"]) == (MIDDLE, 364)
    assert [(each["id"], each["of"]) for each in one["superseded"]] == [(OLD, MIDDLE), (NEW, MIDDLE)]
    page = " ".join(run(*asked).split())
    assert "in force since 2025-01-01 (364 days) · until 2025-12-31" in page
    assert f"superseded here: {NEW} · from 2026-01-01" in page
    queries = tmp_path / "queries.jsonl"
    queries.write_text(json.dumps({"id": "q", "text": asked[0], "order_id": "S25"}) + "\n", "utf-8")
    batch = json.loads(run("--queries", str(queries), *asked[1:3], "--k", "1"))
    assert batch == {**one, "id": "q"}


def _runner(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    from agent.doors.cli import main

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["search", "--shop", str(shop.folder.path), "--data", str(shop.index.data_dir), *words])
        assert ended.value.code in (0, None)
        return capsys.readouterr().out

    return run


def test_only_the_same_anchor_of_the_joined_documents_is_another_version() -> None:
    old, new = clause("policies/a-2025#x", "旧"), replace(clause("policies/a#x", "新"), supersedes="a-2025")
    other = replace(clause("policies/a#y", "别的"), supersedes="a-2025")
    elsewhere = clause("faq/a-2025#x", "另一个文件夹")
    versions = Versions([old, new, other, elsewhere])
    assert versions.others(new) == [old]
    assert versions.others(old) == [new]
    assert versions.others(other) == versions.others(elsewhere) == []


def test_a_ring_of_documents_that_supersede_each_other_ends() -> None:
    first = replace(clause("policies/a#x", "一", days=(date(2026, 1, 1), None)), supersedes="b")
    second = replace(clause("policies/b#x", "二"), supersedes="a")
    assert Versions([first, second]).others(first) == [second]


def test_explain_shows_the_words_that_were_looked_up(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    run = _runner(shop, capsys)
    asked = ("无理由退贷期限是几天", "--now", "2026-11-20T10:00:00+08:00", "--explain")
    assert json.loads(run(*asked, "--json"))["read_as"] == "无理由退货期限是几天"
    assert "words looked up: 无理由退货期限是几天" in run(*asked)
