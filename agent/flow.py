"""One buyer message in, one suggestion out. The steps in order, the deadline, one rewrite, the hand-over."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Literal

from agent.case import Case
from agent.check.grounds import Grounds
from agent.check.proof import Proof, proofread_draft
from agent.decide import decide
from agent.errors import ModelError
from agent.grounding import grounds_of, with_grounds
from agent.retrieve import retrieve
from agent.shop import Shop
from agent.suggestion import (
    Claim,
    Decision,
    Draft,
    Evidence,
    Finding,
    Reading,
    Suggestion,
    Usage,
    Versions,
)
from agent.understand import understand
from agent.write.free import write_free
from agent.write.strict import write_hand_over, write_strict
from knowledge.bilingual import Lang

FOR_THE_REST = 0.3
"""Seconds of the deadline that a model does not get: for proof-reading its draft, and for the strict writer's."""
WriterChoice = Literal["auto", "strict", "model"]


async def suggest(
    case: Case, shop: Shop, *, writer: WriterChoice | None = None, lang: Lang | None = None
) -> Suggestion:
    """Draft a reply to the case's latest message, prove it, and hand over what cannot be proved.

    lang: the language of the reply; by default the buyer's, as far as the shop answers in it.
    """
    clock = _Clock(shop.settings.YOUJU_DEADLINE_SECONDS)
    with clock.step("understand"):
        reading = understand(case, shop.lens, lang=lang)
    without: list[str] = []
    with clock.step("retrieve"):
        evidence = await retrieve(case, reading, shop, without.append)
    with clock.step("decide"):
        decision = decide(case, reading, evidence, shop)
        evidence = with_grounds(case, evidence, decision, shop)
    grounds = grounds_of(case, evidence, decision, shop, skus=reading.skus, pieces=reading.quantity or 1)
    work = _Work(case, reading, evidence, decision, shop, grounds, clock, trouble=searched_without(without))
    draft, proof = await work.write(shop.settings.writer(writer))
    return _suggestion(work, draft, proof)


@dataclass
class _Clock:
    """How long each step took, and what is left of the whole."""

    deadline_seconds: float
    started: float = field(default_factory=time.monotonic)
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def deadline(self) -> float:
        return self.started + self.deadline_seconds

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + (time.monotonic() - begun) * 1000


@dataclass
class _Work:
    """One message on its way: what was found and decided, and what the writers spent."""

    case: Case
    reading: Reading
    evidence: tuple[Evidence, ...]
    decision: Decision
    shop: Shop
    grounds: Grounds
    clock: _Clock
    model: str | None = None
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    trouble: tuple[Finding, ...] = ()

    async def write(self, writer: Literal["strict", "model"]) -> tuple[Draft, Proof]:
        """The model's draft if it holds after at most one rewrite; else approved wording; else a hand-over."""
        if writer == "model":
            free = await self._free()
            if free is not None:
                return free
        with self.clock.step("draft"):
            draft = write_strict(
                self.case, self.reading, self.evidence, self.decision, self.shop.folder.profile, self.shop.phrases
            )
        proof = self._proof(draft)
        if not blocked(proof):
            return draft, proof
        self.decision = replace(self.decision, action="escalate", offers=())
        against = tuple(claim for claim in proof.claims if claim.verdict == "contradicted")
        refused = (finding for finding in (*proof.findings, *_about(against)) if finding.rule != "thread.cut")
        self.trouble += tuple(replace(finding, span=None) for finding in refused)
        with self.clock.step("draft"):
            draft = write_hand_over(self.case, self.reading, self.shop.folder.profile, self.shop.phrases)
        return draft, self._proof(draft)

    async def _free(self) -> tuple[Draft, Proof] | None:
        """A model's draft in which everything is proved, or None; every failure is told to the agent."""
        assert self.shop.model is not None, "Settings.writer() answers model only when one is set"
        previous: Draft | None = None
        findings: tuple[Finding, ...] = ()
        for _ in range(2):
            try:
                with self.clock.step("draft"):
                    draft, answer = await write_free(
                        self.shop.model, self.shop.prompts, self.case, self.reading, self.evidence, self.decision,
                        self.shop.folder.profile, self.clock.deadline - FOR_THE_REST, previous=previous,
                        findings=findings,
                    )  # fmt: skip
            except ModelError as exc:
                self.trouble += (Finding("writer.model_failed", "info", f"{exc}; the strict writer wrote instead"),)
                return None
            self.model, self.calls = answer.model, self.calls + answer.calls
            self.tokens_in, self.tokens_out = self.tokens_in + answer.tokens_in, self.tokens_out + answer.tokens_out
            proof = self._proof(draft)
            if proof.ok:
                return draft, proof
            previous, findings = draft, (*proof.findings, *_about(proof.claims))
        why = "the model's draft was not proved after one rewrite; the strict writer wrote instead"
        self.trouble += (Finding("writer.model_unproved", "info", why),)
        return None

    def _proof(self, draft: Draft) -> Proof:
        with self.clock.step("check"):
            return proofread_draft(draft, self.grounds)


def searched_without(whys: Iterable[str]) -> tuple[Finding, ...]:
    """What a person should know of searches that did without the embedder chosen for passages; each reason once."""
    said = "searched with the bundled embedder and by words alone"
    return tuple(Finding("search.embedding_failed", "warn", f"{why}; {said}") for why in dict.fromkeys(whys))


def blocked(proof: Proof) -> bool:
    """Must a person not be shown this as a suggestion? A blocking finding, or a claim against its source."""
    return any(finding.severity == "block" for finding in proof.findings) or any(
        claim.verdict == "contradicted" for claim in proof.claims
    )


def _about(claims: tuple[Claim, ...]) -> tuple[Finding, ...]:
    """Claims without proof as findings that a writer can act on."""
    return tuple(
        Finding(
            f"claim.{claim.verdict}", "block", f"{claim.text!r}: {claim.why}", claim.span, "leave it out", claim.side
        )
        for claim in claims
        if claim.verdict != "proved"
    )


def _suggestion(work: _Work, draft: Draft, proof: Proof) -> Suggestion:
    clock, shop = work.clock, work.shop
    return Suggestion(
        id=work.case.id,
        at=work.case.now,
        action=work.decision.action,
        draft=draft,
        claims=proof.claims,
        findings=(*proof.findings, *work.trouble),
        decision=work.decision,
        evidence=work.evidence,
        reading=work.reading,
        recommendations=work.decision.recommendations,
        versions=Versions(
            knowledge=shop.folder.digest[:12],
            policy=shop.policy_version,
            prompt=shop.prompts.version if draft.writer == "model" else shop.phrases.version,
            model=work.model,
            writer=draft.writer,
            youju=version("youju"),
        ),
        usage=Usage(
            ms=(time.monotonic() - clock.started) * 1000, ms_by_step=clock.steps, model_calls=work.calls,
            tokens_in=work.tokens_in, tokens_out=work.tokens_out,
        ),
    )  # fmt: skip
