"""Every checkable statement of a text, whoever wrote it: values, identities, stances, promises, concessions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from agent.check.concessions import Concession, concessions
from agent.check.stance import Stance
from agent.check.statements import ClauseNote, Statement, statements
from agent.check.topics import load_topics
from agent.quantities import Value, quantities
from agent.quantities.numbers import plain
from agent.suggestion import ClaimKind, Span
from knowledge.bilingual import Lang


class Mentioned(Protocol):
    """What a product gazetteer finds (see knowledge.gazetteer.Mention)."""

    @property
    def sku(self) -> str: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def text(self) -> str: ...
    @property
    def exact(self) -> bool: ...


class Names(Protocol):
    """The products of a shop, found in a text."""

    def find(self, text: str) -> Sequence[Mentioned]: ...


@dataclass(frozen=True, slots=True)
class RawClaim:
    """A statement before its verdict. about: topics of its clause; wide: of its sentence; skus: products it is of.

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
_FIRM = re.compile(
    r"(?<!不)(?<!不能)(?<!无法)(?<!不敢)(?<!品质)(?<!质量)保证(?!金|人)|(?<!不)(?<!要)一定(?![要程的量数会会员范条])|(?<!不)(?<!不能)肯定(?!要)|(?<!不)绝对(?!值)|必定|(?<!无法)(?<!不能)承诺|担保|包您"
    r"|(?<![a-z])(?:(?:we|i)(?:[’']ll| will| can| do| also| hereby)* (?:guarantee|promise|assure|ensure)|guaranteed to|definitely|for sure|without fail|rest assured)(?![a-z])",
    re.IGNORECASE,
)
_NOT_FIRM = re.compile(
    r"(?:不|没法|无法|不能|难以|不敢)[^,。;]{0,3}$|(?<![a-z])(?:not|n[’']t|never|unable to)\s*$", re.IGNORECASE
)
_SOFT = re.compile(
    r"尽快|尽量|尽早|第一时间|马上|立刻|(?<![a-z])(?:as soon as (?:possible|we|i)|shortly|soon as possible|right away|immediately)(?![a-z])",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"已经?(?:为您|帮您|给您|经)?(?:安排)?(?:退款|退回|补发|重发|发货|寄出|取消|开具|赔付|到账|办理|批准|通过)"
    r"|(?<![a-z])(?:has|have) (?:already )?been (?:refunded|issued|shipped|dispatched|resent|cancelled|canceled|approved|credited|processed|exchanged)|(?<![a-z])(?:we|i)(?: have|[’']ve) (?:already )?(?:refunded|issued|shipped|dispatched|resent|cancelled|canceled|approved|credited)",
    re.IGNORECASE,
)
_HYPOTHETIC = re.compile(
    r"(?:如果|若|一旦|未|没|等|后)[^,。;]{0,6}$|(?<![a-z])(?:once|if|when|after|until|unless|not)(?:\s[a-z]+){0,6}\s?$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9@/._-])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9@_/])"
)
_LONG_DIGITS = re.compile(r"(?<![\d.A-Za-z-])\d{8,24}(?![\d.])")
_CONTACT = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff,。]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\dA-Za-z-])(?:\+\d{1,3}[ -]?)?(?:\d{3,4}[ -]\d{3,4}(?:[ -]\d{3,5})+|1[3-9]\d{9}|\d{3,4}-\d{7,8})(?!\d)"
)
_RELATIVE_USE = frozenset({"dispatch", "delivery", "refund", "resend", "reply", "stock"})


def claims_of(
    text: str, lang: Lang, gazetteer: Names | None, *, currency: str, now: datetime | None = None
) -> list[RawClaim]:
    """Every claim of the text in order of place. lang is the text's own; patterns of both languages are read.

    Left out: questions, values that the text denies, values that it quotes from the buyer.
    """
    found: list[RawClaim] = []
    read = statements(text, currency)
    mentions = [(mention.span, mention.sku, mention.exact) for mention in gazetteer.find(text)] if gazetteer else []
    tokens = list(_identities(text, read, mentions))
    found += tokens
    taken = [(claim.span.start, claim.span.end) for claim in tokens]
    spoken: frozenset[str] = frozenset()
    for sentence in read:
        for clause in sentence.clauses:
            here = frozenset(sku for (start, _), sku, exact in mentions if exact and clause.start <= start < clause.end)
            spoken = here or spoken
            found += _of_clause(text, clause, sentence, spoken, taken, now)
    return sorted(found, key=lambda claim: (claim.span.start, claim.span.end))


