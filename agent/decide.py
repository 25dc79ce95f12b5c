"""decide(): what may be stated, offered, asked or refused, and who may send it. Pure code over policy and evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from agent.case import Case
from agent.deciding.brief import Brief, Settled, check_first, say
from agent.deciding.choosing import compare, recommend
from agent.deciding.decided import decided
from agent.deciding.orders import about_order, ask_order, price_dropped, shipping_time, status, track
from agent.deciding.prices import price, quotation
from agent.deciding.problems import ORDER_PROBLEMS, bargain, problem, remedies_for
from agent.deciding.properties import certificate, named_properties, nearest_said, product_question, warranty
from agent.deciding.remedies import Remedies, standing_allowances
from agent.deciding.risks import internal, refusals, risky, unverified_promise
from agent.deciding.statements import dated, stated
from agent.deciding.stock import availability, restock
from agent.lookups import order_of
from agent.shop import Shop
from agent.suggestion import Action, Answer, Decision, Evidence, Missing, Offer, Reading
from knowledge.folder import ShopFolder
from knowledge.unheard import unheard

Handler = Callable[[int, Brief], Settled]
HANDLERS: dict[str, Handler] = {
    "availability": availability,
    "restock": restock,
    "price": price,
    "bulk_quote": quotation,
    "product_question": product_question,
    "certificate": certificate,
    "recommend": recommend,
    "compare": compare,
    "warranty": warranty,
    "track_parcel": track,
    "ship_time": shipping_time,
    "delivery_time": shipping_time,
    "change_address": about_order,
    "change_order": about_order,
    "cancel_order": about_order,
    "refund_status": about_order,
    "price_drop": price_dropped,
    "return_request": dated,
    "exchange_request": dated,
    "internal_info": internal,
}
"""Intent -> the part that settles it. An intent without a part is settled by the documents alone."""

SOCIAL = {"greeting": "welcome", "thanks": "thanks_back", "goodbye": "farewell"}
ABOUT_GOODS = frozenset({"availability", "restock", "price", "certificate"})
"""Intents whose part says what the record of a product holds: never wrong, at worst not asked for."""
DEMANDS = frozenset({"off_platform", "privacy_other_order", "bad_review_threat", "internal_info"})
CHECKING = frozenset({"check_fact", "check_plain"})
OPEN = frozenset({"product_question", "usage_help", "compare", "other"})
"""Intents that can be about anything: a thing that the shop never writes of makes what was found no answer."""
OF_THE_SHEET = frozenset({"usage_help", "repair", "customisation", "other", "out_of_scope"})
"""Intents beside those of the goods that a product's sheet may speak to."""
FOR_SOMEBODY_ELSE = frozenset({"needs_decision", "check_promise"})
"""Moves after which nothing more can be settled here: a person decides."""
MONEY_TALK = frozenset({"bargain", "promotion"})


def decide(case: Case, reading: Reading, evidence: tuple[Evidence, ...], shop: Shop) -> Decision:
    """Settle every question in order, then name the action that the whole amounts to."""
    brief = Brief(
        case, reading, evidence, shop.folder, order_of(case, shop.folder.orders), shop.meanings, shop.phrases,
        shop.lens.gazetteer, partial(unheard, shop.index),
    )  # fmt: skip
    found = remedies_for(brief)
    settled = refusals(brief)
    if reading.promised and reading.has("fake_promise"):
        settled += unverified_promise(brief)
    for index, question in enumerate(reading.questions):
        if risky(question.text, brief):
            continue
        settled += _settle(index, brief, found, settled) if index in brief.heard else _half_heard(index, brief)
    if not settled.answers:
        settled = Settled((say(-1, "greeting_only_symbols", mode="ask"),))
    answers, own_words = decided(_once(settled.answers), shop)
    return Decision(
        action=_action(answers, reading),
        stage=reading.stage,
        intents=tuple(name for name, _ in reading.intents),
        questions=tuple(question.text for question in reading.questions),
        answers=answers,
        offers=_given(answers, found),
        allowances=found.allowances,
        approver=found.approver,
        missing=tuple(dict.fromkeys(settled.missing)),
        must_say=_must_say(answers),
        must_not=_must_not(found),
        grounds=settled.grounds + own_words,
        recommendations=tuple(dict.fromkeys(settled.recommendations)),
    )


def standing_decision(folder: ShopFolder, role: str) -> Decision:
    """The limits that hold for a text without a case: whatever any rule gives this role."""
    allowances = standing_allowances(folder.rules, role, folder.profile.roles.order, folder.profile.currency)
    return Decision("answer", "pre_sale", (), (), allowances=allowances)


def _settle(index: int, brief: Brief, found: Remedies, so_far: Settled) -> Settled:
    question = brief.reading.questions[index]
    if question.intent in SOCIAL:
        return _courtesy(index, brief)
    if question.intent == "fake_promise" and brief.reading.promised:
        return Settled()
    if question.intent == "bargain" or (brief.reading.problem == "bargain" and question.intent in MONEY_TALK):
        return _bargain(index, brief, found, so_far)
    if question.intent == "postage" and (back := _going_back(brief)) is not None:
        return Settled() if _settled(back, so_far) else dated(back, brief)
    if _troubled(question.intent, brief):
        return _problem(index, brief, found)
    if question.intent in OPEN and (strange := _strange(question.text, brief)):
        what = f"no document speaks of {', '.join(strange)}"
        return named_properties(index, brief) + check_first(index, question, what=what)
    if question.intent in HANDLERS:
        return HANDLERS[question.intent](index, brief) or check_first(index, question)
    kinds = ("policy", "faq", "sheet") if question.intent in OF_THE_SHEET else ("policy", "faq")
    return stated(index, brief, *kinds) or _unanswered(index, brief)


