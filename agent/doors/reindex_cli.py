"""`youju reindex`: make a shop's vectors and word tables again from the passages in its index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.doors.ingest_cli import embedding_line, embedding_view
from agent.doors.opening import DataOption, JsonOption, ShopOption, data_of, progress_bar
from agent.doors.output import columns, emit, terminal
from agent.errors import EmbeddingError

if TYPE_CHECKING:
    from knowledge.reindex import ReindexReport


def reindex(shop: ShopOption, data: DataOption = None, as_json: JsonOption = False) -> None:
    """Make vectors, word tables and Chroma again from the passages in SQL, beside those in use.

    For an embedder whose model changed behind its name, or an index that is not trusted any more; a change of
    documents or of YOUJU_EMBEDDING needs no reindex. Searches meanwhile see the old, then the new, never a mix.
    Ends with 5 when the embedding endpoint failed; what it had done is kept for the next run.
    """
    from agent.settings import load_settings
    from agent.shop import remade

    settings = load_settings()
    with progress_bar(f"reindexing {shop.name or shop}") as moved:
        report = remade(shop, data=data_of(shop, data, settings), settings=settings, progress=moved)
    if report.filled is not None and report.filled.trouble:
        raise EmbeddingError(f"{report.filled.trouble}; its vectors stay as they were, all else is made again")
    view = _view(report)
    if as_json:
        emit(view)
        return
    from agent.doors.render import Page

    page = Page(terminal(), columns())
    page.line(f"{view['passages']:,} passages made again · {view['seconds']:.1f} s", indent=0)
    if "embedding" in view:
        page.line(embedding_line(view["embedding"]), mark="·")


def _view(report: ReindexReport) -> dict[str, Any]:
    return {
        "passages": report.passages,
        **embedding_view(report.filled),
        "seconds": round(report.seconds, 3),
    }
