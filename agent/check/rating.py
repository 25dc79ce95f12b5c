"""rate(): a checked reply against every item of the scorecard that code can read. No model; a judge's items stay na."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from agent.case import Case
from agent.check.applicable import Reply, applies, offered, places_of, questions, refusals
from agent.check.proof import TEXT_READ, Proof
from agent.check.questions import answered
from agent.check.scorecard import Item, Mark, Rated, Scorecard, load_scorecard, total
from agent.suggestion import Decision, Evidence, Reading, Span
from knowledge.bilingual import Lang

_GREETING = 14
"""Characters of a first sentence that is a greeting and no more."""
_LONGEST: Mapping[Lang, int] = {"zh": 500, "en": 1_500}
"""Characters of a chat reply that are still read; a letter may have three times as many."""
_GIVING = ("concession", "money", "percent")
"""Claims that may state an offer: where one was decided, its price states it too."""
_COVERS, _SOURCES = 0.3, 3
"""How relevant a source is to the question that it may answer, and how many such are looked at."""
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
_LEAST_REPEATED = 6
"""Characters of a sentence that is noticed when it comes twice."""


def rate(
    text: str, lang: Lang, proof: Proof, *, case: Case | None = None, reading: Reading | None = None,
    decision: Decision | None = None, evidence: Sequence[Evidence] = (),
) -> Scorecard:  # fmt: skip
    """The scorecard of a reply. proof: of the same text; its twin's findings do not count here."""
    version, items = load_scorecard()
    words = {name: pattern for item in items for name, pattern in item.words.items()}
    reply = Reply(text[:TEXT_READ], lang, proof, case, reading, decision, evidence)
    return total(version, tuple(_rated(item, reply, words) for item in items))


def _rated(item: Item, reply: Reply, words: Mapping[str, re.Pattern[str]]) -> Rated:
    counts, why = applies(item, reply, words)
    if not counts:
        return Rated(item, Mark(None, why), applies=False)
    if item.checker == "judge":
        return Rated(item, Mark(None, "needs a judge or a person; code does not rate it"), applies=True)
    if why:
        return Rated(item, Mark(None, why), applies=True)
    mark = _READERS[item.id](reply, item) if item.id in _READERS else _by_findings(reply, item)
    return Rated(item, mark, applies=True)


def _accuracy(reply: Reply, item: Item) -> Mark:
    claims = [claim for claim in reply.proof.claims if claim.side == "reply"]
    wrong = [claim for claim in claims if claim.verdict != "proved"]
    if any(claim.verdict == "contradicted" for claim in wrong):
        against = [claim for claim in wrong if claim.verdict == "contradicted"]
        return Mark(0.0, "the evidence says otherwise", _spans(claim.span for claim in against))
    share = 1 - len(wrong) / len(claims)
    return Mark(round(share, 3), f"{len(claims) - len(wrong)} of {len(claims)} claims are proved",
                _spans(claim.span for claim in wrong))  # fmt: skip


def _bottom_line(reply: Reply, item: Item) -> Mark:
    beyond = [
        claim.span
        for claim in reply.proof.claims
        if claim.side == "reply"
        and (claim.verdict == "contradicted" or claim.kind in ("concession", "promise"))
        and claim.kind in ("concession", "promise", "stance")
        and claim.verdict != "proved"
    ]
    if beyond:
        return Mark(0.0, "gives, promises or rules what the shop's policy does not", _spans(beyond))
    return _by_findings(reply, item)


def _by_findings(reply: Reply, item: Item) -> Mark:
    """0 for a breach that blocks or of the never-list, one half for what is to be looked at."""
    found = [
        finding
        for finding in reply.proof.findings
        if finding.side == "reply" and finding.rule.startswith(item.findings)
    ]
    spans = _spans(finding.span for finding in found if finding.span is not None)
    if not found:
        return Mark(1.0, "no rule of it is broken")
    grave = any(finding.severity == "block" or finding.rule.startswith("tone.") for finding in found)
    heavy = [finding for finding in found if finding.severity != "info"]
    score = 0.0 if grave else 0.5 if heavy else 1.0
    return Mark(score, ", ".join(dict.fromkeys(finding.rule for finding in found)), spans)


def _answers(reply: Reply, item: Item) -> Mark:
    asked = questions(reply, item)
    told = [
        answered(question, reply.clean, reply.proof, item.words, _sources(reply, place), alone=len(asked) == 1)
        for place, question in asked
    ]
    known = [one for one in told if one is not None]
    if not known:
        return Mark(None, "what is asked cannot be told by words")
    left = [question.strip() for (_, question), one in zip(asked, told, strict=True) if one is False]
    why = f"{sum(known)} of {len(known)} questions are answered"
    return Mark(round(sum(known) / len(known), 3), why + (f"; not {', '.join(map(repr, left))}" if left else ""))


