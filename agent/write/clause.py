"""One clause in two languages: its approved line, its own sentences that speak to the question, or a quotation."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz

from agent.quantities import equal, quantities
from agent.suggestion import Evidence, Sentence
from agent.write.plain import plain
from knowledge.bilingual import Lang
from prompts.phrasebook import Phrasebook

LONGEST = {"zh": 160, "en": 420}
"""Characters of a clause's own sentences that one reply takes; approved lines are never cut."""
NO_CURRENCY = "CNY"
"""Both texts are read alike, so a bare sign means the same money in each."""
SENTENCE_END = re.compile(
    r"(?<=[。！？!?；;])(?![。！？!?”」』）)])\s*"
    r"|(?<=[。！？][”」』）)])"
    r"|(?<=\.)\s+(?=[A-Z0-9“\"(])"
)
CLOSED = re.compile(r"[。！？!?.；;：:][”」』）)\"']?$")
ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.、)])\s+")
TABLE_RULE = re.compile(r"[\s|:\-]*")
HAN = re.compile(r"[\u3400-\u9fff]")
HAN_END = re.compile(r"[\u3400-\u9fff，、]$")
PAGE_WIDTH = 60
"""Columns from which a line without an end mark was wrapped by an editor and not ended by its author."""


def clause_sentence(evidence: Evidence, focus: str, lang: Lang, twin: Lang, phrases: Phrasebook) -> Sentence:
    """The clause said in `lang` with its twin; an empty text when nothing in it can be said."""
    own = {side: _own_words(evidence, focus, side) for side in (lang, twin)}
    if not any(own.values()):
        own = {side: _gist(evidence, side, phrases) for side in (lang, twin)}
    text, other = own[lang], own[twin]
    if not text and other:
        text = phrases.say("policy_quote", lang, "", quote=other)
    elif text and not (other and say_the_same(text, other)):
        other = phrases.say("policy_quote", twin, "", quote=text)
    return Sentence(text, other, (evidence.id,))


def say_the_same(one: str, other: str) -> bool:
    """Do both texts hold equal values? A shop's two versions of a clause often do not."""
    left = quantities(one, currency=NO_CURRENCY)
    right = quantities(other, currency=NO_CURRENCY)
    for value in left:
        match = next((place for place, each in enumerate(right) if equal(value, each)), None)
        if match is None:
            return False
        del right[match]
    return not right


def _own_words(evidence: Evidence, focus: str, lang: Lang) -> str:
    said = evidence.say.get(lang)
    if said:
        return said
    written = evidence.text.get(lang)
    return _to_the_point(written, focus, lang) if written else ""


def _to_the_point(text: str, focus: str, lang: Lang) -> str:
    """The sentences (or table rows) that share most words with the question, in their own order, within the length."""
    parts = _parts(text)
    if sum(len(part.text) for part in parts) <= LONGEST[lang]:
        return _joined([part.text for part in parts], lang)
    ranked = sorted(range(len(parts)), key=lambda at: -fuzz.token_set_ratio(_loose(parts[at].text), _loose(focus)))
    kept: set[int] = set()
    length = 0
    for at in ranked:
        lead = parts[at].lead
        with_lead = {at, at if lead is None else lead} - kept
        more = sum(len(parts[each].text) for each in with_lead)
        if length + more <= LONGEST[lang] or not kept:
            kept |= with_lead
            length += more
    return _joined([parts[at].text for at in sorted(kept)], lang)


def _joined(sentences: list[str], lang: Lang) -> str:
    """Each closed by a mark of its own; one that ended in a comma, or the last in a semicolon, by a full stop."""
    end = "。" if lang == "zh" else "."
    last = len(sentences) - 1
    bare = [part.rstrip(",，、；;" if at == last else ",，、") for at, part in enumerate(sentences)]
    closed = [part if CLOSED.search(part) else part + end for part in bare if part]
    return ("" if lang == "zh" else " ").join(closed)


class _Part(NamedTuple):
    """One sentence, list item or table row. lead: the place of the line "…:" that a list item completes."""

    text: str
    lead: int | None


def _parts(text: str) -> list[_Part]:
    parts: list[_Part] = []
    lead: int | None = None
    for line in _lines(text):
        if not line.item:
            lead = None
        parts += [_Part(sentence.strip(), lead) for sentence in SENTENCE_END.split(line.text) if sentence.strip()]
        if parts and not line.item and parts[-1].text[-1] in ":：":
            lead = len(parts) - 1
    return parts


class _Line(NamedTuple):
    text: str
    item: bool
    row: bool


def _lines(text: str) -> list[_Line]:
    """Markdown as lines of words: list marks, emphasis and table bars go, and a wrapped line joins the one before."""
    lines: list[_Line] = []
    apart = True
    for raw in text.splitlines():
        if TABLE_RULE.fullmatch(raw):
            apart = True
            continue
        item, row = ITEM.match(raw) is not None, raw.lstrip().startswith("|")
        words = plain(ITEM.sub("", raw))
        if row:
            words = ", ".join(cell.strip() for cell in words.strip("|").split("|") if cell.strip())
        if not words:
            continue
        if not (apart or item or row or lines[-1].row) and _goes_on(lines[-1].text, words):
            gap = "" if HAN.match(words) or HAN_END.search(lines[-1].text) else " "
            lines[-1] = lines[-1]._replace(text=lines[-1].text + gap + words)
        else:
            lines.append(_Line(words, item, row))
        apart = False
    return lines


def _goes_on(before: str, words: str) -> bool:
    """Does `words` go on with the line before: after a comma, at a page's width, nearly there with a small letter?"""
    if before[-1] in "。！？!?.；;：:":
        return False
    width = len(before) + len(HAN.findall(before))
    return before[-1] in ",，、" or width >= (PAGE_WIDTH if not words[0].islower() else PAGE_WIDTH * 2 / 3)


def _loose(text: str) -> str:
    """Han characters apart, so that token measures see them."""
    return re.sub(r"([\u4e00-\u9fff])", r" \1 ", text.casefold())


def _gist(evidence: Evidence, lang: Lang, phrases: Phrasebook) -> str:
    """The clause's machine-readable values in words, where every key and value has a word in this language."""
    parts = []
    for key, value in evidence.facts.items():
        label = phrases.word("fact_key", key, lang)
        worded = _fact_text(value, lang, phrases)
        if label and worded:
            parts.append(f"{label}{'：' if lang == 'zh' else ': '}{worded}")
    section = evidence.section.get(lang) or evidence.title.get(lang)
    if not parts or not section:
        return ""
    return phrases.say("policy_gist", lang, "", section=section, gist=("；" if lang == "zh" else "; ").join(parts))


def _fact_text(value: object, lang: Lang, phrases: Phrasebook) -> str:
    text = str(value).strip()
    if (word := phrases.word("fact_value", text, lang)) is not None:
        return word
    if (match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(day|hour|month|year|week|business_day|workday)s?", text)) is None:
        return text if re.fullmatch(r"[\d.]+\s*%?", text) else ""
    unit = phrases.word("unit", match[2], lang) or match[2]
    plural = "s" if lang == "en" and match[1] != "1" else ""
    return f"{match[1]}{unit}" if lang == "zh" else f"{match[1]} {unit}{plural}"
