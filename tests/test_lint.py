"""Rules of law, platform, security and privacy: what they catch and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.check.lint import LintRule, RuleError, is_card_number, is_id_number, lint, load_rules
from knowledge.bilingual import Lang


def rules(text: str, platform: str = "tmall", **more: str) -> list[str]:
    return [finding.rule for finding in lint(text, "en", platform, **more)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("这是全网最好的帐篷", "ad.superlative"),
        ("销量第一的品牌", "ad.superlative"),
        ("The best tent on the market", "ad.superlative"),
        ("国家级品质", "ad.absolute"),
        ("100%正品", "ad.absolute"),
        ("麻烦加我微信聊", "platform.messenger"),
        ("加V信给您优惠", "platform.messenger"),
        ("加我vx", "platform.messenger"),
        ("QQ号发您", "platform.messenger"),
        ("Please add me on WhatsApp", "platform.messenger"),
        ("Message us on Telegram instead", "platform.messenger"),
        ("详情看 https://pay.example/x", "platform.link"),
        ("Please call us at 0571-8888 6666", "platform.phone"),
        ("请把银行卡号发我一下", "security.asks_secret"),
        ("麻烦提供一下验证码", "security.asks_secret"),
        ("Please send me your card number and CVV", "security.asks_secret"),
        ("五星好评返现5元", "praise.paid"),
        ("If you leave a 5-star review you get a gift", "praise.paid"),
        ("{{buyer_name}}您好", "hygiene.placeholder"),
        ("Dear [Name], thank you", "hygiene.placeholder"),
    ],
)
def test_a_breach_is_found(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "最近有点忙,第一时间回复您",
        "这是您第一次购买吗",
        "最晚明天发,最多3天到",
        "最大承重120kg",
        "Best regards, the shop",
        "We do our best to help",
        "面料100%棉",
        "支持微信支付和银联卡",
        "请勿添加微信私下交易",
        "We never ask for your password.",
        "我们不会索要验证码",
        "Payments stay on the platform; we do not accept personal accounts, Western Union or cash.",
        "评价由您自己决定",
        "订单号是A-10293,保修24个月",
    ],
)
def test_what_only_looks_like_a_breach_passes(text: str) -> None:
    assert rules(text) == []


RULES = load_rules()
LANGS: tuple[Lang, ...] = ("zh", "en")


def of_rule(rule: LintRule, text: str) -> list[str]:
    platform = min(rule.platforms, default="tmall")
    return [finding.rule for finding in lint(text, "en", platform) if finding.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_beside_a_rule_hold(rule: LintRule) -> None:
    for lang in LANGS:
        assert len(rule.breaks[lang]) >= 3 and len(rule.passes[lang]) >= 3, f"{rule.id}: three examples each in {lang}"
        assert [text for text in rule.breaks[lang] if not of_rule(rule, text)] == []
        assert [(text, rules(text)) for text in rule.passes[lang] if rules(text)] == []
    assert all((rule.why.zh, rule.why.en, rule.fix.zh, rule.fix.en))


def test_a_number_is_found_however_it_is_spelt() -> None:
    for text in (
        "1 3 8 0 0 1 3 8 0 0 0",
        "138-0013-8000",
        "138.0013.8000",
        "一三八零零一三八零零零",
        "１３８００１３８０００",
    ):
        assert rules(f"联系人 {text}", "own") == ["privacy.phone"], text
    for text in ("1 3 个", "运单 138001380001234", "1-3天", "一三五上班"):
        assert rules(text, "own") == [], text


def test_a_link_that_only_the_buyer_wrote_is_not_ours() -> None:
    assert rules("见 https://a.example/x", "own", known="https://a.example/x", ours="") == ["platform.link"]
    assert rules("见 https://a.example/x", "own", known="https://a.example/x") == []


def test_a_measured_fact_of_the_sheet_is_no_superlative() -> None:
    assert rules("同系列最轻的,320克") == ["ad.superlative"]
    assert rules("同系列最轻的,净重320克", sheet="同系列最轻的一款,320克") == ["ad.superlative"]
    assert rules("同系列最轻的320克款", sheet="同系列最轻的,320克") == []


def test_platform_rules_hold_only_where_they_apply() -> None:
    assert rules("Please call us at 0571-8888 6666", "own") == []
    assert rules("这是最好的帐篷", "shopify") == []
    assert rules("请把银行卡号发我一下", "own") == ["security.asks_secret"]


def test_ad_law_warns_and_contact_blocks() -> None:
    assert [finding.severity for finding in lint("全网最好", "zh", "jd")] == ["warn"]
    assert [finding.severity for finding in lint("加微信", "zh", "jd")] == ["block"]


def test_a_certificate_of_the_sheet_may_be_quoted() -> None:
    text = "帐篷获得国家级质检证书"
    assert "ad.absolute" in rules(text)
    assert lint(text, "zh", "tmall", ("国家级质检证书 2026-11",)) == []


def test_private_details_of_others_are_blocked() -> None:
    assert rules("收件人电话13812345678", "own") == ["privacy.phone"]
    assert rules("收件人电话13812345678", "own", known="电话 138 1234 5678") == []
    assert rules("write to li@mail.example", "own") == ["privacy.email"]
    assert rules("身份证 11010519491231002X", "own", known="11010519491231002X") == ["privacy.id_number"]
    assert rules("卡号 4111 1111 1111 1111", "own") == ["privacy.card_number"]


def test_check_digits_tell_real_numbers_from_others() -> None:
    assert is_id_number("11010519491231002X")
    assert not is_id_number("110105194912310021")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")


def test_the_message_comes_in_the_language_asked_for() -> None:
    (finding,) = lint("加微信", "zh", "tmall")
    assert finding.why == "不能把买家引到平台以外: '微信'"
    assert finding.fix == "请买家在本平台聊天和付款"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- severity: warn", "a.yaml: a rule without an id; give it one such as ad.superlative"),
        ("- {id: x, severity: loud}", "a.yaml: rule x: severity must be one of block, warn, info"),
        ("- {id: x, severity: warn, when: now}", "a.yaml: rule x: unknown key when"),
        ("- {id: x, severity: warn, why: {en: no}}", "a.yaml: rule x: needs words or patterns, and a why"),
        ("id: x", "a.yaml: expected a list of rules, each with an id"),
    ],
)
def test_a_faulty_rule_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as raised:
        load_rules(tmp_path)
    assert str(raised.value).startswith(message)
