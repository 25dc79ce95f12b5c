"""The bit of a source to show beside a claim."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f\uff1b!?;\n]*?(?:[\u3002\uff01\uff1f\uff1b!?;\n]+|\.(?=\s|$)|$)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def quoted(text: str, claim: str, limit: int = 90) -> str:
    """The sentence of a source that shares most with the claim: all, else its numbers, then words; cut at `limit`."""
    sentences = [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]
    if not sentences:
        return ""
    numbers, letters = set(_NUMBER.findall(claim)), set(claim.lower())

    def likeness(sentence: str) -> tuple[bool, int, float]:
        shared = len(numbers & set(_NUMBER.findall(sentence)))
        return claim in sentence, shared, len(letters & set(sentence.lower())) / len(letters or {""})

    best = max(sentences, key=likeness)
    return best if len(best) <= limit else _around(best, numbers, limit)


def _around(sentence: str, numbers: set[str], limit: int) -> str:
    """`limit` characters of a long sentence around the first shared number, else its beginning."""
    places = [found.start() for found in _NUMBER.finditer(sentence) if found.group() in numbers]
    start = max(0, min((places or [0])[0] - limit // 2, len(sentence) - limit))
    end = start + limit
    return ("…" if start else "") + sentence[start:end].strip() + ("…" if end < len(sentence) else "")
