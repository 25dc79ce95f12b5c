"""How much a clause's heading speaks of an intent: the intent model read over the shop's own headings, once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.reading.intents import IntentModel
from knowledge.embed import Embedder
from knowledge.passage import Clause


class Headings:
    """Remembers each clause's intents for a shop's life; two threads at once only work the same thing out twice."""

    def __init__(self, embedder: Embedder, intents: IntentModel) -> None:
        self._embedder, self._intents = embedder, intents
        self._known: dict[str, Mapping[str, float]] = {}

    def learn(self, clauses: Iterable[Clause]) -> None:
        """Read the headings not read yet, in one batch."""
        fresh = [clause for clause in clauses if clause.id not in self._known]
        if not fresh:
            return
        texts = [_heading(clause) for clause in fresh]
        likely = self._intents.by_intent(self._intents.classes(texts, self._embedder.embed(texts)))
        for clause, row in zip(fresh, likely, strict=True):
            self._known[clause.id] = dict(zip(self._intents.intents, map(float, row), strict=True))

    def suit(self, clause: Clause, intent: str) -> float:
        """0..1; 0 for an intent that the seeds do not teach or a clause not learnt."""
        return self._known.get(clause.id, {}).get(intent, 0.0)


def _heading(clause: Clause) -> str:
    return " ".join(clause.section.texts()) or " ".join(clause.title.texts())
