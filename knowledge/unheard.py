"""Words of a question that the shop has never written: what none of its passages can speak of.

"Is it free of PFAS?" finds passages about coatings that look like an answer and are none. A Latin word that stands in
no passage, is no ordinary English word and no misspelling of one names something that the shop says nothing about.
Chinese words are not judged: a two-character word is too often only another way to say what is written.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from knowledge.index import Index
from knowledge.lexical import STOP_WORDS, latin_tokens, plain, stem

_ALIKE = 80
"""rapidfuzz ratio from which a word is taken for a misspelled one."""
_LONG_ENOUGH = 5
"""Shorter words are not compared: everything of four letters is near something."""
_IN_A_CHAT = """
abt asap btw cuz diff dont doesnt havent hv idk imo info kilo kinda lmk ltr min mins msg nite ok okay pcs pic pics pls
plz ppl pts qty rn sec smth tbh tho thru thx tmr tnx u ur vs w wanna wdym wt ya yea yep yup gonna gotta hiya
"""
_CALENDAR = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun christmas english
chinese
"""


def unheard(index: Index, text: str) -> tuple[str, ...]:
    """The Latin words of `text`, stemmed, that name something the shop never writes of, in order.

    Raises IndexMissing when the word table is gone.
    """
    words = index.words
    meant = words.corrected(plain(text))
    told = dict.fromkeys(token for token in latin_tokens(meant, words.codes()) if token.isalpha() and len(token) > 1)
    asked = [token for token in told if token not in STOP_WORDS and token not in _everyday()]
    written = words.written(asked)
    strange = [token for token in asked if token not in written]
    ordinary = words.dictionary.ordinary(strange) if strange else frozenset()
    return tuple(token for token in strange if token not in ordinary and not _misspelled(token, index))


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """How people shorten ordinary words in a chat, and ordinary words that are written with a capital."""
    return frozenset(stem(word) for word in (_IN_A_CHAT + _CALENDAR).split())


def _misspelled(token: str, index: Index) -> bool:
    if len(token) < _LONG_ENOUGH:
        return False
    near = process.extractOne(
        token, index.words.dictionary.ordinary_like(token), scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return near is not None
