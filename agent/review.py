"""check_text(): proof-read any text, whoever wrote it, against a shop and the case that it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent.case import Case, Turn
from agent.check.proof import TEXT_READ, proofread, proofread_draft
from agent.check.searched import Searched, shares_of
from agent.check.segments import sentences
from agent.decide import decide, standing_decision
from agent.grounding import grounds_of, with_grounds
from agent.reading.language import language_of
from agent.retrieve import evidence_for, retrieve
from agent.shop import Shop
from agent.suggestion import Claim, Draft, Evidence, Finding, Question, Sentence, Span
from agent.understand import understand
from knowledge.bilingual import Lang, other

MOST_SEARCHES = 40
"""Searches for one text; a reply has a handful of sentences."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text proof-read. ok: no blocking finding, and no claim contradicted or unproved."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    ok: bool


async def check_text(
    text: str,
    shop: Shop,
    *,
    case: Case | None = None,
    lang: Lang | None = None,
    twin: str | None = None,
    role: str | None = None,
) -> Checked:
    """Proof-read a text against what was found for its own sentences, and for the case it answers.

    Without a case nothing is known of problem or proof, so the ceilings of all rules for this role bound it.
    lang None: read from the text. twin: the same text in the other language, checked to say the same.
    """
    asked = case or _no_case(shop)
    if role is not None:
        asked = asked.model_copy(update={"role": role})
    read = text[:TEXT_READ]
    skus = tuple(dict.fromkeys(mention.sku for mention in shop.lens.gazetteer.find(read)))
    read_as: Lang = lang or ("zh" if (language_of(read) or "zh").startswith("zh") else "en")
    spans = _parts(read)
    evidence = evidence_for(_asked(read, spans, read_as), read, skus, asked, shop)
    searched = _searched(spans, evidence)
    pieces = 1
    if case is None:
        decision = standing_decision(shop.folder, asked.role)
    else:
        reading = understand(asked, shop.lens)
        around = await retrieve(asked, reading, shop)
        decision = decide(asked, reading, around, shop)
        skus, pieces = reading.skus, reading.quantity or 1
        evidence = tuple({item.id: item for item in (*around, *evidence)}.values())
    evidence = with_grounds(asked, evidence, decision, shop)
    grounds = replace(grounds_of(asked, evidence, decision, shop, skus=skus, pieces=pieces), searched=searched)
    if twin is None:
        proof = proofread(text, read_as, grounds)
    else:
        proof = proofread_draft(Draft(read_as, other(read_as), (Sentence(text, twin),), "strict"), grounds)
    return Checked(proof.claims, proof.findings, proof.ok)


def _parts(text: str) -> list[Span]:
    """The text's own sentences; of a text with very many, neighbours are searched for together."""
    found = sentences(text)
    together = -(-len(found) // MOST_SEARCHES)
    groups = [found[place : place + together] for place in range(0, len(found), together or 1)]
    return [Span(group[0].start, group[-1].end) for group in groups]


def _asked(text: str, spans: Sequence[Span], lang: Lang) -> list[Question]:
    """Each part to be searched for; they ask nothing, so they have no intent."""
    return [Question(text[span.start : span.end], "other", 1.0, lang) for span in spans]


def _searched(spans: Sequence[Span], evidence: Sequence[Evidence]) -> tuple[Searched, ...]:
    """What of the evidence a buyer may be told answers each part."""
    usable = [item for item in evidence if item.quotable]
    return tuple(
        Searched(span, shares_of({item.id: item.ranks[place] for item in usable if place in item.ranks}))
        for place, span in enumerate(spans)
    )


def _no_case(shop: Shop) -> Case:
    """A case that says nothing: the shop's present moment and lowest role, no thread."""
    roles = shop.folder.profile.roles.order
    return Case(id="text", now=datetime.now(shop.folder.zone), role=roles[0], messages=(Turn(role="note", text=""),))
