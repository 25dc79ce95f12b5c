"""Every checkable statement of a text, whoever wrote it: values, identities, stances, promises, concessions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from agent.check.identities import Names, Products, Token, products_of, tokens
from agent.check.ownership import is_ours
from agent.check.polarity import polarity_of
from agent.check.promises import promises
from agent.check.searched import Shares
from agent.check.stance import Stance
from agent.check.statements import ClauseNote, Statement, statements
from agent.check.topics import load_topics
from agent.quantities import Value
from agent.quantities.dates import relative
from agent.quantities.days import named_days
from agent.suggestion import ClaimKind, Span
from knowledge.bilingual import Lang


@dataclass(frozen=True, slots=True)
class RawClaim:
    """A statement before its verdict. about: topics of its clause; wide: of its sentence; skus: products it is of;
    named: whether by their full names.

    value: a quantities.Value for numbers; a stance's, promise's or offer's name; the token of an identity.
    firm: False for a stance that may be conversation ("you can look at it first"): it counts only where the evidence
    has a clause like it. inherited: the products are those of an earlier clause; this one names none. around:
    the sentences beside its own. hinted, likely: products that a part of a name in its clause, or in one before it in
    the sentence, may mean. shares: how well each piece of evidence answers its sentence.
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
    inherited: bool = False
    around: tuple[Statement, ...] = ()
    hinted: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()
    shares: Shares = field(default_factory=dict, compare=False)

    @property
    def unit(self) -> str | None:
        if isinstance(self.value, Value):
            return self.value.unit or None
        return self.amount.unit if self.amount is not None else None


_DECLINES = re.compile(
    r"(?:不能|无法|没法|没办法)(?:再|继续|随便)?(?:给|打|优惠|便宜|降|让|补偿|答应|承诺|同意|满足|返|到)"
    r"|(?:不能|无法|没法|没办法|不便)(?:直接|随意|随便|在此|在这里|现在|先|向您|跟您|和您|给您|把[^,。;]{1,12})*"
    r"(?:确认|确定|承诺|保证|答应"
    r"|透露|泄露|告知|告诉|分享|披露|公开|发给|发您)"
    r"|[给做]不[到了]|(?:can ?not|can[’']t|unable to"
    r"|not able to|can) (?:go|give|offer|do|match|promise|name|agree|add|take|help|gladly|decide)(?![a-z])"
    r"|(?:can ?not|can[’']t|unable to|not able to) (?:yet |simply |just )?(?:confirm|guarantee|share|disclose|reveal"
    r"|tell|say|trade|commit|guess|send you (?:the|his|her|their|that|another|someone))(?![a-z])",
    re.IGNORECASE,
)
_WE = re.compile(r"(?<![a-z])(?:we|i)(?: am| are|[’']m|[’']re)?\s$", re.IGNORECASE)
_RELATIVE_USE = frozenset({"dispatch", "delivery", "refund", "resend", "reply", "stock"})


def claims_of(
    text: str, lang: Lang, gazetteer: Names | None, *, currency: str, now: datetime | None = None, plain: bool = False
) -> list[RawClaim]:
    """Every claim of the text in order of place. lang is the text's own; patterns of both languages are read.

    Left out: questions, values that the text denies, values that it quotes from the buyer. plain: with what each
    clause affirms or denies by its plain verb, which only evidence of the opposite makes a claim of.
    """
    read = statements(text, currency)
    products = products_of(read, gazetteer, text)
    names = tokens(text, products)
    found: list[RawClaim] = []
    spoken = Products()
    for place, sentence in enumerate(read):
        first, parts = len(found), Products()
        for clause in sentence.clauses:
            here = products.get(clause.start)
            begun = len(found)
            parts = here if here is not None and (here.hinted or here.skus) else parts
            spoken = _still_spoken(spoken, here)
            if plain:
                found += _plain(text, clause, sentence, spoken)
            if clause.question:
                found += _offers(text, clause, sentence, spoken)
            else:
                found += _of_clause(
                    text, clause, sentence, spoken, names, here.ends if here else (), bool(here and here.skus), now
                )
            found[begun:] = [replace(claim, hinted=parts.hinted, likely=parts.likely) for claim in found[begun:]]
        around = (*read[max(0, place - 2) : place], *read[place + 1 : place + 2])
        found[first:] = [replace(claim, around=around) for claim in found[first:]]
    return sorted(found, key=lambda claim: (claim.span.start, claim.span.end))


