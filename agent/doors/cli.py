"""The command `youju`. Each command stands in a file of its own; what is heavy is imported inside the command that
needs it, so that help and errors come at once."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agent.doors.check_cli import check
from agent.doors.demo_cli import demo
from agent.doors.doctor_cli import doctor
from agent.doors.draft_cli import draft
from agent.doors.ingest_cli import ingest
from agent.doors.opening import DataOption, JsonOption
from agent.doors.output import EXIT_CODES, INPUT, WRONG, caught, emit, error_body, fault_line, prepare_streams
from agent.doors.reindex_cli import reindex
from agent.doors.search_cli import search
from agent.errors import YoujuError

if TYPE_CHECKING:
    from rich.table import Table

app = typer.Typer(
    name="youju",
    help="Drafts bilingual replies for e-commerce support agents; every number, promise and concession in them "
    "carries its proof.",
    epilog=EXIT_CODES,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


shop_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@shop_app.command("check")
def shop_check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that holds shop.toml.")],
    as_json: JsonOption = False,
) -> None:
    """Read a whole shop and name every fault with its file and line; ends with 1 when anything is wrong."""
    from agent.doors import shop_cli

    shop_cli.check(folder, as_json)


@shop_app.command("schema")
def shop_schema() -> None:
    """Print the shop format and the case record as one JSON Schema."""
    from agent.doors import shop_cli

    shop_cli.schema()


eval_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@eval_app.callback()
def eval_group() -> None:
    """Measure the house against cases and against defects put in on purpose."""


@eval_app.command("selftest")
def eval_selftest(
    seed: Annotated[int, typer.Option("--seed", help="Which defects are put in where.")] = 1,
    each: Annotated[
        int, typer.Option("--each", min=1, help="Most defects of one kind in each language and half.")
    ] = 20,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="DIR", help="Third-party test texts; default ../shared/data.")
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Does the proof-reader stop what is wrong and pass what is right? Clean replies, one defect put into each.

    Kill rates by kind of defect and false alarms, by language, for the dev half and the held-back half. Ends with 1
    when a bar is not met or not measured.
    """
    from agent.doors import eval_cli
    from agent.doors.output import terminal

    measured = eval_cli.selftested(texts, data, seed, each)
    if as_json:
        emit(measured)
    else:
        terminal().print(eval_cli.selftest_table(measured))
        for line in eval_cli.remarks(measured):
            terminal().print(line, markup=False, highlight=False)
    if not measured["all_met"]:
        raise typer.Exit(WRONG)


def bench(
    what: Annotated[
        Literal["speed", "search", "check"],
        typer.Argument(help="speed; search: is the right clause found? check: is the proof-reader quick? (minutes)"),
    ] = "speed",
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, help="speed, check: how often every message is drafted or checked warm.")
    ] = 5,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="DIR", help="search: test texts; default ../shared/data.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="SET", help="search, check: only these sets.")
    ] = None,
    fuzz: Annotated[int, typer.Option("--fuzz", min=0, metavar="N", help="check: random and mutated texts.")] = 20_000,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """How fast it is on this machine: help, a cold `youju draft`, and warm drafts of the sample shops' messages.

    \b
    youju bench search --data DIR     how well search finds; DIR keeps its indexes for the next run
    youju bench check --data DIR      how fast texts are proof-read, and that no text takes long

    The sets of search: mixed, siblings, unanswerable, dated, leaks, speed, growth; of check: warm, batch, fuzz. Ends
    with 1 when a bar of these is not met or a set not measured.
    """
    from agent.doors import bench_cli
    from agent.doors.output import terminal

    if what == "speed":
        from evals.bench.speed import measure as measure_speed

        measured = measure_speed(rounds=rounds, data=data)
        table: Callable[[dict[str, Any]], Table] = bench_cli.table
    elif what == "search":
        measured, table = bench_cli.searched(texts, data, only or ()), bench_cli.search_table
    else:
        measured, table = bench_cli.checked(data, only or (), rounds, fuzz), bench_cli.check_table
    if as_json:
        emit(measured)
    else:
        terminal().print(table(measured))
    if what != "speed" and not measured["all_met"]:
        raise typer.Exit(WRONG)


app.command(short_help="Draft a reply, with a proof for every claim in it.", epilog=EXIT_CODES)(draft)
app.command(short_help="Proof-read any text against the shop.", epilog=EXIT_CODES)(check)
app.command(short_help="Search the shop's knowledge in force.", epilog=EXIT_CODES)(search)
app.command(short_help="Bring a shop's index up to date.", epilog=EXIT_CODES)(ingest)
app.command(short_help="Make a shop's vectors and word tables again.", epilog=EXIT_CODES)(reindex)
app.add_typer(shop_app, name="shop", help="Check a shop folder; print the format's schema.")
app.add_typer(eval_app, name="eval", help="Measure: the proof-reader's self-test.")
app.command(short_help="Draft the sample shops' messages.")(demo)
app.command(short_help="Look at this machine: what works, what is missing.")(doctor)
app.command(short_help="How fast it is on this machine.")(bench)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Every fault becomes one line, or JSON with --json."""
    prepare_streams()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    arguments = list(sys.argv[1:] if argv is None else argv)
    faults: list[Exception] = []
    code: int | None = None
    try:
        with caught(faults.append):
            code = app(args=arguments, prog_name="youju", standalone_mode=False)
        for fault in faults:
            code = _report(fault, as_json="--json" in arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away (`youju ... | head`): nothing more to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = WRONG
    sys.exit(code if isinstance(code, int) else 0)


def _report(fault: Exception, *, as_json: bool) -> int:
    """Say what went wrong; the exit code says whose it is."""
    if as_json:
        emit({"error": error_body(fault)})
    elif isinstance(fault, typer.TyperException) and hasattr(fault, "show"):
        fault.show()
    else:
        sys.stderr.write(f"youju: {fault_line(fault)}\n")
    if isinstance(fault, typer.TyperException):
        return INPUT
    return fault.exit_code if isinstance(fault, YoujuError) else WRONG
