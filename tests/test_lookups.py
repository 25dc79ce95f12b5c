"""What an order's look-up tells: status, dates with their times, money, parcel; nothing private."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from agent.lookups import order_evidence
from knowledge.orders import Order
from prompts.phrasebook import load_phrases

ORDER = Order.model_validate(
    {
        "id": "A-1", "status": "shipped", "items": [{"sku": "L-1", "qty": 2, "paid": 199}], "postage": 8,
        "paid_at": "2026-05-01T22:16:00+08:00", "shipped_at": "2026-05-02T09:00:00+08:00", "tracking": "SF1234567890",
        "parcel": [{"at": "2026-05-02T18:40:00Z", "status": "in_transit", "place": "Hangzhou"}],
        "return_postage_estimate": 12.5, "note": "call 13800138000", "address": {"country": "CN", "region": "Zhejiang"},
    }
)  # fmt: skip


def lines(lang: str) -> list[str]:
    found = order_evidence(ORDER, {}, load_phrases(), ZoneInfo("Asia/Shanghai"), "CNY")
    return (found.text.zh if lang == "zh" else found.text.en or "").splitlines()  # type: ignore[union-attr]


def test_moments_carry_the_time_of_day_in_the_shops_zone() -> None:
    assert "付款: 2026年5月1日 22:16" in lines("zh")
    assert "paid: 1 May 2026 22:16" in lines("en")
    assert any(line.startswith("2026年5月3日 02:40") for line in lines("zh"))


def test_the_estimated_return_postage_is_there_in_both_languages() -> None:
    assert "退货运费预估: 12.50元" in lines("zh")
    assert "estimated return postage: ¥12.50" in lines("en")


def test_notes_and_phones_stay_out() -> None:
    assert not any("13800138000" in line for line in (*lines("zh"), *lines("en")))
