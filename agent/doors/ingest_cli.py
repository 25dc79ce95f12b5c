"""`youju ingest`: bring a shop's index up to date and say what changed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import typer

from agent.doors.opening import DataOption, JsonOption, ShopOption, opened
from agent.doors.output import OK, WRONG, columns, emit, terminal
from agent.errors import EmbeddingError

if TYPE_CHECKING:
    from agent.shop import Shop
    from knowledge.fill import Filled


def ingest(shop: ShopOption, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Read the shop's files into its index: only what changed is done again.

    Every other command does this by itself; run it after a large change, or to see what was refused. An
    interrupted run loses nothing: the next one completes it. Ends with 1 when a file was refused, with 5 when the
    embedding endpoint failed; everything else is done then, and searches go by the bundled embedder.
    """
    started = time.perf_counter()
    open_ = opened(shop, data, patient=True)
    view = _report(open_, time.perf_counter() - started)
    done = open_.ingest_report
    if done is not None and done.filled is not None and done.filled.trouble:
        raise EmbeddingError(f"{done.filled.trouble}; all but its vectors is indexed, and searches do without them")
    if as_json:
        emit(view)
    else:
        _print(view)
    raise typer.Exit(WRONG if view["refused"] else OK)


def _report(shop: Shop, seconds: float) -> dict[str, Any]:
    """What the opening did to the index. Without a report nothing had changed since the last time."""
    from agent.present import plain

    done, folder = shop.ingest_report, shop.folder
    held = sum(shop.index.languages().values())
    return {
        "shop": folder.profile.id,
        "added": 0 if done is None else done.added,
        "unchanged": held if done is None else done.unchanged,
        "removed": 0 if done is None else done.removed,
        "refused": [plain(fault) for fault in folder.faults if fault.level == "error"],
        "warnings": [plain(fault) for fault in folder.faults if fault.level == "warning"],
        "ignored": list(folder.ignored),
        **embedding_view(None if done is None else done.filled),
        "seconds": round(seconds, 3),
    }


def embedding_view(filled: Filled | None) -> dict[str, Any]:
    """What the chosen embedder did; nothing when none was chosen, or nothing was to do."""
    if filled is None:
        return {}
    shown = {"model": filled.name, "dimension": filled.dimension, "texts": filled.texts, "tokens": filled.tokens}
    return {"embedding": {**shown, "seconds": round(filled.seconds, 3), "trouble": filled.trouble or None}}


def embedding_line(shown: dict[str, Any]) -> str:
    return (
        f"embedded {shown['texts']:,} by {shown['model']} ({shown['dimension']} numbers), "
        f"{shown['tokens']:,} tokens · {shown['seconds']:.1f} s"
    )


def _print(view: dict[str, Any]) -> None:
    from agent.doors.render import Page

    page = Page(terminal(), columns())
    counts = " · ".join(f"{view[name]:,} {name}" for name in ("added", "unchanged", "removed"))
    refused = f" · {len(view['refused'])} refused"
    page.line(f"{view['shop']}: passages {counts}{refused} · {view['seconds']:.1f} s", indent=0)
    if "embedding" in view:
        page.line(embedding_line(view["embedding"]), mark="·")
    for name, mark, style in (("refused", "✗", "red"), ("warnings", "!", "yellow")):
        for fault in view[name]:
            place = fault["file"] if fault["line"] is None else f"{fault['file']}:{fault['line']}"
            key = f" {fault['key']}:" if fault["key"] else ""
            page.line(f"{place}:{key} {fault['what']}", mark=mark, style=style)
            if fault["fix"]:
                page.line(f"fix: {fault['fix']}", indent=6)
    for name in view["ignored"]:
        page.line(f"ignored: {name}", mark="·", style="dim")
