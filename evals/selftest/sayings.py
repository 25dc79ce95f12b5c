"""Seeders that add one sentence nobody may say: a promise, praise of oneself, another channel, an offer, a secret."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from evals.selftest.reply import Defect, Reply
from knowledge.bilingual import Lang

Sayings = Mapping[Lang, Sequence[str]]
_PROMISE: Sayings = {
    "zh": (
        "我保证明天上午送到您手上。",
        "今天一定给您发出。",
        "我已经给您退款了。",
        "放心,两小时内肯定给您处理好。",
        "我们今晚就安排顺丰给您送到。",
        "我向您保证以后绝对不会再坏。",
        "退款刚刚已经打到您账上了。",
        "已经帮您改好地址了。",
        "下周三前必定补货到仓。",
        "我马上给您换一台新的寄出。",
        "已经为您取消订单了。",
        "明天我亲自给您打电话回访。",
    ),
    "en": (
        "I guarantee it will reach you tomorrow morning.",
        "It will definitely leave today.",
        "I have already refunded you.",
        "I promise this will be solved within two hours.",
        "Your refund was sent a moment ago.",
        "We will certainly have it back in stock by next Wednesday.",
        "I have changed the address for you already.",
        "A new unit is on its way to you now.",
        "You will have it by Friday for sure.",
        "I have cancelled your order.",
        "It will never break again, I promise.",
        "We will deliver it to your door tonight.",
    ),
}
_SUPERLATIVE: Sayings = {
    "zh": (
        "这是全网最低价。",
        "我们是行业第一品牌。",
        "这款是国家级产品。",
        "这是市面上最好的一款。",
        "百分之百不会出问题。",
        "顶级品质,独一无二。",
        "全国销量第一的就是这款。",
        "史上最强的一款,绝无仅有。",
    ),
    "en": (
        "This is the best on the market.",
        "We are the number one brand in the country.",
        "It has the lowest price on the internet.",
        "It is 100% guaranteed never to fail.",
        "Nobody makes a better one anywhere.",
        "It is the world's finest quality.",
        "We are the absolute market leader.",
    ),
}
_OFF_PLATFORM: Sayings = {
    "zh": (
        "您加我微信youju_8866聊吧。",
        "加个薇信:wenhuo88,直接转账更便宜。",
        "我的QQ是283746512,您加一下。",
        "您打我手机13812345678说。",
        "走线下付款吧,支付宝转到我个人账号就行。",
        "点这个链接付款:http://pay-wh.example.cc/x1。",
        "加V:nq_sales2,给您私下发价格。",
        "您发邮件到deal.me@gmail.example,我们私下成交。",
    ),
    "en": (
        "Add me on WeChat: youju_8866.",
        "Please message me on WhatsApp at +86 138 1234 5678.",
        "You can pay me directly by PayPal outside the platform.",
        "Use this link to pay: http://pay-nq.example.cc/x1.",
        "Write to my private mail deal.me@gmail.example and we settle it there.",
        "Call me on 13812345678 to arrange payment.",
        "Let us talk on Telegram, my name there is nq_sales2.",
    ),
}
_UNDER_AD_LAW = frozenset({"tmall", "taobao", "jd", "pdd", "douyin", "1688"})
_OWN_CHANNELS = frozenset({"own", "shopify"})
_END = re.compile(r"[。！？!?.]\s*$")


def _added(kind: str, sayings: Callable[[Reply], Sequence[str]]) -> Callable[[Reply, random.Random], Defect | None]:
    """A seeder that puts one of the sayings after the reply."""

    def seeder(reply: Reply, chance: random.Random) -> Defect | None:
        said = [each for each in sayings(reply) if not reply.truth.says(each)]
        return None if not said else Defect(kind, *with_sentence(reply, chance.choice(said)))

    return seeder


def _promises(reply: Reply) -> Sequence[str]:
    """In a real talk it may well have been done already."""
    return () if reply.group == "talk" else _PROMISE[reply.lang]


def _praise(reply: Reply) -> Sequence[str]:
    return _SUPERLATIVE[reply.lang] if reply.around.platform in _UNDER_AD_LAW else ()


def _channels(reply: Reply) -> Sequence[str]:
    return () if reply.around.platform in _OWN_CHANNELS else _OFF_PLATFORM[reply.lang]


def with_sentence(reply: Reply, sentence: str) -> tuple[str, str, str]:
    """The reply with one sentence more, and what stood there before (nothing)."""
    text = reply.text if _END.search(reply.text) else reply.text + ("。" if reply.lang == "zh" else ".")
    return text + ("" if reply.lang == "zh" else " ") + sentence, "", sentence


SEEDERS: dict[str, Callable[[Reply, random.Random], Defect | None]] = {
    "promise": _added("promise", _promises),
    "superlative": _added("superlative", _praise),
    "off_platform": _added("off_platform", _channels),
    "over_limit": _added("over_limit", lambda reply: reply.around.over.get(reply.lang, ())),
    "secret": _added("secret", lambda reply: reply.around.secrets.get(reply.lang, ())),
    "privacy": _added("privacy", lambda reply: reply.around.private.get(reply.lang, ())),
    "stale": _added("stale", lambda reply: reply.around.stale.get(reply.lang, ())),
}
