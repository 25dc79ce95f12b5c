"""The promise ledger: what sent text commits the shop to, by when; and what a next draft must know of it.

A commitment is what we say that we will do for this buyer, not a rule of the shop (付款后24小时内发货) nor a
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from agent.case import Turn
from agent.check.acts import is_done
from agent.check.segments import sentences
from agent.quantities import Value, quantities
from agent.quantities.numbers import plain
from agent.suggestion import Finding, Span

What = Literal["dispatch", "refund", "resend", "exchange", "invoice", "check", "reply"]

_I = re.IGNORECASE
_WHAT: Mapping[What, re.Pattern[str]] = {
    "resend": re.compile(
        r"补发|重发|补寄|重新(?:发|寄)|(?<![a-z])(?:resend|re-send|reship|send[^.;]{0,20}(?:replacement|new one))", _I
    ),
    "refund": re.compile(r"退款|退[还回]|打款|返还|(?<![a-z])(?:refund|reimburse|pay you back|money back)", _I),
    "exchange": re.compile(r"换货|换新|更换|调换|(?<![a-z])(?:exchange|swap)", _I),
    "invoice": re.compile(r"发票|(?<![a-z])(?:invoice|receipt)", _I),
    "dispatch": re.compile(
        r"发货|发出|寄出|寄给|发走|(?<![a-z])(?:ship|dispatch|send (?:it|them|your|the (?:order|parcel)))", _I
    ),
    "check": re.compile(
        r"核实|核对|查一?[下查]|查询|确认|催促?|(?<![a-z])(?:check|look into|find out|investigate|chase|trace)", _I
    ),
    "reply": re.compile(
        r"回复|答复|联系您|告诉您|告知您|通知您|反馈给"
        r"|(?<![a-z])(?:reply|get back|let you know|write (?:to you|back)|update you|contact you)",
        _I,
    ),
}
"""Kinds of commitment, the narrower before the wider: to resend is also to send."""
_WE = re.compile(
    r"会(?!员)|将|(?:为|帮|给)您|马上|尽快|立刻|立即|稍后|安排|我[去来]|我们?(?:这边)?(?:今|明|后)天"
    r"|(?<![a-z])(?:we|i)(?:[’']ll| will| shall| am going to| are going to|[’']re going to|[’']m going to)(?! not)",
    _I,
)
_NO_COMMITMENT = re.compile(
    r"不会|不能|无法|没法|不再|没有|一般|通常|正常|平时|如果|若|要是|(?:付款|下单|拍下|签收|收到|寄回|审核)[^,。;]{0,6}(?:后|之后)|后才"
    r"|(?<![a-z])(?:usually|normally|generally|if|unless|cannot|can[’']?t|won[’']t|not|once you"
    r"|after you|after (?:payment|receipt))(?![a-z])",
    _I,
)
_TELLS_WHY = re.compile(r"抱歉|对不起|不好意思|延误|晚了|耽误|让您久等|(?<![a-z])(?:sorry|apolog|delay|late)", _I)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is to be done, by the end of which day (None: no day was named), by whom, and where it was said.

    turn: its place in the thread from 1, 0 for a text not sent yet. who: the role that sent it.
    """

    what: What
    by: date | None
    who: str
    text: str
    span: Span
    turn: int


def commitments(text: str, at: datetime | None, *, currency: str, who: str, turn: int = 0) -> tuple[Commitment, ...]:
    """Everything that a text commits its sender to. at: when it was sent; without it no day can be told."""
    clean = plain(text)
    values = quantities(text, currency=currency, now=at)
    found: list[Commitment] = []
    for sentence in sentences(clean):
        whole = clean[sentence.start : sentence.end]
        if sentence.question or _NO_COMMITMENT.search(whole):
            continue
        named: set[What] = set()
        for clause in sentence.clauses:
            part = clean[clause.start : clause.end]
            if not _WE.search(part):
                continue
            inside = [value for value in values if clause.start <= value.span.start < clause.end]
            near = inside or [value for value in values if sentence.start <= value.span.start < sentence.end]
            for what, words in _WHAT.items():
                match = words.search(part)
                if match is None or what in named or is_done(part):
                    continue
                named.add(what)
                span = Span(clause.start, clause.end)
                found.append(Commitment(what, _by(near, at), who, text[span.start : span.end].strip(), span, turn))
                break
    return tuple(found)


def _by(values: Iterable[Value], at: datetime | None) -> date | None:
    """The last day of the term: a date as named, a duration from when it was said, business days over weekends."""
    if at is None:
        return None
    for value in values:
        if value.kind == "date" and value.unit == "day" and value.high >= 10_000_000:
            number = int(value.high)
            return date(number // 10000, number // 100 % 100, number % 100)
        if value.kind == "duration" and value.high <= 366:
            count = int(value.high)
            match value.unit:
                case "hour":
                    return (at + timedelta(hours=count)).date()
                case "day":
                    return at.date() + timedelta(days=count)
                case "week":
                    return at.date() + timedelta(weeks=count)
                case "business_day":
                    return _business_days_on(at.date(), count)
    return None


def _business_days_on(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def ledger(
    thread: Sequence[Turn], *, currency: str, who: str, texts: Sequence[str] | None = None
) -> tuple[Commitment, ...]:
    """The commitments of a thread's agent turns that no later agent turn says are done. texts: what is read of each."""
    read = texts if texts is not None else [turn.text for turn in thread]
    standing: list[Commitment] = []
    for place, (turn, text) in enumerate(zip(thread, read, strict=True), 1):
        if turn.role != "agent":
            continue
        standing = [each for each in standing if not _says_done(text, each.what)]
        standing += commitments(text, turn.at, currency=currency, who=who, turn=place)
    return tuple(standing)


def _says_done(text: str, what: What) -> bool:
    words = _WHAT[what]
    clean = plain(text)
    return any(
        is_done(part) and words.search(part)
        for sentence in sentences(clean)
        for part in [clean[sentence.start : sentence.end]]
    )


def promised_before(
    text: str, standing: Sequence[Commitment], mine: Sequence[Commitment], today: date | None
) -> list[Finding]:
    """What this draft must know of earlier commitments: terms that have passed, and the same promise once more."""
    found = []
    told = _TELLS_WHY.search(plain(text)) is not None
    last = {each.what: each for each in standing}
    for what, earlier in last.items():
        again = next((each for each in mine if each.what == what), None)
        over = today is not None and earlier.by is not None and earlier.by < today
        if over and not _says_done(text, what) and not (told and again is not None and again.by is not None):
            why = f"thread#{earlier.turn} said {earlier.text!r}, by {earlier.by}; that day has passed"
            span = again.span if again is not None else None
            found.append(Finding("promise.overdue", "warn", why, span, "say what happened and name a new day"))
        elif again is not None and not over and (again.by is None or earlier.by is None or again.by > earlier.by):
            why = f"{again.text!r} promises again what thread#{earlier.turn} promised: {earlier.text!r}"
            fix = "say what has been done since, or keep to the day that was named"
            found.append(Finding("promise.repeated", "info", why, again.span, fix))
    return found
