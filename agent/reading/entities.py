"""Typed values of a message: quantities, skus, order ids; which products it is about and how many are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from agent.quantities import quantities
from agent.reading.wording import Folded
from agent.suggestion import Entity
from knowledge.gazetteer import Mention
from knowledge.orders import Order

_TOKEN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-_/#][A-Za-z0-9]+)*(?![A-Za-z0-9])")
_ORDER_WORD = re.compile(
    r"(?:订单|单号|单|order|ord\.?|po)\s*(?:编号|号码|号|number|no\.?|id|nr\.?)?\s*(?:是|is|为)?\s*[:#]?\s*$", re.I
)
_COUNTED = frozenset({"piece", "set", "carton", "pack", "box", "bottle", "pair", "sheet", "roll", "copy"})
_FEWEST_DIGITS = 5


def order_ids(
    folded: Folded, known: Mapping[str, str], shapes: frozenset[str], skus: Iterable[Mention]
) -> list[Entity]:
    """Order ids written in the text: known ones, and tokens that look like one though the shop has no such order.

    known: spelling without case -> id. shapes: the outlines of the shop's ids, as `outline` gives them.
    """
    taken = [mention.span for mention in skus]
    found = []
    for token in _TOKEN.finditer(folded.text):
        written = token.group()
        value = known.get(written.casefold())
        if value is None and not any(start < token.end() and token.start() < end for start, end in taken):
            digits = sum(char.isdigit() for char in written)
            named = _ORDER_WORD.search(folded.text, 0, token.start()) is not None
            if (outline(written) in shapes and digits >= 3) or (named and digits >= _FEWEST_DIGITS):
                value = written
        if value is not None:
            found.append(Entity("order_id", written, folded.span(token.start(), token.end()), value))
    return found


def outline(order_id: str) -> str:
    """The shape of an id: "A-10293" is "A-99999"."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", order_id))


def skus(folded: Folded, mentions: Sequence[Mention]) -> list[Entity]:
    return [Entity("sku", mention.text, folded.span(*mention.span), mention.sku) for mention in mentions]


def values(folded: Folded, currency: str, now: datetime, taken: Iterable[Entity]) -> list[Entity]:
    """Money, percents, quantities, durations, dates and counts, but for what is part of an id or a sku."""
    spans = [entity.span for entity in taken if entity.kind == "order_id" or _is_code(entity.text)]
    found = []
    for value in quantities(folded.shown, currency=currency, now=now):
        if any(span.start < value.span.end and value.span.start < span.end for span in spans):
            continue
        amount = f"{value.low}" if value.low == value.high else f"{value.low}..{value.high}"
        found.append(Entity(value.kind, value.text, value.span, amount, value.unit or None))
    return found


def wanted(entities: Iterable[Entity], *, bulk: bool) -> int | None:
    """How many pieces the buyer speaks of: the largest count of things; of a range, its upper end.

    bulk: the message asks for a quotation, so that a bare number is a quantity too.
    """
    counts = [
        int(float(entity.value.rpartition("..")[2]))
        for entity in entities
        if entity.kind == "count" and (entity.unit in _COUNTED or (bulk and entity.unit is None))
    ]
    return max((count for count in counts if count > 0), default=None)


def products_meant(
    now: Sequence[Mention], order: Order | None, earlier: Sequence[Sequence[Mention]], *, bought: bool
) -> tuple[str, ...]:
    """Skus spoken of, most certain first: named now, else those of the order, else named before in the thread.

    Of several products that the same words fit, those in the order are meant. bought: the talk is about an order.
    """
    ordered = [item.sku for item in order.items] if order is not None else []
    if now:
        meant = [mention for mention in now if mention.sku in ordered]
        rest = [m for m in now if m.sku not in ordered and (m.exact or not any(m.span == own.span for own in meant))]
        return tuple(dict.fromkeys(mention.sku for mention in (*meant, *rest)))
    if bought and ordered:
        return tuple(dict.fromkeys(ordered))
    for mentions in earlier:
        if mentions:
            return tuple(dict.fromkeys(mention.sku for mention in mentions))
    return tuple(dict.fromkeys(ordered))


def _is_code(text: str) -> bool:
    return re.search(r"[A-Za-z]", text) is not None and re.search(r"\d", text) is not None
