"""`youju search`: what the shop has written about a question, in force at that moment, for that reader."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agent.doors.batch import Answer, answer_lines
from agent.doors.inputs import Line, batch_lines, exactly_one, input_id, message_text, moment
from agent.doors.opening import DataOption, JsonOption, ShopOption, opened
from agent.doors.output import columns, emit, terminal
from agent.errors import InputError, UnknownOrderError

if TYPE_CHECKING:
    from agent.shop import Shop

Audience = Literal["buyer", "staff"]


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `now` and the order's dates pick the versions in force."""

    id: str | int
    text: str
    now: datetime
    order_id: str | None
    audience: Audience
    k: int


def search(
    shop: ShopOption,
    q: Annotated[str | None, typer.Argument(metavar="[Q]", help="The question, in any of the shop's words.")] = None,
    queries: Annotated[
        str | None,
        typer.Option("--queries", metavar="FILE|-", help="One {id, text, now?, order_id?} a line; JSON lines out."),
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="How many results at most.")] = 5,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help="The moment, with zone; default the present.")
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", metavar="ID", help="The order whose dates pick the clauses in force.")
    ] = None,
    audience: Annotated[Audience, typer.Option("--audience", help="staff also sees staff-only text.")] = "buyer",
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the shop's knowledge: policies, FAQ, scripts, sheets and products in force.

    \b
    youju search --shop DIR "运费谁出" --k 3
    youju search --shop DIR --queries queries.jsonl > results.jsonl
    """
    exactly_one(q=q, queries=queries)
    lines = None if queries is None else batch_lines(queries, "--queries")
    text = None if q is None else message_text(q, "the question")
    open_ = opened(shop, data)
    defaults = Query("query-1", text or "", moment(now, open_.folder.zone), _known_order(order, open_), audience, k)
    if lines is not None:
        raise typer.Exit(asyncio.run(_batch(lines, defaults, open_)))
    view = asyncio.run(_results(defaults, open_))
    for note in view.get("notes", ()):
        terminal(stderr=True).print(f"youju: {note}")
    if as_json:
        emit(view)
        return
    from agent.doors.render import Page, search_page

    search_page(Page(terminal(), columns()), view["results"])


async def _batch(lines: Iterator[Line], defaults: Query, shop: Shop) -> int:
    async def answer(_: Line, value: dict[str, Any]) -> Answer:
        return await _results(_query(value, defaults, shop), shop), True

    return await answer_lines(lines, answer)


async def _results(query: Query, shop: Shop) -> dict[str, Any]:
    from agent.present import plain
    from agent.retrieve import find

    without: list[str] = []
    hits = await find(
        shop, query.text, now=query.now, order_id=query.order_id, audience=query.audience, k=query.k,
        told=without.append,
    )  # fmt: skip
    return {
        "id": query.id,
        **({"notes": [f"{why}; searched with the bundled embedder" for why in without]} if without else {}),
        "results": [
            {
                "id": hit.clause_id,
                "doc": hit.doc,
                "anchor": hit.anchor,
                "kind": hit.kind,
                "lang": hit.lang,
                "score": round(hit.score, 6),
                "text": hit.text,
                "valid_from": plain(hit.valid_from),
                "valid_until": plain(hit.valid_until),
                "audience": hit.audience,
            }
            for hit in hits
        ],
    }


def _query(value: dict[str, Any], defaults: Query, shop: Shop) -> Query:
    """One line of --queries; what it leaves out is as the options say. InputError names the key."""
    id_, text = input_id(value), value.get("text")
    if id_ is None:
        raise InputError("the key 'id' is missing; give every query an id of its own")
    if not isinstance(text, str):
        raise InputError("the key 'text' is missing" if text is None else "text must be a string")
    now, order_id, audience = value.get("now"), value.get("order_id"), value.get("audience", defaults.audience)
    if now is not None and not isinstance(now, str):
        raise InputError("now must be a string")
    if audience not in ("buyer", "staff"):
        raise InputError(f"audience must be buyer or staff, not {audience!r}")
    return Query(
        id=id_,
        text=message_text(text, f"text of {id_!r}"),
        now=defaults.now if now is None else moment(now, shop.folder.zone, "now"),
        order_id=defaults.order_id if order_id is None else _known_order(str(order_id), shop),
        audience=audience,
        k=defaults.k,
    )


def _known_order(order_id: str | None, shop: Shop) -> str | None:
    if order_id is not None and order_id not in shop.folder.orders:
        raise UnknownOrderError(order_id, shop.folder.profile.id)
    return order_id
