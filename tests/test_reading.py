"""A question read in the shop's words: what is corrected, and above all what is left as it is."""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Iterator
from datetime import datetime

import pytest
from shelf_of_clauses import CountingEmbedder, at, clause, data_folder, folder

from agent.found import find
from agent.shop import Shop
from knowledge.amounts import as_written
from knowledge.bilingual import Bilingual
from knowledge.catalog import Product
from knowledge.colloquial import in_sheet_words
from knowledge.coverage import coverage
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.lexical import native_tokens, plain
from knowledge.search import search
from knowledge.sku_spelling import SkuSpelling
from knowledge.unheard import unheard

CLAUSES = [
    clause("policies/a#returns", "拆封后可以退货,运费由买家承担。", "Opened items can be returned for a refund."),
    clause("policies/a#invoice", "可以开发票,包邮订单也开。", "An invoice is sent with every order."),
    clause("policies/a#warranty", "整机保修24个月。", "The warranty is 24 months. Shipping takes 48 hours."),
    clause("policies/a#dispatch", "48小时内发货。", "We use Hafen couriers, dispatched in 7 days."),
    clause("sheets/k#specs", "电热水壶容量1.5 L,功率1500 W,净重1.1 kg。", "Kettle, 1.5 L, 1500 W, weight 1.1 kg.",
           kind="sheet"),
    clause("catalog#WH-KT15", "1.5升电热水壶 WH-KT15", "1.5 L kettle WH-KT15", kind="product", skus=("WH-KT15",)),
    clause("catalog#EB-CITY", "城市车 EB-CITY", "City bike EB-CITY", kind="product", skus=("EB-CITY",)),
]  # fmt: skip
PRODUCTS = [
    Product(sku="WH-KT15", name=Bilingual(zh="1.5升电热水壶", en="1.5 L kettle"), price=129),
    Product(sku="EB-CITY", name=Bilingual(zh="城市车", en="City bike"), price=999),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(data_folder(tmp_path_factory.mktemp("reading")), "lantern", writable=True) as opened:
        ingest(folder(*CLAUSES, products=PRODUCTS), opened, embedder=CountingEmbedder())
        yield opened


def read(index: Index, text: str) -> str:
    return " ".join(index.words.reading(plain(text)).split())


# Misspelled words


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("how do I get a refnud", "how do I get a refund"),  # swapped
        ("an invoce please", "an invoice please"),  # missing
        ("returrned items", "returned items"),  # doubled
        ("the kattle", "the kettle"),  # another letter
        ("is the waranty long", "is the warranty long"),
        ("WARANTY", "warranty"),
        ("the haffen courier", "the hafen courier"),  # a name that only this shop writes
        ("可以开发漂吗", "可以开发票吗"),  # the same sound
        ("拆风还能退吗", "拆封还能退吗"),
        ("包油吗", "包邮吗"),
        ("云费谁出", "运费谁出"),
        ("我要退贷", "我要退货"),  # the same look
        ("保休多久", "保修多久"),
        ("怎么改定单", "怎么改订单"),  # a variant in the dictionary
        ("可以开fapiao吗", "可以开发票吗"),  # pinyin left unconverted
        ("可以開發漂嗎", "可以开发票吗"),  # traditional, and misspelled
    ],
)
def test_a_misspelled_word_is_read_as_the_shop_writes_it(index: Index, asked: str, meant: str) -> None:
    assert native_tokens(read(index, asked)) == native_tokens(meant)


