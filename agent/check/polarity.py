"""What of a clause it affirms and what it denies, word by word: the part that a negation covers, and the rest.

"目前不做赊账" denies 做赊账 and affirms 目前; "they are interchangeable" affirms interchangeable. Opposites of one
word (免费 and 收费, free of charge and for a fee) are the same word, denied and affirmed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.check.topics import features

_I = re.IGNORECASE
_MODALS_ZH = (
    r"(?:能够?|可以?|会|要|用|需要?|必须?|得|该|应该?|是|再|予以?|便|支持|接受|提供|允许|适合|属于|建议|办理|享受|参加|参与|收取?|做|一定"
    r"|完全|直接|单独|另外?|额外|另行)*"
)
_DENIES = re.compile(
    r"(?:并?不是|并非|没有|没(?![关问])|不(?!锈|粘|干胶|倒翁|织布|可撤销|可抗|二价|仅|但|只|过|要紧|客气|好意思|同|久|断|少|错|论|管|妨|如|超|低于|少于|晚于|早于|高于"
    r"|大于|小于|到|足|满|多于|得不|佳|适)|免(?=运|邮|除|收|税|息|押|手续|包装|检测|服务|安装|工费)|毫无|绝非|从不|从未|无法|没法|没办法|难以|恕不|谢绝|拒绝|禁止|严禁|停止|取消了?)"
    + _MODALS_ZH
    + r"|"
    r"(?:can ?not|(?<![a-z])(?:(?:is|are|was|were|do|does|did|ca|wo|would|should|could|has|have|need)n[’']?t"
    r"|not(?! (?:only|later|more|less|earlier|sure|to worry))|never|no(?! (?:later|more|less|earlier"
    r"|problem|worries|longer than)(?![a-z]))"
    r"|cannot|neither|nor|without|excluding|except|outside|beyond)"
    r"(?: (?:be|been|have|to|being|able|allowed|need(?:ed)?|required|support(?:ed)?|offer(?:ed)?|provide[ds]?"
    r"|accept(?:ed)?|ever|yet|currently|possible to|the|an?|any))*)(?![a-z])",
    _I,
)
"""Words that deny what follows, up to `_CUT`, with the modals and the light verbs that they swallow."""
_CUT = re.compile(
    r"的|也|就|才|但|而(?!已)|则|都|只|请|由|后|时|前|(?<![不可])能(?![量力源耗])|可以|会(?!员)|需要|因为|所以|如果"
    r"|(?<![a-z])(?:but|and|unless|if|because|as|so|since|until|when|while|that|which|who|yet|though|only|before|after"
    r"|within|once|for)(?![a-z])",
    _I,
)
_UNABLE = re.compile(
    r"(?<![来受少舍])([\u4e00-\u9fff])(?<![对差了免忍算说赶])不(?:了|上|到(?![\d一二三四五六七八九十半])|成(?!熟))"
)
"""改不了, 连不上: the verb that cannot be done."""
_STATE = re.compile(
    r"非(?!常)[\u4e00-\u9fff]{2,4}|未(?!来)[\u4e00-\u9fff]{2}|无(?!论|法|需|须)[\u4e00-\u9fff]{2}"
    r"|(?<![a-z])non[- ]?[a-z]+",
    _I,
)
"""A state that is denied in one word (非质量问题, 未拆封, non-faulty): it tells which case is meant."""
_PAID = re.compile(
    r"收费|付费|有偿|自费|另行?收费|另收费|(?<![a-z])(?:for a (?:small )?fee|charge(?:d|able|s)?|paid"
    r"|costs? extra)(?![a-z])",
    _I,
)
_FREE = re.compile(
    r"免费|免收费?用?|不(?:另|额外|再)?(?:收费|收取?费用|要钱)|无偿|(?<![a-z])(?:(?:(?:is"
    r"|are) )?free of charge|for free|at no (?:extra |additional )?"
    r"(?:cost|charge)|without (?:extra )?charge|(?:is|are) (?:not (?:charged|paid)|free(?! (?:from|to"
    r"|shipping|delivery))))(?![a-z])",
    _I,
)
FEE = frozenset({"a fee"})
_LIGHT = frozenset().union(
    features(
        "支持。提供。接受。可以。需要。能够。目前。现在。这个。这款。我们。一般。都可。办理。进行。如果。以及。或者。还是。比较。直接"
        "。情况。的话。所有。其他。本店。亲亲。您好。谢谢。确实。暂时。暂不。比如。例如。建议。属于。使用。产品。商品"
    ),
    features(
        "support offer provide accept available need require do make get be been being one ones them they their he she"
        " product item goods shop order present moment currently thing use used using please yes each both some at"
        " which mean means time let know also so such this that these those more most"
    ),
)


_FINITE = re.compile(
    r"(?<![a-z])(?:is|are|was|were|be|can|may|will|do|does|did|has|have|we|you|it|they|i|this|these|that|there|no|not)"
    r"(?![a-z])|n[’']t",
    _I,
)
_GOES_ON = re.compile(r"\s*(?:and|or|nor|as well as|plus)(?![a-z])|\s*[和或及与、]", _I)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_fragment(text: str) -> bool:
    """A part of a list that goes on from the clause before: it affirms nothing by itself."""
    if _GOES_ON.match(text):
        return True
    return _HAN.search(text) is None and _FINITE.search(text) is None


@dataclass(frozen=True, slots=True)
class Polarity:
    """Content words of a clause that it affirms, those that it denies, and those of a state that it is about."""

    affirmed: frozenset[str]
    denied: frozenset[str]
    state: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return self.affirmed | self.denied


@lru_cache(maxsize=8192)
def polarity_of(text: str) -> Polarity:
    """The words of one clause of plain text, by what it says of them; light words (support, 目前) left out."""
    fee_affirmed = fee_denied = False
    rest, count = _FREE.subn(" ", _UNABLE.sub(r"不能\1", text))
    fee_denied = count > 0
    rest, count = _PAID.subn(" ", rest)
    fee_affirmed = count > 0
    state = frozenset(word for match in _STATE.finditer(rest) for word in features(match[0]))
    rest = _STATE.sub(" ", rest)
    affirmed, denied = _parts(rest)
    yes = (_words(affirmed) | (FEE if fee_affirmed else frozenset())) - state
    no = (_words(denied) | (FEE if fee_denied else frozenset())) - state
    return Polarity(yes - no, no - yes, state)


_MODAL = re.compile(
    r"可以?(?![乐口靠观])|能够?(?![量力源耗])|会(?!员)|一定|都|就|也|才|还|要|需要?|正常|(?<![a-z])(?:can|may|will)(?![a-z])",
    _I,
)


_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHO = re.compile(r"我们|咱们|你们|[您你我他她它]|本店|目前|现在|暂时?|一般|通常")
_OPENS = re.compile(r"(?:(?<=\s)|^)(?:做|有|是|用|给|为|对)+")
"""Verbs without a meaning of their own, where they begin a stretch."""


def _words(parts: list[str]) -> frozenset[str]:
    said = (_OPENS.sub(" ", _WHO.sub(" ", _MODAL.sub(" ", part))) for part in parts)
    return frozenset().union(*(_features(part) for part in said)) - _LIGHT


def _features(text: str) -> frozenset[str]:
    """Content of a stretch, its numbers among it."""
    return features(text) | frozenset(f"#{number}" for number in _NUMBER.findall(text))


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The stretches outside and inside the reach of its negations; two of them on one stretch affirm it again."""
    affirmed: list[str] = []
    denied: list[str] = []
    at = 0
    for match in _DENIES.finditer(text):
        if match.start() < at:
            continue
        affirmed.append(text[at : match.start()])
        cut = _CUT.search(text, match.end())
        end = cut.start() if cut is not None else len(text)
        again = _DENIES.search(text, match.end(), end)
        if again is not None:
            denied.append(text[match.end() : again.start()])
            affirmed.append(text[again.end() : end])
        elif _words([text[match.end() : end]]):
            denied.append(text[match.end() : end])
        else:
            denied.append(affirmed.pop())  # the thing stands before its verb: 货到付款不支持, cards are not accepted
        at = end
    affirmed.append(text[at:])
    return affirmed, denied
