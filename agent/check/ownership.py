"""Whose a value is: asserted by the writer, or denied, or quoted from the buyer."""

from __future__ import annotations

import re

from agent.check.statements import ClauseNote
from agent.quantities import Value

_REACH = 100
"""Characters around a value that can deny or quote it."""
_DENIED_BEFORE = re.compile(
    r"(?:没有|并?不是|并非|不到|给不[到了]|做不[到了]|(?:不能|无法|没法|没办法)(?:再|继续)?(?:给|做|打|优惠|便宜|降"
    r"|减|退|补偿|提供|同意|接受|按|到|承诺"
    r"|保证)[^,。;]{0,10}|不(?:做|打|提供|接受|支持))[^,。;\d]{0,6}$"
    r"|(?:不要|请勿|勿|别|不能|不可|不应)(?:先|再)?(?:把|将|按|以|拿)[^,。;\d]{0,6}$"
    r"|(?:用|连|装|接|带)不了[^,。;\d]{0,4}$"
    r"|(?<![a-z])(?:not|no|isn[’']t|cannot|can[’']?t|unable to|never|instead of|rather than)(?:\s(?:able|be|go|give"
    r"|offer|do|match|agree|a|an|the|as|to|you|refund|accept|promise|guarantee|any|take|discount|of|another"
    r"|extra|arrange|compensate|confirm|approve|grant|issue|pay|that|this|your|use|connect|on|with|for|treat|regard))*\s*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^,。;]{0,9}(?:给不|做不|办不|答应不|不行|不可以|没办法|没法|无法|是没有|没有办法|太难|难以)|^[^,.;]{0,25}(?:(?:is|are"
    r"|would be) (?:not possible"
    r"|more than|beyond|out of reach|too)|isn[’']t possible|is beyond)",
    re.IGNORECASE,
)
_QUOTED_BEFORE = re.compile(
    r"(?:您|你)(?:刚才|之前|这边|那边)?(?:说|提|讲|要求|想要|希望|问|提出|申请)(?:的|到|过)[^,。;]{0,8}$"
    r"|预算[^,。;]{0,4}$"
    r"|(?<![a-z])(?:(?:your|a|the) budget(?:\s(?:of|is|was|limit|up|to|about|around|under|below))*\s?"
    r"|(?:you (?:mentioned|said|asked(?: for| about)?|requested|wanted|suggested|were promised|were told)"
    r"|your (?:request|ask|offer|target|counter-?offer|price)(?: of| for)?)[^,.;]{0,25})$",
    re.IGNORECASE,
)
_QUOTED_AFTER = re.compile(
    r"^[^,。;.]{0,8}(?:的(?:要求|说法|诉求))|^\s?(?:的)?预算|^ budget|^[^,.;]{0,14}(?:you (?:mentioned|asked"
    r"|requested|wanted"
    r"|suggested))",
    re.IGNORECASE,
)


def is_ours(clause: ClauseNote, value: Value) -> bool:
    """Whether the clause asserts this value, rather than denying it or quoting the buyer."""
    start, end = value.span.start - clause.start, value.span.end - clause.start
    before, after = clause.text[max(0, start - _REACH) : start], clause.text[end : end + _REACH]
    denied = _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after)
    quoted = _QUOTED_BEFORE.search(before) or _QUOTED_AFTER.search(after)
    return not (denied or quoted)
