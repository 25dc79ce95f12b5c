"""What reading a document apart gave, kept in the data folder, so that an unchanged file is read once.

A file that had to be given up is remembered for an hour: it would cost its full time at every command.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_RECIPE = "1"
"""Raise it when the same bytes are read differently: what older versions kept is then not used."""
_GIVEN_UP_SECONDS = 3600
_UNUSED_SECONDS = 90 * 24 * 3600


class KeptReadings:
    """Answers by the bytes they were made from, one JSON file each. A folder that cannot be used is done without."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, job: str, ending: str, data: bytes) -> dict[str, Any] | None:
        """The answer kept for these bytes; None when there is none, or only a giving up that is an hour old."""
        place = self._place(job, ending, data)
        try:
            answer = json.loads(place.read_bytes())
            if not isinstance(answer, dict):
                return None
            if answer.get("exhausted"):
                return answer if time.time() - place.stat().st_mtime < _GIVEN_UP_SECONDS else None
            os.utime(place)
        except (OSError, ValueError):
            return None
        return answer

    def keep(self, job: str, ending: str, data: bytes, answer: dict[str, Any]) -> None:
        place = self._place(job, ending, data)
        aside = place.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8", errors="replace")
            aside.replace(place)

    def forget_unused(self) -> None:
        """Remove what no reading has asked for in three months."""
        with suppress(OSError):
            for place in self.folder.iterdir():
                if time.time() - place.stat().st_mtime > _UNUSED_SECONDS:
                    place.unlink()

    def _place(self, job: str, ending: str, data: bytes) -> Path:
        name = hashlib.sha256(f"{_RECIPE}\0{job}\0{ending.lower()}\0".encode() + data).hexdigest()
        return self.folder / f"{name}.json"
