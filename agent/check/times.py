"""How often an amount is given: two coupons of 10, 15 twice, 15 on each of three pieces."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.check.claims import RawClaim

_I = re.IGNORECASE
_NUMERALS = {"二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMERALS |= {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_NUMERALS |= {"both": 2, "twice": 2, "double": 2, "thrice": 3, "一": 1, "one": 1, "a": 1, "an": 1}
_N = (
    r"(?P<n>\d{1,4}|[一二两俩三四五六七八九十几数多]|(?<![a-z])(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|several|some|a few|many|both)(?![a-z]))"
)
_TICKETS = re.compile(
    rf"(?<!第){_N}\s*(?:张|枚)|(?<!第){_N.replace('<n>', '<m>')}\s*(?:个|份)[^,。;]{{0,8}}(?:券|红包)"
    rf"|{_N.replace('<n>', '<o>')}\s(?:[^\s,.;]+\s){{0,4}}(?:coupons|vouchers|codes|credits)"
    r"|[x×*]\s?(?P<p>\d{1,3})(?!\d)|(?<![\d.])(?P<q>\d{1,3})\s?[x×*]",
    _I,
)
"""How many coupons: 两张, 三个…红包, two 10 yuan coupons, 10元×2."""
_REPEATED = re.compile(
    rf"(?<![第分])(?<!这)(?<!那)(?<!上)(?<!下)(?<!每){_N}\s*[次笔遍回轮]|(?<![a-z])(?P<m>twice|thrice)(?![a-z])"
    rf"|{_N.replace('<n>', '<o>')}\s(?:separate )?(?:times|payments|refunds|transfers)(?![a-z])",
    _I,
)
_EACH = re.compile(r"各|每|(?<![a-z])(?:each|per|apiece|every)(?![a-z])", _I)
_PARTS = re.compile(
    rf"(?<!第)(?<!这)(?<!那)(?<!每){_N}\s*(?:[次笔遍回轮]|(?P<item>[件个台只条款份套单双瓶盒箱样]))"
    rf"|{_N.replace('<n>', '<m>')}\s(?:of (?:the |them|these)?\s?)?(?:[a-z]+\s)?(?:(?P<thing>pieces|items|units|orders"
    r"|products|pairs|boxes|lines)|payments|times|refunds|transfers)(?![a-z])",
    _I,
)


def times_of(claim: RawClaim, items: int) -> Decimal | None:
    """The factor of the claim's amount; None when the text leaves open how many.

    items: different lines of the case. An amount for each of as many different items counts once for each of them.
    """
    clause, sentence = claim.clause.text, claim.sentence.text
    if claim.amount is None or claim.amount.kind not in ("money", "percent"):
        return Decimal(1)
    tickets = _TICKETS.search(clause) if claim.value == "coupon" else None
    factor = _number(tickets) if tickets is not None else Decimal(1)
    if factor is None:
        return None
    if _EACH.search(clause):
        parts = [part for part in _PARTS.finditer(sentence) if not _is_line(part, claim, items)]
        counts = [_number(part) for part in parts]
        known = [count for count in counts if count is not None]
        return max([factor, *known]) if len(known) == len(counts) else None
    again = _REPEATED.search(clause)
    repeated = _number(again) if again is not None else Decimal(1)
    return None if repeated is None else factor * repeated


def _is_line(part: re.Match[str], claim: RawClaim, items: int) -> bool:
    """Things counted that are different lines of the case, or a percent, which is of each anyway."""
    if part["item"] is None and part["thing"] is None:
        return False
    count = _number(part)
    percent = claim.amount is not None and claim.amount.kind == "percent"
    return percent or (count is not None and count <= items)


def _number(match: re.Match[str]) -> Decimal | None:
    word = next(text for name, text in match.groupdict().items() if text is not None and len(name) == 1).lower()
    if word.isdecimal():
        return max(Decimal(1), Decimal(int(word)))
    return Decimal(_NUMERALS[word]) if word in _NUMERALS else None
