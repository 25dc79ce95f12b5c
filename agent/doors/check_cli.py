"""`youju check`: proof-read any text, a colleague's or a model's, one or a batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agent.doors.batch import Answer, answer_lines
from agent.doors.inputs import (
    Line,
    batch_lines,
    case_on,
    exactly_one,
    given_text,
    input_id,
    json_object,
    message_text,
    record_text,
    role_of,
)
from agent.doors.opening import DataOption, JsonOption, ShopOption, opened
from agent.doors.output import OK, WRONG, columns, emit, terminal
from agent.errors import InputError

if TYPE_CHECKING:
    from agent.case import Case
    from agent.shop import Shop

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to check. Without a case the shop's knowledge alone can prove what it says."""

    id: str | int
    text: str
    case: Case | None = None
    lang: Lang | None = None
    twin: str | None = None
    role: str | None = None


def check(
    shop: ShopOption,
    text: Annotated[str | None, typer.Option("--text", metavar="T", help="The text; - reads it from stdin.")] = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="FILE", help="The case that the text answers; - for stdin.")
    ] = None,
    texts: Annotated[
        str | None,
        typer.Option(
            "--input",
            metavar="FILE|-",
            help="Many texts, one {id, text, lang?, case? | case_id?, twin?, role?} a line; JSON lines out.",
        ),
    ] = None,
    cases: Annotated[
        str | None, typer.Option("--cases", metavar="FILE", help="Cases that a line of --input names by case_id.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="The text's language; default: seen from it.")] = None,
    twin: Annotated[
        str | None, typer.Option("--twin", metavar="T", help="The same text in the other language, to compare.")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="R", help="Who will send it; default the case's, else the first role."),
    ] = None,
    scorecard: Annotated[
        bool | None,
        typer.Option(
            "--scorecard/--no-scorecard",
            help="The service scorecard in full; with --case what is amiss is printed anyway; --input: in each line.",
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Proof-read any text against the shop: every claim with its verdict, every rule it breaks.

    \b
    youju check --shop DIR --text "7天内可以无理由退货,运费我们出。"
    youju check --shop DIR --input texts.jsonl --cases cases.jsonl

    Ends with 1 when a text has a blocking finding or a claim that is not proved.
    """
    form = exactly_one(text=text, input=texts)
    if form == "text" and cases is not None:
        raise InputError("--cases belongs to --input; with --text give the one case by --case FILE")
    if form == "input" and case is not None:
        raise InputError("--case belongs to --text; with --input name the case in each line, or by case_id and --cases")
    given = None if text is None else given_text(text)
    record = None if case is None else record_text(case, "--case")
    lines = iter(()) if texts is None else batch_lines(texts, "--input")
    known = {} if cases is None else _known_cases(cases)
    open_ = opened(shop, data)
    if role is not None:
        role_of(role, open_.folder.profile.roles.order)
    if given is None:
        raise typer.Exit(asyncio.run(_batch(lines, known, open_, role, scorecard=bool(scorecard))))
    from agent.casefile import read_case

    asked = Asked("text-1", given, None if record is None else read_case(*record), lang, twin, role)
    raise typer.Exit(asyncio.run(_one(asked, open_, scorecard, as_json=as_json)))


async def _one(asked: Asked, shop: Shop, scorecard: bool | None, *, as_json: bool) -> int:
    """scorecard None: only what is amiss of it, when the case is known."""
    from agent.doors.check_view import check_page, scorecard_page
    from agent.doors.render import Page
    from agent.review import language_read
    from knowledge.bilingual import other

    view = await _checked(asked, shop, scorecard=scorecard is not False)
    if as_json:
        emit(view)
    else:
        lang = asked.lang or language_read(asked.text)
        texts = {"reply": (lang, asked.text)}
        if asked.twin is not None:
            texts["twin"] = (other(lang), asked.twin)
        page = Page(terminal(), columns())
        check_page(page, view, _sources(shop, view["claims"]), texts)
        if scorecard or (scorecard is None and asked.case is not None):
            scorecard_page(page, view["scorecard"], asked.text, shop.folder.profile.agent_language, whole=scorecard)
    return OK if view["ok"] else WRONG


def _sources(shop: Shop, claims: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """The text and audience of the clauses that the claims name, to quote from."""
    named = {source for claim in claims for source in claim["evidence"]}
    found = (shop.folder.clauses[id_] for id_ in sorted(named) if id_ in shop.folder.clauses)
    return {clause.id: {"text": "\n".join(clause.text.texts()), "audience": clause.audience} for clause in found}


async def _batch(
    lines: Iterator[Line], known: Mapping[str, Line], shop: Shop, role: str | None, *, scorecard: bool
) -> int:
    async def answer(line: Line, value: dict[str, Any]) -> Answer:
        view = await _checked(_asked(value, known, shop, role, line.number), shop, scorecard=scorecard)
        return view, bool(view["ok"])

    return await answer_lines(lines, answer)


async def _checked(asked: Asked, shop: Shop, *, scorecard: bool) -> dict[str, Any]:
    """The document of one text: {id, ok, claims, findings, scorecard?}."""
    from agent.present import present_claim, present_finding, present_scorecard
    from agent.review import check_text

    result = await check_text(
        asked.text, shop, case=asked.case, lang=asked.lang, twin=asked.twin, role=asked.role, scorecard=scorecard
    )
    return {
        "id": asked.id,
        "ok": result.ok,
        "claims": [present_claim(claim) for claim in result.claims],
        "findings": [present_finding(finding) for finding in result.findings],
        **({} if result.scorecard is None else {"scorecard": present_scorecard(result.scorecard)}),
    }


def _asked(value: dict[str, Any], known: Mapping[str, Line], shop: Shop, role: str | None, number: int) -> Asked:
    """One line of --input as a record. InputError names the key that cannot be used."""
    id_ = input_id(value)
    if id_ is None:
        raise InputError("the key 'id' is missing; give every text an id of its own")
    lang = _optional_text(value, "lang")
    if lang not in (None, "zh", "en"):
        raise InputError(f"lang must be zh or en, not {lang!r}")
    own_role = _optional_text(value, "role")
    role = role if own_role is None else own_role
    if role is not None:
        role_of(role, shop.folder.profile.roles.order)
    text = message_text(_text(value), f"text of {id_!r}")
    return Asked(id_, text, _case(value, known, number), lang, _optional_text(value, "twin"), role)


def _case(value: dict[str, Any], known: Mapping[str, Line], number: int) -> Case | None:
    import json

    from agent.casefile import read_case

    inline, case_id = value.get("case"), _optional_text(value, "case_id")
    if inline is not None and case_id is not None:
        raise InputError("give case or case_id, not both")
    if inline is not None:
        return read_case(json.dumps(inline), f"case of line {number}")
    if case_id is None:
        return None
    if case_id not in known:
        where = "no --cases file was given" if not known else "it is not in the --cases file"
        raise InputError(f"case_id {case_id!r} is unknown: {where}")
    return case_on(known[case_id], "--cases")


def _known_cases(source: str) -> dict[str, Line]:
    """The lines of a --cases file by case id. One that is no JSON is told on stderr; the texts go on without it."""
    found: dict[str, Line] = {}
    for line in batch_lines(source, "--cases"):
        try:
            id_ = input_id(json_object(line))
        except InputError as exc:
            logging.getLogger(__name__).warning("--cases: %s", exc)
            continue
        if isinstance(id_, str):
            found[id_] = line
    return found


def _text(value: dict[str, Any]) -> str:
    text = value.get("text")
    if not isinstance(text, str):
        raise InputError("the key 'text' is missing" if text is None else "text must be a string")
    return text


def _optional_text(value: dict[str, Any], key: str) -> Any:
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise InputError(f"{key} must be a string")
    return found