@pytest.mark.parametrize(
    "text",
    [
        "the Hafen courier",  # a name that the shop writes
        "a clam with a rug",  # ordinary words that the shop does not write, near to ones that it does
        "returned, returning, returns",
        "is it from Thule or Zigbee",  # names that nobody here writes
        "my cousin Hafer in Kattle",  # a capital within a sentence: a name
        "see you thursday, thx",  # everyday words that dictionaries lack
        "群里有人说单价各多少,十分钟内不回复",  # characters that are words by themselves
        "sony",  # four letters are near to everything
        "WH-KT15 and KT16 and X2000",  # codes
        "1501 or 1400",  # numbers
        "mail me at refnud@example.com not refnud-now",  # part of something else
        "一定十分满意,第一时间发货,等一下",
        "退货运费由买家承担",
        "前收到的水壶",  # a real word stands there; 签收 only sounds alike
        "火星旅行社",  # no shop word sounds so
        "fapiao for my English company",  # pinyin is read in a Chinese question alone
        "",
        "？？😀",
    ],
)
def test_what_is_no_misspelling_is_left_as_it_is(index: Index, text: str) -> None:
    assert index.words.corrected(plain(text)) == plain(text)


def test_two_mistakes_are_forgiven_in_a_long_word_and_not_in_a_short_one(index: Index) -> None:
    assert read(index, "dispatchhd") == "dispatch"
    assert read(index, "ktetel") == "ktetel"


# Amounts


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("1500ml的水壶", "1.5 l 的水壶"),
        ("一升半的水壶", "1.5 l 的水壶"),
        ("１．５升水壶", "1.5升水壶"),  # the shop writes it so
        ("a 1500 ml kettle", "a 1.5 l kettle"),
        ("a 1.5 litre kettle", "a 1.5 l kettle"),
        ("1.5kW", "1500 w"),
        ("一千五百瓦", "1500 w"),
        ("两天内发货", "48 小时 内发货"),
        ("保修两年", "保修 24 个月"),
        ("warranty of two years", "warranty of 24 month"),
        ("one week", "7 day"),
        ("2.2斤", "1.1 kg"),
    ],
)
def test_an_amount_is_read_as_the_shop_writes_it(index: Index, asked: str, meant: str) -> None:
    assert read(index, asked) == meant


@pytest.mark.parametrize(
    "text",
    ["1600ml", "三年", "第二天", "48小时内", "24个月", "one day", "1.5 L", "一定十分一下", "百天", "5 meals", "十一点"],
)
def test_an_amount_that_the_shop_has_not_or_writes_so_is_left_as_it_is(index: Index, text: str) -> None:
    assert read(index, text) == text


@pytest.mark.parametrize(
    ("asked", "written", "meant"),
    [
        ("二十五瓦", {"25 w"}, "25 w"),
        ("一百八十克", {"180 g"}, "180 g"),
        ("一百零五克", {"105 克"}, "105 克"),
        ("十斤", {"5 kg"}, "5 kg"),
        ("0.5 kWh", {"500 wh"}, "500 wh"),
        ("4000 mAh", {"4.0 ah"}, "4.0 ah"),
        ("11.5 cm", {"115 mm"}, "115 mm"),
        ("1 inch", {"25 mm", "2.54 cm"}, "1 inch"),  # another system of measures is never converted
        ("1 month", {"30 days"}, "1 month"),  # a month is no number of days
        ("3 天", {"0.43 周"}, "3 天"),  # nothing is rounded
    ],
)
def test_only_equal_amounts_meet(asked: str, written: Collection[str], meant: str) -> None:
    assert as_written(asked, lambda words: words in written).strip() == meant


# Properties, and codes


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("水壶多大", "水壶 容量"),
        ("水壶多沉", "水壶 净重"),
        ("几斤啊", "净重 啊"),
        ("费不费电", "功率"),
        ("how heavy is the kettle", "weight is the kettle"),
        ("How big is it?", "size is it?"),
        ("要多长时间", "要多长时间"),
        ("优惠多大力度", "优惠多大力度"),
    ],
)
def test_a_property_is_read_as_sheets_call_it(index: Index, asked: str, meant: str) -> None:
    assert read(index, asked) == meant


