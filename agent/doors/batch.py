"""A batch: one JSON object a line in, one JSON document a line out, same order; a bad line does not stop it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from agent.doors.inputs import Line, input_id, json_object
from agent.doors.output import OK, WRONG, caught, emit, error_body

Answer = tuple[dict[str, Any], bool]
"""The document of one line, and whether it is fine (a text that does not pass the check is not)."""


async def answer_lines(lines: Iterable[Line], answer: Callable[[Line, dict[str, Any]], Awaitable[Answer]]) -> int:
    """Answer every line as it comes; the exit code is 1 when a line was bad or not fine, else 0.

    `answer` gets the line and its JSON object. A fault of the shop or the data folder ends the batch: it would
    repeat on every line.
    """
    wrong = False
    for line in lines:
        id_: str | int | None = None
        faults: list[Exception] = []
        with caught(faults.append, only_inputs=True):
            value = json_object(line)
            id_ = input_id(value)
            document, fine = await answer(line, value)
            emit(document, batch=True)
            wrong = wrong or not fine
        for fault in faults:
            emit({"id": id_, "error": error_body(fault, line.number)}, batch=True)
            wrong = True
    return WRONG if wrong else OK