def _sources(reply: Reply, question: int) -> list[Evidence]:
    """What was decided to answer the question with, and the best of what was found for it."""
    answers = reply.decision.answers if reply.decision is not None else ()
    meant = {name for answer in answers if answer.question == question for name in answer.evidence}
    found = [item for item in reply.evidence if item.quotable and item.covers.get(question, 0) >= _COVERS]
    found.sort(key=lambda item: (item.id in meant, item.covers[question]), reverse=True)
    return found[:_SOURCES]


def _next_step(reply: Reply, item: Item) -> Mark:
    asks = [Span(clause.start, clause.end) for part in reply.sentences for clause in part.clauses if clause.question]
    found = [*asks, *places_of(item.words["next"], reply.clean)]
    if not found:
        return Mark(0.0, "it neither asks anything nor says what happens next")
    return Mark(1.0, "asks, or says what happens next", _spans(found)[-1:])


def _empathy(reply: Reply, item: Item) -> Mark:
    found = places_of(item.words["soothes"], reply.clean)
    if not found:
        return Mark(0.0, "the buyer has trouble, and no word of it says sorry or calms")
    parts = list(reply.sentences)
    greets = bool(parts) and parts[0].end - parts[0].start <= _GREETING and found[0].start > parts[0].end
    first = parts[: 3 if greets else 2]
    if found[0].start <= first[-1].end:
        return Mark(1.0, "says sorry or calms in the first sentences", found[:1])
    return Mark(0.5, "says sorry or calms only further on", found[:1])


def _win_win(reply: Reply, item: Item) -> Mark:
    claims = [claim for claim in reply.proof.claims if claim.side == "reply"]
    given = [claim.span for claim in claims if claim.kind in _GIVING if claim.kind == "concession" or offered(reply)]
    refused = refusals(reply, item)
    other = [
        span for span in places_of(item.words["offers_other"], reply.clean)
        if not any(one.start <= span.start < one.end for one in refused)
    ]  # fmt: skip
    if given or other:
        return Mark(1.0, "names another way", _spans([*given, *other])[:3])
    if refused:
        return Mark(0.0, "refuses, and names no other way", refused)
    return Mark(0.0, "an offer was decided for this case, and the reply does not make it")


def _courtesy(reply: Reply, item: Item) -> Mark:
    found = places_of(item.words["courteous"], reply.clean)
    return (
        Mark(1.0, "has a courteous word", found[:1]) if found else Mark(0.0, "greets, thanks or asks politely nowhere")
    )


def _address(reply: Reply, item: Item) -> Mark:
    found = places_of(item.words["familiar"], reply.clean)
    return Mark(0.0, "says 你 to a buyer in trouble", found) if found else Mark(1.0, "says 您 throughout")


def _letter(reply: Reply, item: Item) -> Mark:
    greets, signs = (places_of(item.words[name], reply.clean) for name in ("greets", "signs_off"))
    lacks = [what for what, found in (("greeting", greets), ("sign-off", signs)) if not found]
    why = f"has no formal {' and no '.join(lacks)}" if lacks else "greets and signs off"
    return Mark(1 - len(lacks) / 2, why, _spans([*greets, *signs]))


def _language(reply: Reply, item: Item) -> Mark:
    wanted = {_script(reply.asked), reply.reading.reply_lang if reply.reading is not None else None} - {None}
    written = _script(reply.clean)
    if not wanted or written is None:
        return Mark(None, "there are not enough words to tell the language by")
    same = written in wanted
    return Mark(float(same), f"written in {written}" + ("" if same else ", which is not the buyer's language"))


def _script(text: str) -> Lang | None:
    """By the letters: a Latin word weighs as two Han characters; codes in capitals and digits weigh nothing."""
    han = len(_HAN.findall(text))
    latin = 2 * sum(not word.isupper() for word in _LATIN.findall(text))
    return None if han + latin == 0 else "zh" if han >= latin else "en"


def _form(reply: Reply, item: Item) -> Mark:
    mark = _by_findings(reply, item)
    if mark.score != 1.0:
        return mark
    letter = reply.case is not None and reply.case.channel in ("email", "rfq")
    longest = _LONGEST[reply.lang] * (3 if letter else 1)
    if len(reply.text) > longest:
        return Mark(0.5, f"{len(reply.text)} characters; more than {longest} are seldom read")
    seen: set[str] = set()
    for part in reply.sentences:
        said = reply.clean[part.start : part.end].strip().casefold()
        if len(said) >= _LEAST_REPEATED and said in seen:
            return Mark(0.0, "says the same sentence twice", (Span(part.start, part.end),))
        seen.add(said)
    return Mark(1.0, "fit in length, nothing left to fill in, nothing said twice")


_READERS: Mapping[str, Callable[[Reply, Item], Mark]] = {
    "accuracy": _accuracy, "bottom_line": _bottom_line, "answers": _answers, "next_step": _next_step,
    "empathy": _empathy, "win_win": _win_win, "courtesy": _courtesy, "address": _address, "letter": _letter,
    "language": _language, "form": _form,
}  # fmt: skip


def _spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))
