"""Stances: who pays, can or cannot, needed or not, included or not, in stock or not; with their topics.

Patterns of Chinese and English side by side. A question, a condition or a quotation of the buyer asserts nothing;
who calls decides that from `segments`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Axis = Literal["payer", "modal", "need", "include", "stock"]
OPPOSITE = {
    "buyer_pays": "seller_pays", "seller_pays": "buyer_pays", "can": "cannot", "cannot": "can",
    "required": "not_required", "not_required": "required", "included": "not_included", "not_included": "included",
    "in_stock": "out_of_stock", "out_of_stock": "in_stock",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stance:
    """One stance at [start, end) of the clause's text. about: a word that fixes its topic, else ""."""

    axis: Axis
    value: str
    start: int
    end: int


_COST = (
    r"(?:运费|邮费|快递费用?|路费|工本费|寄回那趟|那趟邮费|来回运费|往返运费|寄回费用?|关税|增值税|税费|清关费用?|费用|差价|手续费|检测费|制版费"
    r"|上门取件费?)"
)
_BUYER_ZH = r"(?:您|你|买家|客户|顾客|收货人|买方)(?:自己|这边|那边|本人|来|方)?"
_SELLER_ZH = r"(?:我们|本店|店铺|店家|商家|卖家|我方|店里|我司|咱们|小店|仓库|工厂)(?:这边|来|方|自己)?"
_PAY_ZH = (
    r"(?:承担|负担|自理|自付|支付|负责|来出|来付|掏钱|掏|垫付|全包|全出|出(?!货|库|现|错|具|厂|口|示)|付(?!款)|报销)"
)
_COST_EN = (
    r"(?:(?:return |outbound |both |inbound )?(?:postage|shipping(?: costs?| fees?| charges?)?|freight|delivery "
    r"(?:fees?|charges?|costs?)|return (?:cost|parcel|shipping)s?)"
    r"|(?:import |customs )?dut(?:y|ies)|vat|taxes|clearance charges?|charges?|fees?|costs?|everything|repair)"
)
_PAYER: list[tuple[str, re.Pattern[str]]] = [
    ("buyer_pays", re.compile(
        rf"{_COST}[^,。;!?]{{0,10}}?(?<!非)(?:由|是|需要?|要|得)?{_BUYER_ZH}[^,。;]{{0,4}}?{_PAY_ZH}")),
    ("buyer_pays", re.compile(
        rf"{_BUYER_ZH}[^,。;]{{0,6}}?(?<!不用)(?<!无需)(?<!不需要)(?<!不必){_PAY_ZH}[^,。;]{{0,6}}?{_COST}|{_COST}"
        rf"(?:自理|自付|到付)")),
    ("seller_pays", re.compile(rf"{_COST}[^,。;!?]{{0,10}}?(?:由|是|都是|全部)?{_SELLER_ZH}[^,。;]{{0,4}}?{_PAY_ZH}")),
    ("buyer_pays", re.compile(
        rf"由{_BUYER_ZH}(?:承担|负担|自理|支付|付费|出钱|付钱|买单)"
        rf"|{_BUYER_ZH}(?:承担|负担|自理|付费|出钱|自费)")),
    ("seller_pays", re.compile(
        rf"由{_SELLER_ZH}(?:承担|负担|支付|付费|出钱|付钱|买单)"
        rf"|{_SELLER_ZH}(?:承担|负担|付费|出钱|买单)")),
    ("seller_pays", re.compile(
        rf"{_SELLER_ZH}[^,。;]{{0,6}}?{_PAY_ZH}[^,。;]{{0,8}}?{_COST}|(?<!不)包邮|免运费|免邮|运费全免|{_COST}全?免")),
    ("buyer_pays", re.compile(
        rf"(?<![a-z]){_COST_EN}(?![a-z])[^.;!?]{{0,40}}?(?:(?:paid|covered|borne|payable) by (?:the )?(?:buyer"
        rf"|customer|you|consignee|party who)|(?:on|at) your (?:own )?(?:side|cost|expense)|on you"
        rf"(?![a-z])|yours(?![a-z])|collect)",
        re.IGNORECASE)),
    ("buyer_pays", re.compile(
        rf"(?<![a-z])(?:you|buyer|customer|consignee)s?(?: would| will| have to| need to| must|'ll| only)? (?:pays?"
        rf"|cover|covers|bear|bears)(?![a-z])[^.;!?,]{{0,30}}?(?<![a-z]){_COST_EN}(?![a-z])",
        re.IGNORECASE)),
    ("seller_pays", re.compile(
        rf"(?<![a-z]){_COST_EN}(?![a-z])[^.;!?]{{0,40}}?(?:(?:paid|covered|borne) by (?:us|the seller|the shop)|"
        rf"(?:on|at) (?:our|the shop[’']s|the seller[’']s) (?:side|cost|expense)|on us(?![a-z])|ours(?![a-z])|(?:is"
        rf"|are) free(?![a-z]))",
        re.IGNORECASE)),
    ("seller_pays", re.compile(
        rf"(?<![a-z])(?:we|seller|the shop)(?: would| will| also|'ll)? (?:pays?|cover|covers|bear|bears)"
        rf"(?![a-z])[^.;!?,]{{0,30}}?(?<![a-z]){_COST_EN}(?![a-z])|(?<![a-z])(?:free (?:return )?(?:shipping|postage"
        rf"|delivery)|at (?:our|the shop[’']s|the seller[’']s) (?:cost|expense)|ship(?:ping|s)? (?:is )?free)"
        rf"(?![a-z])",
        re.IGNORECASE)),
]  # fmt: skip

