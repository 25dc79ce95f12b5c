"""What each viewer sees of a suggestion, and how it looks on a terminal."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from agent.doors.check_view import check_page
from agent.doors.quoting import quoted
from agent.doors.render import Page, draft_page
from agent.doors.search_view import search_page
from agent.doors.wrap import cells, visible, wrap
from agent.present import plain, present, present_claim
from agent.suggestion import (
    Allowance,
    Claim,
    Decision,
    Draft,
    Evidence,
    Finding,
    Missing,
    Offer,
    Question,
    Reading,
    Recommendation,
    Risk,
    Sentence,
    Span,
    Suggestion,
    Usage,
    Versions,
)
from knowledge.bilingual import Bilingual
from knowledge.catalog import Range
from knowledge.profile import Profile

REPLY = "这款可以优惠5%,也就是284.05元,今天下单都有效。"
RULE = Evidence(
    id="authority#bargain-1",
    kind="authority",
    doc="authority",
    anchor="bargain-1",
    text=Bilingual(en="agent 7, lead 12, manager 20"),
    lang="en",
    audience="staff",
)
STAFF_NOTE = Evidence(
    id="policies/floors#af55",
    kind="policy",
    doc="policies/floors",
    anchor="af55",
    text=Bilingual(zh="底价260元。"),
    lang="zh",
    audience="staff",
    valid_from=date(2026, 3, 1),
)
PRODUCT = Evidence(
    id="catalog#AF-55",
    kind="product",
    doc="catalog",
    anchor="AF-55",
    text=Bilingual(zh="5.5升空气炸锅。价格299元。容量5.5 L。"),
    lang="zh",
    score=0.123456,
)


def allowance(*, secret: bool) -> Allowance:
    return Allowance(
        rule="bargain-1",
        problem="bargain",
        offer="discount_percent",
        ceiling=Decimal("7"),
        unit="percent",
        currency="CNY",
        approver="lead",
        evidence=("authority#bargain-1",),
        secret=secret,
    )


def suggestion(*, secret: bool = True, draft: bool = True) -> Suggestion:
    decision = Decision(
        action="offer",
        stage="pre_sale",
        intents=("bargain",),
        questions=("能便宜点吗",),
        offers=(
            Offer(
                "discount_percent", Decimal("5.0"), "percent", "CNY", ("authority#bargain-1",), cost=Decimal("14.95")
            ),
        ),
        allowances=(allowance(secret=secret),),
        approver="lead",
        missing=(Missing("会不会再降", "whether the price falls next week", "knowledge_owner"),),
        must_not=("the lowest price",),
    )
    reading = Reading(
        text="能便宜点吗",
        language="zh",
        reply_lang="zh",
        twin_lang="en",
        stage="pre_sale",
        intents=(("bargain", 0.9),),
        questions=(Question("能便宜点吗", "bargain", 0.9, "zh"),),
        risks=(Risk("extortion", "threatens a bad review", "不然差评"),),
    )
    sentences = (
        Sentence(
            REPLY, "We can take 5% off, so 284.05 yuan, for orders today.", ("authority#bargain-1", "catalog#AF-55")
        ),
    )
    claims = (
        Claim("percent", "优惠5%", Span(4, 8), Decimal("5"), "%", "proved", ("authority#bargain-1",)),
        Claim("money", "284.05元", Span(12, 19), Decimal("284.05"), "CNY", "proved", ("catalog#AF-55",)),
        Claim("date", "今天", Span(20, 22), date(2026, 11, 20), None, "unproved", (), "no source says until when"),
    )
    return Suggestion(
        id="c1",
        at=datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
        action="offer",
        draft=Draft("zh", "en", sentences, "strict") if draft else None,
        claims=claims if draft else (),
        findings=(Finding("lint.today-only", "warn", "promises a time limit", Span(20, 22), "name the last day"),),
        decision=decision,
        evidence=(PRODUCT, STAFF_NOTE, RULE),
        reading=reading,
        recommendations=(
            Recommendation("AF-40", Bilingual(zh="4升款", en="4 L one"), Bilingual(zh="更便宜", en="costs less"), ()),
        ),
        versions=Versions("k" * 12, "p" * 12, "w" * 12, None, "strict", "0.1.0"),
        usage=Usage(31.26, {"understand": 3.1, "retrieve": 12.0}),
    )


@pytest.fixture
def profile() -> Profile:
    return Profile(
        id="lantern",
        name=Bilingual(zh="灯舍"),
        currency="CNY",
        timezone="Asia/Shanghai",
        languages=("zh", "en"),
        agent_language="zh",
    )


def page(text: io.StringIO, width: int = 80) -> Page:
    return Page(Console(file=text, width=width, highlight=False, soft_wrap=True), width)


def test_the_document_has_exactly_the_keys_of_the_design_and_only_json_types(profile: Profile) -> None:
    view = present(suggestion(), profile)
    assert list(view) == [
        *("id", "action", "reply", "twin", "sentences", "claims", "decision", "findings", "evidence", "risk"),
        *("recommendations", "versions", "usage"),
    ]
    assert json.loads(json.dumps(view)) == view
    assert list(view["decision"]) == [
        *("stage", "intents", "questions", "offers", "authority", "approver", "missing", "must_not"),
    ]
    assert set(view["evidence"][0]) == {
        *("id", "kind", "doc", "anchor", "text", "lang", "valid_from", "valid_until", "in_force_days", "audience"),
        *("quotable", "score"),
    }


def test_a_claim_keeps_its_place_its_value_and_its_reason(profile: Profile) -> None:
    claims = present(suggestion(), profile)["claims"]
    assert claims[1] == {
        "kind": "money",
        "text": "284.05元",
        "span": [12, 19],
        "value": 284.05,
        "unit": "CNY",
        "verdict": "proved",
        "evidence": ["catalog#AF-55"],
        "why": "",
        "side": "reply",
    }
    assert claims[2]["value"] == "2026-11-20"
    assert claims[2]["why"] == "no source says until when"


def test_the_ceiling_of_a_secret_rule_is_nowhere_in_the_document(profile: Profile) -> None:
    view = present(suggestion(secret=True), profile)
    assert view["decision"]["authority"][0]["ceiling"] is None
    rule = next(item for item in view["evidence"] if item["kind"] == "authority")
    assert rule["text"] == "authority.toml 里的规则 bargain-1;上限只用于把关,不显示。"
    assert "lead 12" not in json.dumps(view)


def test_the_offer_that_is_made_shows_its_number_and_not_what_it_costs_the_shop(profile: Profile) -> None:
    assert present(suggestion(), profile)["decision"]["offers"] == [
        {
            "offer": "discount_percent",
            "value": 5,
            "unit": "percent",
            "currency": "CNY",
            "gift": None,
            "evidence": ["authority#bargain-1"],
        }
    ]


def test_the_ceiling_of_an_open_rule_is_shown_without_what_others_may_give(profile: Profile) -> None:
    view = present(suggestion(secret=False), profile)
    assert view["decision"]["authority"][0]["ceiling"] == 7
    assert view["decision"]["approver"] == "lead"


def test_an_agent_sees_staff_only_sources_marked(profile: Profile) -> None:
    note = present(suggestion(), profile)["evidence"][1]
    assert (note["text"], note["audience"], note["valid_from"]) == ("底价260元。", "staff", "2026-03-01")


def test_a_buyer_sees_no_staff_source_no_finding_no_authority_and_no_risk(profile: Profile) -> None:
    view = present(suggestion(), profile, view="buyer")
    assert [item["id"] for item in view["evidence"]] == ["catalog#AF-55"]
    assert (view["findings"], view["risk"]) == ([], [])
    assert view["decision"]["authority"] == [] and view["decision"]["approver"] is None
    assert view["sentences"][0]["evidence"] == ["catalog#AF-55"]
    assert "authority#" not in json.dumps([view["claims"], view["sentences"], view["evidence"]])
    assert "底价" not in json.dumps(view, ensure_ascii=False)


def test_without_a_draft_both_texts_are_empty_in_their_languages(profile: Profile) -> None:
    view = present(suggestion(draft=False), profile)
    assert (view["reply"], view["twin"]) == ({"lang": "zh", "text": ""}, {"lang": "en", "text": ""})
    assert view["sentences"] == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.00"), 12),
        (Decimal("12.30"), 12.3),
        (0, 0),
        (True, True),
        (Span(1, 3), [1, 3]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (Range(min=Decimal(1), max=Decimal("2.5")), {"min": 1, "max": 2.5}),
        ({"day": date(2026, 1, 2)}, {"day": "2026-01-02"}),
        (datetime(2026, 1, 2, 3, tzinfo=ZoneInfo("UTC")), "2026-01-02T03:00:00+00:00"),
    ],
)
def test_records_become_json_types(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_the_page_shows_reply_twin_proofs_and_warnings_inside_its_width(profile: Profile) -> None:
    text = io.StringIO()
    draft_page(page(text), present(suggestion(), profile))
    lines = text.getvalue().splitlines()
    assert max(cells(line) for line in lines) <= 80
    shown = "\n".join(line.rstrip() for line in lines)
    for expected in (
        " OFFER   c1 · pre sale · bargain",
        f"Reply (zh)\n  {REPLY}",
        "Twin (en)\n  We can take 5% off, so 284.05 yuan, for orders today.",
        "Proof (2 of 3 claims proved)",
        "  ✓ 优惠5%\n      authority#bargain-1 (staff only)\n",
        "  ✓ 284.05元\n      catalog#AF-55: “",
        "  ? 今天 · UNPROVED\n      no source says until when",
        "  ! warn · lint.today-only: promises a time limit\n      fix: name the last day",
        "  · whether the price falls next week · ask: knowledge owner · for: 会不会再降",
        "  · discount percent 5% · by authority#bargain-1",
        "  · more than this needs: lead",
        "extortion: threatens a bad review “不然差评”",
        "AF-40 4 L one: costs less",
        "31 ms · strict · knowledge kkkkkk · policy pppppp",
    ):
        assert expected in shown
    assert "policies/floors" not in shown, "a source that nothing rests on is not among the sources"
    assert "\x1b" not in shown


def test_the_page_of_a_checked_text_says_whether_it_may_go_out() -> None:
    text = io.StringIO()
    claim = present_claim(suggestion().claims[2])
    check_page(page(text), {"id": "t1", "ok": False, "claims": [claim], "findings": []}, {})
    assert text.getvalue().splitlines()[0].rstrip() == " NOT OK   t1 · 1 claims · 0 findings"


def test_search_results_say_when_they_hold_and_that_nothing_was_found() -> None:
    text = io.StringIO()
    hit = {
        "id": "policies/returns#window",
        "kind": "policy",
        "lang": "zh",
        "score": 0.5,
        "text": "7天\n无理由",
        "valid_from": "2026-03-01",
        "valid_until": None,
        "in_force_days": 1,
        "audience": "buyer",
    }
    old = {"id": "policies/returns-2025#window", "valid_from": None, "valid_until": "2026-02-28", "of": hit["id"]}
    search_page(page(text), {"verdict": "answered", "results": [hit], "superseded": [old]})
    assert text.getvalue() == (
        "1. policies/returns#window\n  policy · zh · score 0.500 · in force since 2026-03-01 (1 day)\n  7天 无理由\n"
        "  · superseded here: policies/returns-2025#window · until 2026-02-28\n"
    )
    empty = io.StringIO()
    search_page(page(empty), {"verdict": "unanswered", "results": [], "superseded": []})
    assert empty.getvalue() == ("nothing found that answers this and is in force for this moment and audience\n")
    unsure = io.StringIO()
    search_page(page(unsure), {"verdict": "doubtful", "results": [hit], "superseded": []})
    assert unsure.getvalue().splitlines()[0] == "near, but perhaps no answer: read before you rely on it"


def test_the_quoted_bit_is_the_sentence_with_the_claims_number() -> None:
    source = "签收次日起7天内可退。运费由买家承担。超过15天不再受理。"
    assert quoted(source, "15天内") == "超过15天不再受理。"
    assert quoted(source, "运费买家出") == "运费由买家承担。"
    assert quoted("", "7天") == ""


def test_a_long_quoted_sentence_is_cut_around_the_number() -> None:
    bit = quoted("字" * 200 + "保修24个月" + "字" * 200, "24个月", limit=40)
    assert "24个月" in bit and len(bit) == 42 and bit.startswith("…") and bit.endswith("…")


def test_han_text_fills_lines_and_no_line_starts_with_a_closing_mark() -> None:
    lines = wrap("空气炸锅5.5升,功率1700瓦\uff0c可以直接用。单价USD 2,736.00 (EXW)", 12)
    assert lines == ["空气炸锅", "5.5升,功率", "1700瓦\uff0c可以", "直接用。单价", "USD 2,736.00", "(EXW)"]
    assert all(cells(line) <= 12 for line in lines)


@pytest.mark.parametrize(
    "mark", ["\uff0c", "\u3002", "\uff1f", "\uff01", "\u3001", "\uff1b", "\u201d", "\uff09", "%", "?"]
)
def test_a_closing_mark_stays_with_what_it_closes(mark: str) -> None:
    assert wrap("这样可以" + mark + "好的", 8) == ["这样可", "以" + mark + "好的"]


@pytest.mark.parametrize("mark", ["\u201c", "\uff08", "\u300a", "¥", "$"])
def test_an_opening_mark_stays_with_what_it_opens(mark: str) -> None:
    assert wrap("这样可" + mark + "好的", 8)[1].startswith(mark)


def test_a_word_longer_than_the_line_is_cut_and_line_ends_are_kept() -> None:
    assert wrap("aaaaaa\n\nb", 4) == ["aaaa", "aa", "", "b"]


def test_terminal_codes_and_invisible_characters_never_reach_the_terminal() -> None:
    assert visible("a\x1b[31mb\u200b\u202ec\U000e0041d\r\n\te\x9bm\ufe0f") == "a[31mbcd\n em"


def test_staff_only_evidence_and_rules_are_marked_unquotable(profile: Profile) -> None:
    shown = {item["id"]: item for item in present(suggestion(), profile)["evidence"]}
    quotable = {name: item["quotable"] for name, item in shown.items()}
    assert {name for name, said in quotable.items() if not said} == {
        name for name, item in shown.items() if item["audience"] == "staff" or item["kind"] == "authority"
    }
    assert set(quotable.values()) == {True, False}
