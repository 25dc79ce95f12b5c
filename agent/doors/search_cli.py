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
    explain: bool


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
    explain: Annotated[
        bool, typer.Option("--explain", help="Also ranks and scores per list, what was left out and why, versions.")
    ] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the shop's knowledge: policies, FAQ, scripts, sheets and products in force.

    \b
    youju search --shop DIR "运费谁出" --k 3
    youju search --shop DIR "7天无理由" --order ID --explain
    youju search --shop DIR --queries queries.jsonl > results.jsonl

    What nothing in the shop answers comes back empty; what is only near is marked doubtful. Other versions of a rule
    that was found are named with their dates, without their text.
    """
    exactly_one(q=q, queries=queries)
    lines = None if queries is None else batch_lines(queries, "--queries")
    text = None if q is None else message_text(q, "the question")
    open_ = opened(shop, data)
    at, known = moment(now, open_.folder.zone), _known_order(order, open_)
    defaults = Query("query-1", text or "", at, known, audience, k, explain)
    if lines is not None:
        raise typer.Exit(asyncio.run(_batch(lines, defaults, open_)))
    view = asyncio.run(_results(defaults, open_))
    for note in view.get("notes", ()):
        terminal(stderr=True).print(f"youju: {note}")
    if as_json:
        emit(view)
        return
    from agent.doors.render import Page
    from agent.doors.search_view import search_page

    search_page(Page(terminal(), columns()), view)


async def _batch(lines: Iterator[Line], defaults: Query, shop: Shop) -> int:
    async def answer(_: Line, value: dict[str, Any]) -> Answer:
        return await _results(_query(value, defaults, shop), shop), True

    return await answer_lines(lines, answer)


async def _results(query: Query, shop: Shop) -> dict[str, Any]:
    from agent.doors.search_view import explained, hit_view, superseded_view
    from agent.found import find

    without: list[str] = []
    found = await find(
        shop, query.text, now=query.now, order_id=query.order_id, audience=query.audience, k=query.k,
        explain=query.explain, told=without.append,
    )  # fmt: skip
    view: dict[str, Any] = {
        "id": query.id,
        **({"notes": [f"{why}; searched with the bundled embedder" for why in without]} if without else {}),
        "verdict": found.verdict,
        "answerable": round(found.chance, 3),
        "results": [hit_view(hit, found.when.age_of(shop.folder.clauses[hit.clause_id])) for hit in found.hits],
        "superseded": [superseded_view(one) for one in found.superseded],
    }
    return {**view, **explained(found, shop, query.text)} if query.explain else view


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
        explain=defaults.explain,
    )


def _known_order(order_id: str | None, shop: Shop) -> str | None:
    if order_id is not None and order_id not in shop.folder.orders:
        raise UnknownOrderError(order_id, shop.folder.profile.id)
    return order_id
