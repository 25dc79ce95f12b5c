"""The proof-reader: any text, any author, no model. Claims with verdicts, and findings that a person must know.

proof = proofread("七天内可退,运费您承担哦。", "zh", grounds)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.check.arithmetic import savings, with_arithmetic
from agent.check.authority import granted, stacked, undecided
from agent.check.claims import RawClaim, claims_of
from agent.check.commitments import commitments, ledger, promised_before
from agent.check.grounds import Grounds
from agent.check.lint import lint
from agent.check.secrets import leaks
from agent.check.twin import differences
from agent.check.verdicts import Ruling, claim_record, judge
from agent.suggestion import Claim, Draft, Finding, Span
from knowledge.bilingual import Lang

TEXT_READ = 6_000
"""Characters of a text that are proof-read; a reply is a tenth of that."""
_TOO_LONG = "text.too_long"
_NOTHING = "from there on it proves nothing"
Side = Literal["reply", "twin"]
Cited = Sequence[tuple[Span, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof-reader found. Nothing is dropped: unproved claims stand beside proved ones."""

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """No finding blocks and every claim is proved."""
        return all(claim.verdict == "proved" for claim in self.claims) and not any(
            finding.severity == "block" for finding in self.findings
        )


def proofread(text: str, lang: Lang, grounds: Grounds, *, cited: Cited = (), side: Side = "reply") -> Proof:
    """Read one text against its grounds. cited: evidence ids by span of the text, tried before all others."""
    proof = _side(text, lang, grounds, cited, side)
    return Proof(proof.claims, (*proof.findings, *_not_read(grounds)))


