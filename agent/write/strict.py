"""The strict writer: no model. Approved wording, sheet values and the phrase book, in the order that was decided.

A clause is said by its approved `say` line; without one, by its own sentences that speak to the question. Where a
clause is not written in a language, that side quotes its original words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from agent.case import Case
from agent.quantities import quantities
from agent.suggestion import Answer, Decision, Draft, Evidence, Reading, Sentence
from agent.write.clause import clause_sentence
from knowledge.bilingual import Bilingual, Lang
from knowledge.profile import Profile
from prompts.phrasebook import Phrasebook

SORRY_FOR = frozenset(
    {
        "defect", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel", "late_delivery",
        "not_as_described", "complaint",
    }
)  # fmt: skip
SURE = 0.65
"""An apology needs a trouble that was clearly told."""
NAME = re.compile(r"[^\W\d_]+(?:(?:\. |[ '’·-])[^\W\d_]+)*\.?")
NO_NAME = re.compile(
    r"退款|退钱|退您|返现|免单|免费|免运费|包邮|赔|补偿|优惠|微信|打折|半价"
    r"|(?<![a-z])(?:refund|free|discount|coupon|voucher|gift|wechat|whatsapp)(?![a-z])",
    re.IGNORECASE,
)
"""Words of money, gifts and other channels that some users put where their name belongs."""
NAME_LENGTH = 30
NAME_WORDS = 4
LETTERS = frozenset({"email", "rfq", "site_message"})


def write_strict(
    case: Case,
    reading: Reading,
    evidence: tuple[Evidence, ...],
    decision: Decision,
    profile: Profile,
    phrases: Phrasebook,
) -> Draft:
    """The whole reply with its twin, sentence by sentence. Never fails: what it cannot word it hands over."""
    pen = _Pen(reading.reply_lang, reading.twin_lang, profile, phrases)
    known = {item.id: item for item in (*evidence, *decision.grounds)}
    sentences = [*_opening(case, reading, pen)]
    for answer in decision.answers:
        sentences += _said(answer, known, pen)
    sentences += _closing(case, reading, decision, pen)
    return Draft(reading.reply_lang, reading.twin_lang, tuple(sentences), "strict")


def write_hand_over(case: Case, reading: Reading, profile: Profile, phrases: Phrasebook) -> Draft:
    """A courteous reply that states nothing: a person has to look first."""
    pen = _Pen(reading.reply_lang, reading.twin_lang, profile, phrases)
    sentences = (*_opening(case, reading, pen), pen.move("check_plain"))
    return Draft(reading.reply_lang, reading.twin_lang, sentences, "strict")


class _Pen:
    """Renders one move in the reply's and the twin's language, each in the shop's voice."""

    def __init__(self, lang: Lang, twin: Lang, profile: Profile, phrases: Phrasebook) -> None:
        self.lang, self.twin, self.profile, self.phrases = lang, twin, profile, phrases

    def one(self, move: str, lang: Lang, slots: Mapping[str, Bilingual]) -> str:
        voice = self.profile.voice.zh if lang == "zh" else self.profile.voice.en
        return self.phrases.say(move, lang, voice, **{name: slot.best(lang) for name, slot in slots.items()})

    def move(self, move: str, evidence: tuple[str, ...] = (), **slots: Bilingual) -> Sentence:
        return Sentence(self.one(move, self.lang, slots), self.one(move, self.twin, slots), evidence)


def _said(answer: Answer, known: Mapping[str, Evidence], pen: _Pen) -> list[Sentence]:
    if answer.mode != "state":
        assert answer.move is not None, answer
        return [pen.move(answer.move, answer.evidence, **answer.slots)]
    said = [clause_sentence(known[item], answer.focus, pen.lang, pen.twin, pen.phrases) for item in answer.evidence]
    return [sentence for sentence in said if sentence.text]


def _opening(case: Case, reading: Reading, pen: _Pen) -> list[Sentence]:
    sentences: list[Sentence] = []
    hello = pen.phrases.word("hello", reading.language, "en")
    if hello is not None:
        sentences.append(pen.move("hello_in", hello=Bilingual(zh=hello, en=hello)))
    name = _name_to_say(case.buyer.name, pen.phrases)
    if name is not None:
        sentences.append(pen.move("open_named", name=Bilingual(zh=name, en=name)))
    else:
        sentences.append(pen.move("open_letter_unnamed" if case.channel in LETTERS else "open"))
    return sentences + _empathy(reading, pen)


def _name_to_say(given: str | None, phrases: Phrasebook) -> str | None:
    """The buyer's name as a greeting may say it. It is typed by the buyer: one that could be read as an amount, an
    offer, an address or a sentence is not said, whether or not it is theirs."""
    name = unicodedata.normalize("NFC", given or "").strip()
    if len(name) > NAME_LENGTH or len(name.split()) > NAME_WORDS or not NAME.fullmatch(name):
        return None
    nobody = [word for lang in ("zh", "en") for word in (phrases.word("no_name", "unknown", lang) or "").split("|")]
    if name.casefold() in nobody:
        return None
    return None if NO_NAME.search(name) or quantities(name, currency="CNY") else name


def _empathy(reading: Reading, pen: _Pen) -> list[Sentence]:
    intents = {question.intent for question in reading.questions if question.confidence >= SURE}
    if reading.mood == "angry":
        return [pen.move("sorry_angry")]
    if intents & {"late_delivery", "lost_parcel"}:
        return [pen.move("sorry_wait")]
    return [pen.move("sorry")] if intents & SORRY_FOR else []


def _closing(case: Case, reading: Reading, decision: Decision, pen: _Pen) -> list[Sentence]:
    """A next step at the end, unless the last sentence already is one."""
    last = decision.answers[-1] if decision.answers else None
    sentences: list[Sentence] = []
    asks = last is not None and (
        last.mode in {"ask", "offer", "escalate"} or last.move in {"welcome", "farewell", "thanks_back"}
    )
    if not asks:
        sentences.append(pen.move(f"close_{reading.stage}"))
    if case.channel in LETTERS and pen.profile.signature:
        signature = pen.profile.signature
        sentences.append(Sentence(signature.best(pen.lang), signature.best(pen.twin)))
    return sentences
