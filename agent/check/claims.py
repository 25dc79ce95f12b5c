"""Every checkable statement of a text, whoever wrote it: values, identities, stances, promises, concessions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agent.check.concessions import concessions
from agent.check.identities import Names, Products, Token, products_of, tokens
from agent.check.promises import promises
from agent.check.stance import Stance
from agent.check.statements import ClauseNote, Statement, statements
from agent.check.topics import load_topics
from agent.quantities import Value
from agent.quantities.dates import relative
from agent.suggestion import ClaimKind, Span
from knowledge.bilingual import Lang


@dataclass(frozen=True, slots=True)
class RawClaim:
    """A statement before its verdict. about: topics of its clause; wide: of its sentence; skus: products it is of;
    named: whether by their full names.

    value: a quantities.Value for numbers; a stance's, promise's or offer's name; the token of an identity.
    firm: False for a stance that may be conversation ("you can look at it first"): it counts only where the evidence
    has a clause like it.
    """

    kind: ClaimKind
    text: str
    span: Span
    value: Any
    clause: ClauseNote
    sentence: Statement
    about: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    named: bool = False
    amount: Value | None = None
    firm: bool = True

    @property
    def unit(self) -> str | None:
        if isinstance(self.value, Value):
            return self.value.unit or None
        return self.amount.unit if self.amount is not None else None


_DENIED_BEFORE = re.compile(
    r"(?:没有|并?不是|并非|不到|给不[到了]|做不[到了]|(?:不能|无法|没法|没办法)(?:再|继续)?(?:给|做|打|优惠|便宜|降|减|退|补偿|提供|同意|接受|按|到|承诺|保证)[^,。;]{0,10}|不(?:做|打|提供|接受|支持))[^,。;\d]{0,6}$"
    r"|(?<![a-z])(?:not|no|isn[’']t|cannot|can[’']?t|unable to|never|instead of|rather than)(?:\s(?:able|be|go|give|offer|do|match|agree|a|an|the|as|to|you|refund|accept|promise|guarantee|any|take|discount|of|another|extra))*\s*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^,。;]{0,6}(?:给不|做不|不行|不可以|没办法|没法|无法|是没有|太难|难以)|^[^,.;]{0,25}(?:(?:is|are|would be) (?:not possible|more than|beyond|out of reach|too)|isn[’']t possible|is beyond)",
    re.IGNORECASE,
)
_QUOTED_BEFORE = re.compile(
    r"(?:您|你)(?:刚才|之前|这边|那边)?(?:说|提|讲|要求|想要|希望|问|提出|申请)(?:的|到|过)[^,。;]{0,8}$"
    r"|(?<![a-z])(?:you (?:mentioned|said|asked(?: for| about)?|requested|wanted|suggested|were promised|were told)|your (?:request|ask|offer|target|counter-?offer|price)(?: of| for)?)[^,.;]{0,25}$",
    re.IGNORECASE,
)
_QUOTED_AFTER = re.compile(
    r"^[^,。;.]{0,8}(?:的(?:要求|说法|诉求))|^[^,.;]{0,14}(?:you (?:mentioned|asked|requested|wanted|suggested))",
    re.IGNORECASE,
)
_DECLINES = re.compile(
    r"(?:不能|无法|没法|没办法)(?:再|继续|随便)?(?:给|打|优惠|便宜|降|让|补偿|答应|承诺|同意|满足|返|到)|[给做]不[到了]|(?:can ?not|can[’']t|unable to|not able to|can) (?:go|give|offer|do|match|promise|name|agree|add|take|help|gladly)(?![a-z])",
    re.IGNORECASE,
)
_WE = re.compile(r"(?<![a-z])(?:we|i)(?: am| are)?\s$", re.IGNORECASE)
_RELATIVE_USE = frozenset({"dispatch", "delivery", "refund", "resend", "reply", "stock"})


def claims_of(
    text: str, lang: Lang, gazetteer: Names | None, *, currency: str, now: datetime | None = None
) -> list[RawClaim]:
    """Every claim of the text in order of place. lang is the text's own; patterns of both languages are read.

    Left out: questions, values that the text denies, values that it quotes from the buyer.
    """
    read = statements(text, currency)
    products = products_of(read, gazetteer, text)
    names = tokens(text, products)
    found: list[RawClaim] = []
    spoken = Products()
    for sentence in read:
        for clause in sentence.clauses:
            here = products.get(clause.start)
            spoken = here if here is not None and here.skus else spoken
            if not clause.question:
                found += _of_clause(text, clause, sentence, spoken, names, here.ends if here else (), now)
    return sorted(found, key=lambda claim: (claim.span.start, claim.span.end))


def _of_clause(
    text: str, clause: ClauseNote, sentence: Statement, spoken: Products, names: list[Token], ends: tuple[int, ...],
    now: datetime | None,
) -> list[RawClaim]:  # fmt: skip
    """The claims of one clause. spoken: products it is about; ends: where its partial product names end."""

    def claim(kind: ClaimKind, start: int, end: int, value: Any, amount: Value | None = None) -> RawClaim:
        span = Span(start, end)
        return RawClaim(
            kind, text[start:end], span, value, clause, sentence, clause.about, spoken.skus, bool(spoken.named), amount
        )

    given = concessions(clause)
    found = [claim("concession", item.start, item.end, item.offer, item.amount) for item in given]
    for name in names:
        if clause.start <= name.start < clause.end:
            token = claim("identity", name.start, name.end, name.value)
            found.append(replace(token, skus=frozenset({name.value}) if name.product else frozenset()))
    for value in clause.values:
        start, end = value.span.start, value.span.end
        named = any(name.start < end and start < name.end for name in names) or _of_a_name(value, ends)
        if not named and not any(item.start <= start and end <= item.end for item in given) and is_ours(clause, value):
            found.append(claim(value.kind, start, end, value))
    if now is not None and clause.about & _RELATIVE_USE:
        found += [claim("date", start, end, value) for value, start, end in _relative(clause, now)]
    for stance in clause.stances:
        if stance.axis != "need" and not (stance.axis == "modal" and _is_personal(stance, clause, bool(given))):
            stated = claim("stance", clause.start + stance.start, clause.start + stance.end, stance.value)
            found.append(replace(stated, firm=_is_rule(stance, clause) and not clause.conditional))
    return found + [claim("promise", start, end, strength) for strength, start, end in promises(clause)]


def _of_a_name(value: Value, ends: tuple[int, ...]) -> bool:
    bare = value.kind == "count" and not value.unit
    return bare and any(0 <= value.span.start - end <= 1 for end in ends)


def is_ours(clause: ClauseNote, value: Value) -> bool:
    """Whether the clause asserts this value, rather than denying it or quoting the buyer."""
    before = clause.text[: value.span.start - clause.start]
    after = clause.text[value.span.end - clause.start :]
    denied = _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after)
    quoted = _QUOTED_BEFORE.search(before) or _QUOTED_AFTER.search(after)
    return not (denied or quoted)


def _is_rule(stance: Stance, clause: ClauseNote) -> bool:
    """A stance is a rule of the shop when its clause is about something that rules settle."""
    return stance.axis in ("payer", "stock") or bool(clause.own & load_topics().policy)


def _is_personal(stance: Stance, clause: ClauseNote, gives: bool) -> bool:
    """What this sender gives or declines in person; authority judges that, not a clause."""
    said = _DECLINES.match(clause.text[stance.start :])
    ours = said is not None and (not said[0].isascii() or _WE.search(clause.text[: stance.start]) is not None)
    return gives or ours


def _relative(clause: ClauseNote, now: datetime) -> list[tuple[Value, int, int]]:
    """明天发货, delivered tomorrow: days that only `now` can date. Today and yesterday bind to nothing."""
    found = []
    for day, unit, start, end in relative(clause.text, now):
        if day > now.year * 10000 + now.month * 100 + now.day:
            span = Span(clause.start + start, clause.start + end)
            found.append((Value("date", day, day, unit, span, clause.text[start:end]), span.start, span.end))
    return found
