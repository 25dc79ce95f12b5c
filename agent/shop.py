"""open_shop(): the one place that wires a folder, its index, look-ups, phrases and models together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.deciding.attributes import Meanings
from agent.embedding import chosen_embedder
from agent.errors import DataError, ShopFolderError
from agent.headings import Headings
from agent.model import ChatModel, open_model
from agent.reading.intents import IntentModel
from agent.reading.lens import Lens
from agent.settings import Settings
from knowledge.chosen import Chosen
from knowledge.embed import Embedder, Remembered, bundled
from knowledge.faults import IndexFault, IndexLocked, IndexMissing, ShopError
from knowledge.folder import ShopFolder, read_folder
from knowledge.gazetteer import Gazetteer
from knowledge.index import Index
from knowledge.ingest import IngestReport, ingest
from prompts import PromptBook, load_prompts
from prompts.phrasebook import Phrasebook, load_phrases

if TYPE_CHECKING:
    from knowledge.reindex import ReindexReport

LOCK_WAIT_SECONDS = 30.0
"""How long a start waits for another process that is indexing the same shop."""


@dataclass(frozen=True)
class Shop:
    """An open shop: everything that suggest() needs, none of it global.

    embedder: the bundled one, which reads messages; the one chosen for passages is the index's affair.
    """

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
        """Close what this event loop holds open: the model's connections, and the embedding endpoint's."""
        if self.model is not None:
            await self.model.aclose()
        if self.index.questions is not None:
            self.index.questions.chosen.close()


def open_shop(
    path: Path,
    *,
    data: Path,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    patient: bool = False,
) -> Shop:
    """Read the folder, bring its index in `data` up to date, and wire the rest.

    patient: wait for an embedding endpoint that is busy, and for another process that is indexing; else a shop whose
    passages are in is opened at once, and its searches say what they do without.
    Raises ShopFolderError when the folder cannot be used, DataError when the data folder cannot, and SettingsError
    when the embedder chosen is not there. Faulty rows do not stop a shop: they are left out and named in
    `folder.faults`.
    """
    folder = read_shop(path, data)
    embedder = Remembered(bundled())
    opening = _Opening(folder, data, embedder, chosen_embedder(settings, embedder), settings, patient)
    try:
        index, report = opening.current_index(progress)
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


def remade(
    path: Path, *, data: Path, settings: Settings, progress: Callable[[int, int], None] | None = None
) -> ReindexReport:
    """Make this shop's vectors and word tables again from the passages in its index. Raises as open_shop does."""
    from knowledge.reindex import reindex

    folder, embedder = read_shop(path, data), bundled()
    chosen = chosen_embedder(settings, embedder)
    try:
        with _Opening(folder, data, embedder, chosen, settings, True).for_writing() as index:
            return reindex(index, embedder=embedder, progress=progress)
    except IndexFault as exc:
        raise DataError(str(exc)) from exc
    finally:
        if chosen is not None:
            chosen.close()


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


def read_shop(path: Path, data: Path) -> ShopFolder:
    """The folder, read; readings of its documents are kept in `data`. Raises ShopFolderError when it cannot be used."""
    try:
        return read_folder(path, kept=data / "documents")
    except ShopError as exc:
        raise ShopFolderError(str(exc)) from exc


@dataclass(frozen=True, slots=True)
class _Opening:
    """What an index is opened with."""

    folder: ShopFolder
    data: Path
    embedder: Embedder
    chosen: Chosen | None
    settings: Settings
    patient: bool

    def current_index(self, progress: Callable[[int, int], None] | None) -> tuple[Index, IngestReport | None]:
        """The index opened for reading, after indexing what has changed; the report is None when nothing had."""
        wait = LOCK_WAIT_SECONDS
        try:
            index = self._open(writable=False)
        except IndexMissing:
            pass
        else:
            if index.is_current(self.folder.digest, self.embedder):
                if index.is_whole():
                    return index, None
                wait = LOCK_WAIT_SECONDS if self.patient else 0.0
            index.close()
        try:
            with self.for_writing(wait) as writing:
                report = ingest(self.folder, writing, embedder=self.embedder, progress=progress, patient=self.patient)
        except IndexLocked:
            if wait:
                raise
            report = None
        return self._open(writable=False), report

    def for_writing(self, wait: float = 0.0) -> Index:
        """With the shop's lock; raises IndexLocked when another process holds it for longer than `wait` seconds."""
        return self._open(writable=True, wait=wait)

    def _open(self, *, writable: bool, wait: float = 0.0) -> Index:
        exact, url = self.settings.YOUJU_EXACT_UP_TO, self.settings.CHROMA_URL
        return Index.open(
            self.data, self.folder.profile.id, writable=writable, exact_up_to=exact, chroma_url=url, wait=wait,
            chosen=self.chosen,
        )  # fmt: skip
