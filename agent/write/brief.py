"""What the model is told: the decision, the quotable evidence and the thread, as plain values for the prompt.

Secrets stay out by construction: nothing here reads `Decision.allowances` or staff-only evidence, a colleague's
notes are left out, and where our own findings speak of a ceiling its number is blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from agent.case import Case
from agent.suggestion import Answer, AnswerMode, Decision, Draft, Evidence, Finding, Offer, Reading
from agent.wording import money_text, number_text
from knowledge.bilingual import Lang
from knowledge.profile import Profile
from prompts.phrasebook import Phrasebook

MOST_SENTENCES = 12
EVIDENCE_TOKENS = 2400
THREAD_TOKENS = 2000
MOST_TURNS = 20
MOST_CHARACTERS = 4000
"""Characters of one message that are shown."""
LANGUAGES: Mapping[Lang, str] = {"zh": "Simplified Chinese", "en": "English"}
TREATMENT: Mapping[AnswerMode, str] = {
    "state": "answer from the evidence",
    "compute": "tell what is settled",
    "ask": "ask the buyer",
    "offer": "make the offer",
    "refuse": "turn it down softly, with the reason and what is possible instead",
    "escalate": "say that it is being checked; promise no outcome and no time",
    "move": "say so",
}
CUT = " …"

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Brief:
    """The prompt's variables, and the ids a sentence may cite."""

    variables: Mapping[str, Any]
    citable: frozenset[str]


def write_brief(
    case: Case,
    reading: Reading,
    evidence: Sequence[Evidence],
    decision: Decision,
    profile: Profile,
    phrases: Phrasebook,
    count: Count,
) -> Brief:
    """Everything `prompts/draft.md` asks for. `count` gives the tokens of a text."""
    known = {item.id: item for item in (*evidence, *decision.grounds)}.values()
    shown = _affordable(known, decision, reading.reply_lang, count)
    citable = frozenset(item.id for item in shown) | _granted(decision.offers, known)
    voices: Mapping[Lang, str] = {"zh": profile.voice.zh, "en": profile.voice.en}
    variables = {
        "shop": {
            "name": profile.name.best("en"),
            "platform": "" if profile.platform == "own" else profile.platform,
            "signature": profile.signature.best(reading.reply_lang),
        },
        "reply": _side(reading.reply_lang, voices),
        "twin": _side(reading.twin_lang, voices),
        "buyer": _buyer(case, reading, profile),
        "situation": {
            "now": case.now.astimezone(ZoneInfo(profile.timezone)).strftime("%Y-%m-%d %H:%M, %A"),
            "channel": case.channel,
            "stage": decision.stage.replace("_", "-"),
            "mood": reading.mood,
            "action": decision.action,
            "most_sentences": MOST_SENTENCES,
        },
        "questions": [_cut(question) for question in decision.questions],
        "answers": [_answer(answer, citable, phrases, voices) for answer in decision.answers],
        "offers": [{"text": _offer(offer), "evidence": _ids(offer.evidence, citable)} for offer in decision.offers],
        "must_say": list(decision.must_say),
        "must_not": [without_ceilings(line, decision) for line in decision.must_not],
        "missing": [
            {"question": thing.question, "what": thing.what, "who": thing.who.replace("_", " ")}
            for thing in decision.missing
        ],
        "evidence": [_item(item, case, profile, reading.reply_lang) for item in shown],
        "thread": _thread(case, count),
        "latest": _cut("\n".join(filter(None, (case.subject, case.text)))),
    }
    return Brief(variables, citable)


def write_findings(previous: Draft, findings: Sequence[Finding], decision: Decision) -> list[dict[str, str]]:
    """The findings as `prompts/revise.md` shows them, worst first; what merely informs is left out."""
    order = {"block": 0, "warn": 1}
    chosen = sorted((found for found in findings if found.severity in order), key=lambda found: order[found.severity])
    return [
        {
            "severity": found.severity,
            "language": LANGUAGES[previous.lang if found.side == "reply" else previous.twin_lang],
            "quote": "" if found.span is None else previous.text(found.side)[found.span.start : found.span.end],
            "why": without_ceilings(found.why, decision),
            "fix": without_ceilings(found.fix, decision),
        }
        for found in chosen
    ]


def without_ceilings(text: str, decision: Decision) -> str:
    """`text` with every secret ceiling's number blotted out, unless an offer of this reply says that number."""
    sayable = {offer.value for offer in decision.offers}
    for ceiling in {allowance.ceiling for allowance in decision.allowances if allowance.secret} - sayable:
        text = re.sub(rf"(?<![\d.])0*{re.escape(number_text(ceiling))}(?:\.0+)?(?![\d.]*\d)", "▒", text)
    return text


