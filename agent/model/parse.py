"""A model's text -> the asked shape: tolerant of prose, fences and thinking around one JSON object."""

from __future__ import annotations

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)

MOST_STARTS = 40
"""Braces that are tried as the beginning of the object; a text with more is not an answer."""

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder(strict=False)  # models put line breaks inside strings


def find_answer(text: str, schema: type[T]) -> T | None:
    """The first balanced JSON object in `text` that has the asked shape, or None."""
    text = _THINKING.sub("", text)
    start = text.find("{")
    for _ in range(MOST_STARTS):
        if start < 0:
            return None
        try:
            found, end = _DECODER.raw_decode(text, start)
            return schema.model_validate(found)
        except ValidationError:
            start = text.find("{", end)
        except (ValueError, RecursionError):  # not JSON from here, or nested beyond sense
            start = text.find("{", start + 1)
    return None
