"""Acts: what a text says the shop has done for this buyer, and what it says it will do by a named moment.

已经帮您改好地址了, the refund went out a moment ago, 今晚就给您送到, you will have it by noon tomorrow. What the shop
found out by looking (查到了, 照片收到) is no act, and what holds for any order (已发货的订单) is a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from agent.check.statements import ClauseNote

Act = Literal["done", "timed", "never"]
"""done: it has happened; timed: it will by a moment named in words; never: goods that do not fail."""
_I = re.IGNORECASE
_DOES_ZH = (
    r"(?:退(?:款|回|还|给|到|了|好)?|补(?:发|寄|了)|重(?:发|寄)|发(?:货|出|走|给|了|过去)|寄(?:出|走|给|了|过去)|取消|改(?:好|成|了|到|过来|签|派)"
    r"|换(?:好|了|成|新)|开(?:好|具|了|出)|打(?:到|给|款|回|了)|转(?:到|给|账|了)|汇(?:出|了|到)|安排(?:好|妥|了|发|人|快递|仓库)|办(?:好|妥|理|了)"
    r"|处理(?:好|完|了)|登记(?:好|了)|备注(?:好|了)|加急|催(?:了|过|好)|联系(?:了|过|上|好)|通过电话|打过招呼|沟通好|批(?:了|准|下来)|通过|审(?:核|批)?(?:好|了|过)"
    r"|并(?:好|成|了)|合(?:并|好)|锁(?:好|定|了)|留(?:好|了|出)|预留|下(?:好|了)单|赔(?:付|了|给)?|到账|入账|装(?:车|箱|好)|出库|上架|补货|延(?:长|保)|升级"
    r"|减(?:了|好|掉|免)|免(?:了|掉)|放(?:到|进|好|在)|报(?:备|上去)|存(?:好|入|进)|送(?:出|过去)|交(?:给|接)|派(?:送|件|单)|补上|拦(?:截|下|住)|撤(?:销|回|了)|插队|说好|更新|同意|答应|打包|找到|开(?:好|完)|上门)"
)
_DONE_ZH = re.compile(
    r"(?:已经?|刚刚?|刚才|方才|早就|都)(?:[^,。;!?]{0,12}?(?:(?:帮|为|给|替|向|跟|和|把)[^,。;!?]{1,10}?|在系统里|让[^,。;]{1,6}))?"
    rf"(?:安排|经|全部|全额|直接|就|又|先|另外)*{_DOES_ZH}"
    rf"|(?:帮|为|给|替)您[^,。;!?]{{0,8}}?{_DOES_ZH}[^,。;!?]{{0,6}}?了(?!吗|么|没|之后|以后|的话|再|才|就|后)"
    rf"|{_DOES_ZH}[^,。;!?]{{0,4}}(?:完成|完毕|妥当|成功)了?"
)
_STANDS_ZH = re.compile(
    r"(?:退款|差价|钱|补偿|赔款|款项|款)(?:已经?|刚刚?|都|全部|也|昨[天晚]|今[天早])*[^,。;!?]{0,4}?"
    r"(?:到(?:您|账)|[退打转返](?:给|到|回))[^,。;!?]{0,8}?了"
    r"|(?:新件|新的|换的|补的|货|包裹|快递|您的[^,。;!?]{1,6}?)(?:已经?|刚刚?|昨[天晚日]|今[天早儿]|早就)+[^,。;!?]{0,4}?[寄发][^,。;!?]{0,2}了"
    r"|(?:地址|信息|订单|备注|尺码|颜色|发票|抬头|电话|时间)(?:已经?|刚刚?|都|也|我|给您|帮您)*"
    r"(?:改|换|登记|开|取消|撤销|更新|延)(?:好|完|成|了)(?:了|发)?(?!后|之后|以后|再|才|的)"
    r"|(?:主管|经理|领导|老板|财务|仓库|店长|组长|快递|厂家)(?:那边|这边)?(?:已经?|刚刚?|都)+[^,。;!?]{0,4}?(?:同意|批|答应|通过|赔|找到|打包|装)"
    r"|我(?:们|这边)?(?:已经?|刚刚?|都|才)*[^,。;!?]{0,3}?把[^,。;!?]{1,10}?(?:撤销|取消|改|换|退|发|寄|补|转|升级|加急)[^,。;!?]{0,3}?了"
)
"""It stands done, though no already says so: the address is changed, the money is in your account."""
_OF_ANY_ZH = re.compile(r"的(?!$|[呢哦哈啊啦])|后|之后|时|之前|状态|订单(?!了)|[吗么]$")
_NOT_DONE_ZH = re.compile(
    r"如果|若|一旦|未|没|等|请|麻烦|可以|需要|才能|能|会(?!员)|如|您(?:已经?|刚)|要是|是否|有没有|收到[^,。]{0,4}(?:照片|视频|反馈|消息|信息)|才|再"
)
_PAST_EN = (
    r"(?:refunded|issued|shipped|dispatched|re-?sent|sent|cancell?ed|approved|credited|processed|exchanged|changed|updated"
    r"|switched|moved|booked|arranged|wired|transferred|paid(?: out)?|released|waived|replaced"
    r"|handed over|upgraded|extended|reserved"
    r"|set aside|merged|combined|packed|intercepted|spoken|talked|called|contacted|told|asked|pushed"
    r"|escalated|registered|corrected"
    r"|amended|redirected|posted|put through|deducted|applied|added|knocked off|taken off|signed off"
    r"|put|picked|e-?mailed|mailed|sorted|fixed|resolved|secured|agreed|granted"
    r"|returned to you)"
)
_DONE_EN = re.compile(
    rf"(?<![a-z])(?:(?:has|have|had|is|are|was|were)(?: (?:already|just|now|also|all))* been {_PAST_EN}"
    rf"|(?:we|i)(?:[’']ve| have|[’']d| had)? ?(?:already |just |also |now |gone ahead and |personally )*"
    rf"(?:had [^.,;]{{1,30}} )?{_PAST_EN}(?! (?:if|when|once|whenever))"
    r"|(?:was|were|is|are|went|has gone|have gone)(?: (?:already|just"
    r"|now))*(?: [a-z]+)? (?:(?:a (?:moment|minute|while) ago|this morning"
    r"|earlier today|just now|minutes ago|an hour ago)|(?:now )?on (?:its|their) way(?: to you)?(?: now)?)"
    r"|(?:left|went out|is out|are out|is through|has cleared|has gone through|is done"
    r"|are done)(?! (?:the country|of stock))[^.,;]{0,24}"
    r"(?:a moment ago|this morning|just now|today|already|and the money is out)"
    r"|(?:is|are) (?:already |now )?in the post|(?:has|have) (?:already )?gone (?:through|out)"
    r"|(?:manager|lead|boss|supervisor|carrier|warehouse|bank|team)"
    r" (?:has|have)(?: already| just| now)? (?:approved|agreed|found|accepted|paid|confirmed|released"
    r"|shipped|packed)|on (?:the|its|his|her|their) way to (?:collect|pick)"
    r"|(?:vouchers?|coupons?|points?|credit|money|refund|gift) (?:is|are) now (?:in|on|with) your"
    r"|went out (?:yesterday|last night)"
    r"|(?:repair|exchange|refund) is (?:finished|complete|completed|through)"
    r"|the money is out|(?:is|are) now on (?:its|their) way)(?![a-z])",
    _I,
)
_OF_ANY_EN = re.compile(
    r"(?<![a-z])(?:(?:an?|any|every|each|no|all)(?: [a-z-]+){1,3} (?:that|which)|(?:no|neither"
    r"|none)(?: [a-z-]+){1,3}|once|if|when|after"
    r"|until|unless|not|never|whether"
    r"|because|as soon as|before|should|will|can|may|must|to be|n[’']t|you)(?:\s[a-z’']+){0,6}\s?$",
    _I,
)
_WHEN = (
    r"(?:今晚|今天|今日|今早|今儿|明早|明晚|明天|明日|后天|大后天|(?:这|本|下|下个)(?:周|星期|礼拜|月)[一二三四五六日天末]?|周[一二三四五六日末](?:前|之前)?"
    r"|月底前?|年底前?|月初|中午(?:前|之前)|傍晚(?:前|之前)?|天黑前|下班前)"
)
_WILL_ZH = re.compile(
    rf"{_WHEN}[^,。;!?]{{0,14}}?(?:给您|帮您|为您|替您|准|肯定|一定|必|就能|就可以|就会|就到|能到|会到|您(?:准|就)?能?收到|亲自|我|安排|上门)"
    rf"[^,。;!?]{{0,12}}(?:到|发|寄|送|退|换|补|修|办|处理|解决|打|转|货|电话|回访|收)"
    rf"|(?:保证|确保|一定|肯定|准|必定?)[^,。;!?]{{0,6}}{_WHEN}"
    rf"|{_WHEN}[^,。;!?]{{0,8}}(?:到(?=[,。!;了]|$|给您)|来货|有货|上新|补货|到货|回货|上架|到仓|装车|派送|出库|到账|送到|送达)"
    r"|(?:马上|立刻|立即|现在就?)[^,。;!?]{0,6}(?:给您|为您|帮您)?(?:换|退|补|发|寄|赔|打|转)[^,。;!?]{0,12}(?:寄出|发出|过去|给您|到账|一台|一个|一件|新的)"
)
_WHEN_EN = (
    r"(?:tonight|today|tomorrow|this (?:morning|afternoon|evening|week)|(?:by|before|on|next"
    r"|this) (?:the end of (?:the )?(?:day|week|month)"
    r"|noon|midday|tonight|tomorrow|next |(?:mon|tues|wednes|thurs|fri|satur|sun)day)|within the hour)"
)
_WILL_EN = re.compile(
    rf"(?<![a-z])(?:(?:we|i|it|they|you|your [a-z]+|the [a-z]+|he|she|our [a-z]+|a [a-z]+)(?:[’']ll"
    rf"| will| shall|[’']s going to| is going to)[^.,;!?]{{0,60}}?"
    rf"(?<![a-z]){_WHEN_EN}|(?:we|i|our [a-z]+|the [a-z]+|a [a-z]+)(?:[’']ll| will) (?:ring|call|visit"
    rf"|collect|pick)[^.,;!?]{{0,20}} (?:at|between) "
    rf"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon)|(?:new |fresh |more "
    rf"|the next )?(?:stock|batch|delivery"
    rf"|supplies) (?:arrives?|lands?|comes? in|is due|is) [^.,;!?]{{0,20}}?{_WHEN_EN}"
    rf"|(?:it|they|your [a-z]+|the [a-z]+) (?:leaves?|ships?|arrives?|goes out"
    rf"|comes?|lands?) [^.,;!?]{{0,20}}?{_WHEN_EN})",
    _I,
)
_HEDGED = re.compile(
    r"不能|无法|没法|不敢|不一定|不保证|尽量|争取|预计|大概|可能|应该|估计|一般|通常|估摸"
    r"|(?<![a-z])(?:not|n[’']t|cannot|never|should|may|might|could|expect(?:ed)?|hope|aim|try|usually|normally|likely)(?![a-z])",
    _I,
)
"""Words that leave open whether it will be by then."""
_NEVER = re.compile(
    r"(?:一次|一周|当天|[一二两三四五六七八九十\d]+(?:天|次|周|日))[^,。;!?]{0,6}?(?:就|即|便|能|可|肯定)*(?:见效|起效|根治|消掉|祛[痘斑]|白一个度)"
    r"|无效退款|百分之?百不|价格[^,。;!?]{0,6}不会再(?:降|涨)|(?<![a-z])(?:works? every time"
    r"|suits? every|without exception"
    r"|see (?:the )?results? (?:after|in|within)|will never (?:go|rise|drop|increase|change))(?![a-z])"
    r"|(?<![a-z])(?:will be )?(?:clear|gone|healed|cured) in (?:a|an|one|two|three|\d+) (?:day|week|month)s?(?![a-z])|"
    r"(?:绝对?|永远|再也|以后|保证|肯定|都|也)不(?:会|再)[^,。;!?]{0,6}(?:坏|塌|出问题|褪色|掉|裂|断|漏|变形|缩水|过敏|发生|出现)|不可能(?:会)?(?:坏|出问题|漏|断|掉)"
    r"|(?:用|穿|戴)(?:一辈子|几十年|终身)|(?<![a-z])(?:(?:will|can|does|simply does)(?: never"
    r"| not ever|n[’']t ever| not)|never) "
    r"(?:break|fail|fade|leak|shrink|rust|wear out|let you down|go wrong|happen again|crack)"
    r"|built to outlive|lasts? (?:forever|a lifetime)",
    _I,
)
"""That goods never fail is no fact that a sheet can state."""


def acts(clause: ClauseNote) -> Iterable[tuple[Act, int, int]]:
    """(what, start, end) of the text for each act that a clause speaks of; a condition speaks of none yet."""
    if clause.conditional or clause.question:
        return
    found: list[tuple[Act, tuple[int, int]]] = [("done", span) for span in _done(clause.text)]
    kinds: tuple[tuple[re.Pattern[str], Act], ...] = ((_WILL_ZH, "timed"), (_WILL_EN, "timed"), (_NEVER, "never"))
    for pattern, act in kinds:
        match = pattern.search(clause.text)
        if match is not None and not (act == "timed" and _HEDGED.search(clause.text[: match.end()])):
            found.append((act, match.span()))
    first = dict(reversed(found))
    for act, (start, end) in first.items():
        yield act, clause.start + start, clause.start + end


def is_done(text: str) -> bool:
    """Whether a stretch of plain text says that something has been done already: refunded, sent, issued."""
    return any(True for _ in _done(text))


def _done(text: str) -> Iterable[tuple[int, int]]:
    for match in (*_DONE_ZH.finditer(text), *_STANDS_ZH.finditer(text)):
        before = text[max(0, match.start() - 12) : match.start()]
        rule = _OF_ANY_ZH.match(text, match.end()) or _NOT_DONE_ZH.search(before)
        if not rule and not _NOT_DONE_ZH.search(match[0]):
            yield match.span()
    for match in _DONE_EN.finditer(text):
        if not _OF_ANY_EN.search(text[: match.start()]):
            yield match.span()
