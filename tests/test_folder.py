"""read_folder: whole shops from disk, clean and spoilt."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SHOPS
from shop_on_disk import BULB, LAMP, ORDER, RETURNS, RULE, SHOP_TOML, json_lines, write_shop

from knowledge.converted import Converted
from knowledge.faults import ShopError
from knowledge.folder import read_folder


def faults(root: Path) -> list[str]:
    return [str(fault) for fault in read_folder(root).faults]


def test_a_clean_shop_is_read_whole(tmp_path: Path) -> None:
    shop = read_folder(write_shop(tmp_path))
    assert shop.faults == ()
    assert list(shop.clauses) == [
        "policies/returns#no-reason",
        "policies/returns#质量问题",
        "catalog#L-1",
        "catalog#B-1",
    ]
    assert shop.products["L-1"].price == Decimal("99.5")
    assert shop.glossary == (("台灯", "desk lamp"),)
    assert shop.orders["A-1"].items[0].paid == Decimal("99.5")
    assert shop.rules[0].limits == {"agent": 5, "lead": 20}
    assert shop.counts == {
        "products": 2, "policies": 1, "faq": 0, "scripts": 0, "sheets": 0, "clauses": 2, "rules": 1, "orders": 1,
        "glossary": 1, "ignored": 0,
    }  # fmt: skip


def test_a_clause_has_both_sides_its_say_and_its_facts(tmp_path: Path) -> None:
    clause = read_folder(write_shop(tmp_path)).clauses["policies/returns#no-reason"]
    assert (clause.section.zh, clause.section.en) == ("七天无理由退货", "7-day no-reason return")
    assert clause.text.zh == "签收次日起7天内可退。"
    assert clause.text.en == "Within 7 days from the day after delivery."
    assert clause.say.en == "You can return it within 7 days."
    assert clause.facts == {"window": "7 day", "postage": "buyer"}
    assert clause.line == 11


@pytest.mark.parametrize("name", ["wenhuo", "northquay"])
def test_the_sample_shops_are_clean_and_read_fast(name: str) -> None:
    read_folder(SHOPS / name)
    start = time.perf_counter()
    shop = read_folder(SHOPS / name)
    assert time.perf_counter() - start < 0.4  # 25 to 45 ms on a free machine
    assert [str(fault) for fault in shop.faults if fault.level == "error"] == []
    assert len(shop.products) > 20 and len(shop.clauses) > 100


def test_a_missing_folder_and_one_without_shop_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ShopError, match="there is no such folder"):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(ShopError, match=r"holds no shop\.toml"):
        read_folder(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ShopError, match="is not a folder"):
        read_folder(tmp_path / "file")


def test_wrong_required_keys_end_the_reading_with_the_faults_of_every_file(tmp_path: Path) -> None:
    toml = (
        SHOP_TOML.replace('"CNY"', '"RMB"')
        .replace('"Asia/Shanghai"', '"Asia/Shanhai"')
        .replace('agent_language = "zh"\n', "")
    )
    write_shop(tmp_path, shop_toml=toml, policies__bad_md="---\nvalid_from: 2026-02-30\n---\n好。\n")
    with pytest.raises(ShopError) as caught:
        read_folder(tmp_path)
    assert [str(fault) for fault in caught.value.faults] == [
        "shop.toml: agent_language: is required and missing (add agent_language)",
        "shop.toml:3: currency: 'RMB' is not an ISO 4217 currency code (write CNY)",
        "shop.toml:4: timezone: 'Asia/Shanhai' is not a known time zone (did you mean Asia/Shanghai?)",
        "policies/bad.md:2: valid_from: expected a day such as 2026-03-31, found 2026-02-30",
    ]


def test_a_wrong_optional_key_keeps_the_shop_and_its_default(tmp_path: Path) -> None:
    toml = SHOP_TOML + 'platfrom = "jd"\n[service]\nhours = "9-18"\nfirst_reply_seconds = "sixty"\n'
    shop = read_folder(write_shop(tmp_path, shop_toml=toml))
    assert [str(fault) for fault in shop.faults] == [
        "shop.toml:7: platfrom: unknown key (did you mean platform?)",
        "shop.toml:10: service.first_reply_seconds: expected a whole number, found the text 'sixty'",
    ]
    assert (shop.profile.platform, shop.profile.service.hours) == ("own", "9-18")


def test_keys_of_the_shops_own_stand_under_x(tmp_path: Path) -> None:
    returns = RETURNS.replace("audience: buyer", "x: {owner: 小王}")
    write_shop(tmp_path, shop_toml=SHOP_TOML + "[x]\nerp = 7\n", policies__returns_md=returns)
    assert faults(tmp_path) == []


def test_a_bad_row_costs_only_itself(tmp_path: Path) -> None:
    rows = (
        json_lines(LAMP) + '{"sku": "X"\n' + json_lines({"sku": "Y", "name": "无价"}, LAMP) + "[1]\n" + json_lines(BULB)
    )
    shop = read_folder(write_shop(tmp_path, catalog_jsonl=rows))
    assert list(shop.products) == ["L-1", "B-1"]
    assert [str(fault) for fault in shop.faults] == [
        "catalog.jsonl:2: is not JSON: expecting ',' delimiter at column 12 (write one JSON object a line)",
        "catalog.jsonl:3: Y price: is required and missing (add price)",
        "catalog.jsonl:4: L-1: duplicate sku L-1 (first on line 1) (keep one)",
        'catalog.jsonl:5: is not a table of keys (write {"sku": …})',
    ]


def test_two_catalogues_are_a_fault_naming_both(tmp_path: Path) -> None:
    found = faults(write_shop(tmp_path, catalog_csv="sku,name,price\nQ,灯,1\n"))
    assert found == [
        "catalog.csv: there is more than one catalogue: catalog.jsonl and catalog.csv; only catalog.jsonl is read (keep one)"  # noqa: E501
    ]


def test_the_same_catalogue_reads_alike_from_csv_yaml_and_excel(tmp_path: Path) -> None:
    from openpyxl import Workbook

    header = ["sku", "name.zh", "name.en", "price", "stock", "attributes.power", "bundles", "attributes.dimmable"]
    rows = [
        ["L-1", "台灯", "desk lamp", 99.5, 3, "12 W", "B-1", True],
        ["B-1", "灯泡", "bulb", 9, None, None, None, None],
    ]
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in [header, *rows])
    yaml = """- sku: L-1
  name: {zh: 台灯, en: desk lamp}
  price: 99.5
  stock: 3
  attributes: {power: {value: 12, unit: W}, dimmable: true}
  bundles: [B-1]
