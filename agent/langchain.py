"""The shop's search as a LangChain retriever, for chains and agents of other people's making.

    from agent.langchain import ShopRetriever
    documents = ShopRetriever(shop=open_shop(...)).invoke("拆封了还能退吗?")

Nothing of ours imports this file: LangChain is loaded by whoever asks for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import GetPydanticSchema

from agent.found import find, find_now
from agent.shop import Shop
from knowledge.search import Hit


class ShopRetriever(BaseRetriever):
    """Clauses in force that answer a question: hybrid, fair to both languages, best first, at most `k`; none when
    nothing in the shop answers it.

    now: the moment that decides which version is in force; None: the present. order_id: an order whose dates decide.
    audience: staff also sees staff-only text. A document's id is the clause's, its metadata: id, doc, anchor, kind,
    lang, valid_from and valid_until (ISO days or None), audience, score (0..1, ranks within this search) and
    relevance (0..1, comparable between searches).
    """

    shop: Annotated[Shop, GetPydanticSchema(lambda _, handler: handler(Any))]  # a plain object, not to be copied
    k: int = 8
    now: datetime | None = None
    order_id: str | None = None
    audience: Literal["buyer", "staff"] = "buyer"

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in find_now(self.shop, query, **self._asked()).hits]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in (await find(self.shop, query, **self._asked())).hits]

    def _asked(self) -> dict[str, Any]:
        now = datetime.now(self.shop.folder.zone) if self.now is None else self.now
        return {"now": now, "order_id": self.order_id, "audience": self.audience, "k": self.k}


def _document(hit: Hit) -> Document:
    metadata = {
        "id": hit.clause_id,
        "doc": hit.doc,
        "anchor": hit.anchor,
        "kind": hit.kind,
        "lang": hit.lang,
        "valid_from": None if hit.valid_from is None else hit.valid_from.isoformat(),
        "valid_until": None if hit.valid_until is None else hit.valid_until.isoformat(),
        "audience": hit.audience,
        "score": hit.score,
        "relevance": hit.relevance,
    }
    return Document(page_content=hit.text, id=hit.clause_id, metadata=metadata)