def proofread_draft(draft: Draft, grounds: Grounds) -> Proof:
    """Both sides of a draft with the evidence that each sentence cites, and whether the two say the same."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    sides: tuple[tuple[Side, Lang], ...] = (("reply", draft.lang), ("twin", draft.twin_lang))
    for side, lang in sides:
        proof = _side(draft.text(side), lang, grounds, citations(draft, side), side)
        claims += proof.claims
        findings += proof.findings
    if not any(finding.rule == _TOO_LONG for finding in findings):
        findings += differences(
            draft, grounds.currency, grounds.gazetteer, [each for each in grounds.evidence if each.quotable]
        )
    findings += _unknown_sources(draft, grounds)
    findings += _not_read(grounds)
    return Proof(tuple(claims), tuple(findings))


def _side(text: str, lang: Lang, grounds: Grounds, cited: Cited, side: Side) -> Proof:
    """One side read up to `TEXT_READ`; what is not read is not proved, so more than that blocks."""
    read = text[:TEXT_READ]
    raw = claims_of(read, lang, grounds.gazetteer, currency=grounds.currency, now=grounds.now, plain=True)
    judged: list[tuple[RawClaim, Ruling]] = []
    against: list[tuple[RawClaim, Finding]] = []
    for claim in raw:
        ruling, finding = _rule(claim, grounds, _cited_at(cited, claim.span))
        if ruling is not None:
            judged.append((claim, ruling))
        if finding is not None:
            against.append((claim, finding))
    judged = with_arithmetic(_once_said(judged, grounds), grounds)
    saved = {claim.span: ruling for claim, ruling in savings(judged, grounds)}
    findings = [finding for claim, finding in against if claim.span not in saved]
    judged = [(claim, saved.get(claim.span, ruling)) for claim, ruling in judged]
    claims = [claim_record(claim, ruling, side) for claim, ruling in judged]
    given = [(claim, ruling) for claim, ruling in judged if claim.kind == "concession" and claim.span not in saved]
    findings += stacked(given, grounds)
    findings += undecided(given, grounds)
    findings += lint(
        read, lang, grounds.platform, certificates=grounds.certificates, known=_known(grounds), ours=_ours(grounds),
        sheet=_sheets(grounds),
    )  # fmt: skip
    findings += _promised(read, grounds)
    findings += leaks([claim for claim, _ in judged], claims, grounds)
    if len(text) > len(read):
        why = f"only the first {TEXT_READ} of {len(text)} characters were proof-read"
        findings.append(
            Finding(_TOO_LONG, "block", why, Span(TEXT_READ, len(text)), "shorten it, or check it in parts")
        )
    return Proof(tuple(claims), tuple(replace(finding, side=side) for finding in findings))


def _not_read(grounds: Grounds) -> list[Finding]:
    """What of the grounds was not read: turns too long, and evidence from where it gives orders to the writer."""
    fix = "have the knowledge owner look at it"
    found = [
        Finding(
            "source.planted", "info", f"{name} gives orders to the writer; from there on it proves nothing", None, fix
        )
        for name in grounds.planted
    ]
    for place, unread in sorted(grounds.turns_cut.items()):
        why = f"message {place} of the thread is long: {unread} of its {len(grounds.thread[place - 1].text)} characters"
        found.append(
            Finding("thread.cut", "info", f"{why}, from its start on, were not read", None, "read it yourself")
        )
    return found


def citations(draft: Draft, side: Side) -> list[tuple[Span, tuple[str, ...]]]:
    """Where each sentence stands in `draft.text(side)` and the evidence ids it names."""
    gap = 0 if (draft.lang if side == "reply" else draft.twin_lang) == "zh" else 1
    at = 0
    places = []
    for sentence in draft.sentences:
        part = sentence.text if side == "reply" else sentence.twin
        if part:
            places.append((Span(at, at + len(part)), sentence.evidence))
            at += len(part) + gap
    return places


def _unknown_sources(draft: Draft, grounds: Grounds) -> list[Finding]:
    """Evidence ids that a sentence cites and this case does not have."""
    known = {item.id for item in grounds.evidence}
    known |= {f"thread#{place}" for place in range(1, len(grounds.thread) + 1)}
    named = dict.fromkeys(name for sentence in draft.sentences for name in sentence.evidence if name not in known)
    fix = "cite evidence of this case"
    return [
        Finding("citation.unknown", "warn", f"cites {name}, which is no evidence here", None, fix) for name in named
    ]


def _rule(claim: RawClaim, grounds: Grounds, cited: tuple[str, ...]) -> tuple[Ruling | None, Finding | None]:
    if claim.kind == "concession":
        return granted(claim, grounds)
    return judge(claim, grounds, cited), None


def _once_said(judged: list[tuple[RawClaim, Ruling]], grounds: Grounds) -> list[tuple[RawClaim, Ruling]]:
    """Free postage that may be given says by the same words that the shop pays: the grant stands for both.

    What a clause says otherwise stays, unless giving it was decided for this very case.
    """
    decided = {offer.evidence for offer in grounds.offers}
    given = [
        (claim.span, ruling.evidence in decided)
        for claim, ruling in judged
        if claim.kind == "concession" and ruling.verdict == "proved"
    ]

    def double(claim: RawClaim, ruling: Ruling) -> bool:
        return claim.value == "seller_pays" and any(
            span.start < claim.span.end and claim.span.start < span.end and (sure or ruling.verdict == "unproved")
            for span, sure in given
        )

    return [(claim, ruling) for claim, ruling in judged if not double(claim, ruling)]


def _cited_at(cited: Cited, span: Span) -> tuple[str, ...]:
    return next((ids for place, ids in cited if place.start <= span.start < place.end), ())


def _known(grounds: Grounds) -> str:
    """Everything already said or shown to this buyer, for deciding whether a private detail is new."""
    return "\n".join([source.text for source in (*grounds.sources, *grounds.buyer_turns)])


def _promised(text: str, grounds: Grounds) -> list[Finding]:
    """What this text must know of the commitments of the thread."""
    read = [grounds.turns_read[place] for place in range(1, len(grounds.thread) + 1)]
    standing = ledger(grounds.thread, currency=grounds.currency, who=grounds.role, texts=read)
    if not standing or grounds.now is None:
        return []
    mine = commitments(text, grounds.now, currency=grounds.currency, who=grounds.role)
    return promised_before(text, standing, mine, grounds.now.astimezone(grounds.zone).date())


def _ours(grounds: Grounds) -> str:
    """What the shop itself says; a link or number that only the buyer wrote is not the shop's."""
    return "\n".join(source.text for source in grounds.sources)


def _sheets(grounds: Grounds) -> str:
    return "\n".join(source.plain_text for source in grounds.sources if source.kind in ("sheet", "product"))