_PAYER += [
    ("buyer_pays", re.compile(
        r"(?<![a-z])(?:paid|covered|borne|payable) by (?:the )?(?:buyer|customer|you|consignee)(?![a-z])|"
        r"(?<![a-z])(?:buyer|customer) paying(?![a-z])|(?<![a-z])(?:at|on) your (?:own )?(?:cost|expense|side)"
        r"(?![a-z])", re.IGNORECASE)),
    ("seller_pays", re.compile(
        r"(?<![a-z])(?:paid|covered|borne) by (?:us|the seller|the shop)(?![a-z])|(?<![a-z])(?:at|on) (?:our"
        r"|the shop[’']s|the seller[’']s) (?:own )?(?:cost|expense|side)(?![a-z])", re.IGNORECASE)),
]  # fmt: skip
_NOT_YOU_ZH = (
    rf"(?:不用|不需要?|无需|不必|不要|没让|不让|无须|用不着){_BUYER_ZH}?[^,。;]{{0,4}}?"
    r"(?:再|另外?|额外)?(?:承担|负担|支付|出|付|花|掏|垫|交)"
)
_FIRST: list[tuple[str, re.Pattern[str]]] = [
    ("seller_pays", re.compile(
        rf"{_COST}[^,。;!?]{{0,10}}?{_NOT_YOU_ZH}|{_NOT_YOU_ZH}[^,。;]{{0,6}}?{_COST}"
        rf"|{_BUYER_ZH}(?:都|一分钱?)?(?:不用|不需要?|无需|不必|用不着)(?:另外?|额外|再)?(?:承担|负担|支付|出|付|花|掏|垫|交)(?:钱|费|运费|邮费|$|[,。;])"
        rf"|(?:{_COST}|快递|那趟|两趟|来回)[^,。;!?]{{0,8}}?(?:算|归|都是){_SELLER_ZH}|{_SELLER_ZH}[^,。;]{{0,3}}?(?:替|帮|为)您(?:付|出|交|垫|承担)")),
    ("buyer_pays", re.compile(
        rf"{_SELLER_ZH}[^,。;]{{0,3}}?(?:不(?:会|能|再|予|给)?|无法|没法)(?:承担|负担|报销|支付|出|付|包)(?!货)"
        rf"|(?:{_COST}|快递|那趟|两趟|来回)[^,。;!?]{{0,10}}?(?:(?:算|归){_BUYER_ZH}|请?自理|请?自付|自费|(?:请|麻烦|需|要|得|辛苦){_BUYER_ZH}[^,。;]{{0,4}}?(?:付|出|垫|掏|承担|交)|(?:签收|取件)时付)"
        rf"|(?<![用要需让必])(?:您|买家)(?:自掏腰包|掏钱|自己掏)")),
    ("seller_pays", re.compile(
        r"(?<![a-z])(?:you|the buyer|buyers?)(?: will| would|[’']ll)? pays? nothing(?![a-z])"
        r"|(?<![a-z])(?:nothing|no [a-z]+(?: or [a-z]+)?)"
        r" (?:is (?:left )?)?for (?:you|the buyer) to pay(?![a-z])|(?<![a-z])(?:you"
        r"|the buyer)(?: do not| don[’']?t| does not| doesn[’']?t"
        r"| won[’']?t| will not| need not| needn[’']?t)(?: have to| need to)? (?:pay|cover|bear)(?![a-z])"
        r"|(?<![a-z])(?:we|the shop|the seller)(?: will| would|[’']ll| also| gladly)* absorbs?(?![a-z])"
        r"|(?<![a-z])(?:comes?|taken|paid) out of our (?:own )?pocket"
        r"|(?<![a-z])for our account(?![a-z])", re.IGNORECASE)),
    ("buyer_pays", re.compile(
        r"(?<![a-z])(?:we|the shop|the seller)(?: will not| won[’']?t| do not| don[’']?t| cannot"
        r"| can[’']?t| would not)(?: be able to)?"
        r" (?:pay|cover|bear|absorb|reimburse|take over|refund)(?= (?:for )?(?:the |your "
        r"|any )?(?:return |outbound |import )?(?:postage|shipping|freight|dut|courier|cost|fee|tax))"
        r"|(?<![a-z])(?:comes?|is|are|taken) out of your (?:own )?pocket|(?<![a-z])(?:charged|billed"
        r"|invoiced) to you(?![a-z])"
        r"|(?<![a-z])(?:collected|due) from you(?![a-z])|(?<![a-z])for your account(?![a-z])"
        r"|(?<![a-z])pay the (?:courier|carrier|driver)(?![a-z])"
        r"|(?<![a-z])you(?: will| would|[’']ll| have to| need to)* absorb(?![a-z])", re.IGNORECASE)),
]  # fmt: skip
"""Who pays said by a denial, or by whose pocket it comes out of; read before the plain forms."""
_WORDS: list[tuple[Axis, str, re.Pattern[str]]] = [
    ("modal", "can", re.compile(r"不是不(?:能|可以|行)|并非不(?:能|可)|(?<![a-z])not impossible")),
    ("modal", "cannot", re.compile(
        r"不可以|不能(?!保证|确定|承诺|确认|说|够?更)|不可(?!避免|撤销|或缺|思议|以)|不支持|不接受|不予|不提供"
        r"|不适用|不便(?=透露|告知|公开|提供|分享|答复|回答|展示|[说讲给])|无法(?!保证|确定|承诺|确认)|没法(?!保证|确定)|没办法|"
        r"(?<!不)不得(?!不)"
        r"|恕不|概不|不办理|不享受|不(?=寄|发往|配送|送货|出售|销售|代购|安装|承接)|不做(?=赊|货到|低报|礼品|代)|不收(?=西联|个人)|[\u4e00-\u9fff](?<![来受少对差免忍算说赶了])不(?:了|上|成(?!熟))|[给做办达]不到|不退(?!款到)"
        r"|不换(?!算)|不行|不在[^,。]{0,8}范围")),
    ("modal", "cannot", re.compile(
        r"(?<![a-z])(?:can ?not|can[’']?t|may not|unable to|not able to|not possible|impossible|not (?:supported"
        r"|accepted|eligible|allowed|available for|entitled|refundable|returnable|covered|included in the)"
        r"|(?:do|does) not (?:accept|offer|support|provide|ship|allow|sell)|don[’']?t (?:accept|offer|support"
        r"|provide|ship|allow)|no longer (?:accept|offer|be)|won[’']?t be able|non-(?:refundable|returnable)"
        r"|excluded|never|out of the question|not an option)(?![a-z])",
        re.IGNORECASE)),
    ("modal", "can", re.compile(
        r"(?<![不许认])可以|(?<![不许认])可(?![能爱靠见选惜视是观拆调用口乐否不]|以)|(?<![可功性智节才技只不尽机])能"
        r"(?![力量源耗效动见够不否])|能够|(?<![不])支持|(?<!不)接受"
        r"|允许|(?<!不)享受|都行|照[样常]?(?=[寄发用退换做])|没问题|(?<![不再])在[^,。]{0,8}范围[之以]?内")),
    ("modal", "can", re.compile(
        r"(?<![a-z])(?:can(?! ?not| you|[’']t)|(?<!\d )(?<!\d)may(?! not| i | \d)|able to|is possible"
        r"|(?:welcome|free|fine) to|allowed to|(?:is"
        r"|are) (?:accepted|covered(?! by| with))|(?<!something )(?<!nothing )(?<!that )we (?:accept"
        r"|offer|support|provide)"
        r"|entitled to|eligible for)(?![a-z])", re.IGNORECASE)),
    ("need", "not_required", re.compile(
        r"不用(?!于|担心|客气|谢|着急|心)|不需要|无需|不必|免收|免费|(?<![a-z])(?:no need"
        r"|not need(?:ed)?|do(?:es)? not have to|do"
        r"(?:es)?n[’']t (?:need"
        r"|have to)|need not|needn[’']t|not required|not necessary|no (?:[a-z]+ ){1,4}(?:is|are) (?:needed"
        r"|required|necessary)|without having to|free of charge)(?![a-z])", re.IGNORECASE)),
    ("need", "required", re.compile(
        r"(?<![不无])需要?(?![求])|必须|(?<![不无])须(?!知)|(?<![a-z])(?:must(?! not)|needs? to|(?:is|are) (?:required"
        r"|needed)|require[sd]?|ha(?:ve|s) to)(?![a-z])", re.IGNORECASE)),
    ("include", "not_included", re.compile(
        r"不含|不包含|不包括|不带|不附|没有?[配附带]|另计|另购|另收|(?<![a-z])(?:no [a-z ]{1,24}(?:in the box|included)"
        r"|not include[ds]?|(?:does|do|is"
        r"|are)n[’']t include[ds]?"
        r"|does not come with|excluding|exclud(?:es|ed)|sold separately|quoted separately|charged separately)"
        r"(?![a-z])", re.IGNORECASE)),
    ("include", "included", re.compile(
        r"(?<!不)(?:包含|包括|附带|附赠|标配|内含)|(?<![不内包])含(?!量|义|糊|税)|(?<![a-z])(?:include[ds]?"
        r"|including|comes? with"
        r"|come with)(?![a-z])", re.IGNORECASE)),
    ("stock", "out_of_stock", re.compile(
        r"缺货|没货|无货|卖空|[一半][台件个款双条瓶盒]都没|断码|没有?现货|没有库存|断货|售罄|卖完"
        r"|已下架|(?<![a-z])(?:out of stock|sold out|not in stock"
        r"|no stock|(?:currently"
        r"|temporarily) (?:unavailable|not available)|(?:is|are)(?:n[’']t| not| no longer) available(?=\s*(?:[.,;:!]|$"
        r"|(?:at (?:the|this) moment|right now|now|today|any ?more)(?![a-z]))))(?![a-z])", re.IGNORECASE)),
    ("stock", "in_stock", re.compile(
        r"(?<!没)(?<!没有)有现?货|现货(?=[,。;!的哦]|$|充足|供应)|有库存|随时(?:能|可以?)发|库里有"
        r"|还有(?:货|库存)|(?<!不)库存充足|(?<!not )"
        r"(?<![a-z-])in stock(?![a-z])|"
        r"(?<![a-z])(?:available (?:now|from stock|immediately)|ready to ship)(?![a-z])"
        r"|(?<![a-z])(?:is|are) (?:still |also |both "
        r"|all )?available(?=\s*(?:[.,;:!]|$"
        r"|(?:right now|today|again)(?![a-z])))", re.IGNORECASE)),
]  # fmt: skip
_WAY_POINTING = re.compile(
    r"(?:可以|能|可)(?:先|再|随时|直接|也)?(?:在|点|看|联系|告诉|收藏|发(?=[给来我])|放心|参考|考虑|通过|关注|留意"
    r"|试试|对比|问|说|查|跟|和)|"
    r"(?<![a-z])(?:can|may) (?:also |then |always )?(?:see|look|check|tell|let|contact|ask|find|send us|reach|choose"
    r"|track|help|say|be reached|i )(?![a-z])",
    re.IGNORECASE,
)


def stances(clause: str) -> list[Stance]:
    """Every stance of one clause of plain text, in order; overlapping words count once, the negative first."""
    found: list[Stance] = []
    for value, pattern in (*_FIRST, *_PAYER):
        for match in pattern.finditer(clause):
            _keep(found, Stance("payer", value, match.start(), match.end()))
    pointing = [match.span() for match in _WAY_POINTING.finditer(clause)]
    for axis, value, pattern in _WORDS:
        for match in pattern.finditer(clause):
            if axis == "modal" and value == "can" and any(first <= match.start() < last for first, last in pointing):
                continue
            _keep(found, Stance(axis, value, match.start(), match.end()))
    return sorted(found, key=lambda stance: stance.start)


def _keep(found: list[Stance], new: Stance) -> None:
    if not any(old.axis == new.axis and old.start < new.end and new.start < old.end for old in found):
        found.append(new)
