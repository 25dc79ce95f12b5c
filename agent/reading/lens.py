"""What a message is read with: the shop's names, ids and languages, and the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from agent.reading import entities
from agent.reading.intents import IntentModel
from knowledge.embed import Embedder
from knowledge.gazetteer import Gazetteer
from knowledge.orders import Order
from knowledge.profile import Profile


@dataclass(frozen=True)
class Lens:
    """What understand() reads with: the shop's names, ids and languages, and the models."""

    profile: Profile
    zone: ZoneInfo
    gazetteer: Gazetteer
    orders: Mapping[str, Order]
    embedder: Embedder
    intents: IntentModel

    @cached_property
    def order_ids(self) -> Mapping[str, str]:
        """Spelling without case -> order id."""
        return {order_id.casefold(): order_id for order_id in self.orders}

    @cached_property
    def order_shapes(self) -> frozenset[str]:
        return frozenset(entities.outline(order_id) for order_id in self.orders)
