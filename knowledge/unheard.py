"""Words of a question that the shop has never written: what none of its passages can speak of.

"Is it free of PFAS?" finds passages about coatings that look like an answer and are none. A Latin word that stands in
no passage, is no ordinary English word and no misspelling of one names something that the shop says nothing about.
Chinese words are not judged: a two-character word is too often only another way to say what is written.
"""

from __future__ import annotations

from rapidfuzz import fuzz, process

from knowledge.index import Index
from knowledge.lexical import STOP_WORDS, latin_tokens, plain
from knowledge.misspelled import everyday

_ALIKE = 80
"""rapidfuzz ratio from which a word is taken for a misspelled one."""
_LONG_ENOUGH = 5
"""Shorter words are not compared: everything of four letters is near something."""


def unheard(index: Index, text: str) -> tuple[str, ...]:
    """The Latin words of `text`, stemmed, that name something the shop never writes of, in order.

    Raises IndexMissing when the word table is gone.
    """
    words = index.words
    meant = words.corrected(plain(text))
    told = dict.fromkeys(token for token in latin_tokens(meant, words.codes()) if token.isalpha() and len(token) > 1)
    asked = [token for token in told if token not in STOP_WORDS and token not in everyday()]
    written = words.written(asked)
    strange = [token for token in asked if token not in written]
    ordinary = words.dictionary.ordinary(strange) if strange else frozenset()
    return tuple(token for token in strange if token not in ordinary and not _misspelled(token, index))


def _misspelled(token: str, index: Index) -> bool:
    if len(token) < _LONG_ENOUGH:
        return False
    near = process.extractOne(
        token, index.words.dictionary.ordinary_like(token), scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return near is not None
