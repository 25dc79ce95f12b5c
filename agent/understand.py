"""understand(): what is asked in the buyer's own words, about what, at which desk, and what a person should see.

Local and fast; no model call. One embedding pass over the message, its pieces and the buyer's earlier messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.case import Case
from agent.reading import entities, language, pushes, risks, wording
from agent.reading.heard import Heard, hear
from agent.reading.lens import Lens
from agent.reading.questions import pieces
from agent.reading.stages import desk, problem_of
from agent.suggestion import Entity, Question, Reading, Risk
from knowledge.bilingual import Lang
from knowledge.gazetteer import Mention
from knowledge.orders import Order

_MAIL = frozenset({"email", "site_message"})
_BULK = frozenset({"bulk_quote", "sample"})
_THREAD_READ = 8
"""Buyer messages of the thread that are read again: the concession ledger keeps the rest."""


def understand(case: Case, lens: Lens, *, lang: Lang | None = None) -> Reading:
    """Read the buyer's latest burst in the light of the order and the thread. lang: the reply's, if it is settled."""
    mail = case.channel in _MAIL
    shown = wording.visible(case.text, mail=mail)
    folded = wording.fold(shown)
    mentions = lens.gazetteer.find(folded.text)
    ids = entities.order_ids(folded, lens.order_ids, lens.order_shapes, mentions)
    order = _order(case, ids, lens)
    before = [wording.visible(text, mail=mail) for text in pushes.bursts(case.messages)[:-1][-_THREAD_READ:]]
    parts = pieces(folded.text)
    heard = hear(
        folded.text, parts, [wording.fold(text).text for text in before], order, lens.intents, lens.embedder,
        names=[mention.span for mention in mentions],
    )  # fmt: skip
    tongue = _language(case, shown, [mention.text for mention in mentions] + [entity.text for entity in ids], before)
    reply, twin = language.reply_languages(tongue, lens.profile, lang)
    ranked = heard.intents()
    stage = desk(ranked, order, lens.intents, heard.earlier)
    problem = problem_of(heard.ranked_problems())
    found = [*ids, *entities.skus(folded, mentions)]
    found += entities.values(folded, lens.profile.currency, case.now.astimezone(lens.zone), found)
    return Reading(
        text=shown,
        language=tongue or reply,
        reply_lang=reply,
        twin_lang=twin,
        stage=stage,
        intents=ranked,
        questions=_questions(heard, folded, reply, lens),
        entities=tuple(sorted(found, key=lambda entity: entity.span.start)),
        skus=_skus(case, mentions, order, before, lens, bought=stage != "pre_sale"),
        order_ids=_order_ids(case, ids),
        problem=problem,
        pushes=pushes.pushes(problem, list(zip(before, heard.problems_before, strict=True)), lens.intents.seeds),
        quantity=_quantity(case, found, bulk=any(name in _BULK for name, _ in ranked)),
        media=frozenset().union(*(turn.media() for turn in case.messages if turn.role == "buyer")),
        promised=pushes.promised(parts, lens.intents.seeds),
        risks=_signs(case, folded, heard, ids, order, lens),
        mood=risks.mood(folded.text, lens.intents.seeds, heard.complaint),
    )  # fmt: skip


def _order(case: Case, named: Sequence[Entity], lens: Lens) -> Order | None:
    """The case's order; without one, an order named in the text that nobody else is known to own."""
    if case.order is not None:
        return case.order
    if case.order_id is not None:
        return lens.orders.get(case.order_id)
    for entity in named:
        order = lens.orders.get(entity.value)
        if order is not None and (order.buyer_id is None or order.buyer_id == case.buyer.id):
            return order
    return None


def _language(case: Case, shown: str, names: Sequence[str], before: Sequence[str]) -> str | None:
    """The message's language; a message of ids, pictures or "ok" alone takes the thread's, then the buyer's."""
    told = language.language_of(shown, names)
    for text in reversed(before):
        told = told or language.language_of(text, names)
    return told or case.buyer.lang


def _questions(heard: Heard, folded: wording.Folded, lang: Lang, lens: Lens) -> tuple[Question, ...]:
    """What is asked, without the orders to the assistant that stand around it."""
    asked = []
    orders = risks.orders_to_us(heard.parts, heard.risk, lens.intents)
    for group in heard.asked():
        inside = [part for part in heard.parts if group.start <= part.start and part.end <= group.end]
        own = [part for part in inside if part not in orders]
        start, end = (own[0].start, own[-1].end) if own else (group.start, group.end)
        span = folded.span(start, end)
        asked.append(Question(folded.shown[span.start : span.end], group.intent, round(group.confidence, 3), lang))
    return tuple(asked)


def _signs(
    case: Case, folded: wording.Folded, heard: Heard, ids: Sequence[Entity], order: Order | None, lens: Lens
) -> tuple[Risk, ...]:
    """One sign per kind; what the words say goes before what the meaning suggests."""
    lang = lens.profile.agent_language
    told = [(group.intent, group.confidence, folded.text[group.start : group.end]) for group in heard.groups]
    found = [
        *risks.signs(folded.text, heard.parts, heard.risk, lens.intents, lang),
        *risks.hidden_text(case.text, lang),
        *risks.other_peoples_orders([entity.value for entity in ids], lens.orders, case.buyer.id, lang),
        *risks.by_intent(told, lens.intents, lang),
        *risks.in_the_note(order.note if order is not None else None, lens.intents, lang),
    ]
    return tuple({risk.kind: risk for risk in reversed(found)}.values())


def _skus(
    case: Case, mentions: Sequence[Mention], order: Order | None, before: Sequence[str], lens: Lens, *, bought: bool
) -> tuple[str, ...]:
    now = list(mentions)
    for extra in (case.inquiry.product if case.inquiry is not None else None, case.subject):
        now = now or lens.gazetteer.find(extra or "")
    agent = [turn.text for turn in case.messages if turn.role == "agent"]
    earlier = [lens.gazetteer.find(text) for text in (*reversed(before), *reversed(agent))] if not now else []
    return entities.products_meant(now, order, earlier, bought=bought)


def _order_ids(case: Case, named: Sequence[Entity]) -> tuple[str, ...]:
    own = case.order.id if case.order is not None else case.order_id
    return tuple(dict.fromkeys([*([own] if own is not None else []), *(entity.value for entity in named)]))


def _quantity(case: Case, found: Sequence[Entity], *, bulk: bool) -> int | None:
    asked = entities.wanted(found, bulk=bulk or case.channel == "rfq")
    return asked if asked is not None or case.inquiry is None else case.inquiry.quantity
