"""How buyers ask for a property, and what sheets call it: "how heavy is it" asks for the weight, 多沉 for 净重.

Neither shares a word with the sheet's line, and a sentence encoder finds both near to everything about the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_ZH = """
多大=容量 尺寸 尺码; 大不大=尺寸 容量; 几寸=尺寸; 占地方=尺寸; 占不占地方=尺寸; 折起来=折叠 尺寸
多沉=净重 重量; 多重=净重 重量; 几斤=净重 重量; 多少斤=净重 重量; 几公斤=净重 重量; 沉不沉=净重 重量
重不重=净重 重量; 有多重=净重 重量
多高=高度 尺寸; 多宽=宽度 尺寸; 多长=长度 尺寸; 多厚=厚度; 多粗=直径; 线有多长=电源线 线长
能装多少=容量; 装多少=容量; 装得下=容量; 装得多=容量; 盛多少=容量; 一瓶多少=净含量 容量; 一袋多少=净含量 净重
啥做的=材质 面料; 什么做的=材质 面料; 啥材质=材质 面料; 什么材料做=材质 面料; 啥材料做=材质 面料; 啥料子=面料 材质
什么料子=面料 材质; 用的啥料=材质 面料; 什么布=面料
几个人用=适合人数 人份; 够几个人=适合人数 人份; 几人用=适合人数 人份; 几口人=适合人数 人份; 几个人吃=适合人数 人份
几人份=适合人数 人份
费电=功率; 耗电=功率; 费不费电=功率; 多少瓦=功率; 几瓦=功率; 劲大=功率 扭矩; 有劲=功率 扭矩
吵=噪音; 吵不吵=噪音; 吵人=噪音; 声音大=噪音; 声音大不大=噪音; 响不响=噪音; 动静大=噪音
能用多久=续航 使用寿命; 跑多远=续航; 骑多远=续航; 飞多久=续航; 充一次电=续航; 充满要多久=充电时间
充多久=充电时间; 几个小时充满=充电时间
啥颜色=颜色; 啥色=颜色; 什么色=颜色; 哪些色=颜色; 色儿=颜色; 啥味=口味 香味; 什么味=口味 香味
几岁=年龄 适用年龄; 多大孩子=年龄 适用年龄; 多大的孩子=年龄 适用年龄; 油皮能用=适合肤质; 干皮能用=适合肤质
能放多久=保质期 使用期; 能放多长时间=保质期 使用期; 放多久=保质期 使用期
扛多重=承重 载重; 载多重=载重 承重; 承受多重=承重 载重; 能坐多重=承重 载重; 坐多重=承重 载重; 吊多重=承重 载重
挂多重=承重 载重
最少买=起订量; 最少得买=起订量; 最少要买=起订量; 最低买=起订量; 起批=起订量
掉色=褪色 色牢度; 防不防水=防水; 怕水=防水
"""
_EN = """
how big=size dimensions capacity; how large=size dimensions capacity; what size=size dimensions
how heavy=weight; weigh=weight; weighs=weight; how much does it weigh=weight
how tall=height size; how high=height dimensions; how wide=width dimensions; how thick=thickness
how deep=depth dimensions; footprint=dimensions; measurements=dimensions size
made of=material fabric; made from=material fabric; made out of=material fabric; what material=material fabric
how much does it hold=capacity; how much can it hold=capacity; hold how much=capacity; fit inside=capacity
how many people=serves; family of=serves; feed=serves; feeds=serves; enough for=serves
how powerful=power torque; how strong=torque power; how many watts=power; wattage=power
how loud=noise; noisy=noise; how quiet=noise; is it loud=noise
how far=range; on one charge=range battery; on a charge=range battery; battery life=battery range
charge up=charging time; how long to charge=charging time; fully charged=charging time
what colours=colour colours; what colors=colour colours; which colours=colour colours; which colors=colour colours
what ages=age sizes; what age=age sizes; how old=age sizes
how soon=lead time; how fast can you=lead time; turnaround=lead time
go off=shelf life expiry; out of date=shelf life expiry; how long does it keep=shelf life expiry
hold my weight=load; carry a person=load; how much weight=load; weight limit=load
smallest order=minimum order quantity; least i can buy=minimum order quantity; fewest=minimum order quantity
"""
_LEFT_ALONE = (
    "多长时间",
    "多大优惠",
    "多大力",
    "多大劲",
    "多大区别",
    "多大差别",
    "how long does it take",
    "how far along",
    "吵架",
)
"""Longer words that only look like one of these; they ask for something else."""
_WORDS_PUT_IN = 2


@lru_cache(maxsize=1)
def sheet_words() -> Mapping[str, tuple[str, ...]]:
    """How it is asked -> what sheets call it, likeliest first; English in lower case."""
    pairs = (pair.split("=") for pair in (_ZH + _EN).replace("\n", ";").split(";") if pair.strip())
    return {asked.strip(): tuple(words.split()) for asked, words in pairs}


@lru_cache(maxsize=1)
def _asked() -> re.Pattern[str]:
    longest = sorted((*sheet_words(), *_LEFT_ALONE), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![a-z]){re.escape(one)}(?![a-z])" for one in longest), re.IGNORECASE)


def in_sheet_words(text: str, is_written: Callable[[str], bool]) -> str:
    """The text with what sheets call the property behind each such way to ask, of two words at most.

    Of several the ones that the shop writes; the likeliest where it writes none. What the shop writes as asked stays.
    """

    def named(found: re.Match[str]) -> str:
        asked = found.group()
        words = sheet_words().get(asked.casefold())
        if words is None:
            return asked
        chosen = [word for word in words if is_written(word)][:_WORDS_PUT_IN] or [words[0]]
        kept = [asked] if is_written(asked) else []
        return f" {' '.join((*kept, *chosen))} "

    return _asked().sub(named, text)
