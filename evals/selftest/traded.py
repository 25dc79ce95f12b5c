"""Clean replies made when the test runs from third-party shops: products, orders and policies.

Each stands on its own record as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent.lookups import product_evidence
from evals.bench.finding.sources import Missing, rows
from evals.selftest.reply import Reply
from evals.selftest.standalone import asked, evidence_of, reply_on
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Attribute, Product
from knowledge.product_text import product_clause

_TAU_RULES = (
    "You can cancel the order as long as it is still pending.",
    "A refund to a gift card is immediate; to any other payment method it takes 5 to 7 business days.",
    "Once you confirm, the refund reaches your card in five to seven business days.",
    "We accept three payment methods: gift card, PayPal account and credit card.",
    "A delivered order can be returned; the refund goes to the original payment method or to an existing gift card.",
    "For a delivered order, an item can be exchanged for another option of the same product.",
    "The items of a pending order can be modified only once.",
    "An order cannot be cancelled after it has been delivered.",
)
_ECOM_RULES = (
    "一级能效家电国家补贴20%,单件最高2000元。", "二级能效补贴15%,单件最高1500元。",
    "京东回收券单张面值最高600元,旧机不限品牌。",
    "8000元的一级能效空调,国补可以减1600元。", "跨店满减是每满299元减50元。", "PLUS会员可以用满6000减600的券。",
    "活动从5月24日到6月18日。", "待付款、已付款和处理中的订单可以取消。",
)  # fmt: skip
_PARTS = re.compile(r"[^；。;]+[；。;]?")


def traded(shared: Path) -> Iterator[Reply]:
    """All replies that these texts give. Raises Missing for the first file that is not there."""
    for file in ("products/en/tau_retail_products.jsonl", "products/zh/litemall_products.jsonl"):
        if not (shared / file).is_file():
            raise Missing(f"{shared / file} is not there")
    yield from _tau_products(shared)
    yield from _tau_orders(shared)
    yield from _rules(shared, "tau", "policies/en/tau_retail_policy.md", _TAU_RULES, "en", "USD")
    yield from _rules(shared, "ecom", "policies/zh/ecom_bench_*.md", _ECOM_RULES, "zh", "CNY")
    yield from _ecom_products(shared)
    yield from _ecom_orders(shared)
    yield from _litemall(shared)


def _tau_products(shared: Path) -> Iterator[Reply]:
    for row in rows(shared, "products/en/tau_retail_products.jsonl"):
        items = [_tau_item(row, each) for each in row["variants"][:4]]
        evidence = [product_evidence(item, product_clause(item, "USD", "", None), "USD") for item in items]
        products = {item.sku: item for item in items}
        for place, item in enumerate(items[:2]):
            text = _tau_sentence(item, (len(row["name"]) + place) % 3)
            id_ = f"tau-product-{item.sku}"
            yield reply_on(id_, "tau", "en", text, evidence, currency="USD", products=products, codes=(item.sku,))


def _tau_item(row: Mapping[str, Any], variant: Mapping[str, Any]) -> Product:
    options = {key.replace(" ", "_"): Attribute(value=str(value)) for key, value in variant["options"].items()}
    return Product(
        sku=variant["item_id"], name=Bilingual(en=row["name"]), price=Decimal(str(variant["price"])), currency="USD",
        stock=int(variant["available"]), attributes=options,
    )  # fmt: skip


def _tau_sentence(item: Product, form: int) -> str:
    first = next(iter(item.attributes.items()), None)
    detail = "" if first is None else f", {first[0].replace('_', ' ')} {first[1].value}"
    stock = "is available" if item.stock else "is out of stock at the moment"
    if form == 0:
        return f"The {item.name.en} (item {item.sku}{detail}) {stock}; the price is ${item.price:.2f}."
    if form == 1:
        return f"Item {item.sku} costs ${item.price:.2f}, so two of them come to ${item.price * 2:.2f} in total."
    return f"Thank you for asking. At {item.price:.2f} US dollars, item {item.sku} {stock}."


def _tau_orders(shared: Path) -> Iterator[Reply]:
    for place, row in enumerate(rows(shared, "orders/en/tau_retail_orders.jsonl")[:40]):
        total = next(each["amount"] for each in row["payment_history"] if each["transaction_type"] == "payment")
        lines = [f"order {row['id']}", row["status"]]
        lines += [f"{item['name']} ({item['item_id']}) × 1 pieces, paid ${item['price']:.2f}" for item in row["items"]]
        lines.append(f"amount paid: ${total:,.2f}")
        tracking = [code for each in row["fulfillments"] for code in each["tracking_id"]]
        lines += [f"tracking number: {code}" for code in tracking]
        evidence = [evidence_of(f"orders#{row['id']}", "order", "en", "\n".join(lines))]
        first, last = row["items"][0], row["items"][-1]
        both = Decimal(str(first["price"])) + Decimal(str(last["price"]))
        if tracking and place % 2:
            text = f"Your order {row['id']} is on record; its tracking number is {tracking[0]}."
        elif len(row["items"]) > 1 and place % 3:
            text = (
                f"In order {row['id']} the {first['name']} was ${first['price']:.2f} and the {last['name']} "
                f"${last['price']:.2f}, together ${both:,.2f}."
            )
        else:
            paid = f"${first['price']:.2f} of it for the first item"
            text = f"For order {row['id']} you paid ${total:,.2f} in total, {paid}."
        codes = (row["id"], *tracking)
        yield reply_on(f"tau-order-{row['id']}", "tau", "en", text, evidence, currency="USD", codes=codes)


def _rules(shared: Path, group: str, pattern: str, said: Sequence[str], lang: Lang, currency: str) -> Iterator[Reply]:
    files = sorted(shared.glob(pattern))
    if not files:
        raise Missing(f"{shared / pattern} is not there")
    evidence = []
    for file in files:
        for place, part in enumerate(re.split(r"\n(?=#+ )", file.read_text(encoding="utf-8"))):
            title, _, body = part.partition("\n")
            evidence.append(evidence_of(f"policies/{file.stem}#{place}", "policy", lang, body, title.strip("# ")))
    for place, text in enumerate(said):
        yield reply_on(f"{group}-rule-{place}", group, lang, text, evidence, currency=currency)


def _ecom_products(shared: Path) -> Iterator[Reply]:
    for at, row in enumerate(rows(shared, "products/zh/ecom_bench_products.jsonl")):
        price = Decimal(str(row["price"]))
        sheet = f"{row['name']}\n商品ID：{row['id']}\n价格：{price:f}元\n{row['description']}"
        evidence = [evidence_of(f"catalog#{row['id']}", "product", "zh", sheet)]
        for key, title in (("installation", "安装"), ("warranty_repair", "保修与维修")):
            if row.get(key):
                evidence.append(evidence_of(f"sheets/{row['id']}#{key}", "sheet", "zh", str(row[key]), title))
        named = ("商品ID", "编号", "商品编号")[at % 3]
        text = f"这款({named}{row['id']})现价{price:f}元,买两台一共{price * 2:f}元。"
        id_, codes = f"ecom-price-{row['id']}", (row["id"],)
        yield reply_on(id_, "ecom", "zh", text, evidence, currency="CNY", codes=codes, thread=asked("两台多少钱"))
        warranty = str(row.get("warranty_repair") or "")
        parts = [part.strip("；。; ") for part in _PARTS.findall(warranty) if re.search(r"\d", part)]
        if parts and len(parts[0]) < 80:
            said = parts[0].partition("：")[2] or parts[0]
            yield reply_on(f"ecom-warranty-{row['id']}", "ecom", "zh", f"小主,{said}哦。", evidence, currency="CNY")


def _ecom_orders(shared: Path) -> Iterator[Reply]:
    for row in rows(shared, "orders/zh/ecom_bench_orders.jsonl"):
        order, parcel = row["order"], row.get("logistics")
        total = Decimal(str(order["订单总金额"]))
        lines = [f"订单 {order['订单ID']}", order["订单状态"], f"已付: {total:f}元"]
        text = f"您的订单{order['订单ID']}总金额是{total:f}元。"
        codes = [order["订单ID"]]
        if parcel:
            due = datetime.fromisoformat(parcel["预计送达时间"])
            day = f"{due.year}年{due.month}月{due.day}日"
            carrier, number = parcel["物流公司"], parcel["物流单号"]
            lines += [f"承运方: {carrier}", f"运单号: {number}", f"预计送达: {day} {due:%H:%M}"]
            text = f"订单{codes[0]}由{carrier}承运,运单号{number},预计{day}送达,金额{total:f}元。"
            codes.append(number)
        evidence = [evidence_of(f"orders#{order['订单ID']}", "order", "zh", "\n".join(lines))]
        id_ = f"ecom-order-{row['id']}"
        yield reply_on(id_, "ecom", "zh", text, evidence, currency="CNY", codes=tuple(codes))


def _litemall(shared: Path) -> Iterator[Reply]:
    for place, row in enumerate(rows(shared, "products/zh/litemall_products.jsonl")[:60]):
        facts = {key: value for key, value in row["attributes"].items() if value and len(value) < 40}
        product = Product(
            sku=row["id"], name=Bilingual(zh=row["name"]), price=Decimal(str(row["price"])), currency="CNY",
            list_price=Decimal(str(row["list_price"])),
            attributes={key: Attribute(value=value, label=Bilingual(zh=key)) for key, value in facts.items()},
        )  # fmt: skip
        evidence = [product_evidence(product, product_clause(product, "CNY", "", None), "CNY")]
        price = f"{product.price.normalize():f}"
        key, value = next(iter(facts.items()), ("价格", f"{price}元"))
        less = (product.list_price or product.price) - product.price
        text = (
            f"{row['name']}现在{price}元一件,两件合计{(product.price * 2).normalize():f}元。",
            f"{row['name']}的{key}是{value},售价{price}元。",
            f"{row['name']}原价{product.list_price:f}元,现价{price}元,便宜了{less.normalize():f}元。",
        )[place % 3]
        id_, products = f"litemall-{row['id']}", {product.sku: product}
        thread = asked(f"{row['name']}两件多少钱")
        yield reply_on(id_, "litemall", "zh", text, evidence, currency="CNY", products=products, thread=thread)
