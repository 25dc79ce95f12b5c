"""What comes in: one message to answer, with its thread, order, buyer and its own `now`.

The shape is `shop-format`'s case record. Keys that only evals use are dropped at the door; any other
unknown key is refused.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from knowledge.orders import Order

Channel = Literal["im", "email", "site_message", "phone_note", "rfq", "other"]
TurnRole = Literal["buyer", "agent", "note"]

EVAL_ONLY_KEYS = frozenset(
    {"pair_id", "cluster", "split", "lang", "intent", "difficulty", "tags", "gold_doc_ids", "distractor_doc_ids"}
    | {"reference_evidence", "expected_action", "expected_risk", "reply_language", "references", "facts"}
    | {"forbidden", "principles", "review", "provenance"}
)
MEDIA_MARKS = {"[图片]": "photo", "[image]": "photo", "[视频]": "video", "[video]": "video"}
"""How chat tools render attachments inside a buyer's text (shop-format, "A case")."""


class Attachment(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: str


class Turn(BaseModel):
    """One message of the thread. A `note` is a colleague's: known to us, never quoted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    role: TurnRole
    text: str
    at: AwareDatetime | None = None
    attachments: tuple[Attachment, ...] = ()

    def media(self) -> frozenset[str]:
        """The kinds of evidence attached: `photo`, `video`. Saying that there is a photo is not one."""
        marked = {kind for mark, kind in MEDIA_MARKS.items() if mark in self.text.lower()}
        return frozenset(marked | {attachment.kind for attachment in self.attachments})


class Buyer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str | None = None
    name: str | None = None
    lang: str | None = None
    vip: int | None = None
    email: str | None = None
    country: str | None = None


class Inquiry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    product: str | None = None
    quantity: int | None = Field(default=None, ge=1)
    country: str | None = None
    company: str | None = None
    ip_country: str | None = None


class Case(BaseModel):
    """One message to answer. `role` is who will send the reply; `now` carries its zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    now: AwareDatetime
    messages: tuple[Turn, ...] = Field(min_length=1)
    channel: Channel = "im"
    role: str = "agent"
    order_id: str | None = None
    order: Order | None = None
    buyer: Buyer = Buyer()
    subject: str | None = None
    inquiry: Inquiry | None = None

    @model_validator(mode="before")
    @classmethod
    def _drop_eval_keys(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        kept = {key: item for key, item in value.items() if key not in EVAL_ONLY_KEYS}
        if isinstance(kept.get("order"), dict) and "id" not in kept["order"]:
            kept.pop("order")  # an eval case's bare {sku, signed_at} sketch is not an order record
        return kept

    @property
    def latest(self) -> tuple[Turn, ...]:
        """The buyer's turns since the last agent turn: a burst of short messages is one message."""
        burst: list[Turn] = []
        for turn in reversed(self.messages):
            if turn.role == "agent":
                break
            if turn.role == "buyer":
                burst.append(turn)
        return tuple(reversed(burst))

    @property
    def text(self) -> str:
        """What the buyer says now, one line per turn of the burst."""
        return "\n".join(turn.text for turn in self.latest)
