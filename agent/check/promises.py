"""Promises: how firmly a text binds the shop, and what it says has been done already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from agent.check.acts import Act, acts
from agent.check.statements import ClauseNote
from agent.quantities.numbers import plain

Strength = Literal["firm", "soft"] | Act
"""firm: it is sure; soft: it will be tried, without a day or a result; or what `acts` tells."""

_FIRM = re.compile(
    r"(?<!不)(?<!不能)(?<!无法)(?<!不敢)(?<!品质)(?<!质量)保证(?!金|人)|(?<!不)(?<!要)一定(?![要程的量数范条]|会员"
    r"|会?(?:认真|尽|好好|努力|帮|跟进|配合|反馈|改进"
    r"|及时))|(?<!不)(?<!不能)肯定(?!要)|(?<!不)绝对(?!值)|必定|(?<!无法)(?<!不能)承诺|担保|包您"
    r"|(?<![a-z])(?:(?:we|i)(?:[’']ll| will| can| do| also| hereby)* (?:(?:guarantee|promise|assure)(?= (?:to|that"
    r"|you|it|one|any|this|a |the |delivery|we))|ensure(?= that))"
    r"|(?:we|i) can (?:name|commit to)(?= (?:an?|the|one|any)(?![a-z]))|guaranteed to|(?:is"
    r"|are) (?:certain|guaranteed|assured)(?! to)|have my word|(?:can|may) count on|(?:i|we) promise$"
    r"|they promised|definitely|for sure"
    r"|without fail|rest assured)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_SYMPATHY = re.compile(
    r"(?:一定|肯定)(?:会|也|都|是|让您|觉得|感到|感觉)*(?:很|非常|特别|十分|挺|格外|相当|有些|有点)?(?:不好受|不舒服|不开心|不高兴"
    r"|不方便|不安|不满|担心|着急|急(?![速件])|失望|难[过受]|生气|恼火|糟心|心疼|辛苦|焦急|郁闷|委屈|受累|为难|困扰|无奈|烦|累|期待)"
)
"""您一定很担心: a guess at how somebody feels binds nobody; 一定很快发货 does."""
_NOT_FIRM = re.compile(
    r"(?:不|没法|无法|不能|难以|不敢)[^,。;]{0,3}$|(?<![a-z])(?:not|n[’']t|never|unable to)\s*$", re.IGNORECASE
)
_SOFT = re.compile(
    r"尽快|尽量|尽早|第一时间|马上|立刻|(?<![a-z])(?:as soon as (?:possible|we|i)|shortly|soon as possible"
    r"|right away|immediately)"
    r"(?![a-z])",
    re.IGNORECASE,
)


def promises(clause: ClauseNote) -> Iterable[tuple[Strength, int, int]]:
    """(strength, start, end) of the text for each promise of a clause; a condition promises nothing yet."""
    for match in _firm(clause.text):
        if not clause.conditional:
            yield "firm", clause.start + match.start(), clause.start + match.end()
    yield from acts(clause)
    for match in _SOFT.finditer(clause.text):
        yield "soft", clause.start + match.start(), clause.start + match.end()


def _firm(text: str) -> Iterable[re.Match[str]]:
    """Words that bind, without those that are denied and those of sympathy."""
    guesses = [match.span() for match in _SYMPATHY.finditer(text)]
    for match in _FIRM.finditer(text):
        guessed = any(first <= match.start() < last for first, last in guesses)
        if not guessed and not _NOT_FIRM.search(text[: match.start()]):
            yield match


def strength_of(text: str) -> Strength | None:
    """firm, soft or None: how strongly the text promises."""
    clean = plain(text)
    if any(True for _ in _firm(clean)):
        return "firm"
    return "soft" if _SOFT.search(clean) else None
