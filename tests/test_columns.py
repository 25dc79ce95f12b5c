"""What people write in the cells of a catalogue table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from knowledge.catalog import Product, Range
from knowledge.columns import read_rows
from knowledge.tables import read_csv


def row(header: str, cells: str) -> dict[str, Any]:
    rows, faults = read_rows(read_csv(f"{header}\n{cells}\n"), "catalog.csv", "zh")
    assert faults == []
    return rows[0].data


def said(text: str) -> list[str]:
    return [str(fault) for fault in read_rows(read_csv(text), "catalog.csv", "zh")[1]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5.5 L", {"value": Decimal("5.5"), "unit": "L"}),
        ("80-200 °C", {"value": {"min": 80, "max": 200}, "unit": "°C"}),
        ("24个月", {"value": 24, "unit": "个月"}),
        ("1500", Decimal(1500)),
        ("TRUE", True),
        ("white|black", ["white", "black"]),
        ("38;39;40", [38, 39, 40]),
        ("50-622", "50-622"),
        ("4K", "4K"),
        ("0123", "0123"),
        ('"{""value"": 2, ""unit"": ""kg""}"', {"value": 2, "unit": "kg"}),
    ],
)
def test_an_attribute_cell_is_read_as_meant(cell: str, value: object) -> None:
    assert row("sku,name,price,attributes.a", f"A,灯,1,{cell}")["attributes"]["a"] == value


def test_sub_columns_meet_their_attribute() -> None:
    header = "sku,name,name.en,price,attributes.capacity,attributes.capacity.unit,attributes.capacity.label.zh,attributes.capacity.label.en"  # noqa: E501
    product = Product.model_validate(row(header, "A,壶,kettle,1,5.5,L,容量,capacity"), context={"first_language": "zh"})
    attribute = product.attributes["capacity"]
    assert (attribute.value, attribute.unit, attribute.label.zh, attribute.label.en) == (
        Decimal("5.5"),
        "L",
        "容量",
        "capacity",
    )
    assert (product.name.zh, product.name.en) == ("壶", "kettle")


def test_lists_and_tables_have_short_forms() -> None:
    header = "SKU,Name.zh,Price,Bundles,tiers,warranty_months,certificates,in_the_box.zh,in_the_box.en,internal.cost"
    cells = 'A,灯,"1,299.00",B;C,1:299; 50:255.5,CN:24; default:12,CCC:2023; CE,主机、说明书,"lamp, manual",31'
    product = Product.model_validate(row(header, cells), context={"first_language": "zh"})
    assert (product.price, product.bundles) == (Decimal("1299.00"), ("B", "C"))
    assert [(tier.min_qty, tier.unit_price) for tier in product.tiers] == [(1, 299), (50, Decimal("255.5"))]
    assert product.warranty_months == {"CN": 24, "default": 12}
    assert [(item.name, item.number) for item in product.certificates] == [("CCC", "2023"), ("CE", None)]
    assert product.in_the_box is not None and product.in_the_box.en == ("lamp", "manual")
    assert product.internal == {"cost": 31}


def test_an_unknown_column_is_one_fault_and_the_rows_are_read() -> None:
    rows, faults = read_rows(read_csv("sku,name,price,prise\nA,灯,1,2\nB,灯,1,2\n"), "catalog.csv", "zh")
    assert [str(fault) for fault in faults] == ["catalog.csv:1: prise: unknown column (did you mean price?)"]
    assert len(rows) == 2


def test_a_cell_that_cannot_be_read_costs_its_row() -> None:
    assert said("sku,name,price,tiers\nA,灯,1,many\n") == [
        "catalog.csv:2: A tiers: expected tiers, found 'many' (write 1:299; 50:255 or a JSON list of {min_qty, unit_price})"  # noqa: E501
    ]
    assert said("sku,name,price\nA,灯,1,000\n") == [
        "catalog.csv:2: A: has 4 cells, the header has 3 (put a cell with a comma in quotation marks)"
    ]


def test_rows_keep_their_lines_over_quoted_line_breaks() -> None:
    rows, _ = read_rows(read_csv('sku,name,price\nA,"灯\n大",1\n\nB,灯,2\n'), "catalog.csv", "zh")
    assert [(item.data["sku"], item.line) for item in rows] == [("A", 2), ("B", 5)]


def test_ranges_become_ranges() -> None:
    product = Product.model_validate(row("sku,name,price,attributes.t.value.min,attributes.t.value.max", "A,灯,1,5,7"))
    assert product.attributes["t"].value == Range(min=Decimal(5), max=Decimal(7))
