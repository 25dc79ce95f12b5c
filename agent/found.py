"""find(): what the shop has written about a question, whether that answers it, and why something else is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from agent.answerable import JUDGED, Verdict, chance_of_answer, verdict
from agent.recommend import budget
from agent.records import ROWS_LOOKED_UP, names_only, rows_asked
from agent.retrieve import Told, ask_ahead
from agent.shop import Shop
from knowledge.left_out import LeftOut, left_out
from knowledge.passage import Audience, Clause, Kind, When
from knowledge.search import Hit, search

_ROWS: tuple[Kind, ...] = ("product",)
_LEFT_OUT = 20
"""So many clauses of the whole index are looked through for what was left out."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another version of the rule in the clause `of`: over, or not begun, on the day that decides here."""

    clause: Clause
    of: str


@dataclass(frozen=True, slots=True)
class Found:
    """nearest: the hits, best first, whether or not they answer. chance: 0..1, that one of them does.

    superseded: the other versions of what may be shown that this reader may know of. left_out: what this moment,
    reader or product keeps out; only when it was asked for.
    """

    nearest: tuple[Hit, ...]
    chance: float
    when: When
    superseded: tuple[Superseded, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict(self.chance)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What may be shown as an answer: nothing when nothing answers."""
        return () if self.verdict == "unanswered" else self.nearest


class Asked(TypedDict):
    """How a question is put: at which moment or for which order, by whom, for how many hits at most.

    explain: also say what was left out. told: hears why the search did without the embedder that was chosen.
    """

    now: datetime
    order_id: str | None
    audience: Audience
    k: int
    explain: NotRequired[bool]
    told: NotRequired[Told | None]


async def find(shop: Shop, text: str, **asked: Unpack[Asked]) -> Found:
    """Search the shop's knowledge as it was in force at `now`, or for this order's dates."""
    if shop.index.questions is not None:  # an endpoint is waited for beside the event loop, not in it
        await asyncio.to_thread(ask_ahead, [text], shop)
    return find_now(shop, text, **asked)


def find_now(shop: Shop, text: str, **asked: Unpack[Asked]) -> Found:
    """`find` for callers without an event loop."""
    audience, k, told = asked["audience"], asked["k"], asked.get("told")
    order = shop.folder.orders.get(asked["order_id"]) if asked["order_id"] is not None else None
    when = When(asked["now"].astimezone(shop.folder.zone), order.days(shop.folder.zone) if order is not None else {})
    mentions = shop.lens.gazetteer.find(text)
    named = [mention.sku for mention in mentions]

    def best(count: int, kinds: Collection[Kind] | None = None) -> list[Hit]:
        return search(
            shop.index, text, when=when, audience=audience, k=count, embedder=shop.embedder, kinds=kinds, skus=named,
            told=told if kinds is None and count >= JUDGED else None,
        )  # fmt: skip

    judged = best(max(k, JUDGED))
    looked_up = rows_asked(shop, text, mentions)
    rows = {hit.clause_id: hit for hit in best(ROWS_LOOKED_UP, _ROWS)} if looked_up else {}
    first = [rows[name] for name in looked_up if name in rows]
    chance = 1.0 if first and names_only(text, mentions) else chance_of_answer(shop, text, judged)
    hits = _in_order(shop, text, first, judged if k >= JUDGED else best(k))[:k]
    others: Sequence[LeftOut] = ()
    if asked.get("explain"):
        others = left_out(
            shop.index, text, when=when, audience=audience, k=_LEFT_OUT, embedder=shop.embedder, skus=named
        )
    shown = () if verdict(chance) == "unanswered" else hits
    return Found(tuple(hits), chance, when, tuple(_superseded(shop, shown, when, audience)), tuple(others))


def _in_order(shop: Shop, text: str, first: Sequence[Hit], hits: Sequence[Hit]) -> list[Hit]:
    """The rows looked up, then what was found; products dearer than the money that the question names come last."""
    looked_up = {hit.clause_id for hit in first}
    rest = [hit for hit in hits if hit.clause_id not in looked_up]
    most = None if first else budget(text, shop.folder.profile.currency)
    if most is not None:
        rest.sort(key=lambda hit: hit.kind == "product" and shop.folder.products[hit.anchor].price > most)
    return [*first, *rest]


def _superseded(shop: Shop, hits: Iterable[Hit], when: When, audience: Audience) -> Iterator[Superseded]:
    for hit in hits:
        for other in shop.folder.versions.others(shop.folder.clauses[hit.clause_id]):
            if not when.covers(other) and (other.audience == "buyer" or audience == "staff"):
                yield Superseded(other, hit.clause_id)


def successors(shop: Shop, clause: Clause) -> list[Clause]:
    """The clauses of the document that supersedes this clause's: of the same heading, or else all of them."""
    folder, _, stem = clause.doc.partition("/")
    newer = [one for one in shop.folder.clauses.values() if one.supersedes == stem and one.doc.startswith(f"{folder}/")]
    return [one for one in newer if one.anchor == clause.anchor] or newer
