"""`youju shop check` and `youju shop schema`: is a shop folder written as the format says."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.faults import Fault, ShopError
from knowledge.folder import ShopFolder, read_folder

app = typer.Typer(name="shop", help="Check a shop folder; print the format's schema.", no_args_is_help=True)

KINDS = ("products", "policies", "faq", "scripts", "sheets", "clauses", "rules", "orders", "glossary", "ignored")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that holds shop.toml.")],
    as_json: AsJson = False,
) -> None:
    """Read a whole shop and name every fault. Exit code 0: clean or warnings only; 1: an error, or no usable shop."""
    try:
        shop = read_folder(folder)
    except ShopError as error:
        _report(None, error.faults, str(error), as_json)
        raise typer.Exit(1) from None
    _report(shop, shop.faults, "", as_json)
    if any(fault.level == "error" for fault in shop.faults):
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the shop format and the case record as one JSON Schema (2020-12)."""
    from agent.case import Case
    from knowledge.schema import schema as shop_schema

    typer.echo(json.dumps(shop_schema(case=Case), ensure_ascii=False, indent=2))


def _report(shop: ShopFolder | None, faults: tuple[Fault, ...], unusable: str, as_json: bool) -> None:
    if as_json:
        document: dict[str, Any] = {
            "shop": shop.profile.id if shop is not None else None,
            "counts": {kind: shop.counts.get(kind, 0) for kind in KINDS} if shop is not None else {},
            "faults": [asdict(fault) for fault in faults],
            "ignored": list(shop.ignored) if shop is not None else [],
        }
        if unusable:
            document["unusable"] = unusable
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    if shop is not None:
        _table(shop)
    colours = sys.stdout.isatty()
    for fault in faults:
        level = "warning: " if fault.level == "warning" else ""
        colour = (typer.colors.YELLOW if level else typer.colors.RED) if colours else None
        typer.echo(typer.style(f"{level}{fault}", fg=colour) if colour else f"{level}{fault}")
    if unusable:
        typer.echo(unusable, err=True)
    elif shop is not None:
        typer.echo(_verdict(shop))


def _table(shop: ShopFolder) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=f"{shop.profile.id} · {shop.profile.name.best(shop.profile.languages[0])}", title_justify="left"
    )
    table.add_column("kind")
    table.add_column("read", justify="right")
    for kind in KINDS:
        table.add_row(kind, str(shop.counts.get(kind, 0)))
    Console().print(table)
    for name in shop.ignored:
        typer.echo(f"ignored: {name}")


def _verdict(shop: ShopFolder) -> str:
    errors = sum(fault.level == "error" for fault in shop.faults)
    warnings = len(shop.faults) - errors
    if not shop.faults:
        return "clean: nothing to correct"
    counted = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(counted) + ("; what is faulty was left out" if errors else "")
