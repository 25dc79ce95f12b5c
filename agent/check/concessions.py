"""What a text gives away: refunds, discounts, coupons, gifts, free shipping, exchange, resend and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.quantities import Value
from knowledge.authority import OfferKind


@dataclass(frozen=True, slots=True)
class Concession:
    """One thing given. start/end: characters of the text; amount: money, percent or duration when one is named."""

    offer: OfferKind
    start: int
    end: int
    amount: Value | None


_REACH = 100
"""Characters around an amount that can tell what it is given as."""
_NEAR = 24
"""Characters before the word coupon within which its amount stands."""
_FROM = re.compile(r"满\s*$|(?<![a-z])(?:over|above|from|of at least|orders? of)\s*$", re.IGNORECASE)
_I = re.IGNORECASE
_GIVING_ZH = r"(?:给您|为您|帮您|送您|发您|给你|我们|我这边|这边|本店|免费|马上|可以|安排|申请|再|直接)"
_WE = (
    r"(?<![a-z])(?:we|i)(?:[’']ll| will| can| could| would|[’']d| shall| are happy to| am happy to| have| also)*"
    r"(?: gladly| also| be happy to| offer to| arrange to)?"
)
_WHOLE: list[tuple[OfferKind, re.Pattern[str]]] = [
    ("full_refund", re.compile(
        r"全额退款|退全款|全部退款|全额退|免单|不收(?:您|你)(?:的)?钱|这[单件笔](?:就|都)?(?:不收钱|不要钱|免费)"
        r"|(?<![a-z])(?:(?:your|the|this) (?:whole |entire )?order (?:is|will be) (?:free(?! of)|on us|on the house)"
        r"|full refund|refund (?:you )?(?:in full|the full|the whole"
        r"|everything|the entire|[^.;,]{1,30} in full))(?![a-z])", _I)),
    ("return_postage", re.compile(
        r"(?:退货|来回|往返|寄回)的?(?:运费|邮费|快递费)[^,。;]{0,8}(?:我们|本店|店铺|商家|我方)[^,。;]{0,4}(?:承担"
        r"|出|报销|负责)|(?<![a-z])we (?:pay|cover|will pay|will cover|'ll pay|'ll cover) (?:the )?(?:return (?:postage"
        r"|shipping)|postage both ways)", _I)),
    ("free_shipping", re.compile(
        r"(?<!不)包邮|免运费|免邮(?!箱)|免[了掉]?(?:您的)?运费|(?<![a-z])(?:free (?:shipping|delivery|postage)|ship"
        r"(?:ped)? (?:it "
        r"|them )?(?:for )?free|waive (?:the )?(?:shipping|postage|freight|delivery))(?![a-z])", _I)),
    ("resend", re.compile(
        rf"{_GIVING_ZH}[^,。;]{{0,6}}(?:补发|重发|补寄|重新(?:发|寄))|(?:补发|重发|补寄)[^,。;]{{0,4}}(?:给您"
        rf"|一[件个份套])|{_WE} (?:resend"
        rf"|re-send|reship|send (?:you )?(?:a |another |the )?(?:new |free )?replacement|send (?:you )?(?:another"
        rf"|a new) one|replace (?:it|them|the|your))", _I)),
    ("exchange", re.compile(
        rf"{_GIVING_ZH}[^,。;]{{0,6}}(?:换货|换一|更换|换新|调换)|{_WE} (?:exchange|swap)(?![a-z])", _I)),
    ("repair", re.compile(
        rf"免费(?:维修|修理|返修|检修)|{_WE} (?:repair|fix) (?:it|them|this|your|the)[^.;]{{0,25}}(?:free|at our cost)|"
        rf"(?<![a-z])free repair", _I)),
    ("sample", re.compile(
        r"免费(?:的)?(?:寄|送|提供|给您)?[^,。;]{0,6}(?:样品|样衣)|免样品费|(?<![a-z])(?:free "
        r"(?:of charge )?samples?|sample (?:is "
        r"|are )?(?:free|at no charge)|waive the sample)(?![a-z])", _I)),
    ("price_match", re.compile(
        rf"(?:别家|别的店|其他店|其它店|他家|别处)[^,。;]{{0,14}}(?:退|补)(?:您|你|给您)?差价"
        rf"|(?:按|照)[^,。;]{{0,8}}(?:那家|别家|其他店|他家)[^,。;]{{0,6}}价|{_WE} match (?:the|that|their|its"
        rf"|this)[^.;]{{0,15}}price", _I)),
    ("gift", re.compile(
        r"(?:加送|附送|多送|免费送|送您|送你|赠送|赠您|额外送|另送|给您送|随单送|送一[个份件套条])(?!达|货|到|检|修"
        r"|回|券|优惠|代金|红包|样)|(?:作为|当作?)(?:小)?(?:礼物|赠品)"
        r"|(?<![a-z])(?:free gift|(?<!mark )(?<!mark it )(?<!mark them )(?<!the goods )(?<!mark goods )"
        r"(?<!the parcel )(?<!declare it )as a gift|throw in|complimentary|on the house|(?:add|include|send"
        r"|give)[^.;,]{0,30}(?:for free|free of charge|at no (?:extra )?(?:cost|charge)))(?![a-z])", _I)),
]  # fmt: skip
_COUPON = re.compile(
    r"(?:送|给|发|补|申请|补偿|赠|返)(?:您|你)?[^,。;]{0,12}(?:优惠券|代金券|无门槛券|红包|店铺券|元券|现金券|"
    r"(?<=[元块折])券)|(?<![a-z])(?:send|give"
    r"|offer|issue|add|here is|get you|arrange)[^.;,]{0,30}(?:coupon|voucher|promo code|discount code)",
    _I,
)
_MONEY_BACK = re.compile(
    r"(?:退|补偿|赔偿?|返现?|退还|退回|(?<=[给为帮][您你])补|补(?=[给您你]))(?:给)?(?:您|你)?[^,。;\d]{0,6}$"
    r"|(?<![a-z])(?:refund|compensat(?:e|ion)"
    r"|reimburse|credit"
    r"|pay (?:you )?back|give you back|return|offer)(?:s|ed|ing)?(?: of| you| to you| the| a| an| up to| partial"
    r"(?:ly)?| another| extra| additional| a further)*\s*$",
    _I,
)
_MONEY_BACK_AFTER = re.compile(
    r"^[^,。;]{0,3}(?:的)?(?:退款|补偿|赔偿)|^ (?:partial )?(?:refund|compensation|back)(?![a-z])", _I
)
_CUT = re.compile(
    r"(?:便宜|优惠|立减|减免?|让利?|降价|(?<![下升])降(?![低温噪解至到])|抹掉?|折扣)(?:您|给您|到)?[^,。;\d]{0,4}$"
    r"|(?<![a-z])(?:discount(?: of)?|reduc(?:e|tion)[^.;,]{0,20}by|take|knock|lower[^.;,]{0,20}by|rebate of"
    r"|save(?: you)?)(?: up to| you| another| an? extra"
    r"| off)*\s*$",
    _I,
)
_LESS = re.compile(r"少(?:收|算)?(?:您)?[^,。;\d]{0,2}$")
_CUT_AFTER = re.compile(r"^\s?(?:的)?(?:折扣|优惠|让利)|^ (?:off|discount|reduction|cheaper|rebate)(?![a-z])", _I)
_GIVES = re.compile(rf"{_GIVING_ZH}|送|赠|补偿|退您|(?<![a-z])(?:we|i|you|your|our)(?![a-z])", _I)
_LONGER = re.compile(
    r"(?:延长|延保|多保|加送[^,。;]{0,4}保修|再保)[^,。;\d一二两三四五六]{0,6}$|(?<![a-z])(?:extend"
    r"|extended)[^.;,]{0,30}(?:warranty"
    r"|guarantee)[^.;,]{0,12}$",
    _I,
)
_ADDS = re.compile(
    r"再|多|另外|额外|加|延|送|(?<![a-z])(?:add|give|extend|another|extra|additional|throw in|grant)(?![a-z])", _I
)
_LONGER_AFTER = re.compile(
    r"^[^,。;]{0,3}(?:的)?(?:保修|质保|延保)|^ (?:of |more |extra |additional |longer |to (?:the"
    r"|your) )*(?:warranty|guarantee|cover)",
    _I,
)
_REFUSED = re.compile(
    r"不能|无法|没法|没办法|给不|做不|不支持|不提供|不可以|不再|不会|不打折|没有(?!问题)|并非|不是|不参加|不包|不送"
    r"|不赠|暂不|只能|不给|不退|不换|不予|难以|确实没|[给办做动退返让减批应]不[了到动]|不太?可能"
    r"|(?<![a-z])(?:can ?not|can[’']?t|unable|not|n[’']t|no longer|never|without|neither|nor|no"
    r"|(?:more|further|deeper|lower) than (?:i|we) (?:can|may)|beyond"
    r"|out of (?:my|our) (?:reach|hands))(?![a-z])",
    _I,
)
_OFFER_TAG = re.compile(r"可不可以|好不好|行不行|能不能")
_OFFERS = re.compile(
    r"(?:给|为|帮|送|退|补偿?)您|(?<![a-z])(?:shall|can|may|could|if|what if|how about) (?:we|i)(?![a-z])"
    r"|would you (?:like (?:us|me) to|accept|take|prefer|be happy with)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:您|你)(?:刚才|之前|这边)?(?:说|提|讲|要求|想要|希望|问|提出|申请|要)(?:的|到|过)|(?<![a-z])(?:you "
    r"(?:mentioned|said|asked|requested"
    r"|wanted|suggested)|your (?:request|ask|target|wish|offer))(?![a-z])",
    _I,
)


def concessions(text: str, values: Sequence[Value], start: int, *, asks: bool = False) -> tuple[Concession, ...]:
    """What one clause gives; nothing when it refuses or repeats what the buyer wants.

    text: of the clause; values: its values; start: where it stands in the whole text, to which all places refer.
    asks: a question gives only when it is an offer (给您退15元可以吗, shall I add a bell).
    """
    if _REFUSED.search(_OFFER_TAG.sub("", text)) or _ASKED.search(text) or (asks and not _OFFERS.search(text)):
        return ()
    coupon = _COUPON.search(text)
    worth = _worth_of(coupon, values, start)
    found = [given for value in values if (given := _by_amount(text, value, start, coupon, worth)) is not None]
    for offer, pattern in _WHOLE:
        for match in pattern.finditer(text):
            first, last = start + match.start(), start + match.end()
            if offer == "gift" and coupon is not None and match.start() < coupon.end() and coupon.start() < match.end():
                continue  # what is given is the coupon
            if not any(old.start < last and first < old.end for old in found):
                found.append(Concession(offer, first, last, None))
    if coupon is not None and not any(item.offer == "coupon" for item in found):
        found.append(Concession("coupon", start + coupon.start(), start + coupon.end(), None))
    return tuple(sorted(found, key=lambda item: item.start))


def _worth_of(coupon: re.Match[str] | None, values: Sequence[Value], offset: int) -> Value | None:
    """The amount of the coupon itself: the last one before its word, else the first after it."""
    if coupon is None:
        return None
    sums = [value for value in values if value.kind in ("money", "percent")]
    end = offset + coupon.end()
    before = [value for value in sums if end - _NEAR <= value.span.start < end]
    after = [value for value in sums if value.span.start >= end]
    return before[-1] if before else after[0] if after else None


def _by_amount(
    text: str, value: Value, offset: int, coupon: re.Match[str] | None, worth: Value | None
) -> Concession | None:
    start, end = value.span.start - offset, value.span.end - offset
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if value is worth:
        offer: OfferKind | None = "coupon"
    else:
        offer = _offer_of(value, before, after)
    if offer is None and coupon is not None and value.kind in ("money", "percent") and not _FROM.search(before):
        offer = "coupon" if coupon.start() <= start < coupon.end() else None
    return Concession(offer, value.span.start, value.span.end, value) if offer is not None else None


_TO = re.compile(
    r"[到至成为]\s*$|(?<![a-z])(?:down|drops?|falls?|comes?|goes|reduced|lowered|brings? [^.;,]{1,30}"
    r"|making it|to pay)(?: down)?(?: to)?\s*$",
    _I,
)
"""What a price comes to is no amount that is given."""
_KEPT = re.compile(
    r"(?:扣|扣除|扣掉|扣下|减去)[^,。;]{0,4}$|(?<![a-z])(?:deduct(?:ed)?|withh?(?:eld|old)|less|minus)(?: the| a)?\s*$",
    _I,
)
"""What is taken off a refund is kept, not given."""


def _offer_of(value: Value, before: str, after: str) -> OfferKind | None:
    if value.kind == "money" and _TO.search(before) and not _MONEY_BACK.search(before):
        return None
    if value.kind == "duration":
        longer = _LONGER.search(before) or (_ADDS.search(before) and _LONGER_AFTER.search(after))
        return "extended_warranty" if longer else None
    if value.kind not in ("money", "percent"):
        return None
    if _KEPT.search(before):
        return None
    if _MONEY_BACK.search(before) or _MONEY_BACK_AFTER.search(after):
        return "full_refund" if value.kind == "percent" and value.high >= 100 else "partial_refund"
    cut = _CUT.search(before) is not None or _CUT_AFTER.search(after) is not None
    if value.kind == "percent":
        named = any(word in value.text.lower() for word in ("折", "half price", "half-price", "half off", "半价"))
        return "discount_percent" if cut or named else None
    return "discount_amount" if cut or _LESS.search(before) else None