def _still_spoken(spoken: Products, here: Products | None) -> Products:
    """The products of a clause: its own, else those spoken of before. A common noun (the nuts) means a product that was
    named in full; one that was only meant gives way to another that a noun hints at."""
    if here is None or (not here.skus and (spoken.named or not here.hinted or here.hinted & spoken.skus)):
        return spoken
    return here if here.skus else Products()


def _of_clause(
    text: str, clause: ClauseNote, sentence: Statement, spoken: Products, names: list[Token], ends: tuple[int, ...],
    own: bool, now: datetime | None,
) -> list[RawClaim]:  # fmt: skip
    """The claims of one clause. spoken: products it is about; ends: where its partial product names end. own: whether
    the clause itself names or means a product."""

    def claim(kind: ClaimKind, start: int, end: int, value: Any, amount: Value | None = None) -> RawClaim:
        span = Span(start, end)
        return RawClaim(
            kind, text[start:end], span, value, clause, sentence, clause.about, spoken.skus, bool(spoken.named), amount,
            inherited=not own,
        )  # fmt: skip

    given = clause.given
    found = [claim("concession", item.start, item.end, item.offer, item.amount) for item in given]
    for name in names:
        if clause.start <= name.start < clause.end:
            token = claim("identity", name.start, name.end, name.value)
            found.append(replace(token, skus=frozenset({name.value}) if name.product else frozenset()))
    for value in clause.values:
        start, end = value.span.start, value.span.end
        name_before = _name_before(text, value, ends)
        if name_before is not None:
            found.append(claim("identity", name_before, end, text[name_before:end]))
            continue
        named = any(name.start < end and start < name.end for name in names)
        if not named and not any(item.start <= start and end <= item.end for item in given) and is_ours(clause, value):
            found.append(claim(value.kind, start, end, value))
    if now is not None and clause.about & _RELATIVE_USE:
        found += [claim("date", start, end, value) for value, start, end in _relative(clause, now)]
    for stance in clause.stances:
        if _asserts(stance, clause, bool(given)) and (
            spoken.skus or "available" not in clause.text[stance.start : stance.end].lower()
        ):
            stated = claim("stance", clause.start + stance.start, clause.start + stance.end, stance.value)
            rule = (
                stance.axis != "need"
                and _is_rule(stance, clause)
                and not clause.conditional
                and not _does_in_person(stance, clause)
            )
            found.append(replace(stated, firm=rule))
    said = (item for item in promises(clause) if item[0] != "done" or not _LABEL.match(text, item[2]))
    return found + [claim("promise", start, end, strength) for strength, start, end in said]


PLAIN = frozenset({"applies", "does_not_apply"})
"""What a clause affirms or denies by its plain verb."""


def _plain(text: str, clause: ClauseNote, sentence: Statement, spoken: Products) -> list[RawClaim]:
    """What a clause says of things, with or without a negation."""
    said = polarity_of(clause.text)
    if clause.question or clause.conditional or not said.words:
        return []
    start = clause.start + len(clause.text) - len(clause.text.lstrip())
    end = clause.start + len(clause.text.rstrip())
    value = "does_not_apply" if said.denied else "applies"
    about = (clause.about, spoken.skus, bool(spoken.named))
    return [RawClaim("stance", text[start:end], Span(start, end), value, clause, sentence, *about, firm=False)]