def _affordable(evidence: Iterable[Evidence], decision: Decision, lang: Lang, count: Count) -> list[Evidence]:
    """Quotable evidence within the token budget: what the decision rests on first, then by score, best first."""
    cited = {name for answer in decision.answers for name in answer.evidence}
    cited |= {name for offer in decision.offers for name in offer.evidence}
    quotable = [item for item in evidence if item.quotable and item.kind != "authority"]
    quotable.sort(key=lambda item: (item.id not in cited, -item.score))
    kept: list[Evidence] = []
    spent = 0
    for item in quotable:
        spent += count(f"{item.id} {item.title.best(lang)} {item.text.best(lang)} {' '.join(item.say.texts())}")
        if spent > EVIDENCE_TOKENS and kept:
            break
        kept.append(item)
    return kept


def _granted(offers: Sequence[Offer], evidence: Iterable[Evidence]) -> frozenset[str]:
    """Ids of the rules behind the offers: a sentence that offers may cite the rule, whose text stays unseen."""
    rules = {item.id for item in evidence if item.kind == "authority"}
    return frozenset(name for offer in offers for name in offer.evidence if name in rules)


def _side(lang: Lang, voices: Mapping[Lang, str]) -> dict[str, str]:
    return {"name": LANGUAGES[lang], "code": lang, "voice": voices[lang]}


def _buyer(case: Case, reading: Reading, profile: Profile) -> dict[str, str]:
    level = profile.vip.get(case.buyer.vip) if case.buyer.vip is not None else None
    plain = reading.language in {"zh", "en"} or reading.language.startswith("zh-")
    return {
        "name": case.buyer.name or "",
        "level": "" if level is None else level.best(reading.reply_lang),
        "country": case.buyer.country or "",
        "greet_in": "" if plain else reading.language,
    }


def _answer(answer: Answer, citable: frozenset[str], phrases: Phrasebook, voices: Mapping[Lang, str]) -> dict[str, Any]:
    """One settled thing to say: for which question, how, its wording in both languages, its ids."""
    wording: list[dict[str, str]] = []
    if answer.move is not None:
        for lang in LANGUAGES:
            slots = {name: slot.best(lang) for name, slot in answer.slots.items()}
            wording.append({"lang": lang, "text": phrases.say(answer.move, lang, voices[lang], **slots)})
    return {
        "question": answer.question + 1,
        "treatment": TREATMENT[answer.mode],
        "wording": wording,
        "evidence": _ids(answer.evidence, citable),
    }


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_value(inner) for inner in value)
    return number_text(value) if isinstance(value, Decimal) else str(value)


def _offer(offer: Offer) -> str:
    """The offer in words, with the value of this reply, e.g. "partial refund: 10 CNY"."""
    name = " ".join(filter(None, (offer.offer.replace("_", " "), offer.gift)))
    if offer.value is None:
        return name
    if offer.unit == "money":
        return f"{name}: {money_text(offer.value, offer.currency, 'en')}"
    return f"{name}: {number_text(offer.value)}{ {'percent': '%', 'month': ' months', 'count': ' pieces'}[offer.unit] }"


def _item(item: Evidence, case: Case, profile: Profile, lang: Lang) -> dict[str, Any]:
    title = " > ".join(part for part in (item.title.best(lang), item.section.best(lang)) if part)
    today = case.now.astimezone(ZoneInfo(profile.timezone)).date()
    validity = ""
    if item.valid_until is not None:
        over = item.valid_until < today
        validity = f"{'no longer in force since' if over else 'in force until'} {item.valid_until.isoformat()}"
    elif item.valid_from is not None and item.valid_from > today:
        validity = f"in force from {item.valid_from.isoformat()}"
    return {
        "id": item.id,
        "kind": item.kind,
        "title": title,
        "text": item.text.best(lang),
        "say": [{"lang": name, "text": text} for name in LANGUAGES if (text := item.say.get(name))],
        "facts": "; ".join(f"{name}: {_value(value)}" for name, value in item.facts.items()),
        "validity": validity,
    }


def _thread(case: Case, count: Count) -> list[dict[str, str]]:
    """The turns before the latest message, newest kept first when room is short; notes are for us alone."""
    spoken = [turn for turn in case.messages if turn.role != "note"]
    earlier = spoken[: len(spoken) - len(case.latest)][-MOST_TURNS:] if case.latest else spoken[-MOST_TURNS:]
    kept: list[dict[str, str]] = []
    spent = 0
    for turn in reversed(earlier):
        shown = {"who": turn.role, "text": _cut(turn.text)}
        spent += count(shown["text"])
        if spent > THREAD_TOKENS:
            break
        kept.insert(0, shown)
    return kept


def _ids(names: Sequence[str], citable: frozenset[str]) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name in citable))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + CUT
