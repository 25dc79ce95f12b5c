"""Opening a shop from the command line: settings, data folder, and a progress bar while its index is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.doors.output import terminal
from agent.errors import DataError

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.shop import Shop

ShopOption = Annotated[Path, typer.Option("--shop", metavar="DIR", help="The shop folder.", show_default=False)]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where indexes and records live; default YOUJU_DATA, else ./.youju."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout instead of text.")]


def opened(path: Path, data: Path | None, *, patient: bool = False) -> Shop:
    """The open shop, its index up to date; a bar on stderr's terminal when there is work to do.

    patient: wait for an embedding endpoint that is busy. Raises SettingsError, ShopFolderError, DataError.
    """
    from agent.settings import load_settings
    from agent.shop import open_shop

    settings = load_settings()
    chosen = data_of(path, data, settings)
    with progress_bar(f"indexing {path.name or path}") as moved:
        return open_shop(path, data=chosen, settings=settings, progress=moved, patient=patient)


def data_of(path: Path, data: Path | None, settings: Settings) -> Path:
    """The data folder for this shop. Raises DataError for one inside the shop's own folder."""
    chosen = settings.YOUJU_DATA if data is None else data
    if not _inside(chosen, path):
        return chosen
    if data is not None or "YOUJU_DATA" in settings.model_fields_set:
        raise DataError(f"the data folder {chosen} lies inside the shop folder {path}; choose one outside it")
    return path.resolve().parent / chosen.name


def _inside(data: Path, shop: Path) -> bool:
    """A shop folder holds only what the shop has written; started inside one, the default goes beside it."""
    return data.resolve().is_relative_to(shop.resolve())


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A callback (done, total) that draws a bar with rate and time left on stderr, from its first call on."""
    bars: list[tuple[Any, Any]] = []

    def moved(done: int, total: int) -> None:
        if not bars:
            bar = _bar()
            bar.start()
            bars.append((bar, bar.add_task(title, total=total)))
        bar, task = bars[0]
        bar.update(task, completed=done, total=total)

    try:
        yield moved
    finally:
        for bar, _ in bars:
            bar.stop()


def _bar() -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "–/s")

    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    console = terminal(stderr=True)
    return Progress(*parts, console=console, disable=not console.is_terminal)
