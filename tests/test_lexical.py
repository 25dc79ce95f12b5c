from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.lexical import code, codes_of, language_of, latin_tokens, native_tokens, plain, stem

CODES = codes_of(["AF-55", "WH-KT15", "EB-CITY"])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("可以退吗", "zh"),
        ("can I return it", "en"),
        ("AF-55能退吗", "zh"),
        ("does the 天猫 coupon work for this order", "en"),
        ("OEM MOQ 多少", "zh"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_language_is_the_one_that_carries_the_question(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("這個雲台的攝像頭", "这个云台的摄像头"),
        ("ＡＦ－５５", "AF-55"),
        ("A\u200bF-55\U000e0041", "AF-55"),
        ("Ａｆ 不变", "Af 不变"),
    ],
)
def test_a_text_is_made_plain(text: str, seen: str) -> None:
    assert plain(text) == seen


@pytest.mark.parametrize("spelled", ["AF-55", "AF55", "af 55", "ＡＦ－５５", "aF_55", "A\u200bF-55"])
def test_a_product_code_is_one_token_however_it_is_spelled(spelled: str) -> None:
    assert "af55" in native_tokens(f"is {spelled} in stock", CODES)
    assert "af55" in native_tokens(f"{spelled}有货吗", CODES)


def test_a_word_and_a_number_stay_apart_when_no_product_is_called_so() -> None:
    assert native_tokens("have 55 of them", CODES) == ["55"]
    assert native_tokens("lamp 55", CODES) == ["lamp", "55"]


def test_a_code_is_known_without_its_brand_part() -> None:
    assert sorted(CODES) == ["af55", "ebcity", "kt15", "whkt15"]
    assert "kt15" in native_tokens("WH-KT15", CODES)
    assert code("af_55") == "af55"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("退货邮费", ["退货", "货邮", "邮费"]),
        ("退", ["退"]),
        ("Returning returned returns", ["return", "return", "return"]),
        ("2,399元", ["2399", "元"]),
        ("5.5L", ["5.5l", "5.5", "l"]),
        ("e-bike", ["ebik", "e", "bike"]),
        ("3-5 days", ["3", "5", "day"]),
        ("it is the and of", []),
        ("", []),
        ('"quoted" AND (NOT) *', ["quot", "not"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert native_tokens(text) == tokens


def test_latin_tokens_leave_the_chinese_out() -> None:
    assert latin_tokens("WiFi只支持2.4GHz") == ["wifi", "2.4ghz", "2.4", "ghz"]


def test_threads_share_one_stemmer() -> None:
    words = [f"{word}{ending}" for word in ("return", "refund", "exchang") for ending in ("s", "ed", "ing")] * 50
    stem.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(stem, words)) == {"return", "refund", "exchang"}
