"""Numbers that name rather than count: list markers, steps, suites, parts of codes and words."""

from __future__ import annotations

import re

from agent.quantities.numbers import Numeral

_BARE_STOP_AFTER = re.compile(r"大促|促销|活动|[A-Za-z_#°]|-[A-Za-z]|[-/.]\d|\.\d|[:]\d")
_BARE_STOP_BEFORE = re.compile(r"(?:双|[Dd]ouble\s?|[A-Za-z]-|#|№|No\.?\s?|[A-Za-z]|/|\d[-/.:])$")
_LISTED_BEFORE = re.compile(r"(?:^|\n)[ \t]*(?:[-*#>]+[ \t]*)?(?:\*\*|__)?\(?$")
_LISTED_AFTER = re.compile(r"(?:[.)](?=[ \t*_]*[^\s\d])|[.)][ \t]+(?=\S)|、)")
_NAMED_BEFORE = re.compile(
    r"(?:第|步骤|选项|图|附件|附录|示例|(?<![A-Za-z])(?:address|line|step|option|point|page|figure|chapter|section"
    r"|question|note|appendix|example|suite|apt\.?|apartment|room|flat|bldg\.?|building|zip(?: code)?|postcode"
    r"|postal code))[\s:*#]*$",
    re.IGNORECASE,
)
"""What a number only tells apart from others of its kind: step 2, address line 1, suite 394."""
_REACH_OF_NAME = 20
_LONGEST_MARKER = 3
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![A-Za-z])")
_LONGEST_BARE = 7


def is_label(text: str, number: Numeral) -> bool:
    """Part of a name, code or address rather than an amount: 3D, A4, 12345678, 双12, step 2. Digits of plain text."""
    if _ORDINAL.match(text, number.end):
        return False
    before = text[max(0, number.start - 8) : number.start]
    if _BARE_STOP_AFTER.match(text, number.end) or _BARE_STOP_BEFORE.search(before):
        return True
    digits = text[number.start : number.end]
    if not digits.isdigit():
        return False
    return len(digits) > _LONGEST_BARE or _is_marker(text, number.start, number.end)


def _is_marker(text: str, start: int, end: int) -> bool:
    """The number of a list's line, or one that only names: "2. Click", Address Line 1, Suite 394, 第3步."""
    first = max(0, start - _REACH_OF_NAME)
    listed = end - start < _LONGEST_MARKER and _LISTED_AFTER.match(text, end)
    if listed and _LISTED_BEFORE.search(text, first, start):
        return True
    return _NAMED_BEFORE.search(text, first, start) is not None
