"""The strict writer: approved wording, sheet values and the phrase book, in the order that was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from draft_case import CASE, CLAUSE, DECISION, EVIDENCE, OLD, PROFILE, READING, STAFF

from agent.case import Buyer, Case
from agent.flow import suggest
from agent.shop import Shop
from agent.suggestion import Answer, Decision, Draft, Evidence, Question, Reading
from agent.wording import money_text
from agent.write.strict import write_hand_over, write_strict
from knowledge.bilingual import Bilingual
from knowledge.profile import Profile
from prompts.phrasebook import load_phrases, slots_of

FORMAL = PROFILE.model_copy(update={"voice": PROFILE.voice.model_copy(update={"zh": "formal", "en": "formal"})})
QUIET = replace(READING, questions=(Question("能退吗?", "return_request", 0.9, "zh"),))


def written(
    *answers: Answer,
    reading: Reading = QUIET,
    evidence: tuple[Evidence, ...] = EVIDENCE,
    profile: Profile = PROFILE,
    case: Case = CASE,
) -> Draft:
    decision: Decision = replace(DECISION, answers=answers)
    return write_strict(case, reading, evidence, decision, profile, load_phrases())


def stated(focus: str = "能退吗") -> Answer:
    return Answer(0, "state", (CLAUSE.id,), focus=focus)


def in_english(reading: Reading = QUIET) -> Reading:
    return replace(reading, language="en", reply_lang="en", twin_lang="zh")


def called(name: str | None) -> Case:
    return CASE.model_copy(update={"buyer": Buyer(name=name)})


# What is said


def test_a_stated_clause_is_said_in_its_approved_wording() -> None:
    draft = written(stated())
    assert draft.writer == "strict" and (draft.lang, draft.twin_lang) == ("zh", "en")
    said = next(sentence for sentence in draft.sentences if sentence.evidence == (CLAUSE.id,))
    assert (said.text, said.twin) == (CLAUSE.say.zh, CLAUSE.text.en)


def test_an_english_reply_states_the_same_clause_the_other_way_round() -> None:
    said = next(sentence for sentence in written(stated(), reading=in_english()).sentences if sentence.evidence)
    assert (said.text, said.twin) == (CLAUSE.text.en, CLAUSE.say.zh)


@pytest.mark.parametrize(("lang", "price"), [("zh", "299元"), ("en", "¥299")])
def test_every_slot_of_a_move_is_filled_in_the_language_of_its_side(lang: str, price: str) -> None:
    slots = {
        "product": Bilingual(zh="5.5升空气炸锅", en="5.5 L air fryer"),
        "price": Bilingual(zh=money_text(Decimal(299), "CNY", "zh"), en=money_text(Decimal(299), "CNY", "en")),
    }
    reading = QUIET if lang == "zh" else in_english()
    draft = written(Answer(0, "compute", ("catalog#AF-55",), "price", slots), reading=reading)
    said = next(sentence for sentence in draft.sentences if sentence.evidence)
    assert price in said.text and ("5.5升空气炸锅" in said.text) is (lang == "zh")
    assert ("¥299" if lang == "zh" else "299元") in said.twin
    assert "{" not in said.text + said.twin


def test_a_slot_known_in_one_language_only_is_better_than_none() -> None:
    slots = {"product": Bilingual(zh="空气炸锅"), "price": Bilingual(zh="9元", en="¥9")}
    said = written(Answer(0, "compute", (), "price", slots)).text("twin")
    assert "空气炸锅" in said


def test_braces_in_a_shops_or_buyers_words_are_only_characters() -> None:
    slots = {"topic": Bilingual(zh="{price} {0} {", en="{price} {0} {")}
    draft = written(Answer(0, "escalate", (), "check_fact", slots))
    assert "{price} {0} {" in draft.text() and "{price} {0} {" in draft.text("twin")


def test_answers_stand_in_the_order_decided_between_an_opening_and_a_next_step() -> None:
    over = Answer(0, "refuse", (), "hold_price")
    draft = written(stated(), over)
    texts = [sentence.text for sentence in draft.sentences]
    assert texts[1] == CLAUSE.say.zh and texts[2] == load_phrases().say("hold_price", "zh", "friendly")
    assert texts[0] == load_phrases().say("open_named", "zh", "friendly", name="Li")
    assert texts[3] == load_phrases().say("close_after_sale", "zh", "friendly") and len(texts) == 4


@pytest.mark.parametrize("mode", ["ask", "offer", "escalate"])
def test_a_reply_that_ends_with_a_next_step_gets_no_second_one(mode: Any) -> None:
    draft = written(stated(), Answer(0, mode, (), "ask_order"))
    assert draft.sentences[-1].text == load_phrases().say("ask_order", "zh", "friendly")


def test_trouble_clearly_told_is_met_with_an_apology_first_and_half_heard_trouble_is_not() -> None:
    told = replace(QUIET, questions=(Question("收到就坏了", "defect", 0.9, "zh"),))
    half = replace(QUIET, questions=(Question("收到就坏了", "defect", 0.5, "zh"),))
    sorry = load_phrases().say("sorry", "zh", "friendly")
    assert written(stated(), reading=told).sentences[1].text == sorry
    assert sorry not in written(stated(), reading=half).text()


def test_a_letter_is_signed_and_a_chat_is_not() -> None:
    letter = CASE.model_copy(update={"channel": "email"})
    assert written(stated(), case=letter).sentences[-1].text == "灯舍客服"
    assert written(stated(), case=letter).sentences[-1].twin == "Lantern House support"
    assert "灯舍客服" not in written(stated()).text()


def test_a_clause_with_nothing_to_say_leaves_no_empty_sentence() -> None:
    empty = replace(CLAUSE, text=Bilingual(), say=Bilingual(), facts={})
    draft = written(stated(), evidence=(empty,))
    assert all(sentence.text and sentence.twin for sentence in draft.sentences)


# What is never said


def test_nothing_but_what_was_decided_is_taken_from_the_evidence() -> None:
    draft = written(stated())
    for side in ("reply", "twin"):
        text = draft.text(side)  # type: ignore[arg-type]
        for unwanted in (*OLD.text.texts(), *STAFF.text.texts(), "66", "187", "50"):
            assert unwanted not in text


def test_a_hand_over_states_nothing() -> None:
    draft = write_hand_over(CASE, QUIET, PROFILE, load_phrases())
    assert not any(char.isdigit() for char in draft.text() + draft.text("twin"))
    assert not any(sentence.evidence for sentence in draft.sentences)
    assert draft.sentences[-1].text == load_phrases().say("check_plain", "zh", "friendly")


@pytest.mark.parametrize(
    "name", ["Li", "陈先生", "Dana Whitlock", "O'Brien-Smith Jr.", "Jürgen Müller", "阿依古丽·买买提"]
)
def test_a_letter_calls_the_buyer_by_name(name: str) -> None:
    assert name in written(stated(), reading=in_english(), profile=FORMAL, case=called(name)).sentences[0].text


@pytest.mark.parametrize(
    "name",
    [
        "tb_5521980",
        "匿名用户",
        "Guest",
        "给您退500元",
        "您的全款五百元已批准",
        "全额退款",
        "VIP 50% off",
        "Free shipping",
        "www.cheap.example",
        "a@b.example",
        "加V: abc",
        "We refund the whole order today and send a new one",
        "Li,\nyour refund is approved",
        "<b>Li</b>",
        "\u202eiL",
        " ",
    ],
)
@pytest.mark.parametrize("profile", [PROFILE, FORMAL])
def test_a_user_name_that_is_no_persons_name_never_enters_a_reply(name: str, profile: Profile) -> None:
    for draft in (
        written(stated(), profile=profile, case=called(name)),
        write_hand_over(called(name), in_english(), profile, load_phrases()),
    ):
        unnamed = load_phrases().say("open", draft.lang, profile.voice.zh if draft.lang == "zh" else profile.voice.en)
        assert draft.sentences[0].text == unnamed


# Over whole sample shops


def asking(text: str, now: Any, **more: Any) -> Case:
    return Case.model_validate({"id": "t", "now": now, "messages": [{"role": "buyer", "text": text}]} | more)


@pytest.mark.parametrize("text", ["签收后多久可以无理由退货?运费谁出", "有质量问题多少天内可以退货?"])
async def test_a_superseded_clause_is_never_said_to_a_buyer_of_today(wenhuo: Shop, now: Any, text: str) -> None:
    signed = {"id": "W1", "status": "signed", "signed_at": now - timedelta(days=2), "items": [{"sku": "WH-AF55"}]}
    for more in ({}, {"order": signed}):
        draft = (await suggest(asking(text, now, **more), wenhuo)).draft
        assert draft is not None
        cited = {name for sentence in draft.sentences for name in sentence.evidence}
        assert any(name.startswith("policies/returns#") for name in cited)
        assert not any(name.startswith("policies/returns-2025") for name in cited)
        assert "15天" not in draft.text() and "5个工作日内退款" not in draft.text()


async def test_an_order_of_the_older_terms_is_answered_with_their_approved_wording(wenhuo: Shop, now: Any) -> None:
    draft = (await suggest(asking("签收后几天内可以无理由退货?", now, order_id="W2602190018"), wenhuo)).draft
    assert draft is not None
    old = wenhuo.folder.clauses["policies/returns-2025#no-reason"]
    assert (old.say.zh or "?") in draft.text() and (old.say.en or "?") in draft.text("twin")


def test_every_move_words_its_slots_in_both_languages() -> None:
    """A slot that only one language uses would drop a fact from its twin."""
    for move, texts in load_phrases().moves.items():
        used = {lang: {slots_of(text) for text in voices.values()} for lang, voices in texts.items()}
        widest = {lang: max(sets, key=len) for lang, sets in used.items()}
        if move not in {"open_named", "offer_discount_percent"}:  # a chat greeting leaves the name out; 9折 is 减10%
            assert widest["zh"] == widest["en"], move
