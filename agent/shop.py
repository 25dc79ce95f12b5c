"""open_shop(): the one place that wires a folder, its index, look-ups, phrases and models together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.deciding.attributes import Meanings
from agent.errors import DataError, ShopFolderError
from agent.headings import Headings
from agent.model import ChatModel, open_model
from agent.reading.intents import IntentModel
from agent.reading.lens import Lens
from agent.settings import Settings
from knowledge.embed import Embedder, Remembered, bundled
from knowledge.faults import IndexFault, IndexMissing, ShopError
from knowledge.folder import ShopFolder, read_folder
from knowledge.gazetteer import Gazetteer
from knowledge.index import Index
from knowledge.ingest import IngestReport, ingest
from prompts import PromptBook, load_prompts
from prompts.phrasebook import Phrasebook, load_phrases

LOCK_WAIT_SECONDS = 30.0
"""How long a start waits for another process that is indexing the same shop."""


@dataclass(frozen=True)
class Shop:
    """An open shop: everything that suggest() needs, none of it global."""

    folder: ShopFolder
    index: Index
    embedder: Remembered
    lens: Lens
    phrases: Phrasebook
    prompts: PromptBook
    settings: Settings
    model: ChatModel | None
    policy_version: str
    meanings: Meanings
    headings: Headings
    ingest_report: IngestReport | None = None

    async def aclose(self) -> None:
        """Close what this event loop holds open: the model's connections."""
        if self.model is not None:
            await self.model.aclose()


def open_shop(
    path: Path, *, data: Path, settings: Settings, progress: Callable[[int, int], None] | None = None
) -> Shop:
    """Read the folder, bring its index in `data` up to date, and wire the rest.

    Raises ShopFolderError when the folder cannot be used and DataError when the data folder cannot.
    Faulty rows do not stop a shop: they are left out and named in `folder.faults`.
    """
    try:
        folder = read_folder(path, kept=data / "documents")
    except ShopError as exc:
        raise ShopFolderError(str(exc)) from exc
    embedder = Remembered(bundled())
    try:
        index, report = _current_index(folder, data, embedder, settings, progress)
    except IndexFault as exc:
        raise DataError(str(exc)) from exc
    lens = Lens(
        profile=folder.profile,
        zone=folder.zone,
        gazetteer=Gazetteer(folder.products),
        orders=folder.orders,
        embedder=embedder,
        intents=IntentModel.load(embedder, cache_dir=data),
    )
    return Shop(
        folder, index, embedder, lens, load_phrases(), load_prompts(), settings, open_model(settings),
        _policy_version(folder), Meanings(embedder), Headings(embedder, lens.intents), report,
    )  # fmt: skip


def _policy_version(folder: ShopFolder) -> str:
    """A hash of everything that rules: the authority rules and every policy clause, wherever it stands."""
    digest = hashlib.sha256()
    for rule in folder.rules:
        digest.update(rule.model_dump_json().encode())
    for clause in folder.clauses.values():
        if clause.kind == "policy":
            ruling = asdict(clause) | {"file": "", "line": None}
            digest.update(repr(sorted(ruling.items())).encode())
    return digest.hexdigest()[:12]


def _current_index(
    folder: ShopFolder,
    data: Path,
    embedder: Embedder,
    settings: Settings,
    progress: Callable[[int, int], None] | None,
) -> tuple[Index, IngestReport | None]:
    """The index opened for reading, after indexing what has changed; the report is None when nothing had."""
    exact, chroma = settings.YOUJU_EXACT_UP_TO, settings.CHROMA_URL
    try:
        index = Index.open(data, folder.profile.id, writable=False, exact_up_to=exact, chroma_url=chroma)
        if index.is_current(folder.digest, embedder):
            return index, None
        index.close()
    except IndexMissing:
        pass
    with Index.open(data, folder.profile.id, writable=True, chroma_url=chroma, wait=LOCK_WAIT_SECONDS) as writing:
        report = ingest(folder, writing, embedder=embedder, progress=progress)
    return Index.open(data, folder.profile.id, writable=False, exact_up_to=exact, chroma_url=chroma), report
