"""A twin that says something else: one side of a pair gets one of the other seeders' defects, or loses a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from evals.selftest import sayings, stances, values
from evals.selftest.reply import Defect, Reply
from knowledge.bilingual import other

_SENTENCE = re.compile(r"[^。！？!?.]*(?:\.(?=\d)[^。！？!?.]*)*[。！？!?.]\s*")
_WEIGHTY = re.compile(r"\d|承担|不|can|pay|paid|not\b")
_CHANGES: tuple[Callable[[Reply, random.Random], Defect | None], ...] = (
    values.number, values.money, values.unit, values.date, values.percent, stances.stance, stances.who_pays,
    sayings.SEEDERS["over_limit"], sayings.SEEDERS["promise"],
)  # fmt: skip


def twin(reply: Reply, chance: random.Random) -> Defect | None:
    """Change the twin alone: what is said there is then not what the reply says."""
    if reply.twin is None:
        return None
    side = replace(reply, lang=other(reply.lang), text=reply.twin, twin=None)
    for change in chance.sample((*_CHANGES, _left_out), len(_CHANGES) + 1):
        found = change(side, chance)
        if found is not None:
            return Defect("twin", reply.text, found.was, found.now, found.text)
    return None


def _left_out(side: Reply, chance: random.Random) -> Defect | None:
    """A sentence with a value, a refusal or a payer in it is left out; the greeting would be no loss."""
    parts = _SENTENCE.findall(side.text)
    if len(parts) < 2 or "".join(parts).strip() != side.text.strip():
        return None
    weighty = [place for place, part in enumerate(parts) if _WEIGHTY.search(part)]
    if not weighty:
        return None
    gone = chance.choice(weighty)
    return Defect("twin", "".join(part for place, part in enumerate(parts) if place != gone).strip(), parts[gone], "")


SEEDERS: dict[str, Callable[[Reply, random.Random], Defect | None]] = {"twin": twin}
