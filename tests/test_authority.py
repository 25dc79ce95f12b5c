"""Rules of authority.toml."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.authority import Rule

GOOD: dict[str, Any] = {"id": "r", "problem": "bargain", "offer": "coupon", "limits": {"agent": 0}}


def test_zero_is_a_limit() -> None:
    assert Rule.model_validate(GOOD).limits == {"agent": 0}


@pytest.mark.parametrize("need", ["photo", "order_signed_within_days:7", "min_qty:50", "min_amount:99.50"])
def test_known_needs_are_taken(need: str) -> None:
    assert Rule.model_validate({**GOOD, "needs": [need]}).needs == (need,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"limits": {"agent": -1}}, "the limit of agent is negative"),
        ({"limits": {"boss": 1}}, "unknown role boss; the roles of shop.toml are agent, lead"),
        ({"limits": {}}, "is empty; name each role"),
        ({"offer": "discount_percent", "limits": {"agent": 101}}, "a discount is at most 100"),
        ({"max_percent_of_item": 101}, "less than or equal to 100"),
        ({"needs": ["photo:1"]}, "unknown need 'photo:1'"),
        ({"needs": ["min_qty"]}, "unknown need 'min_qty'"),
        ({"needs": ["order_signed_within_weeks:2"]}, "unknown need"),
        ({"offer": "gift"}, "names no gift"),
        ({"currency": "RMB"}, "write CNY"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Rule.model_validate({**GOOD, **change}, context={"roles": ("agent", "lead")})
