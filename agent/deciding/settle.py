"""Settling one question: which part is for it, and what is done where there is none."""

from __future__ import annotations

from collections.abc import Callable

from agent.deciding.brief import Brief, Settled, check_first, say
from agent.deciding.choosing import compare, recommend
from agent.deciding.orders import about_order, ask_order, price_dropped, shipping_time, status, track
from agent.deciding.prices import price, quotation
from agent.deciding.problems import ORDER_PROBLEMS, bargain, problem
from agent.deciding.properties import certificate, named_properties, nearest_said, product_question, warranty
from agent.deciding.remedies import Remedies
from agent.deciding.risks import internal
from agent.deciding.statements import dated, stated
from agent.deciding.stock import availability, restock
from agent.suggestion import Missing

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
OPEN = frozenset({"product_question", "usage_help", "compare", "other"})
"""Intents that can be about anything: a thing that the shop never writes of makes what was found no answer."""
OF_THE_SHEET = frozenset({"usage_help", "repair", "customisation", "other", "out_of_scope"})
"""Intents beside those of the goods that a product's sheet may speak to."""
MONEY_TALK = frozenset({"bargain", "promotion"})


def settle(index: int, brief: Brief, found: Remedies, so_far: Settled) -> Settled:
    """What is said to this question. found: the remedies of this case; so_far: what earlier questions settled."""
    if index not in brief.heard:
        return _half_heard(index, brief)
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
