"""One clause in two languages: approved wording, its own sentences, or a quotation that says it is one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.suggestion import Evidence
from agent.write.clause import LONGEST, clause_sentence, say_the_same
from agent.write.plain import plain
from knowledge.bilingual import Bilingual, Lang
from prompts.phrasebook import load_phrases

RETURNS = Evidence(
    id="policies/returns#no-reason",
    kind="policy",
    doc="returns",
    anchor="no-reason",
    text=Bilingual(
        zh="签收次日起7天内,商品完好可无理由退货,退货运费由买家承担。",
        en="Within 7 days from the day after delivery, intact items can be returned; the buyer pays return shipping.",
    ),
    say=Bilingual(
        zh="签收次日起7天内可以退哦,退货运费您这边承担。", en="You can return it within 7 days; you pay postage."
    ),
    lang="zh",
    title=Bilingual(zh="退换货政策", en="Returns and exchanges"),
    section=Bilingual(zh="七天无理由退货", en="7-day no-reason return"),
    facts={"window": "7 day"},
)


def clause(**changed: Any) -> Evidence:
    return replace(RETURNS, **changed)


def said(evidence: Evidence, lang: Lang = "zh", focus: str = "") -> tuple[str, str]:
    sentence = clause_sentence(evidence, focus, lang, "en" if lang == "zh" else "zh", load_phrases())
    assert sentence.evidence == (evidence.id,)
    return sentence.text, sentence.twin


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_approved_wording_goes_before_the_clauses_own_words(lang: Lang) -> None:
    zh, en = "签收次日起7天内可以退哦,退货运费您这边承担。", "You can return it within 7 days; you pay postage."
    assert said(clause(), lang) == ((zh, en) if lang == "zh" else (en, zh))


def test_approved_wording_is_never_cut_however_long() -> None:
    long = "您签收次日起7天内可以退。" * 40
    assert said(clause(say=Bilingual(zh=long)))[0] == long


def test_without_approved_wording_the_clauses_own_sentences_are_said() -> None:
    assert said(clause(say=Bilingual())) == (RETURNS.text.zh, RETURNS.text.en)


def test_a_side_without_approved_wording_says_the_clauses_own_words_in_that_language() -> None:
    only_zh = clause(say=Bilingual(zh=RETURNS.say.zh))
    assert said(only_zh) == (RETURNS.say.zh, RETURNS.text.en)
    assert said(only_zh, "en") == (RETURNS.text.en, RETURNS.say.zh)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ("7天内可退。", "Our shop's own text on this reads: 7天内可退。")),
        ("en", ("Our shop's own text on this reads: 7天内可退。", "7天内可退。")),
    ],
)
def test_a_clause_of_the_other_language_is_quoted_in_its_own_words(lang: Lang, expected: tuple[str, str]) -> None:
    assert said(clause(say=Bilingual(), text=Bilingual(zh="7天内可退。")), lang) == expected


def test_an_english_clause_is_quoted_in_a_chinese_reply() -> None:
    english = clause(say=Bilingual(), text=Bilingual(en="Returns are possible within 14 days."))
    assert said(english) == (
        "店铺的相关说明原文：Returns are possible within 14 days.",
        "Returns are possible within 14 days.",
    )


def test_where_the_two_versions_differ_in_a_value_the_twin_quotes_what_the_reply_says() -> None:
    differing = clause(say=Bilingual(), text=Bilingual(zh="签收后7天内可退。", en="Returns within 10 days."))
    assert said(differing) == ("签收后7天内可退。", "Our shop's own text on this reads: 签收后7天内可退。")
    assert said(differing, "en") == (
        "Returns within 10 days.",
        "店铺的相关说明原文：Returns within 10 days.",
    )


def test_facts_alone_are_worded_in_both_languages() -> None:
    bare = clause(
        say=Bilingual(), text=Bilingual(), facts={"window": "7 day", "postage": "buyer", "refund_within": "1 hour"}
    )
    zh, en = said(bare)
    assert zh.startswith("关于“七天无理由退货”：") and zh.endswith("。")
    assert en.startswith("On “7-day no-reason return”: ") and en.endswith(".")
    assert "7天" in zh and "1小时" in zh and "7 days" in en
    assert "1 hour" in en and "1 hours" not in en
    assert "buyer" not in zh and "day" not in zh


def test_a_fact_without_a_word_in_this_language_is_left_out_and_not_shown_raw() -> None:
    bare = clause(say=Bilingual(), text=Bilingual(), facts={"window": "7 day", "GF-SPATULA": "12.9 CNY"})
    assert "GF-SPATULA" not in said(bare)[0] and "12.9" not in said(bare)[0]
    assert said(clause(say=Bilingual(), text=Bilingual(), facts={"GF-SPATULA": "12.9 CNY"})) == ("", "")


PARTS = {
    "zh": ["收到后请核对。", "退货运费由买家承担。", "退款在2个工作日内到账。"],
    "en": ["Please check the parcel first.", "The buyer pays return postage.", "Refunds take 2 business days."],
}
FILL: dict[Lang, str] = {
    "zh": "其他无关的说明文字没有太多内容。",
    "en": "This remark is about something else entirely.",
}
ASKED: dict[Lang, str] = {"zh": "退货运费谁承担", "en": "who pays return postage"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_a_long_clause_the_sentences_that_speak_to_the_question_are_kept_in_their_order(lang: Lang) -> None:
    gap = "" if lang == "zh" else " "
    sentences = [PARTS[lang][2], *[FILL[lang]] * 15, PARTS[lang][1]]
    long = clause(say=Bilingual(), text=Bilingual(**{lang: gap.join(sentences)}))
    text = said(long, lang, ASKED[lang] + PARTS[lang][2])[0]
    assert PARTS[lang][1] in text and len(text) <= LONGEST[lang] + 20
    assert text.index(PARTS[lang][2]) < text.index(PARTS[lang][1])


def test_a_text_cut_at_a_semicolon_ends_like_a_sentence() -> None:
    long = "退货运费由买家承担；" + "；".join(["其他无关的说明文字没有太多内容" * 2] * 8) + "。"
    assert said(clause(say=Bilingual(), text=Bilingual(zh=long)), focus="退货运费谁承担")[0][-1] in "。！？"


def test_an_item_of_a_cut_list_is_never_said_without_the_line_that_leads_it() -> None:
    listed = "保修包含:\n" + "- 电机和主板的质量问题\n" * 12 + "以下情况不保修:\n- 摔落进水\n- 自行拆机\n"
    text = said(clause(say=Bilingual(), text=Bilingual(zh=listed)), focus="摔落进水保修吗")[0]
    assert len(text) < len(listed) and "以下情况不保修:摔落进水。" in text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- 支持退货\n- 支持换货", "支持退货。支持换货。"),
        ("1. 提交申请\n2. 寄回商品", "提交申请。寄回商品。"),
        ("| 尺码 | 胸围 |\n|---|---|\n| S | 50厘米 |", "尺码, 胸围。S, 50厘米。"),
        ("**7天内**可退,见[政策](https://shop.example/x)。", "7天内可退,见政策。"),
        ("外箱尺寸30*20*10厘米。", "外箱尺寸30*20*10厘米。"),
        ("适用型号AF_55_B。", "适用型号AF_55_B。"),
        ("签收次日起7天内,\n商品完好可以退货。", "签收次日起7天内,商品完好可以退货。"),
    ],
)
def test_markdown_is_said_as_a_person_would_type_it(markdown: str, expected: str) -> None:
    assert said(clause(say=Bilingual(), text=Bilingual(zh=markdown)))[0] == expected


def test_an_english_clause_wrapped_over_lines_is_one_sentence() -> None:
    wrapped = (
        "Unused items can be returned for any reason\nwithin 7 days from the day after delivery to the address"
        "\nof Lantern House,\nwith the original packing."
    )
    assert said(clause(say=Bilingual(), text=Bilingual(en=wrapped)), "en")[0] == (
        "Unused items can be returned for any reason within 7 days from the day after delivery to the "
        "address of Lantern House, with the original packing."
    )


def test_short_lines_without_marks_stay_apart() -> None:
    lines = clause(say=Bilingual(), text=Bilingual(en="voltage: 220 V\npower: 1500 W"))
    assert said(lines, "en")[0] == "voltage: 220 V. power: 1500 W."


@pytest.mark.parametrize(
    ("zh", "en", "same"),
    [
        ("7天内可退", "within 7 days", True),
        ("2个工作日", "2 business days", True),
        ("2个工作日", "2 days", False),
        ("满59元包邮,不满收8元", "free from ¥59, otherwise ¥8", True),
        ("满59元包邮,不满收8元", "free from ¥59", False),
        ("满59元包邮", "free from ¥59, otherwise ¥8", False),
        ("可以退哦", "you can return it", True),
    ],
)
def test_two_versions_are_the_same_when_every_value_has_its_match(zh: str, en: str, same: bool) -> None:
    assert say_the_same(zh, en) is same and say_the_same(en, zh) is same


@given(
    st.lists(st.sampled_from([*PARTS["zh"], "7天内可退;", "满59元包邮,不满收8元。", "- 小件", "\n"]), max_size=12),
    st.lists(st.sampled_from([*PARTS["en"], "Within 7 days.", "Free from ¥59, otherwise ¥8.", "- small"]), max_size=12),
    st.sampled_from(["zh", "en"]),
)
def test_reply_and_twin_hold_the_same_values_whatever_the_shop_wrote(zh: list[str], en: list[str], lang: Lang) -> None:
    text, twin = said(clause(say=Bilingual(), text=Bilingual(zh="".join(zh) or None, en=" ".join(en) or None)), lang)
    assert say_the_same(text, twin)


@pytest.mark.parametrize(
    "text",
    ["您好<<b>script>alert(1)<</b>/script>", "您好<scr<b>ipt>alert(1)", "您<<i>b>好", "您好" + "<b" * 99 + ">" * 99],
)
def test_a_tag_hidden_in_a_tag_does_not_come_back(text: str) -> None:
    assert plain(text).rstrip("b") == "您好"


MARKED = st.lists(
    st.sampled_from([*"ab退货 \n\t\u200b\u202e#>-*_`[]()!<>/&;7", "**", "<b>", "</b>", "&lt;", "](http://x)", "```"]),
    max_size=30,
)


@given(MARKED)
def test_plain_text_is_one_line_without_unseen_characters_and_holds_no_tag(marked: list[str]) -> None:
    once = plain("".join(marked))
    assert not set("\n\t\u200b\u202e") & set(once) and once == once.strip()
    assert not [tag for tag in ("<b>", "</b>") if tag in once]
