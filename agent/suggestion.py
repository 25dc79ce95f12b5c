"""What passes between the steps and out of the house. Plain frozen records; no behaviour but views of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from knowledge.authority import OfferKind, Problem
from knowledge.bilingual import Bilingual, Lang
from knowledge.passage import Audience, Stage

Action = Literal["answer", "ask", "offer", "refuse", "escalate", "silent"]
Verdict = Literal["proved", "contradicted", "unproved"]
Severity = Literal["block", "warn", "info"]
Mood = Literal["calm", "worried", "angry"]
RiskKind = Literal[
    "spy", "scam", "injection", "extortion", "off_platform", "privacy", "fake_authority", "false_promise", "chargeback"
]
AnswerMode = Literal["state", "compute", "ask", "offer", "refuse", "escalate", "move"]
ClaimKind = Literal[
    "money", "percent", "quantity", "duration", "date", "count", "identity", "stance", "promise", "concession"
]  # fmt: skip
EvidenceKind = Literal["policy", "faq", "script", "sheet", "product", "order", "authority", "thread", "computed"]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character range [start, end) of the text it speaks of."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """One thing the buyer asks or tells, in the buyer's words. `confidence` in 0..1."""

    text: str
    intent: str
    confidence: float
    lang: Lang


@dataclass(frozen=True, slots=True)
class Entity:
    """A typed value in the buyer's message; kind is sku, order_id, or a kind of `agent.quantities`."""

    kind: str
    text: str
    span: Span
    value: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A sign that a person should see. Signs advise; they never decide alone."""

    kind: RiskKind
    why: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reading:
    """understand()'s result.

    language: what the buyer wrote (zh, en, or an ISO code for others, "zh-Hant" for traditional);
    reply_lang/twin_lang: what we write. intents: (name, confidence), strongest first, unique.
    skus: products spoken of, most certain first. problem: the authority problem, if any. pushes: how often
    the buyer has asked for a concession of this problem up to now (1 = first ask). media: photo/video seen in
    the thread. promised: what the buyer says was promised, in the buyer's words.
    """

    text: str
    language: str
    reply_lang: Lang
    twin_lang: Lang
    stage: Stage
    intents: tuple[tuple[str, float], ...]
    questions: tuple[Question, ...]
    entities: tuple[Entity, ...] = ()
    skus: tuple[str, ...] = ()
    order_ids: tuple[str, ...] = ()
    problem: Problem | None = None
    pushes: int = 0
    quantity: int | None = None
    media: frozenset[str] = frozenset()
    promised: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    mood: Mood = "calm"

    def has(self, *intents: str) -> bool:
        return any(name in intents for name, _ in self.intents)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citable thing that may prove a sentence.

    text: per language, as the source has it; say: approved wording; facts: machine-readable values;
    in_force_days: how old the source was on the day that picked its version, None where it has no date. score: 0..1
    from the search, 1.0 for look-ups.
    covers: index of `Reading.questions` -> how relevant it is to that question, 0..1. ranks: the same index -> its
    place among the evidence for that question, higher first. suits: index -> how much its heading speaks of the
    question's intent, 0..1.
    """

    id: str
    kind: EvidenceKind
    doc: str
    anchor: str
    text: Bilingual
    lang: Lang
    say: Bilingual = Bilingual()
    facts: Mapping[str, Any] = field(default_factory=dict)
    title: Bilingual = Bilingual()
    section: Bilingual = Bilingual()
    valid_from: date | None = None
    valid_until: date | None = None
    in_force_days: int | None = None
    audience: Audience = "buyer"
    score: float = 1.0
    skus: tuple[str, ...] = ()
    covers: Mapping[int, float] = field(default_factory=dict)
    ranks: Mapping[int, float] = field(default_factory=dict)
    suits: Mapping[int, float] = field(default_factory=dict)

    @property
    def quotable(self) -> bool:
        return self.audience == "buyer"


