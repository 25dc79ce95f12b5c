"""Each language's mean vector, so that a search can tell near from merely written in that language.

They stand in SQL, for every make of vectors, and change in the commit that changes the passages.
"""

from __future__ import annotations

from sqlite3 import Connection
from typing import get_args

import numpy as np

from knowledge.bilingual import Lang
from knowledge.index import Index
from knowledge.sources import Source
from knowledge.vectors import vectors_of


def keep_centres(sql: Connection, index: Index, source: Source) -> None:
    """The means of this source's vectors of all passages as they are in this transaction of `index`."""
    sql.execute("delete from centres where make = ?", (source.make,))
    for lang in get_args(Lang):
        ids = [row[0] for row in index.ask("select id from passages where lang = ?", (lang,))]
        total = np.zeros(source.dimension, dtype=np.float64)
        for start in range(0, len(ids), 1000):
            found = source.of_rows(ids[start : start + 1000])
            total += vectors_of(list(found.values()), source.dimension).sum(axis=0, dtype=np.float64)
        if ids:
            mean = (total / len(ids)).astype("<f4").tobytes()
            sql.execute("insert into centres values (?, ?, ?)", (source.make, lang, mean))
