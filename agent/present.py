"""A suggestion as one viewer may see it: the JSON of `draft --json`. The last step, at every door.

An agent sees staff-only sources marked `audience: staff`, and never the ceiling of a secret rule: what is given
stands among the offers, what is more needs the approver. A buyer's view holds only what may be said to a buyer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from agent.suggestion import Allowance, Claim, Decision, Draft, Evidence, Finding, Offer, Span, Suggestion
from knowledge.bilingual import Bilingual
from knowledge.profile import Profile

if TYPE_CHECKING:
    from agent.check.scorecard import Scorecard

View = Literal["agent", "buyer"]
JsonDict = dict[str, Any]


def present(suggestion: Suggestion, profile: Profile, *, view: View = "agent") -> JsonDict:
    """The document of `draft --json` (design §4) with only JSON types in it.

    Money and numbers are JSON numbers, dates ISO 8601 texts, a span is [start, end) as a list of two.
    Without a draft both texts are empty. view "buyer": no findings, no authority, no risks, no staff-only source.
    """
    draft, reading = suggestion.draft, suggestion.reading
    shown = tuple(item for item in suggestion.evidence if view == "agent" or _for_buyers(item))
    ids = None if view == "agent" else frozenset(item.id for item in shown)
    return {
        "id": suggestion.id,
        "action": suggestion.action,
        "reply": {"lang": draft.lang if draft else reading.reply_lang, "text": draft.text() if draft else ""},
        "twin": {"lang": draft.twin_lang if draft else reading.twin_lang, "text": draft.text("twin") if draft else ""},
        "sentences": _sentences(draft, ids),
        "claims": [present_claim(claim, ids) for claim in suggestion.claims],
        "decision": _decision(suggestion.decision, view),
        "findings": [present_finding(finding) for finding in suggestion.findings] if view == "agent" else [],
        "evidence": [_evidence(item, suggestion.decision.allowances, profile) for item in shown],
        "risk": [plain(risk) for risk in reading.risks] if view == "agent" else [],
        "recommendations": [plain(item) for item in suggestion.recommendations],
        "versions": plain(suggestion.versions),
        "usage": plain(suggestion.usage),
    }


def present_claim(claim: Claim, ids: frozenset[str] | None = None) -> JsonDict:
    """One claim; `ids` limits the evidence that may be named (None: all of it)."""
    named = [item for item in claim.evidence if ids is None or item in ids]
    return {**plain(claim), "evidence": named, "why": claim.why if ids is None else ""}


def present_finding(finding: Finding) -> JsonDict:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "span": plain(finding.span),
        "why": finding.why,
        "fix": finding.fix,
        "side": finding.side,
    }


def present_scorecard(card: Scorecard) -> JsonDict:
    """The card: score 0..100 or null, rated 0..1, and of each item its score 0..1 or null, why, and its places."""
    return {
        "version": card.version,
        "score": card.score,
        "rated": card.rated,
        "categories": dict(card.categories),
        "failed": list(card.failed),
        "items": [
            {
                "id": each.item.id,
                "title": plain(each.item.title),
                "category": each.item.category,
                "weight": plain(each.item.weight),
                "critical": each.item.critical,
                "score": each.mark.score,
                "status": each.status,
                "applies": each.applies,
                "why": each.mark.why,
                "spans": plain(each.mark.spans),
            }
            for each in card.items
        ],
    }


def plain(value: Any) -> Any:
    """Any record of the house as JSON types: records become objects, Decimals numbers, dates ISO texts."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def _sentences(draft: Draft | None, ids: frozenset[str] | None) -> list[JsonDict]:
    return [
        {
            "text": sentence.text,
            "twin": sentence.twin,
            "evidence": [item for item in sentence.evidence if ids is None or item in ids],
        }
        for sentence in (draft.sentences if draft else ())
    ]


def _decision(decision: Decision, view: View) -> JsonDict:
    staff = view == "agent"
    return {
        "stage": decision.stage,
        "intents": list(decision.intents),
        "questions": list(decision.questions),
        "offers": [_offer(offer) for offer in decision.offers],
        "authority": [_allowance(allowance) for allowance in decision.allowances] if staff else [],
        "approver": decision.approver if staff else None,
        "missing": [plain(item) for item in decision.missing] if staff else [],
        "must_not": list(decision.must_not) if staff else [],
    }


def _offer(offer: Offer) -> JsonDict:
    """What the draft gives. What it costs the shop stays inside: it may come from internal figures."""
    return {
        "offer": offer.offer,
        "value": plain(offer.value),
        "unit": offer.unit,
        "currency": offer.currency,
        "gift": offer.gift,
        "evidence": list(offer.evidence),
    }


def _allowance(allowance: Allowance) -> JsonDict:
    """One rule that holds here. `ceiling` is null for a secret rule: it steers and is never shown."""
    return {
        "rule": allowance.rule,
        "problem": allowance.problem,
        "offer": allowance.offer,
        "ceiling": None if allowance.secret else plain(allowance.ceiling),
        "unit": allowance.unit,
        "currency": allowance.currency,
        "gifts": list(allowance.gifts),
        "secret": allowance.secret,
        "approver": allowance.approver,
        "evidence": list(allowance.evidence),
    }


def _evidence(item: Evidence, allowances: Iterable[Allowance], profile: Profile) -> JsonDict:
    return {
        "id": item.id,
        "kind": item.kind,
        "doc": item.doc,
        "anchor": item.anchor,
        "text": _rule_text(item, allowances, profile) if item.kind == "authority" else item.text.best(item.lang),
        "lang": item.lang,
        "valid_from": plain(item.valid_from),
        "valid_until": plain(item.valid_until),
        "in_force_days": item.in_force_days,
        "audience": item.audience,
        "quotable": _for_buyers(item),
        "score": round(item.score, 4),
    }


def _rule_text(item: Evidence, allowances: Iterable[Allowance], profile: Profile) -> str:
    """A rule in words without its limits, unless the rule is known here and is not secret."""
    rule = next((allowance for allowance in allowances if allowance.rule == item.anchor), None)
    if rule is not None and not rule.secret:
        return item.text.best(item.lang)
    return _WITHHELD.best(profile.agent_language).format(rule=item.anchor)


def _for_buyers(item: Evidence) -> bool:
    return item.quotable and item.kind != "authority"


_WITHHELD = Bilingual(
    zh="authority.toml 里的规则 {rule};上限只用于把关,不显示。",
    en="Rule {rule} of authority.toml; its ceiling is enforced and not shown.",
)