@dataclass(frozen=True, slots=True)
class Allowance:
    """The ceiling of one authority rule for this role, item and rung.

    ceiling in `unit`: percent (0..100), money (major units of `currency`), month, or count. approver: the lowest
    role that may give more, or None. evidence: the rule and what it rests on.
    """

    rule: str
    problem: Problem
    offer: OfferKind
    ceiling: Decimal
    unit: Literal["percent", "money", "month", "count"]
    currency: str
    approver: str | None
    evidence: tuple[str, ...]
    gifts: tuple[str, ...] = ()
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Withheld:
    """A rule of this problem that gives nothing now. lacking: what must come first; else its rung is not reached.

    rung: the rule's own, from 1; now: the rung that the conversation stands on.
    """

    allowance: Allowance
    lacking: tuple[str, ...]
    rung: int
    now: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Something given in this draft. cost: what it costs the shop, in major units, None when unknown."""

    offer: OfferKind
    value: Decimal | None
    unit: Literal["percent", "money", "month", "count"]
    currency: str
    evidence: tuple[str, ...]
    cost: Decimal | None = None
    gift: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing for an answer and who could unlock it: which fact, whose decision, which document."""

    question: str
    what: str
    who: Literal["buyer", "agent", "lead", "knowledge_owner"] | str


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing to say for one question, in order.

    mode `state`: say what the evidence says (approved wording first); any other mode: say `move` with `slots`.
    question: index of `Reading.questions`, -1 for the message as a whole. focus: the buyer's words that choose the
    sentences of a long clause.
    """

    question: int
    mode: AnswerMode
    evidence: tuple[str, ...] = ()
    move: str | None = None
    slots: Mapping[str, Bilingual] = field(default_factory=dict)
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A product shown beside the draft and why: a real feature of its sheet."""

    sku: str
    name: Bilingual
    why: Bilingual
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """decide()'s result: the action, the answers in order, and the limits that hold for any writer.

    grounds: evidence that deciding itself made: the rules it used and its arithmetic. withheld: rules that would give
    something later. standing: no case was decided; the allowances are upper bounds for any text of this role.
    """

    action: Action
    stage: Stage
    intents: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    offers: tuple[Offer, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    approver: str | None = None
    missing: tuple[Missing, ...] = ()
    must_say: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    grounds: tuple[Evidence, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    why: str = ""
    withheld: tuple[Withheld, ...] = ()
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in the reply language with its twin and the evidence it rests on ("" twin = none yet)."""

    text: str
    twin: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer wrote. reply/twin join the sentences with the language's spacing."""

    lang: Lang
    twin_lang: Lang
    sentences: tuple[Sentence, ...]
    writer: Literal["strict", "model"]

    def text(self, which: Literal["reply", "twin"] = "reply") -> str:
        lang = self.lang if which == "reply" else self.twin_lang
        parts = [sentence.text if which == "reply" else sentence.twin for sentence in self.sentences]
        return ("" if lang == "zh" else " ").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of a finished text. span: characters of that text; side: which text it is of."""

    kind: ClaimKind
    text: str
    span: Span
    value: Any
    unit: str | None
    verdict: Verdict
    evidence: tuple[str, ...] = ()
    why: str = ""
    side: Literal["reply", "twin"] = "reply"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person must know about a text; `block` keeps it from being suggested."""

    rule: str
    severity: Severity
    why: str
    span: Span | None = None
    fix: str = ""
    side: Literal["reply", "twin"] = "reply"


@dataclass(frozen=True, slots=True)
class Usage:
    ms: float
    ms_by_step: Mapping[str, float]
    model_calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Versions:
    knowledge: str
    policy: str
    prompt: str
    model: str | None
    writer: str
    youju: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole result for one case; doors record it and present a view of it."""

    id: str
    at: datetime
    action: Action
    draft: Draft | None
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    decision: Decision
    evidence: tuple[Evidence, ...]
    reading: Reading
    recommendations: tuple[Recommendation, ...]
    versions: Versions
    usage: Usage
