"""decide(): what may be stated, offered, asked or refused, and who may send it. Pure code over policy and evidence."""

from __future__ import annotations

from functools import partial

from agent.case import Case
from agent.deciding.brief import Brief, Settled, say
from agent.deciding.decided import decided
from agent.deciding.problems import remedies_for
from agent.deciding.remedies import Remedies, standing_allowances
from agent.deciding.risks import refusals, risky, unverified_promise
from agent.deciding.settle import settle
from agent.lookups import order_of
from agent.shop import Shop
from agent.suggestion import Action, Answer, Decision, Evidence, Offer, Reading
from knowledge.folder import ShopFolder
from knowledge.unheard import unheard

DEMANDS = frozenset({"off_platform", "privacy_other_order", "bad_review_threat", "internal_info"})
"""Intents that no reply may meet: a clause beside the refusal is its reason."""
CHECKING = frozenset({"check_fact", "check_plain"})
FOR_SOMEBODY_ELSE = frozenset({"needs_decision", "check_promise"})
"""Moves after which nothing more can be settled here: a person decides."""


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
        if not risky(question.text, brief):
            settled += settle(index, brief, found, settled)
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
        withheld=found.withheld,
    )


def standing_decision(folder: ShopFolder, role: str) -> Decision:
    """The limits that hold for a text without a case: whatever any rule gives this role."""
    allowances = standing_allowances(folder.rules, role, folder.profile.roles.order, folder.profile.currency)
    return Decision("answer", "pre_sale", (), (), allowances=allowances, standing=True)


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
    """What the reply as a whole does; giving counts before refusing, refusing before stating, stating before asking."""
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
