"""Read-only facts from the shop's systems: order, parcel, stock, price. Each becomes one citable Evidence.

Only what the buyer of that order may hear is put in: no address beyond country and region, no note, no phone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from agent.case import Case
from agent.suggestion import Evidence
from agent.wording import date_text, money_text, product_text
from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Product
from knowledge.orders import Order
from knowledge.passage import Clause
from prompts.phrasebook import Phrasebook

LANGS: tuple[Lang, Lang] = ("zh", "en")


def order_of(case: Case, orders: Mapping[str, Order]) -> Order | None:
    """The order that this case is about: the inline record, else the one its `order_id` names."""
    if case.order is not None:
        return case.order
    return orders.get(case.order_id) if case.order_id is not None else None


def order_evidence(
    order: Order, products: Mapping[str, Product], phrases: Phrasebook, zone: ZoneInfo, currency: str
) -> Evidence:
    """orders#<id>: status, dates, lines, parcel, as plain lines in both languages; times of day in the shop's zone."""
    texts = {lang: "\n".join(_order_lines(order, products, phrases, zone, currency, lang)) for lang in LANGS}
    return Evidence(
        id=order.citation, kind="order", doc="orders", anchor=order.id, text=Bilingual(**texts), lang="zh", score=1.0
    )  # fmt: skip


def _order_lines(
    order: Order, products: Mapping[str, Product], phrases: Phrasebook, zone: ZoneInfo, currency: str, lang: Lang
) -> list[str]:
    def moment(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{date_text(local.date(), lang)} {local:%H:%M}"

    money = order.currency or currency
    zh = lang == "zh"
    lines = [
        f"{'订单' if zh else 'order'} {order.id}",
        phrases.word("order_status", order.status, lang) or order.status,
    ]
    for item in order.items:
        product = products.get(item.sku)
        name = f"{product_text(product, lang)} ({item.sku})" if product is not None else item.sku
        paid = "" if item.paid is None else f", {'实付' if zh else 'paid'} {money_text(item.paid, money, lang)}"
        lines.append(f"{name} × {item.qty}{'件' if zh else ' pieces'}{paid}")
    moments = {
        "下单/created": order.created_at, "付款/paid": order.paid_at, "发货/shipped": order.shipped_at,
        "签收/delivered": order.signed_at, "申请退货/return requested": order.return_requested_at,
    }  # fmt: skip
    for label, at in moments.items():
        if at is not None:
            lines.append(f"{label.split('/')[0 if zh else 1]}: {moment(at)}")
    amounts: dict[str, Decimal | None] = {
        "待付/amount due": order.amount_due, "已付/amount paid": order.amount_paid, "运费/postage": order.postage,
        "退货运费预估/estimated return postage": order.return_postage_estimate,
    }  # fmt: skip
    for label, amount in amounts.items():
        if amount is not None:
            lines.append(f"{label.split('/')[0 if zh else 1]}: {money_text(amount, money, lang)}")
    if order.carrier:
        lines.append(f"{'承运方' if zh else 'carrier'}: {order.carrier}")
    if order.tracking:
        lines.append(f"{'运单号' if zh else 'tracking number'}: {order.tracking}")
    for event in order.parcel:
        status = phrases.word("parcel_status", event.status, lang) or event.status
        lines.append(f"{moment(event.at)} {status} {event.place or ''}".rstrip())
    return lines


def product_evidence(product: Product, clause: Clause | None, currency: str) -> Evidence:
    """catalog#<sku>: the sheet's text plus today's stock state and price."""
    texts: dict[str, str] = {}
    for lang in LANGS:
        zh = lang == "zh"
        sheet = clause.text.get(lang) if clause is not None else None
        price = money_text(product.price, product.currency or currency, lang)
        lines = [sheet or product_text(product, lang), f"{'价格' if zh else 'price'}: {price}"]
        if product.stock is not None:
            lines.append(
                ("目前有货" if zh else "in stock") if product.stock else ("目前缺货" if zh else "out of stock")
            )
        texts[lang] = "\n".join(lines)
    return Evidence(
        id=product.id, kind="product", doc="catalog", anchor=product.sku, text=Bilingual(**texts), lang="zh",
        title=product.name, skus=(product.sku,),
    )  # fmt: skip
