"""Machine-readable facts of a clause: their values, and who pays what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.check.topics import load_topics
from agent.quantities import Value, quantities

_PAYING = ("postage", "freight", "shipping", "cost", "fee", "duties", "duty", "faulty", "parts", "collection", "bank")


def facts_of(
    facts: Mapping[str, Any], currency: str
) -> tuple[tuple[Value, ...], tuple[tuple[str, frozenset[str]], ...]]:
    """Values of facts ("7 day", 2027-01-30, 500), and who pays (postage: buyer)."""
    values: list[Value] = []
    payers: list[tuple[str, frozenset[str]]] = []
    lexicon = load_topics()
    for key, fact in facts.items():
        said = str(fact).replace("_", " ")
        if said in ("buyer", "seller", "customer", "merchant"):
            who = "buyer_pays" if said in ("buyer", "customer") else "seller_pays"
            if any(word in key for word in _PAYING):
                payers.append((who, frozenset(topic for topic, _ in lexicon.find(key.replace("_", " ")))))
        elif not isinstance(fact, bool):
            values += quantities(said, currency=currency)
    return tuple(values), tuple(payers)
