"""What the shop's own documents say to a question, and what that means for this order's dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agent.deciding.brief import Brief, Settled
from agent.quote import computed
from agent.suggestion import Answer, Evidence
from agent.wording import date_text
from knowledge.bilingual import Bilingual
from prompts.phrasebook import Phrasebook

DAYS = re.compile(r"^\s*(\d+)\s*(day|days|d|天|日|week|weeks|周|month|months|个月|月)\s*$", re.IGNORECASE)
SURE_OF_A_RETURN = 0.65
"""A deadline is counted out only for a buyer who clearly asks to send something back."""
AS_DAYS = {"day": 1, "days": 1, "d": 1, "天": 1, "日": 1, "week": 7, "weeks": 7, "周": 7}
WINDOW_KEYS = ("window", "period", "within", "return_window", "days", "deadline")
"""Fact keys that name how long something is possible."""


def stated(index: int, brief: Brief, *kinds: str) -> Settled:
    """The best clause of these kinds that speaks to the question, or nothing."""
    found = next(brief.speaking(index, *kinds), None)
    if found is None:
        return Settled()
    return Settled((Answer(index, "state", (found.id,), focus=brief.reading.questions[index].text),))


@dataclass(frozen=True, slots=True)
class Window:
    """How long a clause gives from an order's event: start and the last day, both in the shop's zone."""

    start: date
    last: date
    length: Bilingual
    event: str


def window_of(evidence: Evidence, order_days: Mapping[str, date], phrases: Phrasebook) -> Window | None:
    """The window that the clause's facts give for this order.

    None when the facts give none, when the text does not say from which event it counts, or when that event has not
    happened. `dated_by` is no answer to that: it says which version of a clause rules, not what its days count from.
    """
    length, event = _length(evidence.facts), _counts_from(evidence, phrases)
    start = order_days.get(event) if event is not None else None
    if start is None or length is None or event is None:
        return None
    count, unit = length
    if unit in AS_DAYS:
        return Window(start, start + timedelta(days=count * AS_DAYS[unit]), _days_text(count * AS_DAYS[unit]), event)
    return Window(start, _months_later(start, count), Bilingual(zh=f"{count}个月", en=f"{count} months"), event)


def _counts_from(evidence: Evidence, phrases: Phrasebook) -> str | None:
    """The event that the clause's own words name first, in either language."""
    named: list[tuple[int, str]] = []
    for event, by_language in phrases.words["counts_from"].items():
        for lang, words in by_language.items():
            text = (evidence.text.zh if lang == "zh" else evidence.text.en) or ""
            found = re.search(words, text, re.IGNORECASE)
            if found is not None:
                named.append((found.start(), event))
    return min(named, default=(0, None))[1]


def _days_text(days: int) -> Bilingual:
    return Bilingual(zh=f"{days}天", en=f"{days} day{'' if days == 1 else 's'}")


def _length(facts: Mapping[str, Any]) -> tuple[int, str] | None:
    for key in WINDOW_KEYS:
        if (match := DAYS.match(str(facts.get(key, "")))) is not None:
            return int(match[1]), match[2].lower()
    return None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


def dated(index: int, brief: Brief) -> Settled:
    """What the shop says to a return, with this order's own last day and whether it is past.

    The best clause that gives a window goes before a better one without: it is the right that the others qualify.
    """
    settled = stated(index, brief, "policy", "faq")
    if brief.order is None or brief.reading.questions[index].confidence < SURE_OF_A_RETURN:
        return settled
    days = brief.order.days(brief.zone)
    for evidence in brief.speaking(index, "policy", "faq"):
        window = window_of(evidence, days, brief.phrases)
        if window is not None:
            focus = brief.reading.questions[index].text
            own = Settled((Answer(index, "state", (evidence.id,), focus=focus),))
            return own + _window_said(index, brief, window, evidence.id, brief.phrases)
    return settled


def _window_said(index: int, brief: Brief, window: Window, clause_id: str, phrases: Phrasebook) -> Settled:
    assert brief.order is not None
    over = brief.today > window.last
    slots = {
        "start": _day(window.start, brief.today),
        "deadline": _day(window.last, brief.today),
        "window": window.length,
        "event": Bilingual(
            zh=phrases.word("event", window.event, "zh") or "", en=phrases.word("event", window.event, "en") or ""
        ),
    }
    working = computed(
        f"window-{brief.order.id}",
        f"{window.start.isoformat()} + {window.length.en} ({window.length.zh}) = {window.last.isoformat()}",
    )
    move = "window_over" if over else "window_open"
    answer = Answer(
        index, "refuse" if over else "compute", (working.id, brief.order.citation, clause_id), move, slots
    )  # fmt: skip
    return Settled((answer,), grounds=(working,))


def _day(day: date, today: date) -> Bilingual:
    return Bilingual(zh=date_text(day, "zh", today=today), en=date_text(day, "en", today=today))
