"""Money and percent: ¥299 · 20块5 · 1.2万美元 · US$25 · 8折 · 百分之五 · half price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.quantities import currencies
from agent.quantities.numbers import EN_WORD, ZH_DIGIT, zh_number

_KUAI_NOT_MONEY = re.compile(
    r"块(?=[\u4e00-\u9fff])(?!出头|[钱多吧哦啦嘛哈喔的左以内上呢行给呀啊吗成就能包也到起了可是或和减券封一二两三四五六七八九]|邮费|运费|邮|快递费|手续费|服务费|样品费|定金|押金|补|差|红包|优惠|每|的)"
)
_A_THING = re.compile(
    r"块(?=\s?\d+(?:\.\d+)?\s?(?:安时|毫安|伏|瓦|英?寸|升|毫?升|[毫厘]?米|公?斤|千?克|(?:m?Ah|Wh?|V|kg|g|[cm]?m|m?L|[GT]B?)(?![A-Za-z])))",
    re.IGNORECASE,
)
"""两块4.0安时电池 are two pieces, told by the property that follows."""
_LARGEST_OF_PIECES = 10
_JIAO = re.compile(
    r"(?P<n>\d|[一二两三四五六七八九])(?:[毛角](?:(?P<f>\d|[一二三四五六七八九])分?)?)?(?![\d.]"
    r"|[二三四五六七八九十百千万个天日月年斤件]|一(?![包件个盒袋只台套双条张箱瓶罐支斤份公对卷把根米位次单天]))"
)
_SMALL = re.compile(
    r"\s?(?P<name>(?P<tenth>毛钱|[毛角](?!病|色|度|落|衣|巾|绒|毯|笔|质|料|刺|孔|呢|线|边|豆)(?:(?P<f>\d|[一二三四五六七八九])分?"
    r"(?![\d.]|[十百千万个天件]))?)|(?P<cent>分钱)|cents?)(?![A-Za-z])"
)
_PERCENT = re.compile(
    r"\s?-?(?:%|(?P<mille>‰)|percent(?:age points?)?|per cent|pct|个百分点|个点"
    r"|成(?:(?P<half>半)|(?P<part>[一二三四五六七八九])(?![一-鿿]?[十百千万]))?"
    r"(?![为人功交本品员立分年套长绩果衣都型对双形像就语千百串批片群堆盒箱不色名家事]))(?![A-Za-z])",
    re.IGNORECASE,
)
_ZHE = re.compile(r"\s?折(?![叠扣返腾损断合痕算边中角旧射磨])|\s?折(?=扣)")
_PER_HUNDRED = re.compile(
    r"(?P<of>[百千万])分之([一二三四五六七八九十百零点两]+|\d+(?:\.\d+)?)(?:(?:到|至|-|~)(?:[百千万]分之)?([一二三四五六七八九十零点]+"
    r"|\d+(?:\.\d+)?))?"
)
_PER_CENT = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_FIXED_PERCENT = re.compile(
    r"(?P<half>半价|对折|(?<![A-Za-z])half[ -](?:price|off)(?![A-Za-z])|(?<=一)半(?=[^\u4e00-\u9fff]|$|以|的|即|退|是)|"
    r"(?<![A-Za-z])half "
    r"(?=of |the (?!chest|waist|width|hem|sleeve|bust|hip|shoulder)))"
    r"|(?P<full>(?<=[一二三四五六七八九])分满)",
    re.IGNORECASE,
)


def money_before(text: str, start: int, currency: str) -> tuple[str, int] | None:
    """The currency sign right before a number: (code, where the sign starts)."""
    return currencies.sign_before(text, start, currency)


def money_after(
    text: str, at: int, currency: str, zh: bool, number: Decimal | None = None
) -> tuple[str, Decimal, Decimal, int] | None:
    """The currency name right after a number: (code, factor, what to add, end). zh: the number is in Han numerals;
    number: it, where a small one may count pieces."""
    named = currencies.name_after(text, at, currency)
    if named is None:
        return _small_money(text, at, currency)
    code, name, end = named
    if name == "块" and _KUAI_NOT_MONEY.match(text, end - 1):
        return None
    if name == "块" and number is not None and number <= _LARGEST_OF_PIECES and _A_THING.match(text, end - 1):
        return None
    extra = Decimal(0)
    if name in ("元", "块"):
        jiao = _JIAO.match(text, end)
        if jiao is not None and (zh or jiao["n"].isdigit()) and (name == "块" or jiao.end() > jiao.end("n")):
            extra = Decimal(_digit(jiao["n"])) / 10 + Decimal(_digit(jiao["f"] or "零")) / 100
            end = jiao.end()
    return code, Decimal(1), extra, end


def _small_money(text: str, at: int, currency: str) -> tuple[str, Decimal, Decimal, int] | None:
    """Tenths and hundredths: 5毛, 3角, 50 cents."""
    small = _SMALL.match(text, at)
    if small is None:
        return None
    if small["name"].startswith("c"):
        return currencies.meant("cents", currency), Decimal("0.01"), Decimal(0), small.end()
    if small["cent"]:
        return "CNY", Decimal("0.01"), Decimal(0), small.end()
    return "CNY", Decimal("0.1"), Decimal(_digit(small["f"] or "零")) / 100, small.end()


def _digit(character: str) -> int:
    return ZH_DIGIT[character] if character in ZH_DIGIT else int(character)


def percent_after(text: str, at: int) -> tuple[Decimal, Decimal, int] | None:
    """A percent mark right after a number: (factor, what to add, end); 三成五 is 35."""
    match = _PERCENT.match(text, at)
    if match is None:
        return None
    if match["mille"]:
        return Decimal("0.1"), Decimal(0), match.end()
    if "成" not in match[0]:
        return Decimal(1), Decimal(0), match.end()
    extra = 5 if match["half"] else ZH_DIGIT[match["part"]] if match["part"] else 0
    return Decimal(10), Decimal(extra), match.end()


def zhe_after(text: str, at: int) -> int | None:
    """Where 折 right after a number ends."""
    match = _ZHE.match(text, at)
    return match.end() if match else None


def percent_off(number: Decimal) -> Decimal | None:
    """8折 -> 20, 八五折 and 85折 -> 15, 9.5折 -> 5; None when it is no price cut."""
    if 0 < number < 10:
        return 100 - number * 10
    return 100 - number if 10 < number < 100 else None


def fixed_percents(text: str) -> list[tuple[Decimal, Decimal, int, int]]:
    """(low, high, start, end) of what is written without a plain number: 百分之五, 半价, half of."""
    found = [*_fractions(text)]
    if "分之" in text:
        for match in _PER_HUNDRED.finditer(text):
            part = _PER_CENT[match["of"]]
            low = _either(match[2])
            high = _either(match[3]) if match[3] else low
            if low is not None and high is not None:
                found.append((low * part, high * part, match.start(), match.end()))
    for match in _FIXED_PERCENT.finditer(text):
        if match["full"]:
            amount = Decimal(ZH_DIGIT[text[match.start() - 1]] * 10)
            found.append((amount, amount, match.start() - 1, match.end()))
        else:
            start = match.start() - (match[0] == "半")
            found.append((Decimal(50), Decimal(50), start, match.end()))
    return found


_FRACTION = re.compile(
    r"(?<![一-鿿]分之)(?P<of>[二三四五六七八九十]|[2-9]|10)分之(?P<n>[一二两三四五六七八九]|[1-9])(?!\d|[十百千万])"
    r"|(?<![A-Za-z])(?P<word>one|two|three|four|five)[ -]"
    r"(?P<part>third|quarter|fifth|sixth|eighth|tenth)s?(?![A-Za-z])(?! part)"
    r"|(?<![A-Za-z])(?P<a>a)[ -](?P<parts>third|quarter|fifth|tenth)"
    r"(?= of(?![a-z])| (?:new|old|off|more|less)(?![a-z]))"
    r"|(?<![\d/.A-Za-z-])(?P<up>[1-9])/(?P<down>[2-9]|10)(?=\sof(?![a-z])|的)",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}


def _fractions(text: str) -> Iterator[tuple[Decimal, Decimal, int, int]]:
    """三分之一, two thirds of, 1/3 of: as the percentage that they are."""
    if not ("分之" in text or "/" in text or " of" in text or "th" in text or "quarter" in text or "third" in text):
        return
    for match in _FRACTION.finditer(text):
        if match["of"]:
            upper, lower = _either(match["n"]), _either(match["of"])
        elif match["up"]:
            upper, lower = Decimal(match["up"]), Decimal(match["down"])
        else:
            upper = Decimal(EN_WORD[match["word"].lower()] if match["word"] else 1)
            lower = Decimal(_PARTS[(match["part"] or match["parts"]).lower()])
        if upper is not None and lower is not None and upper < lower:
            share = upper * 100 / lower
            yield share, share, match.start(), match.end()


_ELIDED_BEFORE = re.compile(
    r"(?:满[^,。;]{1,8}?(?:减|返|抵|省)|[立直再最高可][减降省返抵]|便宜|返现|价格?|到手|卖|砍到"
    r"|收您?)[是为了您你:]{0,2}\s?$"
)
_OF_A_SUM = re.compile(r"(?:(?:还|只|就)差|[这该]单)(?:是|了|共)?\s?$")
"""还差131: what is missing from a sum, unless it is a small count."""
_FLOOR = re.compile(r"满\s?$")
_FLOOR_AFTER = re.compile(r"\s?(?:即|可|就|再|立|享)*(?:减|返|抵|省|打|送|赠|包邮|免邮|免运|可用|起送)")
_SPOKEN = re.compile(r"[一两二三四五六七八九][百千万].{0,6}")
_ALONE_AFTER = re.compile(r"(?:出头|左右|上下)?(?:$|[,。;!?]|行|可以|卖|吧|好不好|能不能)")
_ALONE_BEFORE = re.compile(r"(?:^|[,。;!?:\s就算给])$")
_LEAST_FLOOR = 10
"""满3减1 may count pieces; from ten on it is money."""


def elided(text: str, start: int, end: int, number: Decimal, *, zh: bool) -> bool:
    """Whether a number without a unit is money: 满199减20, 立减20, 到手价199; spoken alone also 一百二, 三百出头."""
    before = text[max(0, start - 14) : start]
    if _FLOOR.search(before):
        return number >= _LEAST_FLOOR and _FLOOR_AFTER.match(text, end) is not None
    if _ELIDED_BEFORE.search(before):
        return not zh or number >= _LEAST_FLOOR
    if _OF_A_SUM.search(before):
        return number >= _LEAST_FLOOR and _ALONE_AFTER.match(text, end) is not None
    return (
        zh
        and _SPOKEN.fullmatch(text, start, end) is not None
        and _ALONE_AFTER.match(text, end) is not None
        and _ALONE_BEFORE.search(before) is not None
    )


def _either(number: str) -> Decimal | None:
    if number[0].isdigit():
        return Decimal(number)
    read = zh_number(number)
    return read[0] if read else None
