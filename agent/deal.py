"""The memory of the deal: which rungs of a ladder this thread has already offered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from agent.case import Turn
from knowledge.authority import OfferKind
from prompts.phrasebook import Phrasebook

NOT_OFFERED = re.compile(r"不能|没法|无法|没办法|不可以|cannot|can't|can not|unable|won't|not able", re.IGNORECASE)
CLAUSE_END = re.compile(r"[。！？!?；;，,]|\.\s")


def offered(
    thread: Iterable[Turn], phrases: Phrasebook, *, names_a_gift: Callable[[str], bool] = lambda _: False
) -> frozenset[OfferKind]:
    """The kinds of concession that an agent turn of this thread has put on the table.

    names_a_gift: whether a text speaks of a thing that this shop gives away; naming it to a buyer is offering it.
    """
    said = [clause for turn in thread if turn.role == "agent" for clause in CLAUSE_END.split(turn.text.casefold())]
    given = [clause for clause in said if not NOT_OFFERED.search(clause)]
    words = phrases.words.get("offer_words", {})
    gift: frozenset[OfferKind] = frozenset({"gift"} if any(names_a_gift(clause) for clause in given) else ())
    return gift | frozenset(
        kind  # type: ignore[misc]  # the table's keys are offer kinds; a test holds it to that
        for kind, by_language in words.items()
        if any(word in clause for clause in given for text in by_language.values() for word in text.split("|"))
    )


def next_rung(ladder: Sequence[frozenset[OfferKind]], on_the_table: frozenset[OfferKind]) -> int:
    """The rung to stand on now: 1 at first, else the one after the highest rung already offered.

    ladder: the offer kinds of each usable rung, lowest first.
    """
    reached = [rung for rung, kinds in enumerate(ladder, 1) if kinds & on_the_table]
    return max(reached, default=0) + 1
