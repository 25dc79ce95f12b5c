"""A catalogue row as text that can be searched and cited: labelled lines in Chinese and in English.

Stock is not in it (it is looked up), nor anything of `internal`.
"""

from __future__ import annotations

from decimal import Decimal

from knowledge.bilingual import Bilingual, Lang
from knowledge.catalog import Attribute, Product, Range, Size, Tier
from knowledge.passage import Clause

_LABELS: dict[str, tuple[str, str]] = {
    "sku": ("型号", "Item"), "category": ("类目", "Category"), "price": ("价格", "Price"),
    "list_price": ("原价", "List price"), "tiers": ("阶梯价", "Tier prices"),
    "moq": ("起订量", "Minimum order"), "lead_time": ("交期", "Lead time"),
    "warranty": ("保修", "Warranty"), "box": ("包装清单", "In the box"), "certificates": ("证书", "Certificates"),
    "advantages": ("卖点", "Advantages"),
}  # fmt: skip
_UNIT_WORDS = {
    "second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "week": "周", "month": "个月", "year": "年",
    "person": "人", "piece": "件", "sheet": "张", "page": "页", "cup": "杯", "pair": "双",
}  # fmt: skip


def product_clause(product: Product, currency: str, file: str, line: int | None) -> Clause:
    """The one clause `catalog#<sku>` of this row; `currency` is the shop's."""
    return Clause(
        id=product.id, doc="catalog", anchor=product.sku, kind="product", title=product.name, section=Bilingual(),
        text=Bilingual(zh=_text(product, "zh", currency), en=_text(product, "en", currency)), skus=(product.sku,),
        file=file, line=line,
    )  # fmt: skip


def _text(product: Product, lang: Lang, shop_currency: str) -> str:
    currency = product.currency or shop_currency
    rows: list[tuple[str, str]] = [("sku", product.sku)]
    if product.category:
        rows.append(("category", product.category.replace("_", " ")))
    rows.append(("price", amount(product.price, currency, lang)))
    if product.list_price is not None:
        rows.append(("list_price", amount(product.list_price, currency, lang)))
    lines = [product.name.best(lang), *(_line(_LABELS[key][lang == "en"], said, lang) for key, said in rows)]
    for key, attribute in product.attributes.items():
        lines.append(_line(attribute.label.get(lang) or key.replace("_", " "), attribute_text(attribute, lang), lang))
    lines += [_line(_LABELS[key][lang == "en"], said, lang) for key, said in _terms(product, lang, currency) if said]
    return "\n".join(lines)


def _line(label: str, said: str, lang: Lang) -> str:
    return f"{label}\uff1a{said}" if lang == "zh" else f"{label[:1].upper()}{label[1:]}: {said}"


def _terms(product: Product, lang: Lang, currency: str) -> list[tuple[str, str]]:
    comma, semicolon = ("、", "\uff1b") if lang == "zh" else (", ", "; ")
    said = [text for item in product.advantages if (text := item.zh if lang == "zh" else item.en)]
    box = () if product.in_the_box is None else (product.in_the_box.zh if lang == "zh" else product.in_the_box.en)
    tiers = [_tier(tier, lang, currency) for tier in product.tiers]
    certificates = [" ".join(part for part in (item.name, item.number) if part) for item in product.certificates]
    days, moq = product.lead_time_days, product.moq
    return [
        ("advantages", semicolon.join(said)),
        ("warranty", _warranty(product, lang)),
        ("box", comma.join(box)),
        ("tiers", semicolon.join(tiers)),
        ("moq", "" if moq == 1 else f"{moq}件" if lang == "zh" else f"{moq} pieces"),
        (
            "lead_time",
            "" if days is None else f"{days}天" if lang == "zh" else f"{days} {'day' if days == 1 else 'days'}",
        ),
        ("certificates", comma.join(certificates)),
    ]


def _tier(tier: Tier, lang: Lang, currency: str) -> str:
    price = amount(tier.unit_price, currency, lang)
    if lang == "zh":
        return f"满{tier.min_qty}件单价{price}"
    return f"from {tier.min_qty} {'piece' if tier.min_qty == 1 else 'pieces'} {price}"


def _warranty(product: Product, lang: Lang) -> str:
    months = product.warranty_months
    if months is None:
        return ""
    if isinstance(months, int):
        return _months(months, lang)
    others = "其他地区" if lang == "zh" else "elsewhere"
    parts = [f"{others if region == 'default' else region} {_months(count, lang)}" for region, count in months.items()]
    return ("\uff1b" if lang == "zh" else "; ").join(parts)


def _months(count: int, lang: Lang) -> str:
    if count == 0:
        return "无" if lang == "zh" else "none"
    return f"{count}个月" if lang == "zh" else f"{count} {'month' if count == 1 else 'months'}"


def amount(value: Decimal, currency: str, lang: Lang) -> str:
    """`299元` for yuan in Chinese, else `299 USD`."""
    number = plain_number(value)
    return f"{number}元" if lang == "zh" and currency == "CNY" else f"{number} {currency}"


def plain_number(value: Decimal) -> str:
    """Without exponent and without needless zeros: 299, 3.6, 1200."""
    return format(value.normalize(), "f")


def unit_text(unit: str | None, lang: Lang, *, one: bool) -> str:
    """A unit as it follows its number, space included; unit words are said in the language, symbols stay."""
    if not unit:
        return ""
    word = unit.lower().removesuffix("s")
    if word not in _UNIT_WORDS:
        return f" {unit}"
    return (
        _UNIT_WORDS[word]
        if lang == "zh"
        else f" {'people' if word == 'person' and not one else word + ('' if one else 's')}"
    )


def attribute_text(attribute: Attribute, lang: Lang) -> str:
    """The shop's own wording of the value, with the measured value when the wording leaves it out."""
    said, value = attribute.say.get(lang), attribute.value
    unit = unit_text(attribute.unit, lang, one=value == 1)
    if isinstance(value, Decimal):
        number = plain_number(value)
        if not said:
            return number + unit
        return said if number in said else f"{said} ({number}{unit})"
    if said:
        return said
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, Range):
        return f"{plain_number(value.min)}–{plain_number(value.max)}{unit}"
    if isinstance(value, Size):
        return " × ".join(plain_number(part) for part in (value.l, value.w, value.h)) + unit
    if isinstance(value, str):
        return value + unit
    options = [option if isinstance(option, str) else plain_number(option) for option in value]
    return ("、" if lang == "zh" else ", ").join(options) + unit