def test_of_several_words_those_that_the_shop_writes_are_chosen_and_what_it_writes_as_asked_stays() -> None:
    assert in_sheet_words("多大", {"尺寸", "尺码"}.__contains__).split() == ["尺寸", "尺码"]
    assert in_sheet_words("多大", {"多大", "容量"}.__contains__).split() == ["多大", "容量"]
    assert in_sheet_words("how loud", lambda _: False).split() == ["noise"]
    assert in_sheet_words("showhow heavyweight", lambda _: True) == "showhow heavyweight"


@pytest.mark.parametrize(
    "spelled", ["wh kt15", "WHKT15", "wh－kt15", "ＷＨ-ＫＴ１５", "Wh_Kt 15", "wh/kt15", "WH KT 15"]
)
def test_a_code_is_read_as_the_catalogue_spells_it(index: Index, spelled: str) -> None:
    assert read(index, f"{spelled}有货吗") == "WH-KT15有货吗"
    assert read(index, f"is {spelled} in stock") == "is WH-KT15 in stock"


def test_a_code_is_not_read_into_other_words() -> None:
    codes = SkuSpelling(["EB-CITY", "A1", "T-40", "T40"])
    for text in ("an eb city tour", "a1", "a 1", "WH KT 16", "t 40", "eb, city"):
        assert codes.respelled(text) == text
    assert codes.respelled("EB CITY or ebcity") == "EB-CITY or EB-CITY"


# Where it is used


def test_a_misspelled_question_shares_words_with_its_clause(index: Index) -> None:
    embedder = CountingEmbedder()
    for asked, answer in (
        ("refnud for an opend item", "policies/a#returns"),
        ("开发漂", "policies/a#invoice"),
        ("1500ml kettle", "sheets/k#specs"),
    ):
        hits = search(index, asked, when=at(2026, 5, 6), k=8, embedder=embedder)
        assert max(hits, key=lambda hit: hit.overlap).clause_id in (answer, "catalog#WH-KT15")
        assert max(hit.overlap for hit in hits) > 0.5


def test_a_misspelling_is_no_unknown_word_and_an_unknown_thing_stays_one(index: Index) -> None:
    def unknown(text: str) -> float:
        return coverage(index, plain(text), ["policies/a#invoice"], [("Rules",)]).unknown

    assert unknown("invoce") == unknown("开发漂") == 0.0
    assert unknown("zigbee") == 1.0


def test_a_misspelled_name_of_the_shops_own_is_not_unheard_of(index: Index) -> None:
    assert unheard(index, "is it sent by haffen") == ()
    assert unheard(index, "is it sent by Thule") == ("thule",)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I get a refnud?", "faq/after-sale#refund"),
        ("Can I get an invioce?", "policies/invoices#special"),
        ("可以开发漂吗", "policies/invoices#special"),
        ("1500毫升的电热水壶", "catalog#WH-KT15"),
    ],
)
async def test_search_finds_it_all_the_same(wenhuo: Shop, now: datetime, question: str, answer: str) -> None:
    found = await find(wenhuo, question, now=now, order_id=None, audience="buyer", k=3)
    assert answer in [hit.clause_id for hit in found.nearest]


def test_reading_costs_a_fraction_of_a_millisecond(wenhuo: Shop) -> None:
    words = wenhuo.index.words
    words.reading("热身 refnud 退贷")
    spent = []
    for number in range(40):
        started = time.thread_time()
        words.reading(f"how do I get a refnud for invioce {number}, 退贷运费多沉{number}毫升")
        spent.append(time.thread_time() - started)
    assert statistics.median(spent) < 0.004  # 0.2 ms where nothing else runs


@pytest.mark.parametrize(
    "text", ["退贷" * 5000, "refnud " * 5000, "x" * 20000, "wh-" * 5000, "一" * 5000, "1.5 l" * 4000]
)
def test_a_very_long_question_is_read_in_no_time(index: Index, text: str) -> None:
    started = time.thread_time()
    index.words.reading(text)
    assert time.thread_time() - started < 1.0
