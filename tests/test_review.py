"""Any text proof-read against a shop: with and without a case, and however long it is."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from agent.case import Case
from agent.flow import suggest
from agent.review import check_text
from agent.shop import Shop

LONG = "这款5.5升空气炸锅299元能不能便宜点,我要3台,7天内发货吗?"
LONG *= 1_000_000 // len(LONG)


def test_a_megabyte_of_text_is_refused_within_two_seconds(wenhuo: Shop) -> None:
    asyncio.run(check_text("您好。", wenhuo))
    begun = time.perf_counter()
    checked = asyncio.run(check_text(LONG, wenhuo))
    assert time.perf_counter() - begun < 2
    assert not checked.ok
    assert [finding.rule for finding in checked.findings if finding.severity == "block"] == ["text.too_long"]


def test_a_megabyte_from_the_buyer_is_answered_and_said_to_be_cut(wenhuo: Shop, now: datetime) -> None:
    case = Case.model_validate({"id": "c", "now": now, "messages": [{"role": "buyer", "text": LONG}]})
    asyncio.run(check_text("您好。", wenhuo))
    begun = time.perf_counter()
    suggestion = asyncio.run(suggest(case, wenhuo))
    assert time.perf_counter() - begun < 2
    cut = [finding for finding in suggestion.findings if finding.rule == "thread.cut"]
    assert cut
    assert all(finding.severity == "info" for finding in cut)


def test_the_order_proves_the_time_of_day_of_its_payment(wenhuo: Shop, now: datetime) -> None:
    order = {
        "id": "X-1", "status": "paid", "paid_at": "2026-11-19T20:15:00+08:00",
        "items": [{"sku": "WH-AF40", "paid": 259}],
    }  # fmt: skip
    case = Case.model_validate(
        {"id": "c", "now": now, "order": order, "messages": [{"role": "buyer", "text": "付款时间?"}]}
    )
    assert asyncio.run(check_text("您是11月19日20:15付款的。", wenhuo, case=case)).ok
    assert not asyncio.run(check_text("您是11月19日20:45付款的。", wenhuo, case=case)).ok
