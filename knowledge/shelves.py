"""The document folders of a shop: every policy, FAQ, script and sheet read, each id given once."""

from __future__ import annotations

from pathlib import Path

from knowledge.bilingual import Lang
from knowledge.converted import Note, UnreadableError
from knowledge.documents import Document, Source, read_document, split_front_matter
from knowledge.faults import Fault
from knowledge.formats import is_container
from knowledge.inventory import META, Inventory
from knowledge.locate import FormatError
from knowledge.passage import FOLDERS
from knowledge.read import Converter, decode
from knowledge.unseen import unseen_note, without_hidden_spans, without_shapeless


def read_documents(
    inventory: Inventory, convert: Converter, first_language: Lang, skus: frozenset[str]
) -> list[Document]:
    """Every document that could be taken apart; faults go to the inventory."""
    documents = []
    for folder in FOLDERS:
        stems: dict[str, str] = {}
        metas = {path.name[: -len(META)]: path for path in sorted(inventory.metas[folder])}
        used: set[str] = set()
        for path in sorted(inventory.documents[folder], key=lambda path: (path.suffix.lower() != ".md", path.name)):
            name = inventory.name_of(path)
            if path.stem in stems:
                what = f"has the same name as {stems[path.stem]}, so their clauses share ids"
                inventory.faults.append(Fault(name, None, "", what, "rename one"))
                continue
            stems[path.stem] = name
            markdown = path.suffix.lower() == ".md"
            meta = None if markdown else metas.get(path.stem)
            if meta is not None:
                used.add(path.stem)
            source = _source(inventory, path, folder, meta, convert)
            if source is not None:
                document = read_document(source, first_language, skus)
                inventory.faults += document.faults
                documents.append(document)
        for stem in metas.keys() - used:
            what = f"has no document {stem}.docx, .pdf, .html, .xlsx or .csv beside it"
            inventory.faults.append(
                Fault(inventory.name_of(metas[stem]), None, "", what, "rename or remove it", "warning")
            )
    return documents


def _source(inventory: Inventory, path: Path, folder: str, meta: Path | None, convert: Converter) -> Source | None:
    data = inventory.take(path)
    if data is None:
        return None
    name = inventory.name_of(path)
    try:
        if path.suffix.lower() == ".md" and not is_container(data):
            head, body, line = split_front_matter(_seen(decode(data), inventory, name))
            return Source(name, folder, path.stem, FOLDERS[folder], head, name, 2, body, line)
        read = convert(path, data)
    except FormatError as fault:
        inventory.faults.append(Fault(name, fault.line, "", fault.what))
        return None
    except UnreadableError as error:
        inventory.refuse(path, error)
        return None
    inventory.faults += [_fault(name, note) for note in read.notes]
    return _converted(inventory, path, folder, meta, read.markdown)


def _seen(text: str, inventory: Inventory, name: str) -> str:
    """Markdown as its readers see it; what they do not see is dropped with a warning."""
    text, counts = without_shapeless(text)
    text, hidden = without_hidden_spans(text)
    counts["hidden element"] += hidden
    inventory.faults += [_fault(name, note) for note in unseen_note(counts)]
    return text


def _fault(name: str, note: Note) -> Fault:
    return Fault(name, note.row, note.place, note.what, note.fix, note.level)


def _converted(inventory: Inventory, path: Path, folder: str, meta: Path | None, body: str) -> Source | None:
    head, head_name = None, inventory.name_of(path)
    if meta is not None:
        data = inventory.take(meta)
        head_name = inventory.name_of(meta)
        try:
            head = None if data is None or not data.strip() else decode(data)
        except UnreadableError as error:
            inventory.refuse(meta, error)
            return None
        if data is None:
            return None
    return Source(inventory.name_of(path), folder, path.stem, FOLDERS[folder], head, head_name, 1, body, None)
