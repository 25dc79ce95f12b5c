"""What a clause or an order of the evidence entitles to: amounts given, programmes of others, refunds under way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.check.claims import RawClaim
from agent.check.grounds import Grounds, Source
from agent.check.identities import ids
from agent.check.statements import ClauseNote, Statement
from agent.quantities import equal

_CUT = re.compile(
    r"优惠|折|减|省|补贴|让利|便宜|差价|价保|降价|券|(?<![a-z])(?:discount|off(?![a-z])|cheaper|rebate|reduc|voucher|coupon|saving"
    r"|difference|price (?:match|protection)|deduct|half price)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"退|赔|补偿|补差|返现|返还|差价|价保"
    r"|(?<![a-z])(?:refund|compensat|credit|back(?![a-z])|reimburs|difference|return|price protection)",
    re.IGNORECASE,
)
_LONGER = re.compile(r"保修|质保|延保|联保|三包|(?<![a-z])(?:warrant|guarantee)", re.IGNORECASE)
_OF_AMOUNTS = {
    "partial_refund": _BACK, "full_refund": _BACK, "return_refund": _BACK, "price_match": _BACK, "coupon": _CUT,
    "discount_percent": _CUT, "discount_amount": _CUT, "extended_warranty": _LONGER,
}  # fmt: skip
_PROGRAMME = re.compile(
    r"国补|国家补贴|政府补贴|以旧换新|补贴|(?<![a-z])(?:subsid(?:y|ies|i[sz]ed)|trade-in)(?![a-z])", re.IGNORECASE
)
"""What others pay under a programme of theirs: it grants nothing that does not name it."""


def speaks_of(offer: str, text: str) -> bool:
    """Whether a clause that names the same amount is about giving it: half the MOQ is not half the price."""
    about = _OF_AMOUNTS.get(offer)
    return about is None or about.search(text) is not None


def not_of_a_programme(statement: Statement, claim: RawClaim) -> Sequence[ClauseNote]:
    """The clauses without those of a programme that neither the claim's sentence nor its neighbours name; a programme
    is named in the clause itself or in the one before it."""
    marked = [_PROGRAMME.search(clause.text) is not None for clause in statement.clauses]
    if not any(marked) or any(_PROGRAMME.search(each.text) for each in (claim.sentence, *claim.around)):
        return statement.clauses
    before = [False, *marked]
    return [each for each, own, last in zip(statement.clauses, marked, before, strict=False) if not (own or last)]


_UNDONE = re.compile(
    r"已取消|取消成功|交易关闭|已退款|退款(?:中|成功|完成)|已退货"
    r"|(?<![a-z])(?:cancel(?:l?ed)|refunded|returned|transaction type: refund)(?![a-z])",
    re.IGNORECASE,
)
_WHOLE_SUM = re.compile(r"实付|已付|付款|总|合计|退款|(?<![a-z])(?:paid|amount|total|refund)", re.IGNORECASE)


def paid_back(claim: RawClaim, grounds: Grounds) -> str | None:
    """The order that shows this very sum as paid and the order as cancelled, returned or refunded.

    An order that the sentence names must be that one."""
    if claim.value not in ("partial_refund", "full_refund") or claim.amount is None or claim.amount.kind != "money":
        return None
    for source in grounds.sources:
        if source.kind != "order" or not _UNDONE.search(source.plain_text) or not _shows(source, claim):
            continue
        if all(token.value in source.plain_text for token in ids(claim.sentence.text)):
            return source.id
    return None


def _shows(source: Source, claim: RawClaim) -> bool:
    return any(
        found.statement is not None
        and _WHOLE_SUM.search(found.statement.text) is not None
        and claim.amount is not None
        and equal(found.value, claim.amount, bounds=False)
        for found in source.found
    )
