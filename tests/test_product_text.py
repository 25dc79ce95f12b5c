"""A catalogue row as text."""

from __future__ import annotations

from knowledge.catalog import Product
from knowledge.product_text import product_clause

PRODUCT = Product.model_validate(
    {
        "sku": "AF-55", "name": {"zh": "空气炸锅", "en": "air fryer"}, "category": "kitchen", "price": 299.00, "stock": 12345,  # noqa: E501
        "attributes": {
            "capacity": {"value": 5.5, "unit": "L", "label": {"zh": "容量", "en": "capacity"}},
            "battery_life": {"value": 8, "unit": "hour"},
            "colour": {"value": ["white", "black"], "say": {"zh": "白色、黑色", "en": "white or black"}},
            "window": False,
            "size": {"value": {"l": 1, "w": 2, "h": 3}, "unit": "cm"},
        },
        "warranty_months": {"CN": 24, "default": 12}, "tiers": [{"min_qty": 1, "unit_price": 299}],
        "internal": {"cost": 168.25},
    }
)  # fmt: skip


def test_both_languages_say_every_attribute_and_never_stock_or_internal() -> None:
    clause = product_clause(PRODUCT, "CNY", "catalog.jsonl", 1)
    assert clause.id == "catalog#AF-55"
    assert clause.text.en is not None and clause.text.zh is not None
    assert clause.text.en.splitlines() == [
        "air fryer", "Item: AF-55", "Category: kitchen", "Price: 299 CNY", "Capacity: 5.5 L", "Battery life: 8 hours",
        "Colour: white or black", "Window: no", "Size: 1 × 2 × 3 cm", "Warranty: CN 24 months; elsewhere 12 months",
        "Tier prices: from 1 piece 299 CNY",
    ]  # fmt: skip
    colon = "\uff1a"
    assert clause.text.zh.splitlines()[:6] == [
        "空气炸锅", f"型号{colon}AF-55", f"类目{colon}kitchen", f"价格{colon}299元", f"容量{colon}5.5 L", f"battery life{colon}8小时",  # noqa: E501
    ]  # fmt: skip
    for text in clause.text.texts():
        assert "12345" not in text and "168" not in text
