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

from agent.found import Found, find, find_now
from agent.present import plain
from agent.shop import Shop
from knowledge.search import Hit


class ShopRetriever(BaseRetriever):
    """Clauses in force that answer a question: hybrid, fair to both languages, best first, at most `k`; none when
    nothing in the shop answers it.

    now: the moment that decides which version is in force; None: the present. order_id: an order whose dates decide.
    audience: staff also sees staff-only text. A document's id is the clause's, its metadata: id, doc, anchor, kind,
    lang, valid_from and valid_until (ISO days or None), in_force_days (its age on the day that picked it, or None),
    superseded (other versions of the rule: id, valid_from, valid_until), audience, score (0..1, ranks within this
    search) and relevance (0..1, comparable between searches).
    """

    shop: Annotated[Shop, GetPydanticSchema(lambda _, handler: handler(Any))]  # a plain object, not to be copied
    k: int = 8
    now: datetime | None = None
    order_id: str | None = None
    audience: Literal["buyer", "staff"] = "buyer"

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return self._documents(find_now(self.shop, query, **self._asked()))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return self._documents(await find(self.shop, query, **self._asked()))

    def _documents(self, found: Found) -> list[Document]:
        return [_document(hit, found, self.shop) for hit in found.hits]

    def _asked(self) -> dict[str, Any]:
        now = datetime.now(self.shop.folder.zone) if self.now is None else self.now
        return {"now": now, "order_id": self.order_id, "audience": self.audience, "k": self.k}


def _document(hit: Hit, found: Found, shop: Shop) -> Document:
    others = (one.clause for one in found.superseded if one.of == hit.clause_id)
    metadata = {
        "id": hit.clause_id,
        "doc": hit.doc,
        "anchor": hit.anchor,
        "kind": hit.kind,
        "lang": hit.lang,
        "valid_from": plain(hit.valid_from),
        "valid_until": plain(hit.valid_until),
        "in_force_days": found.when.age_of(shop.folder.clauses[hit.clause_id]),
        "superseded": [
            {"id": one.id, "valid_from": plain(one.valid_from), "valid_until": plain(one.valid_until)} for one in others
        ],
        "audience": hit.audience,
        "score": hit.score,
        "relevance": hit.relevance,
    }
    return Document(page_content=hit.text, id=hit.clause_id, metadata=metadata)