def _offers(text: str, clause: ClauseNote, sentence: Statement, spoken: Products) -> list[RawClaim]:
    """What a question offers; it asserts nothing else."""
    found = []
    for item in clause.given:
        span = Span(item.start, item.end)
        about = (clause.about, spoken.skus, bool(spoken.named), item.amount)
        found.append(RawClaim("concession", text[item.start : item.end], span, item.offer, clause, sentence, *about))
    return found


_LABEL = re.compile(r"\s?[:：](?!\d)")
"""已发货:… heads what holds for orders in that state."""
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z-]*\s?$")


def _name_before(text: str, value: Value, ends: tuple[int, ...]) -> int | None:
    """Where the word starts that makes a bare number part of a product's name ("Hafen 500")."""
    bare = value.kind == "count" and not value.unit
    if not bare or not any(0 <= value.span.start - end <= 1 for end in ends):
        return None
    word = _LAST_WORD.search(text, max(0, value.span.start - 24), value.span.start)
    return word.start() if word is not None else None


_OPEN = re.compile(
    r"是否|有没有|有无|能否|可否|会不会|(?<![a-z])(?:whether|(?:check(?:ing|s|ed)?|see|confirm(?:ing)?|verify(?:ing)?|ask(?:ing)?"
    r"|find out|know|sure|look(?:ing)? into)(?: [a-z]+){0,3} if)(?![a-z])",
    re.IGNORECASE,
)
_WHATEVER = re.compile(r"无论|不管|不论|都|(?<![a-z])(?:or not|regardless)(?![a-z])", re.IGNORECASE)


def _asserts(stance: Stance, clause: ClauseNote, gives: bool) -> bool:
    if stance.axis == "need" and _within_another(stance, clause):
        return False
    if _is_open(clause, stance):
        return False
    return not (stance.axis == "modal" and _is_personal(stance, clause, gives))


def _within_another(stance: Stance, clause: ClauseNote) -> bool:
    """运费需要您承担 says who pays; that it is needed is no statement of its own."""
    others = (each for each in clause.stances if each.axis != stance.axis)
    return any(each.start < stance.end and stance.start < each.end for each in others)


def _is_open(clause: ClauseNote, stance: Stance) -> bool:
    """Checking whether something is in stock does not say that it is."""
    opened = _opened_at(clause.text)
    return opened is not None and opened <= stance.start


@lru_cache(maxsize=64)
def _opened_at(text: str) -> int | None:
    """From where on a clause leaves open what it says."""
    opened = _OPEN.search(text)
    return opened.end() if opened is not None and _WHATEVER.search(text) is None else None


def _is_rule(stance: Stance, clause: ClauseNote) -> bool:
    """A stance is a rule of the shop when its clause is about something that rules settle."""
    return stance.axis in ("payer", "stock") or bool(clause.own & load_topics().policy)


def _is_personal(stance: Stance, clause: ClauseNote, gives: bool) -> bool:
    """What this sender gives or declines in person; authority judges that, not a clause."""
    return gives or (stance.value == "cannot" and _does_in_person(stance, clause))


def _does_in_person(stance: Stance, clause: ClauseNote) -> bool:
    """I can offer, we cannot go, 给不了: an act of the sender. What it can do counts only against a clause like it."""
    said = _DECLINES.match(clause.text, stance.start)
    return said is not None and (not said[0].isascii() or _WE.search(clause.text[: stance.start]) is not None)


def _relative(clause: ClauseNote, now: datetime) -> list[tuple[Value, int, int]]:
    """明天发货, delivered by Friday, 月底前到货: days that only `now` can date. Today and yesterday bind to nothing."""
    found = []
    days = [(day, start, end) for day, _, start, end in relative(clause.text, now)]
    for named, start, end in named_days(clause.text, now):
        days.append((Decimal(named.year * 10000 + named.month * 100 + named.day), start, end))
    for day, start, end in days:
        if day > now.year * 10000 + now.month * 100 + now.day:
            span = Span(clause.start + start, clause.start + end)
            found.append((Value("date", day, day, "day", span, clause.text[start:end]), span.start, span.end))
    return found
