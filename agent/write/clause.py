"""One clause in two languages: its approved line, its own sentences that speak to the question, or a quotation."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from agent.quantities import equal, quantities
from agent.suggestion import Evidence, Sentence
from knowledge.bilingual import Lang
from prompts.phrasebook import Phrasebook

LONGEST = {"zh": 160, "en": 420}
"""Characters of a clause's own sentences that one reply takes; approved lines are never cut."""
NO_CURRENCY = "CNY"
"""Both texts are read alike, so a bare sign means the same money in each."""
SENTENCE_END = re.compile(r"(?<=[。！？!?；;])\s*|(?<=\.)\s+(?=[A-Z0-9“\"(])|\n+")


def clause_sentence(evidence: Evidence, focus: str, lang: Lang, twin: Lang, phrases: Phrasebook) -> Sentence:
    """The clause said in `lang` with its twin; an empty text when nothing in it can be said in `lang`."""
    own = {side: _own_words(evidence, focus, side) for side in (lang, twin)}
    text = own[lang] or _from_other(evidence, own[twin], lang, phrases)
    same = bool(own[lang] and own[twin]) and say_the_same(own[lang], own[twin])
    other = own[twin] if same or not own[lang] else _from_other(evidence, own[lang], twin, phrases)
    return Sentence(text, other or _from_other(evidence, text, twin, phrases), (evidence.id,))


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


def _from_other(evidence: Evidence, original: str, lang: Lang, phrases: Phrasebook) -> str:
    """A clause not written in `lang`: its original words, quoted as such; its values alone when there are none."""
    if original:
        return phrases.say("policy_quote", lang, "", quote=original)
    return _gist(evidence, lang, phrases)


def _own_words(evidence: Evidence, focus: str, lang: Lang) -> str:
    said = evidence.say.get(lang)
    if said:
        return said
    written = evidence.text.get(lang)
    return _to_the_point(written, focus, lang) if written else ""


def _to_the_point(text: str, focus: str, lang: Lang) -> str:
    """The sentences (or table rows) that share most words with the question, in their own order, within the length."""
    sentences = [part.strip() for part in SENTENCE_END.split(_plain(text)) if part.strip()]
    if sum(map(len, sentences)) <= LONGEST[lang]:
        return _joined(sentences, lang)
    ranked = sorted(range(len(sentences)), key=lambda at: -fuzz.token_set_ratio(_loose(sentences[at]), _loose(focus)))
    kept: list[int] = []
    length = 0
    for at in ranked:
        if length + len(sentences[at]) <= LONGEST[lang] or not kept:
            kept.append(at)
            length += len(sentences[at])
    return _joined([sentences[at] for at in sorted(kept)], lang)


def _joined(sentences: list[str], lang: Lang) -> str:
    end = "。" if lang == "zh" else "."
    closed = [part if part[-1] in "。！？!?.；;：:" else part + end for part in sentences]
    return ("" if lang == "zh" else " ").join(closed)


def _plain(text: str) -> str:
    """Markdown to words: list marks, emphasis and table bars go; table rules vanish."""
    lines = []
    for line in text.splitlines():
        if re.fullmatch(r"[\s|:\-]+", line):
            continue
        line = re.sub(r"^\s*(?:[-*+]|\d+[.、)])\s+", "", line.strip())
        line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
        line = re.sub(r"[*_`]{1,2}([^*_`]+)[*_`]{1,2}", r"\1", line)
        if line.startswith("|"):
            line = ", ".join(cell.strip() for cell in line.strip("|").split("|") if cell.strip())
        lines.append(line)
    return "\n".join(lines)


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