def _of_clause(
    text: str,
    clause: ClauseNote,
    sentence: Statement,
    skus: frozenset[str],
    taken: list[tuple[int, int]],
    now: datetime | None,
) -> list[RawClaim]:
    if clause.question:
        return []
    found: list[RawClaim] = []
    given = concessions(clause)
    for item in given:
        found.append(_claim("concession", text, item.start, item.end, item.offer, clause, sentence, skus, item.amount))
    for value in clause.values:
        start, end = value.span.start, value.span.end
        if any(first < end and start < last for first, last in taken) or _inside(given, start, end):
            continue
        if not is_ours(clause, value):
            continue
        found.append(_claim(value.kind, text, start, end, value, clause, sentence, skus))
    if now is not None and clause.about & _RELATIVE_USE:
        found += _relative(text, clause, sentence, skus, now)
    if not clause.conditional:
        for stance in clause.stances:
            if stance.axis != "need":
                begin = clause.start + stance.start
                claim = _claim("stance", text, begin, clause.start + stance.end, stance.value, clause, sentence, skus)
                found.append(replace(claim, firm=_is_rule(stance, clause)))
    found += _promises(text, clause, sentence, skus)
    return found


def _claim(
    kind: ClaimKind, text: str, start: int, end: int, value: Any, clause: ClauseNote, sentence: Statement,
    skus: frozenset[str], amount: Value | None = None,
) -> RawClaim:  # fmt: skip
    return RawClaim(kind, text[start:end], Span(start, end), value, clause, sentence, clause.about, skus, amount)


def _inside(given: Iterable[Concession], start: int, end: int) -> bool:
    return any(item.start <= start and end <= item.end for item in given)


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


def _relative(
    text: str, clause: ClauseNote, sentence: Statement, skus: frozenset[str], now: datetime
) -> list[RawClaim]:
    """明天发货, delivered tomorrow: days that only `now` can date."""
    found = []
    part = text[clause.start : clause.end]
    known = {(value.span.start, value.span.end) for value in clause.values}
    for value in quantities(part, currency="CNY", now=now):
        start, end = clause.start + value.span.start, clause.start + value.span.end
        if (
            value.kind == "date"
            and (start, end) not in known
            and not re.search(r"今|today|tonight|昨|yesterday", value.text, re.IGNORECASE)
        ):
            found.append(_claim("date", text, start, end, value, clause, sentence, skus))
    return found


def _promises(text: str, clause: ClauseNote, sentence: Statement, skus: frozenset[str]) -> list[RawClaim]:
    found = []
    for strength, pattern in (("firm", _FIRM), ("done", _DONE), ("soft", _SOFT)):
        for match in pattern.finditer(clause.text):
            before = clause.text[: match.start()]
            if strength == "firm" and (_NOT_FIRM.search(before) or clause.conditional):
                continue
            if strength == "done" and (_HYPOTHETIC.search(before) or clause.conditional):
                continue
            start, end = clause.start + match.start(), clause.start + match.end()
            found.append(_claim("promise", text, start, end, strength, clause, sentence, skus))
    return found


def _identities(
    text: str, read: tuple[Statement, ...], mentions: list[tuple[tuple[int, int], str, bool]]
) -> Iterable[RawClaim]:
    """Products by name or sku, codes, order ids, tracking numbers, contacts."""
    clean = plain(text)
    taken: list[tuple[int, int]] = []

    def place(start: int, end: int, value: str, skus: frozenset[str] = frozenset()) -> RawClaim | None:
        if any(first < end and start < last for first, last in taken):
            return None
        sentence = next((item for item in read if item.start <= start < item.end), None)
        if sentence is None:
            return None
        taken.append((start, end))
        return _claim("identity", text, start, end, value, sentence.clause_of(start), sentence, skus)

    found = [place(*span, sku, frozenset({sku})) for span, sku, exact in mentions if exact]
    for pattern in (_CONTACT, _PHONE, _CODE, _LONG_DIGITS):
        for match in pattern.finditer(clean):
            if pattern is not _CODE or _is_code(match[0]):
                found.append(place(match.start(), match.end(), match[0]))
    return [claim for claim in found if claim is not None and not claim.clause.question]


def _is_code(token: str) -> bool:
    """SF1234567890, NQ-TS180, SAVE20; not 5kg, 24V, 3D, A4, 15W."""
    letters = sum(character.isalpha() for character in token)
    digits = len(token) - letters - token.count("-")
    if not token[0].isalpha() or letters < 1 or digits < 1:
        return digits >= 6 and letters >= 1 and len(token) >= 9
    return len(token) >= 4 and (letters >= 2 or digits >= 4 or "-" in token) and token.upper() == token


def codes_of(text: str) -> list[str]:
    """Codes, order ids and tracking numbers of a text, as written."""
    clean = plain(text)
    codes = [match[0] for match in _CODE.finditer(clean) if _is_code(match[0])]
    return codes + [match[0] for match in _LONG_DIGITS.finditer(clean)]


def strength_of(text: str) -> str | None:
    """firm, soft or None: how strongly the text promises."""
    clean = plain(text)
    if any(not _NOT_FIRM.search(clean[: match.start()]) for match in _FIRM.finditer(clean)):
        return "firm"
    return "soft" if _SOFT.search(clean) else None
