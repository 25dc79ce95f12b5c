"""The model writer: one typed call, in free wording. What it wrote is proof-read like any other text."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from agent.case import Case
from agent.errors import ModelError
from agent.model.answer import Answer, ChatModel
from agent.suggestion import Decision, Draft, Evidence, Finding, Reading, Sentence
from agent.write.brief import LANGUAGES, MOST_SENTENCES, write_brief, write_findings
from agent.write.plain import plain, without_ids
from knowledge.profile import Profile
from knowledge.tokens import count
from prompts import Message, PromptBook
from prompts.phrasebook import Phrasebook, load_phrases

MOST_LENGTH = 1200
"""Characters of a whole reply, in either language."""


class SentenceAnswer(BaseModel):
    """One sentence of the reply."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(description="the sentence in the reply's language")
    twin: str = Field(description="the same in the twin's language")
    evidence: list[str] = Field(description="ids of the evidence it rests on; empty for a greeting or a question")


class DraftAnswer(BaseModel):
    """The reply, sentence by sentence."""

    model_config = ConfigDict(extra="forbid")
    sentences: list[SentenceAnswer]


async def write_free(
    model: ChatModel,
    prompts: PromptBook,
    case: Case,
    reading: Reading,
    evidence: Sequence[Evidence],
    decision: Decision,
    profile: Profile,
    deadline: float,
    *,
    previous: Draft | None = None,
    findings: Sequence[Finding] = (),
    phrases: Phrasebook | None = None,
) -> tuple[Draft, Answer[DraftAnswer]]:
    """A draft, and the answer it was made of (model, tokens, calls). With `previous` and `findings` it is a rewrite.

    deadline: a moment on the clock of `time.monotonic`. phrases: approved wording; None for the house's own.
    Ids that are not among the evidence shown to the model are taken out. Raises ModelError: the endpoint's,
    or not retryable when the draft has no words.
    """
    phrases = load_phrases() if phrases is None else phrases
    brief = write_brief(case, reading, evidence, decision, profile, phrases, count)
    messages = prompts.render("draft", **brief.variables)
    if previous is not None:
        messages += _correction(prompts, previous, findings, decision)
    answer = await model.complete(messages, DraftAnswer, deadline)
    sentences = _sentences(answer.value, brief.citable)
    if not sentences:
        raise ModelError(f"model {answer.model} wrote a draft without words", retryable=False)
    return Draft(reading.reply_lang, reading.twin_lang, sentences, writer="model"), answer


def _correction(
    prompts: PromptBook, previous: Draft, findings: Sequence[Finding], decision: Decision
) -> tuple[Message, ...]:
    written = [
        SentenceAnswer(text=sentence.text, twin=sentence.twin, evidence=list(sentence.evidence))
        for sentence in previous.sentences
    ]
    return prompts.render(
        "revise",
        previous=DraftAnswer(sentences=written).model_dump_json(),
        findings=write_findings(previous, findings, decision),
        reply_language=LANGUAGES[previous.lang],
        twin_language=LANGUAGES[previous.twin_lang],
    )


def _sentences(answer: DraftAnswer, citable: frozenset[str]) -> tuple[Sentence, ...]:
    """Plain sentences with known ids, cut at the end where twelve or 1,200 characters are passed."""
    kept: list[Sentence] = []
    text_length = twin_length = 0
    for written in answer.sentences:
        text, twin = (without_ids(plain(side), citable) for side in (written.text, written.twin))
        text_length, twin_length = text_length + len(text), twin_length + len(twin)
        if len(kept) == MOST_SENTENCES or max(text_length, twin_length) > MOST_LENGTH:
            break
        if any(char.isalnum() for char in text):
            ids = dict.fromkeys(name.strip().strip("[]") for name in written.evidence)
            kept.append(Sentence(text, twin, tuple(name for name in ids if name in citable)))
    return tuple(kept)
