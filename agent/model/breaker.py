"""Leaves a failing model alone for a while, so that buyers do not wait for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]

WINDOW_SECONDS = 30.0
FEWEST_CALLS = 5
COOL_DOWN_SECONDS = 5.0
FAILURES_IN_A_ROW = 3


class Breaker:
    """Opens after three failures in a row, or when more than half of at least five calls in 30 s failed.

    After 5 s one call is let through (half open): its success closes the breaker, its failure opens it again.
    `clock` gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._calls: deque[tuple[float, bool]] = deque()
        self._in_a_row = 0
        self._opened: float | None = None
        self._probing = False

    @property
    def state(self) -> State:
        if self._opened is None:
            return "closed"
        return "open" if self._clock() - self._opened < COOL_DOWN_SECONDS else "half_open"

    def admits(self) -> bool:
        """Whether a call may be made now; a half-open breaker admits one at a time."""
        if self.state == "half_open" and not self._probing:
            self._probing = True
            return True
        return self.state == "closed"

    def record(self, ok: bool) -> None:
        """The outcome of an admitted call."""
        now = self._clock()
        self._calls.append((now, ok))
        while self._calls[0][0] < now - WINDOW_SECONDS:
            self._calls.popleft()
        self._in_a_row = 0 if ok else self._in_a_row + 1
        if self._probing:
            self._probing, self._opened = False, None if ok else now
            if ok:
                self._calls.clear()  # what failed before it recovered says nothing now
        elif not ok and self._opened is None and (self._in_a_row >= FAILURES_IN_A_ROW or self._mostly_failing()):
            self._opened = now

    def release(self) -> None:
        """An admitted call ended without telling anything about the endpoint (cancelled, or our request was wrong)."""
        self._probing = False

    def _mostly_failing(self) -> bool:
        failed = sum(1 for _, ok in self._calls if not ok)
        return len(self._calls) >= FEWEST_CALLS and failed * 2 > len(self._calls)