def _courtesy(index: int, brief: Brief) -> Settled:
    """A greeting, thanks or goodbye is answered in kind where it is all there is, the last word of it once."""
    intents = [question.intent for question in brief.reading.questions]
    last = index == len(intents) - 1
    return Settled((say(-1, SOCIAL[intents[index]], mode="move"),) if last and set(intents) <= SOCIAL.keys() else ())


def _half_heard(index: int, brief: Brief) -> Settled:
    """A question whose intent is unclear, beside clear ones: of the product spoken of, else what a clause says.

    Otherwise the agent is told; the reply does not guess what was meant.
    """
    question = brief.reading.questions[index]
    if question.intent in ABOUT_GOODS and brief.products:
        return HANDLERS[question.intent](index, brief)
    text = question.text
    return nearest_said(index, brief) or Settled(missing=(Missing(text, "what exactly is asked", "agent"),))


def _going_back(brief: Brief) -> int | None:
    """The question that asks to send something back: beside it, postage is the parcel's way back."""
    asked = enumerate(brief.reading.questions)
    return next((at for at, question in asked if question.intent in {"return_request", "exchange_request"}), None)


def _settled(question: int, so_far: Settled) -> bool:
    return any(answer.question == question for answer in so_far.answers)


def _strange(text: str, brief: Brief) -> tuple[str, ...]:
    """What the question names and the shop never writes of; in other languages every word would be such a one."""
    return brief.unheard(text) if brief.reading.language[:2] in {"zh", "en"} else ()


def _troubled(intent: str, brief: Brief) -> bool:
    """Is this the part of the message that tells the problem? `defect` tells of defect_minor and defect_major."""
    problem = brief.reading.problem
    return problem in ORDER_PROBLEMS and (problem == intent or problem.startswith(f"{intent}_"))


def _bargain(index: int, brief: Brief, found: Remedies, so_far: Settled) -> Settled:
    """Offered or refused once for the whole message, after what the shop's public rules say."""
    if any(answer.move in {"final_price", "hold_price"} or answer.mode == "offer" for answer in so_far.answers):
        return Settled()
    return bargain(index, brief, found)


def _problem(index: int, brief: Brief, found: Remedies) -> Settled:
    if brief.reading.problem == "price_drop":
        return price_dropped(index, brief)
    settled = problem(index, brief, found)
    if brief.reading.problem in {"late_delivery", "lost_parcel"} and brief.order is not None:
        settled = track(index, brief) + settled
    if settled:
        return settled
    return ask_order(index, brief) if brief.order is None else check_first(index, brief.reading.questions[index])


def _unanswered(index: int, brief: Brief) -> Settled:
    """No part and no document: small talk stays out of scope, a question is checked, an order's state is told."""
    question = brief.reading.questions[index]
    if question.intent == "out_of_scope":
        return Settled((say(index, "out_of_scope", mode="refuse"),))
    if question.intent in {"complaint", "human_request"}:
        return status(index, brief) + check_first(index, question, who="lead")
    return check_first(index, question)


def _once(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The same clause or move is said once, however many questions it answers."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Answer] = []
    for answer in answers:
        key = (answer.move, answer.evidence, tuple(slot.zh for slot in answer.slots.values()))
        if answer.move in CHECKING and any(other.move in CHECKING for other in kept):
            continue
        if key not in seen:
            seen.add(key)
            kept.append(answer)
    return tuple(kept)


def _action(answers: tuple[Answer, ...], reading: Reading) -> Action:
    """What the reply as a whole does; giving counts before refusing, refusing before stating, stating before asking.

    A clause beside the refusal of a demand is the reason of the refusal.
    """
    demands = {at for at, question in enumerate(reading.questions) if question.intent in DEMANDS}
    modes = {answer.mode for answer in answers if not (answer.mode == "state" and answer.question in demands)}
    if "offer" in modes:
        return "offer"
    if "refuse" in modes and not modes & {"state", "compute"}:
        return "refuse"
    if any(answer.move in FOR_SOMEBODY_ELSE for answer in answers):
        return "escalate"
    if "ask" in modes:
        return "ask"
    if modes & {"state", "compute"}:
        return "answer"
    return "escalate" if "escalate" in modes else "answer"


def _given(answers: tuple[Answer, ...], found: Remedies) -> tuple[Offer, ...]:
    said = {answer.evidence[0] for answer in answers if answer.mode == "offer"}
    return tuple(offer for offer in found.offers if offer.evidence[0] in said)


def _must_say(answers: tuple[Answer, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.evidence[0] for answer in answers if answer.mode == "state" and answer.evidence))


def _must_not(found: Remedies) -> tuple[str, ...]:
    """Standing prohibitions, and the ladder's own: no more than the current offer."""
    standing = ("state what no evidence says", "promise a time or a result", "name a limit or an internal reason")
    return standing if found.offers else (*standing, "offer any concession")
