"""What a text gives away: refunds, discounts, coupons, gifts, free shipping, exchange, resend and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.check.statements import ClauseNote
from agent.quantities import Value
from knowledge.authority import OfferKind


@dataclass(frozen=True, slots=True)
class Concession:
    """One thing given. start/end: characters of the text; amount: money, percent or duration when one is named."""

    offer: OfferKind
    start: int
    end: int
    amount: Value | None


_I = re.IGNORECASE
_GIVING_ZH = r"(?:给您|为您|帮您|送您|发您|给你|我们|我这边|这边|本店|免费|马上|可以|安排|申请|再|直接)"
_WE = r"(?<![a-z])(?:we|i)(?:[’']ll| will| can| could| would|[’']d| shall| are happy to| am happy to| have| also)*(?: gladly| also| be happy to| offer to| arrange to)?"
_WHOLE: list[tuple[OfferKind, re.Pattern[str]]] = [
    ("full_refund", re.compile(rf"全额退款|退全款|全部退款|全额退|(?<![a-z])(?:full refund|refund (?:you )?(?:in full|the full|the whole|everything|the entire))(?![a-z])", _I)),
    ("return_postage", re.compile(r"(?:退货|来回|往返|寄回)的?(?:运费|邮费|快递费)[^,。;]{0,8}(?:我们|本店|店铺|商家|我方)[^,。;]{0,4}(?:承担|出|报销|负责)|(?<![a-z])we (?:pay|cover|will pay|will cover|'ll pay|'ll cover) (?:the )?(?:return (?:postage|shipping)|postage both ways)", _I)),
    ("free_shipping", re.compile(r"(?<!不)包邮|免运费|免邮(?!箱)|免[了掉]?(?:您的)?运费|(?<![a-z])(?:free (?:shipping|delivery|postage)|ship(?:ped)? (?:it |them )?(?:for )?free|waive (?:the )?(?:shipping|postage|freight|delivery))(?![a-z])", _I)),
    ("resend", re.compile(rf"{_GIVING_ZH}[^,。;]{{0,6}}(?:补发|重发|补寄|重新(?:发|寄))|(?:补发|重发|补寄)[^,。;]{{0,4}}(?:给您|一[件个份套])|{_WE} (?:resend|re-send|reship|send (?:you )?(?:a |another |the )?(?:new |free )?replacement|send (?:you )?(?:another|a new) one|replace (?:it|them|the|your))", _I)),
    ("exchange", re.compile(rf"{_GIVING_ZH}[^,。;]{{0,6}}(?:换货|换一|更换|换新|调换)|{_WE} (?:exchange|swap)(?![a-z])", _I)),
    ("repair", re.compile(rf"免费(?:维修|修理|返修|检修)|{_WE} (?:repair|fix) (?:it|them|this|your|the)[^.;]{{0,25}}(?:free|at our cost)|(?<![a-z])free repair", _I)),
    ("sample", re.compile(r"免费(?:的)?(?:寄|送|提供|给您)?[^,。;]{0,6}(?:样品|样衣)|免样品费|(?<![a-z])(?:free (?:of charge )?samples?|sample (?:is |are )?(?:free|at no charge)|waive the sample)(?![a-z])", _I)),
    ("price_match", re.compile(rf"(?:按|照)[^,。;]{{0,8}}(?:那家|别家|其他店|他家)[^,。;]{{0,6}}价|{_WE} match (?:the|that|their|its|this)[^.;]{{0,15}}price", _I)),
    ("gift", re.compile(
        r"(?:加送|附送|多送|免费送|送您|送你|赠送|赠您|额外送|另送|给您送|随单送|送一[个份件套条])(?!达|货|到|检|修|回|券|优惠|代金|红包|样)|(?:作为|当作?)(?:小)?(?:礼物|赠品)"
        r"|(?<![a-z])(?:free gift|as a gift|throw in|complimentary|on the house|(?:add|include|send|give)[^.;,]{0,30}(?:for free|free of charge|at no (?:extra )?(?:cost|charge)))(?![a-z])", _I)),
]  # fmt: skip
_COUPON = re.compile(
    r"(?:送|给|发|补|申请|补偿|赠|返)(?:您|你)?[^,。;]{0,12}(?:优惠券|代金券|无门槛券|红包|店铺券|元券|现金券|(?<=[元块折])券)|(?<![a-z])(?:send|give|offer|issue|add|here is|get you|arrange)[^.;,]{0,30}(?:coupon|voucher|promo code|discount code)",
    _I,
)
_MONEY_BACK = re.compile(
    r"(?:退|补偿|赔偿?|返现?|退还|退回|补)(?:给)?(?:您|你)?[^,。;\d]{0,6}$|(?<![a-z])(?:refund|compensat(?:e|ion)|reimburse|credit|pay (?:you )?back|give you back|return)(?:s|ed|ing)?(?: of| you| to you| the| a| an| up to| partial(?:ly)?)*\s*$",
    _I,
)
_MONEY_BACK_AFTER = re.compile(
    r"^[^,。;]{0,3}(?:的)?(?:退款|补偿|赔偿)|^ (?:partial )?(?:refund|compensation|back)(?![a-z])", _I
)
_CUT = re.compile(
    r"(?:便宜|优惠|立减|减免?|让利?|降价?|抹掉?|折扣)(?:您|给您|到)?[^,。;\d]{0,4}$|(?<![a-z])(?:discount(?: of)?|reduc(?:e|tion)[^.;,]{0,20}by|take|knock|lower[^.;,]{0,20}by|rebate of|save(?: you)?)(?: up to| you| another| an? extra| off)*\s*$",
    _I,
)
_LESS = re.compile(r"少(?:收|算)?(?:您)?[^,。;\d]{0,2}$")
_CUT_AFTER = re.compile(r"^\s?(?:的)?(?:折扣|优惠|让利)|^ (?:off|discount|reduction|cheaper|rebate)(?![a-z])", _I)
_GIVES = re.compile(rf"{_GIVING_ZH}|送|赠|补偿|退您|(?<![a-z])(?:we|i|you|your|our)(?![a-z])", _I)
_LONGER = re.compile(
    r"(?:延长|延保|多保|加送[^,。;]{0,4}保修|再保)[^,。;\d一二两三四五六]{0,6}$|(?<![a-z])(?:extend|extended)[^.;,]{0,30}(?:warranty|guarantee)[^.;,]{0,12}$",
    _I,
)
_REFUSED = re.compile(
    r"不能|无法|没法|没办法|给不|做不|不支持|不提供|不可以|不再|不会|不打折|没有(?!问题)|并非|不是|不参加|不包|不送|不赠|暂不|只能|不给|不退|不换|不予|难以|确实没"
    r"|(?<![a-z])(?:can ?not|can[’']?t|unable|not|n[’']t|no longer|never|without|neither|nor|no)(?![a-z])",
    _I,
)
_ASKED = re.compile(
    r"(?:您|你)(?:刚才|之前|这边)?(?:说|提|讲|要求|想要|希望|问|提出|申请|要)(?:的|到|过)|(?<![a-z])(?:you (?:mentioned|said|asked|requested|wanted|suggested)|your (?:request|ask|target|wish|offer))(?![a-z])",
    _I,
)


def concessions(clause: ClauseNote) -> list[Concession]:
    """What this clause gives; nothing when it refuses, asks, or repeats what the buyer wants."""
    if clause.question or _REFUSED.search(clause.text) or _ASKED.search(clause.text):
        return []
    found: list[Concession] = []
    for value in clause.values:
        given = _by_amount(clause, value)
        if given is not None:
            found.append(given)
    for offer, pattern in _WHOLE:
        for match in pattern.finditer(clause.text):
            start, end = clause.start + match.start(), clause.start + match.end()
            if not any(old.start < end and start < old.end for old in found):
                found.append(Concession(offer, start, end, None))
    if not any(item.offer == "coupon" for item in found) and (match := _COUPON.search(clause.text)):
        found.append(Concession("coupon", clause.start + match.start(), clause.start + match.end(), None))
    return sorted(found, key=lambda item: item.start)


def _by_amount(clause: ClauseNote, value: Value) -> Concession | None:
    before = clause.text[: value.span.start - clause.start]
    after = clause.text[value.span.end - clause.start :]
    start, end = value.span.start, value.span.end
    if value.kind in ("money", "percent") and _COUPON.search(clause.text):
        return Concession("coupon", start, end, value)
    if value.kind in ("money", "percent") and (_MONEY_BACK.search(before) or _MONEY_BACK_AFTER.search(after)):
        whole = value.kind == "percent" and value.high >= 100
        return Concession("full_refund" if whole else "partial_refund", start, end, value)
    if value.kind == "percent" and (
        "折" in value.text
        or _CUT.search(before)
        or _CUT_AFTER.search(after)
        or "half" in value.text.lower()
        or "半价" in value.text
    ):
        return Concession("discount_percent", start, end, value)
    if value.kind == "money" and (_CUT.search(before) or _LESS.search(before) or _CUT_AFTER.search(after)):
        return Concession("discount_amount", start, end, value)
    if value.kind == "duration" and _LONGER.search(before):
        return Concession("extended_warranty", start, end, value)
    return None
