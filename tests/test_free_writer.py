"""The model writer: what is asked, and what is kept of the answer."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Any

import pytest
from draft_case import CASE, CLAUSE, DECISION, EVIDENCE, FINDINGS, PREVIOUS, PROFILE, READING
from openai_server import answers, serving
from pydantic import SecretStr

from agent.errors import ModelError
from agent.model import Answer, OpenAIModel
from agent.suggestion import Draft, Evidence
from agent.write.brief import write_brief
from agent.write.free import DraftAnswer, write_free
from agent.write.plain import plain, without_ids
from knowledge.bilingual import Bilingual
from knowledge.tokens import count
from prompts import Message, load_prompts
from prompts.phrasebook import load_phrases


class ScriptedModel:
    """Answers with these sentences and keeps what it was asked."""

    def __init__(self, *sentences: tuple[str, str, list[str]]) -> None:
        self.sentences = [{"text": text, "twin": twin, "evidence": ids} for text, twin, ids in sentences]
        self.asked: tuple[Message, ...] = ()

    async def complete(self, messages: Sequence[Message], schema: Any, deadline: float) -> Answer[Any]:
        self.asked = tuple(messages)
        return Answer(schema.model_validate({"sentences": self.sentences}), "scripted", 100, 20, 1)


async def written(
    model: Any, evidence: Sequence[Evidence] = EVIDENCE, **more: Any
) -> tuple[Draft, Answer[DraftAnswer]]:
    deadline = time.monotonic() + 5
    return await write_free(model, load_prompts(), CASE, READING, evidence, DECISION, PROFILE, deadline, **more)


async def test_a_draft_has_both_languages_its_evidence_and_its_usage() -> None:
    model = ScriptedModel(("可以退您15元哦。", "We can refund you ¥15.", ["authority#minor-defect-refund"]))
    draft, answer = await written(model)
    assert draft.writer == "model"
    assert (draft.lang, draft.twin_lang) == ("zh", "en")
    assert draft.text() == "可以退您15元哦。"
    assert draft.text("twin") == "We can refund you ¥15."
    assert draft.sentences[0].evidence == ("authority#minor-defect-refund",)
    assert (answer.model, answer.tokens_in, answer.tokens_out, answer.calls) == ("scripted", 100, 20, 1)


async def test_ids_that_were_not_shown_are_taken_out() -> None:
    ids = ["policies/bottom-lines#refund", "policies/made-up#x", "[policies/returns#minor-defect]", "orders#A-10293"]
    draft, _ = await written(ScriptedModel(("好的。", "Fine.", ids)))
    assert draft.sentences[0].evidence == ("policies/returns#minor-defect", "orders#A-10293")


async def test_at_most_twelve_sentences_and_1200_characters_are_kept() -> None:
    draft, _ = await written(ScriptedModel(*[(f"第{n}句。", f"Sentence {n}.", []) for n in range(20)]))
    assert len(draft.sentences) == 12
    draft, _ = await written(ScriptedModel(*[("长" * 500, "long", []) for _ in range(5)]))
    assert len(draft.text()) == 1000
    draft, _ = await written(ScriptedModel(*[("短。", "x" * 500, []) for _ in range(5)]))
    assert len(draft.sentences) == 2


@pytest.mark.parametrize("sentences", [(), (("", "", []),), (("** **\u200b", "x", []),), (("长" * 1300, "x", []),)])
async def test_a_draft_without_words_is_a_model_error_that_is_not_tried_again(sentences: Any) -> None:
    with pytest.raises(ModelError, match="wrote a draft without words") as caught:
        await written(ScriptedModel(*sentences))
    assert caught.value.retryable is False


async def test_a_rewrite_shows_the_draft_and_what_was_found() -> None:
    model = ScriptedModel(("好的。", "Fine.", []))
    await written(model, previous=PREVIOUS, findings=FINDINGS)
    assert [message.role for message in model.asked] == ["system", "user", "assistant", "user"]
    assert '"text":"这边可以退您99元。"' in model.asked[2].text
    found = model.asked[3].text
    assert "99元" in found
    assert "the limit of this rule is ▒" in found
    assert found.index("must be put right") < found.index("better put right")
    assert "nothing to do" not in found


async def test_the_writer_works_over_the_wire() -> None:
    text = '{"sentences": [{"text": "**可以**退您15元。", "twin": "¥15 back.", "evidence": ["orders#A-10293"]}]}'
    with serving(answers(text)) as server:
        model = OpenAIModel(("m",), base_url=server.url, api_key=SecretStr("sk-1"))
        draft, answer = await written(model)
        await model.aclose()
    assert draft.text() == "可以退您15元。"
    assert (answer.tokens_in, answer.tokens_out) == (11, 7)


# What is shown


def brief_of(evidence: Sequence[Evidence] = EVIDENCE, **changed: Any) -> Any:
    decision = dataclasses.replace(DECISION, **changed)
    return write_brief(CASE, READING, evidence, decision, PROFILE, load_phrases(), count)


def test_evidence_over_the_budget_goes_lowest_score_first_but_what_the_decision_rests_on_stays() -> None:
    long = Bilingual(zh="商品说明书里的一句话。" * 60)
    more = [
        dataclasses.replace(CLAUSE, id=f"faq/care#{n}", say=Bilingual(), text=long, score=n / 10) for n in range(1, 10)
    ]
    shown = [item["id"] for item in brief_of([*more, dataclasses.replace(CLAUSE, score=0.01)]).variables["evidence"]]
    assert shown[:3] == ["policies/returns#minor-defect", "faq/care#9", "faq/care#8"]
    assert "faq/care#1" not in shown
    assert 3 <= len(shown) < 10


def test_staff_text_and_rules_are_never_shown_and_only_granted_rules_can_be_cited() -> None:
    brief = brief_of()
    assert [item["id"] for item in brief.variables["evidence"]] == [
        "policies/returns#minor-defect",
        "orders#A-10293",
        "policies/returns-2025#minor-defect",
    ]
    assert "authority#minor-defect-refund" in brief.citable
    assert "authority#minor-defect-refund" not in brief_of(offers=()).citable
    assert "policies/bottom-lines#refund" not in brief.citable


def test_a_thread_is_shown_without_notes_and_at_most_twenty_turns() -> None:
    turns = [{"role": "buyer" if n % 2 else "agent", "text": f"turn {n}"} for n in range(50)]
    case = CASE.model_validate(
        {
            "id": "c",
            "now": CASE.now,
            "messages": [*turns, {"role": "note", "text": "x"}, {"role": "agent", "text": "y"}],
        }
    )
    brief = write_brief(case, READING, (), DECISION, PROFILE, load_phrases(), count)
    assert len(brief.variables["thread"]) == 20
    assert brief.variables["thread"][-1] == {"who": "agent", "text": "y"}


def test_a_long_message_is_cut_at_4000_characters() -> None:
    case = CASE.model_validate({"id": "c", "now": CASE.now, "messages": [{"role": "buyer", "text": "啊" * 5000}]})
    latest = write_brief(case, READING, (), DECISION, PROFILE, load_phrases(), count).variables["latest"]
    assert latest == "啊" * 4000 + " …"


def test_a_buyer_of_another_language_is_greeted_in_it() -> None:
    reading = dataclasses.replace(READING, language="ru", reply_lang="en", twin_lang="zh")
    brief = write_brief(CASE, reading, EVIDENCE, DECISION, PROFILE, load_phrases(), count)
    text = load_prompts().render("draft", **brief.variables)[1].text
    assert 'The buyer writes in the language "ru": open with a short greeting in it, then go on in English.' in text


def test_text_out_of_force_says_so() -> None:
    old = brief_of().variables["evidence"][-1]
    assert old["validity"] == "no longer in force since 2026-02-28"


# Plain text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**可以**退的,*放心*", "可以退的,放心"),
        ("尺寸30*20*10 cm, 2 * 3", "尺寸30*20*10 cm, 2 * 3"),
        ("SKU AF_55_B and __bold__ and `code`", "SKU AF_55_B and bold and code"),
        ("## 退货\n- 第一步\n* 第二步", "退货 第一步 第二步"),
        ("见[退货政策](https://evil.example/x)", "见退货政策"),
        ("看图![x](http://evil.example/a.png)好吗", "看图好吗"),
        ("<b>可以</b><script>alert(1)</script><img src=x onerror=alert(1)>退", "可以退"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;好", "好"),
        ("温度<40°C且a<b", "温度<40°C且a<b"),
        ("<!-- hidden -->您好", "您好"),
        ("您\u200b好\u202e\U000e0041", "您好"),
        ("```json\n您好\n```", "您好"),
        ("5 > 3", "5 > 3"),
    ],
)
def test_a_sentence_becomes_plain_text(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_citations_written_into_the_text_are_taken_out() -> None:
    ids = frozenset({"policies/returns#no-reason"})
    assert without_ids("7天内可退 [policies/returns#no-reason]。", ids) == "7天内可退。"
    assert without_ids("见【policies/returns#other】", ids) == "见【policies/returns#other】"
