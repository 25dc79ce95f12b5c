"""How well each piece of evidence answers the very sentence of a text: a checked text is searched for by sentence.

Words tell little between a sentence in one language and a clause that stands only in the other; the search, which knows
the shop's terms in both, ranks the clauses for the sentence all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.suggestion import Span

Shares = Mapping[str, float]
"""By evidence id its rank for one sentence as a share of the best one's, 0..1."""
UNSEARCHED: Shares = {}


@dataclass(frozen=True, slots=True)
class Searched:
    """One stretch of a text that was searched for. shares: of what was found that may be told to a buyer."""

    span: Span
    shares: Shares


def shares_of(ranks: Mapping[str, float]) -> Shares:
    """Ranks as shares of the best."""
    best = max(ranks.values(), default=0.0)
    return {name: max(rank, 0.0) / best for name, rank in ranks.items()} if best > 0 else UNSEARCHED


def shares_at(searched: Sequence[Searched], place: int) -> Shares:
    """What was found for the stretch that holds this place of the searched text."""
    return next((part.shares for part in searched if part.span.start <= place < part.span.end), UNSEARCHED)


def shares_beside(searched: Sequence[Searched], number: int, sentences: int) -> Shares:
    """What was found for the sentence that the `number`th of so many of a translation renders, which was not searched
    for itself; of all sentences where the two texts have not as many."""
    if len(searched) == sentences:
        return searched[number].shares
    best: dict[str, float] = {}
    for part in searched:
        for name, share in part.shares.items():
            best[name] = max(best.get(name, 0.0), share)
    return best
