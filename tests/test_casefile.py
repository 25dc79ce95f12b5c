"""Cases from files."""

from __future__ import annotations

import json

import pytest

from agent.case import Case
from agent.casefile import CaseFault, read_case, read_cases
from agent.errors import CaseError

GOOD = {"id": "c1", "now": "2026-05-06T10:00:00+08:00", "messages": [{"role": "buyer", "text": "能退吗?"}]}


def test_a_case_is_read_and_eval_keys_are_dropped() -> None:
    case = read_case(json.dumps({**GOOD, "expected_action": "answer"}, indent=1), "c.json")
    assert case.text == "能退吗?"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"now": "2026-05-06T10:00:00"}, "c.json:1: now: 2026-05-06T10:00:00 has no time zone (add one, such as +08:00 or Z)"),  # noqa: E501
        ({"mesages": []}, "c.json:1: mesages: unknown key (did you mean messages?)"),
        ({"messages": [{"role": "seller", "text": "x"}]}, "c.json:1: messages.0.role: unknown value 'seller' (one of: buyer, agent, note)"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_bad_case_names_its_key(change: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(json.dumps({**GOOD, **change}), "c.json")
    assert str(caught.value) == said


def test_bad_lines_are_named_and_the_good_ones_go_on() -> None:
    good = json.dumps(GOOD).encode()
    lines = [b"\xef\xbb\xbf" + good, b"\n", b'{"id": \n', b"[1]\n", b'{"id": "\xff"}', b'{"id": "x", "now": 1}\n', good]
    found = list(read_cases(lines, "c.jsonl"))
    assert [item.line if isinstance(item, CaseFault) else item.id for item in found] == ["c1", 3, 4, 5, 6, "c1"]
    faults = [item for item in found if isinstance(item, CaseFault)]
    assert str(faults[0]) == "c.jsonl:3: is not JSON: expecting value at line 2, column 1"
    assert str(faults[1]) == 'c.jsonl:4: is not a JSON object; write {"id": …, "now": …, "messages": […]}'
    assert str(faults[2]) == "c.jsonl:5: is not UTF-8 text at byte 9 of the line; save it as UTF-8"
    assert (faults[3].id, faults[3].key) == ("x", "messages")
    assert isinstance(found[-1], Case)


def test_an_empty_text_is_no_case() -> None:
    with pytest.raises(CaseError, match="is empty; give one JSON object"):
        read_case("", "-")
