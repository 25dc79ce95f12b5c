"""What a deciding part is given: the case, its reading, the evidence and the shop's records. Nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from agent.case import Case
from agent.deciding.attributes import Meanings
from agent.suggestion import Answer, AnswerMode, Evidence, Missing, Question, Reading, Recommendation
from agent.wording import product_text
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product
from knowledge.folder import ShopFolder
from knowledge.gazetteer import Gazetteer
from knowledge.orders import Order
from prompts.phrasebook import Phrasebook

RELEVANT = 0.5
"""From this relevance on (0..1, calibrated in knowledge.search) a passage counts as speaking to a question."""


SUITED = 0.4
FAINTLY_RELEVANT = 0.15
"""A clause whose heading speaks of the question's very intent needs to be only so relevant in its words."""
VERY_SUBJECT = 0.9
NO_SUBJECT = frozenset({"product_question", "usage_help", "recommend", "compare", "out_of_scope", "other"})
"""Intents that a heading cannot be about: any heading that is put as a question looks like them."""


CLEAR = 0.5
CLEAR_TROUBLE = 0.65
TROUBLE = frozenset(
    {"defect", "wrong_item", "missing_item", "damaged_in_transit", "lost_parcel", "late_delivery", "not_as_described"}
)
"""Intents that accuse somebody: "it arrived on the 3rd" sounds like one and is not."""


def clearly(question: Question) -> bool:
    """Is the intent heard well enough to act on when the message says more than this?"""
    return question.confidence >= (CLEAR_TROUBLE if question.intent in TROUBLE else CLEAR)


def speaks(evidence: Evidence, index: int, question: Question) -> bool:
    """Does this clause speak to the question: by its words, or by its heading's subject?"""
    relevance, suit = evidence.covers[index], evidence.suits[index]
    if relevance >= RELEVANT or (suit >= SUITED and relevance >= FAINTLY_RELEVANT):
        return True
    return suit >= VERY_SUBJECT and clearly(question) and question.intent not in NO_SUBJECT


@dataclass(frozen=True)
class Brief:
    """unheard: the words of a text that name something no passage of the shop speaks of."""

    case: Case
    reading: Reading
    evidence: tuple[Evidence, ...]
    folder: ShopFolder
    order: Order | None
    meanings: Meanings
    phrases: Phrasebook
    names: Gazetteer
    unheard: Callable[[str], tuple[str, ...]]

    @cached_property
    def by_id(self) -> Mapping[str, Evidence]:
        return {item.id: item for item in self.evidence}

    @property
    def zone(self) -> ZoneInfo:
        return self.folder.zone

    @property
    def today(self) -> date:
        return self.case.now.astimezone(self.zone).date()

    @property
    def currency(self) -> str:
        return self.folder.profile.currency

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The products spoken of, most certain first."""
        known = (self.folder.products.get(sku) for sku in self.reading.skus)
        return tuple(product for product in known if product is not None)

    @cached_property
    def heard(self) -> frozenset[int]:
        """The questions whose intent counts: beside a clear one, a half-heard one is answered only as it stands."""
        questions = self.reading.questions
        clear = frozenset(index for index, question in enumerate(questions) if clearly(question))
        return clear or frozenset(range(len(questions)))

    def found_for(self, question: int, *kinds: str) -> list[Evidence]:
        """Quotable evidence of these kinds for this question, best first."""
        fitting = [
            item
            for item in self.evidence
            if question in item.covers and item.quotable and (not kinds or item.kind in kinds)
        ]
        return sorted(fitting, key=lambda item: -item.ranks[question])

    def speaking(self, question: int, *kinds: str) -> Iterator[Evidence]:
        """Of these the ones that speak to the question, best first."""
        asked = self.reading.questions[question]
        speaking = (item for item in self.found_for(question, *kinds) if speaks(item, question, asked))
        return (item for item in speaking if not self._about_others(item))

    def _about_others(self, item: Evidence) -> bool:
        """Does it name products by sku or full name, and none of a kind that is spoken of here?"""
        kinds = {product.category or product.sku for product in self.products}
        if not kinds:
            return False
        named = [mention.sku for text in item.text.texts() for mention in self.names.find(text) if mention.exact]
        told = {self.folder.products[sku].category or sku for sku in named}
        return bool(told) and not told & kinds


@dataclass(frozen=True, slots=True)
class Settled:
    """What one part settled: things to say, evidence it made, what is missing, products to show beside."""

    answers: tuple[Answer, ...] = ()
    grounds: tuple[Evidence, ...] = ()
    missing: tuple[Missing, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    def __add__(self, later: Settled) -> Settled:
        return Settled(
            self.answers + later.answers, self.grounds + later.grounds, self.missing + later.missing,
            self.recommendations + later.recommendations,
        )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.answers)


def both(text: str) -> Bilingual:
    """A slot that reads the same in both languages: an id, a number, a buyer's own words."""
    return Bilingual(zh=text, en=text)


def say(question: int, move: str, *evidence: str, mode: AnswerMode = "compute", **slots: Bilingual) -> Answer:
    return Answer(question, mode, evidence, move, slots)


def product_slot(product: Product) -> Bilingual:
    return Bilingual(zh=product_text(product, "zh"), en=product_text(product, "en"))


def check_first(
    index: int, question: Question, *, who: str = "knowledge_owner", what: str = "no document answers this"
) -> Settled:
    """Nothing answers this: say that it is being checked, and note what is missing."""
    short = question.text.strip(" 。.?？!！~～,，")
    echoed = question.lang in ("zh", "en") and 2 <= len(short) <= 60 and not any(map(str.isdigit, short))
    move = "check_fact" if echoed else "check_plain"
    slots = {"topic": both(short)} if move == "check_fact" else {}
    return Settled(
        (Answer(index, "escalate", (), move, slots),),
        missing=(Missing(question.text, what, who),),
    )
