"""check_text(): proof-read any text, whoever wrote it, against a shop and the case that it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agent.case import Case, Turn
from agent.check.proof import TEXT_READ, proofread, proofread_draft
from agent.check.rating import rate
from agent.check.scorecard import Scorecard
from agent.check.searched import Searched, shares_of
from agent.check.statements import Statement, statements
from agent.check.topics import load_topics
from agent.decide import decide, standing_decision
from agent.grounding import grounds_of, with_grounds
from agent.quantities.numbers import plain
from agent.reading.language import language_of
from agent.retrieve import evidence_for, retrieve
from agent.shop import Shop
from agent.suggestion import Claim, Draft, Evidence, Finding, Question, Reading, Sentence, Span
from agent.understand import understand
from knowledge.bilingual import Lang, other

_CODE = re.compile(r"[0-9@/#]|[A-Z]{2}")
MOST_SEARCHES = 40
"""Searches for one text; a reply has a handful of sentences."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text proof-read. ok: no blocking finding, and no claim contradicted or unproved. scorecard: of the text itself,
    not of its twin; None where it was not asked for."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    ok: bool
    scorecard: Scorecard | None = None


async def check_text(
    text: str,
    shop: Shop,
    *,
    case: Case | None = None,
    lang: Lang | None = None,
    twin: str | None = None,
    role: str | None = None,
    scorecard: bool = False,
) -> Checked:
    """Proof-read a text against what was found for its own sentences, and for the case it answers.

    Without a case nothing is known of problem or proof, so the ceilings of all rules for this role bound it.
    lang None: read from the text. twin: the same text in the other language, checked to say the same.
    scorecard: whether it is to be rated too.
    """
    asked = case or _no_case(shop)
    if role is not None:
        asked = asked.model_copy(update={"role": role})
    read = text[:TEXT_READ]
    skus = tuple(dict.fromkeys(mention.sku for mention in shop.lens.gazetteer.find(read)))
    read_as = lang or language_read(read)
    spans = _parts(read, shop.folder.profile.currency)
    parts = [Question(read[span.start : span.end], "other", 1.0, read_as) for span in spans]
    whole = read if len(parts) > 1 and not all(_names_a_matter(part.text) for part in parts) else ""
    evidence = evidence_for(parts, whole, skus, asked, shop)
    searched = _searched(spans, evidence)
    pieces = 1
    reading: Reading | None = None
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
    card: Scorecard | None = None
    if scorecard:
        ruled = decision if case is not None else None
        card = rate(text, read_as, proof, case=case, reading=reading, decision=ruled, evidence=evidence)
    return Checked(proof.claims, proof.findings, proof.ok, card)


def language_read(text: str) -> Lang:
    """The language that a text is proof-read in, seen from its words; of one without words, Chinese."""
    return "zh" if (language_of(text) or "zh").startswith("zh") else "en"


def _parts(text: str, currency: str) -> list[Span]:
    """The text's own sentences, each to be searched for as a question that has no intent.

    A sentence that nothing could prove is not searched for beside others: a greeting, a thank-you. Of a text with very
    many sentences, neighbours are searched for together.
    """
    every = statements(text, currency)
    found = [part for part in every if _says_something(part)] or every
    together = -(-len(found) // MOST_SEARCHES)
    groups = [found[place : place + together] for place in range(0, len(found), together or 1)]
    return [Span(group[0].start, group[-1].end) for group in groups]


def _searched(spans: Sequence[Span], evidence: Sequence[Evidence]) -> tuple[Searched, ...]:
    """What of the evidence a buyer may be told answers each part."""
    usable = [item for item in evidence if item.quotable]
    return tuple(
        Searched(span, shares_of({item.id: item.ranks[place] for item in usable if place in item.ranks}))
        for place, span in enumerate(spans)
    )


def _says_something(part: Statement) -> bool:
    """Whether it is about a matter of the trade, or has a value, a code, a stance or a gift in it."""
    told = any(clause.values or clause.stances or clause.given for clause in part.clauses)
    return told or bool(part.topics) or _CODE.search(part.text) is not None


def _names_a_matter(text: str) -> bool:
    """Whether it can be searched for alone; "that takes 2 days" needs what stands around it."""
    return bool(load_topics().find(plain(text)))


def _no_case(shop: Shop) -> Case:
    """A case that says nothing: the shop's present moment and lowest role, no thread."""
    roles = shop.folder.profile.roles.order
    return Case(id="text", now=datetime.now(shop.folder.zone), role=roles[0], messages=(Turn(role="note", text=""),))
