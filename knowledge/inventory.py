"""What lies in a shop folder: the files that the format names, the others, and the digest of what was read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from knowledge.converted import UnreadableError
from knowledge.faults import Fault
from knowledge.passage import FOLDERS
from knowledge.read import CONVERTED, read_bytes

CATALOGS = ("catalog.jsonl", "catalog.csv", "catalog.xlsx", "catalog.yaml", "catalog.yml")
SINGLE = ("shop.toml", "authority.toml", "glossary.csv", "orders.jsonl")
DOCUMENT_ENDINGS = (".md", *CONVERTED, ".csv")
META = ".meta.yaml"


class Inventory:
    """The folder's files by what they are. `take` reads one and counts it in the digest."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.ignored: list[str] = []
        self.documents: dict[str, list[Path]] = {folder: [] for folder in FOLDERS}
        self.metas: dict[str, set[Path]] = {folder: set() for folder in FOLDERS}
        self._present: set[str] = set()
        self._hash = hashlib.sha256()
        for path in sorted(root.iterdir()):
            if path.name in FOLDERS and path.is_dir():
                self._list_folder(path)
            elif path.name in (*CATALOGS, *SINGLE) and not path.is_dir():
                self._present.add(path.name)
            else:
                self._ignore(path)

    def _ignore(self, path: Path) -> None:
        name = path.relative_to(self.root).as_posix()
        self.ignored.append(f"{name}/" if path.is_dir() else name)

    def _list_folder(self, folder: Path) -> None:
        if folder.is_symlink() and not folder.resolve().is_relative_to(self.root.resolve()):
            what = "is a link to a place outside the shop folder"
            self.faults.append(Fault(folder.name, None, "", what, "copy the files into the folder"))
            return
        for path in sorted(folder.iterdir()):
            name = path.name.lower()
            hidden = name.startswith((".", "~$"))
            if hidden or path.is_dir():
                self._ignore(path)
            elif name.endswith(META):
                self.metas[folder.name].add(path)
            elif path.suffix.lower() in DOCUMENT_ENDINGS:
                self.documents[folder.name].append(path)
            else:
                self._ignore(path)

    def has(self, name: str) -> bool:
        return name in self._present

    def name_of(self, path: Path) -> str:
        """The path relative to the shop folder, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def take(self, path: Path) -> bytes | None:
        """The file's bytes, or None with the fault noted."""
        name = self.name_of(path)
        try:
            data = read_bytes(path, self.root)
        except UnreadableError as error:
            self.refuse(path, error)
            return None
        self._hash.update(f"{name}\0{len(data)}\0".encode())
        self._hash.update(data)
        return data

    def refuse(self, path: Path, error: UnreadableError) -> None:
        self.faults.append(Fault(self.name_of(path), error.line, "", error.what, error.fix))

    @property
    def document_names(self) -> frozenset[str]:
        """`<folder>/<stem>` of every document file, readable or not."""
        return frozenset(f"{folder}/{path.stem}" for folder, paths in self.documents.items() for path in paths)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()
