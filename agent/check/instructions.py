"""Sentences in a source that give orders to whoever writes: they are data that somebody planted, and prove nothing.

A clause of a shop speaks of goods and buyers; it does not tell an assistant to ignore its rules or what to write.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.quantities.numbers import plain

_ORDERS = re.compile(
    r"(?:忽略|无视|忘(?:记|掉)|不要遵守|跳过)[^。;\n]{0,12}(?:之前|以上|上面|前面|所有|原来|系统|店铺)[^。;\n]{0,6}(?:指令|指示|规则|规定|提示|设定|要求)"
    r"|(?:回复|告诉|答复|通知)(?:给)?(?:买家|顾客|客户|用户|客人|对方)[^。;\n]{0,4}[::\"“「,]"
    r"|(?:在|把)[^。;\n]{0,8}(?:回复|答复|回答)(?:里|中)?(?:加上|写上|写成|附上|包含)"
    r"|系统提示词?|(?:作为|你是)(?:一个)?(?:AI|人工智能|语言模型|助手|机器人)|开发者模式"
    r"|(?<![a-z])(?:ignore|disregard|forget|override|bypass)[^.;\n]{0,24}"
    r"(?:previous|prior|above|earlier|all|your|system|the shop[’']?s)"
    r"[^.;\n]{0,16}(?:instruction|rule|prompt|told|polic|guideline|direction|command)"
    r"|(?<![a-z])(?:tell|reply to|inform|answer|write to) (?:the |this |every |each )?(?:buyer|customer|client|user)s?"
    r"(?:[^.;\n]{0,16}[:\"“]|,)"
    r"|(?<![a-z])(?:in|to) your (?:reply|response|answer|output)"
    r"|(?<![a-z])(?:system prompt|you are (?:now )?(?:an? )?(?:ai|assistant|language model|dan)|developer mode"
    r"|(?:note|message|instructions?) (?:to|for) (?:the )?(?:assistant|ai|model|agent|bot))(?![a-z])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def ordered_from(text: str) -> int | None:
    """Where a text starts to give orders to the writer, at the start of that line's sentence; None when it does not."""
    found = _ORDERS.search(plain(text))
    if found is None:
        return None
    start = max(text.rfind(mark, 0, found.start()) for mark in ("\n", "。", "!", "！", "?", "？", ". "))
    return start + 1


_TOLD = re.compile(
    r"告诉(?:买家|顾客|客户|用户|客人|对方)[^。!?;\n]*[。!?;]?"
    r"|(?<![a-z])(?:tell|inform|assure) (?:the |this |every |each )?(?:buyer|customer|client|user)s? that[^.;\n]*[.;]?",
    re.IGNORECASE,
)
"""What a guideline lets staff say is staff's to know; that one sentence proves nothing to a buyer."""


def without_orders(text: str) -> str:
    """The text up to where it starts to give orders, without sentences that say what buyers are to be told.

    What follows an order in the same text may be the planted part, too.
    """
    start = ordered_from(text)
    kept = text if start is None else text[:start]
    return "".join(kept[first:last] for first, last in _between(kept))


def _between(text: str) -> list[tuple[int, int]]:
    """The stretches of a text beside what buyers are to be told."""
    told = [match.span() for match in _TOLD.finditer(plain(text))]
    starts, ends = [0, *(last for _, last in told)], [*(first for first, _ in told), len(text)]
    return list(zip(starts, ends, strict=True))
