"""`youju draft`: one message or a batch of cases in, drafts with their proofs out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agent.doors.batch import Answer, answer_lines
from agent.doors.inputs import (
    Line,
    batch_lines,
    case_on,
    exactly_one,
    given_text,
    message_text,
    moment,
    record_text,
    role_of,
)
from agent.doors.opening import DataOption, JsonOption, ShopOption, opened
from agent.doors.output import columns, emit, terminal

if TYPE_CHECKING:
    from agent.case import Case
    from agent.shop import Shop
    from agent.suggestion import Suggestion

Writer = Literal["strict", "model", "auto"]
Lang = Literal["zh", "en"]


class Overrides:
    """The options that replace what a case says; None leaves the case as it is."""

    def __init__(self, shop: Shop, *, order: str | None, role: str | None, now: str | None) -> None:
        from agent.errors import UnknownOrderError

        folder = shop.folder
        if order is not None and order not in folder.orders:
            raise UnknownOrderError(order, folder.profile.id)
        self.order = order
        self.role = None if role is None else role_of(role, folder.profile.roles.order)
        self.now = None if now is None else moment(now, folder.zone)
        self._folder = folder

    def case_of(self, text: str) -> Case:
        """The case for a bare `--text`: a chat message of this moment, sent by the shop's first role."""
        from agent.case import Case, Turn

        now = moment(None, self._folder.zone) if self.now is None else self.now
        return Case(
            id="text-1",
            now=now,
            role=role_of(self.role, self._folder.profile.roles.order),
            order_id=self.order,
            messages=(Turn(role="buyer", text=text, at=now),),
        )

    def over(self, case: Case) -> Case:
        """The case with the options put over it, its messages checked. An order named here replaces an inline one."""
        for number, turn in enumerate(case.messages, start=1):
            if turn.text:
                message_text(turn.text, f"case {case.id!r}, message {number}")
        changed: dict[str, Any] = {}
        if self.order is not None:
            changed |= {"order_id": self.order, "order": None}
        if self.role is not None:
            changed["role"] = self.role
        if self.now is not None:
            changed["now"] = self.now
        return case.model_copy(update=changed) if changed else case


def draft(
    shop: ShopOption,
    text: Annotated[
        str | None, typer.Option("--text", metavar="T", help="The buyer's message; - reads it from stdin.")
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="FILE|-", help="One case as JSON: thread, order, buyer, now.")
    ] = None,
    cases: Annotated[
        str | None,
        typer.Option("--cases", metavar="FILE|-", help="Many cases, one JSON object a line; JSON lines out."),
    ] = None,
    order: Annotated[str | None, typer.Option("--order", metavar="ID", help="The order it is about.")] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="R", help="Who will send it; default the shop's first role.")
    ] = None,
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="ISO", help="The moment of the message, with zone; default the present."),
    ] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Reply in this language; default the buyer's.")] = None,
    writer: Annotated[
        Writer | None, typer.Option("--writer", help="strict: approved wording, no model; auto: a model if one is set.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draft a reply to a buyer's message, with a proof for every claim in it.

    \b
    youju draft --shop DIR --text "拆封了还能退吗?"
    youju draft --shop DIR --order A-10293 --text "Where is my parcel?" --json
    youju draft --shop DIR --cases cases.jsonl > drafts.jsonl
    """
    exactly_one(text=text, case=case, cases=cases)
    given = None if text is None else given_text(text)
    record = None if case is None else record_text(case, "--case")
    lines = None if cases is None else batch_lines(cases, "--cases")
    from agent.casefile import read_case

    open_ = opened(shop, data)
    over = Overrides(open_, order=order, role=role, now=now)
    if lines is not None:
        raise typer.Exit(asyncio.run(_batch(lines, str(cases), over, open_, writer, lang)))
    one = over.over(read_case(*record)) if record is not None else over.case_of(given or "")
    suggestion = asyncio.run(_one(one, open_, writer, lang))
    if as_json:
        from agent.present import present

        return emit(present(suggestion, open_.folder.profile))
    return print_draft(suggestion, open_)


def print_draft(suggestion: Suggestion, shop: Shop) -> None:
    """The suggestion as a page for people."""
    from agent.doors.render import Page, draft_page
    from agent.present import present

    draft_page(Page(terminal(), columns()), present(suggestion, shop.folder.profile))


async def _one(case: Case, shop: Shop, writer: Writer | None, lang: Lang | None) -> Suggestion:
    from agent.flow import suggest

    try:
        return await suggest(case, shop, writer=writer, lang=lang)
    finally:
        await shop.aclose()


async def _batch(
    lines: Iterator[Line], name: str, over: Overrides, shop: Shop, writer: Writer | None, lang: Lang | None
) -> int:
    from agent.flow import suggest
    from agent.present import present

    async def answer(line: Line, _: dict[str, Any]) -> Answer:
        case = over.over(case_on(line, name))
        return present(await suggest(case, shop, writer=writer, lang=lang), shop.folder.profile), True

    try:
        return await answer_lines(lines, answer)
    finally:
        await shop.aclose()