- {sku: B-1, name: {zh: 灯泡, en: bulb}, price: 9}
"""
    forms = {"catalog_csv": text, "catalog_yaml": yaml, "catalog_xlsx": (tmp_path / "book.xlsx").read_bytes()}
    shops = []
    for name, content in forms.items():
        shop = read_folder(write_shop(tmp_path / name, catalog_jsonl=None, **{name: content}))
        assert shop.faults == ()
        shops.append(dict(shop.products))
    assert shops[0] == shops[1] == shops[2]
    assert shops[0]["L-1"].attributes["power"].unit == "W"


def test_dangling_names_are_errors_but_an_orders_old_product_is_a_warning(tmp_path: Path) -> None:
    lamp = {**LAMP, "bundles": ["B-1", "B-2"]}
    rule = (
        RULE.replace("#no-reason", "#no-reasons")
        + RULE.replace('"small"', '"gift"').replace("partial_refund", "gift")
        + 'gifts = ["B-9"]\n'
    )
    order = {**ORDER, "items": [{"sku": "OLD", "qty": 1}]}
    returns = RETURNS.replace("audience: buyer", "supersedes: returns-2024")
    shop = read_folder(
        write_shop(
            tmp_path, catalog_jsonl=json_lines(lamp, BULB), authority_toml=rule, orders_jsonl=json_lines(order),
            policies__returns_md=returns,
        )
    )  # fmt: skip
    assert [(fault.level, str(fault)) for fault in shop.faults] == [
        ("error", "authority.toml:6: small rests_on: there is no clause policies/returns#no-reasons (did you mean policies/returns#no-reason?)"),  # noqa: E501
        ("error", "authority.toml:13: gift gifts: unknown sku B-9 (add its row to the catalogue)"),
        ("error", "catalog.jsonl:1: L-1 bundles: unknown sku B-2 (add its row, or take it out)"),
        ("warning", "orders.jsonl:1: A-1 items: unknown sku OLD (right if the product is no longer sold)"),
        ("error", "policies/returns.md:7: supersedes: there is no document returns-2024 in policies/ (write the file stem of the older version)"),  # noqa: E501
    ]  # fmt: skip
    assert shop.rules == ()
    assert shop.products["L-1"].bundles == ("B-1",)
    assert shop.clauses["policies/returns#no-reason"].supersedes is None


def test_a_rule_on_a_faulty_document_says_so_instead_of_calling_it_missing(tmp_path: Path) -> None:
    found = faults(write_shop(tmp_path, policies__returns_md=RETURNS.replace("2026-03-01", "2026-13-01")))
    assert found == [
        "authority.toml:6: small rests_on: rests on policies/returns#no-reason, whose document is faulty and was left out (correct that document)",  # noqa: E501
        "policies/returns.md:4: valid_from: expected a day such as 2026-03-31, found 2026-13-01",
    ]


def test_contradicting_rules_are_named_together_and_neither_is_used(tmp_path: Path) -> None:
    other = RULE.replace('"small"', '"large"').replace("lead = 20", "lead = 30")
    shop = read_folder(write_shop(tmp_path, authority_toml=RULE + "\n" + other))
    assert [str(fault) for fault in shop.faults] == [
        "authority.toml:9: large: contradicts rule small on line 2: same problem, offer and step, different limits "
        "(change the step or the items, or keep one; neither is used)"
    ]
    assert shop.rules == ()


@pytest.mark.parametrize("more", ['items = ["L-*"]', "step = 2"])
def test_a_glob_or_another_step_is_no_contradiction(tmp_path: Path, more: str) -> None:
    other = RULE.replace('"small"', '"large"').replace("lead = 20", "lead = 30") + more + "\n"
    assert faults(write_shop(tmp_path, authority_toml=RULE + "\n" + other)) == []


def test_an_old_version_without_end_or_with_a_common_day_is_a_warning(tmp_path: Path) -> None:
    new = RETURNS.replace("audience: buyer", "supersedes: old")
    write_shop(tmp_path, policies__returns_md=new, policies__old_md="---\nvalid_from: 2025-01-01\n---\n旧规则。\n")
    [open_end] = read_folder(tmp_path).faults
    assert (open_end.level, open_end.file, open_end.what) == (
        "warning", "policies/old.md", "is superseded by returns and has no valid_until",
    )  # fmt: skip
    write_shop(tmp_path, policies__returns_md=new, policies__old_md="---\nvalid_until: 2026-03-01\n---\n旧规则。\n")
    [common] = read_folder(tmp_path).faults
    assert (common.level, common.file, common.line, common.key) == ("warning", "policies/returns.md", 4, "valid_from")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "policies/odd.md: is empty (write it or remove it)"),
        ("旧规则".encode("gbk"), "policies/odd.md:1: is not UTF-8 text: byte 0xbe at offset 0, line 1 (save it as UTF-8; it looks like GB18030, so: iconv -f GB18030 -t UTF-8 OLD > NEW)"),  # noqa: E501
        (b"\x89PNG\r\n\x1a\n\x00\x00", "policies/odd.md: is a PNG picture, not text (type its text out, or remove it)"),
        (b"---\ntitle: x\n", "policies/odd.md:1: front matter is not closed; end it with a line ---"),
        (b"---\nx: 1\n---\n", "policies/odd.md: holds no text (write it or remove it)"),
        (b"---\nid: even\n---\nx\n", "policies/odd.md:2: id: 'even' is not the file's name without its ending ('odd') (leave id out, or rename the file)"),  # noqa: E501
        (b"---\naudeince: staff\n---\nx\n", "policies/odd.md:2: audeince: unknown key (did you mean audience?)"),
    ],
)  # fmt: skip
def test_a_faulty_document_is_one_clear_line(tmp_path: Path, data: bytes, said: str) -> None:
    assert faults(write_shop(tmp_path, policies__odd_md=data)) == [said]


def test_the_same_stem_twice_and_links_outside_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("别的店\n")
    root = write_shop(tmp_path / "shop", policies__returns_html="<p>x</p>")
    (root / "faq").mkdir()
    (root / "faq" / "link.md").symlink_to(tmp_path / "secret.md")
    assert faults(root) == [
        "faq/link.md: is a link to a place outside the shop folder (copy the file into the folder)",
        "policies/returns.html: has the same name as policies/returns.md, so their clauses share ids (rename one)",
    ]


def test_what_the_format_does_not_name_is_listed_as_ignored(tmp_path: Path) -> None:
    root = write_shop(tmp_path, README_md="# x\n", policies__note_txt="x", policies__sub__deep_md="x")
    (root / "policies" / ".DS_Store").write_bytes(b"\0")
    assert read_folder(root).ignored == ("README.md", "policies/.DS_Store", "policies/note.txt", "policies/sub/")


def test_the_digest_changes_with_any_byte_read(tmp_path: Path) -> None:
    first = read_folder(write_shop(tmp_path)).digest
    assert read_folder(tmp_path).digest == first
    assert read_folder(write_shop(tmp_path, policies__returns_md=RETURNS + "\n")).digest != first


def test_converted_documents_take_their_head_from_the_meta_file(tmp_path: Path) -> None:
    calls: list[str] = []

    def convert(path: Path, data: bytes) -> Converted:
        calls.append(path.name)
        return Converted("# Care\n\n## Washing\nBy hand.\n")

    root = write_shop(tmp_path, sheets__care_docx=b"word")
    (root / "sheets" / "care.meta.yaml").write_text(
        "title: {zh: 保养, en: Care}\nskus: [L-1]\nvalid_until: 2026-12-31\n"
    )
    shop = read_folder(root, convert)
    clause = shop.clauses["sheets/care#washing"]
    assert calls == ["care.docx"]
    assert (clause.text.en, clause.text.zh, clause.skus, clause.line) == ("By hand.", None, ("L-1",), None)
    assert str(clause.valid_until) == "2026-12-31"


def test_a_sheet_without_skus_belongs_to_the_product_of_its_name(tmp_path: Path) -> None:
    root = write_shop(tmp_path)
    (root / "sheets").mkdir()
    (root / "sheets" / "L-1.md").write_text("## Care\nWipe it.\n")
    assert read_folder(root).clauses["sheets/L-1#care"].skus == ("L-1",)


def test_ids_written_as_numbers_are_text(tmp_path: Path) -> None:
    order = {"id": 17, "status": "paid", "items": [{"sku": 1001, "qty": None}], "note": None}
    rows = json_lines({"sku": 1001, "name": "灯", "price": "12.50"})
    shop = read_folder(write_shop(tmp_path, catalog_jsonl=rows, orders_jsonl=json_lines(order)))
    assert shop.faults == ()
    assert (list(shop.products), list(shop.orders)) == (["1001"], ["17"])
    assert json.dumps(str(shop.products["1001"].price)) == '"12.50"'
