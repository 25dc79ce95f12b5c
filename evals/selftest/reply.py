"""One clean reply with everything that judges it, and one defect put into it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent.suggestion import Claim, Finding
from evals.selftest.truth import Truth
from knowledge.bilingual import Lang

Half = Literal["dev", "held-back"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proof-reader said of one text."""

    ok: bool
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]

    def wrong(self) -> list[str]:
        """Why it is not sent: blocking rules, and claims that are not proved, in a stable order."""
        claims = [f"{claim.verdict} {claim.kind} {claim.text!r}" for claim in self.claims if claim.verdict != "proved"]
        return claims + [f"{each.rule}: {each.why}" for each in self.findings if each.severity == "block"]


Check = Callable[[str, str | None], Awaitable[Answer]]
"""The check of a text, and of its twin if there is one, against this reply's case."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What can be wrongly said here, per language: sentences to put in, and names to confuse.

    platform: whose rules hold; praise is free on some, and a shop of its own may name its other channels.
    names: a product's names by code. about: everything that is true of that product. codes: ids that can be spoken of.
    stale: sentences of a superseded version that does not hold for this case. secrets, private: staff-only values and
    another buyer's data, put into words. over: offers above every limit of this role.
    """

    platform: str = "own"
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    stale: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    secrets: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    private: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)
    over: Mapping[Lang, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """A clean reply. base: the reply that this one is a form of; all forms stand in the same half.

    group: where it comes from. twin: the same in the other language; a reply with one is used for drift alone.
    """

    id: str
    base: str
    group: str
    lang: Lang
    text: str
    truth: Truth
    check: Check
    twin: str | None = None
    around: Surroundings = Surroundings()

    @property
    def half(self) -> Half:
        """Stable: by the base's name alone."""
        return "held-back" if hashlib.sha256(self.base.encode()).digest()[0] % 2 else "dev"


@dataclass(frozen=True, slots=True)
class Defect:
    """A reply's text, or its twin, with one thing made wrong. was, now: the words before and after."""

    kind: str
    text: str
    was: str
    now: str
    twin: str | None = None
