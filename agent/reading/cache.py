"""Fitted arrays kept in a file, so that a cold start does not embed the seeds again."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.float32]]


def kept(file: Path, key: str, shapes: Mapping[str, tuple[int, ...]]) -> Arrays | None:
    """The arrays kept in `file` for `key`; None when there are none, damaged ones, others' or of other shapes."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            if str(archive["key"]) != key:
                return None
            arrays: Arrays = {name: archive[name].astype(np.float32) for name in shapes}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    sound = all(arrays[name].shape == shape and np.isfinite(arrays[name]).all() for name, shape in shapes.items())
    return arrays if sound else None


def keep(file: Path, key: str, arrays: Arrays) -> bool:
    """Write the arrays in one move; False when the folder cannot be written, which costs only time."""
    part: Path | None = None
    halves = {name: array.astype(np.float16) for name, array in arrays.items()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as stream:
            part = Path(stream.name)
            np.savez_compressed(stream, key=np.array(key), **halves)  # type: ignore[arg-type]
        part.chmod(0o644)
        part.replace(file)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)
        return False
    return True
