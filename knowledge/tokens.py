"""How many model tokens a text is, counted offline.

tiktoken fetches its tables from the network at first use; the same public cl100k table lies in the wheel of
`bpe-openai`, so it is read from there. Loading takes about 0.2 s and happens at the first count: ingest counts
everything, a search counts nothing.
"""

from __future__ import annotations

import base64
import gzip
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

# How cl100k cuts text before merging; part of the encoding's public definition, like the table itself.
_CUTS = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)


def count(text: str) -> int:
    """Tokens of `text` in cl100k_base; marks such as `<|endoftext|>` count as plain text."""
    if not text:
        return 0
    return len(_encoding().encode_ordinary(text))


def fits(text: str, limit: int) -> bool:
    """Whether `text` is at most `limit` tokens. A token is at least one byte, so short texts need no table."""
    return len(text.encode("utf-8", "replace")) <= limit or count(text) <= limit


@lru_cache(maxsize=1)
def _encoding() -> Encoding:
    from tiktoken import Encoding

    return Encoding(name="cl100k_base", pat_str=_CUTS, mergeable_ranks=_ranks(), special_tokens={})


def _ranks() -> dict[bytes, int]:
    """The merge table: one `base64 rank` a line. Found without importing the package, which reads all its tables."""
    spec = find_spec("bpe_openai")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("bpe-openai is not installed; it carries the token table", name="bpe_openai")
    table = Path(spec.submodule_search_locations[0]) / "data" / "cl100k_base.tiktoken.gz"
    ranks: dict[bytes, int] = {}
    for line in gzip.decompress(table.read_bytes()).split(b"\n"):
        if line:
            token, rank = line.split(b" ")
            ranks[base64.b64decode(token)] = int(rank)
    return ranks
