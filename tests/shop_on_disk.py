"""A small whole shop written to disk, for tests that then spoil one thing in it."""

from __future__ import annotations

import json
from pathlib import Path

SHOP_TOML = """id = "lantern"
name = {zh = "灯舍", en = "Lantern House"}
currency = "CNY"
timezone = "Asia/Shanghai"
languages = ["zh", "en"]
agent_language = "zh"
"""
RETURNS = """---
id: returns
title: {zh: 退换货政策, en: Returns}
valid_from: 2026-03-01
valid_until: null
dated_by: order.signed_at
audience: buyer
---
# 退换货 · Returns

## 七天无理由退货 · 7-day no-reason return {#no-reason}
签收次日起7天内可退。
Within 7 days from the day after delivery.

> say.zh: 7天内可以退哦。
> say.en: You can return it within 7 days.
> facts: {window: "7 day", postage: buyer}

## 质量问题
质量问题15天内包退。
"""
LAMP = {"sku": "L-1", "name": {"zh": "台灯", "en": "desk lamp"}, "price": 99.5, "internal": {"cost": 31}}
BULB = {"sku": "B-1", "name": {"zh": "灯泡", "en": "bulb"}, "price": 9}
RULE = """[[rule]]
id = "small"
problem = "defect_minor"
offer = "partial_refund"
limits = {agent = 5, lead = 20}
rests_on = "policies/returns#no-reason"
"""
ORDER = {
    "id": "A-1",
    "status": "paid",
    "paid_at": "2026-05-01T10:22:00+08:00",
    "items": [{"sku": "L-1", "qty": 1, "paid": 99.5}],
}


def json_lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_shop(root: Path, **changes: str | bytes | None) -> Path:
    """A clean shop; `changes` sets or (None) removes files, `policies/returns.md` written policies__returns_md."""
    files: dict[str, str | bytes | None] = {
        "shop.toml": SHOP_TOML,
        "catalog.jsonl": json_lines(LAMP, BULB),
        "policies/returns.md": RETURNS,
        "authority.toml": RULE,
        "orders.jsonl": json_lines(ORDER),
        "glossary.csv": "zh,en\n台灯,desk lamp\n",
    }
    for name, content in changes.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        files[f"{stem}.{ending}"] = content
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
