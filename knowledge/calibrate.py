"""Another embedder's cosines told on the bundled encoder's scale, which is what relevance was fitted on.

Models differ in how close together they put everything: unrelated texts have a cosine of 0.1 with one and 0.8 with
another. Questions and their answers of any shop's everyday are embedded by both; one line maps the means of what
belongs together and of what does not onto each other. A model that cannot tell them apart is no use here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.chosen import Chosen
from knowledge.embed import Embedder, Vectors
from knowledge.faults import EmbeddingFault

LEAST_TOLD_APART = 0.6
"""Share of (question, its answer, another answer) that must be in the right order; by chance it is 0.5."""

_ASKED = (
    *("运费谁出?", "收到坏的怎么办", "几天能发货", "可以便宜点吗", "能开发票吗", "这个是什么材质的", "保修多久"),
    *("who pays the postage?", "it arrived broken, what now", "how soon do you ship", "can I get a discount"),
    *("can you send an invoice", "what is it made of", "how long is the warranty"),
)
_ANSWERS = (
    *("退货的运费由买家承担。", "商品破损请发照片，我们补发或退款。", "付款后48小时内发出。", "满两件打九折。"),
    *("下单时可以申请电子发票。", "材质为304不锈钢。", "整机保修两年。"),
    *("The buyer pays the return postage.", "If goods arrive damaged, send a photo; we replace or refund them."),
    *("Orders are dispatched within 48 hours of payment.", "Two pieces or more: 10 % off."),
    *("An invoice is issued on request with the order.", "It is made of 304 stainless steel."),
    "The whole unit has a two-year warranty.",
)
_SUBJECTS = len(_ANSWERS) // 2


class Scale(NamedTuple):
    """cosine of the bundled encoder ≈ shift + slope × cosine of this one."""

    shift: float
    slope: float


SAME = Scale(0.0, 1.0)


class Learnt(NamedTuple):
    """What comparing an embedder with the bundled one tells: its scale, and how many numbers its vectors have."""

    scale: Scale
    dimension: int


def calibrated(chosen: Chosen, bundled: Embedder) -> Learnt:
    """Compare the two. Raises EmbeddingFault when the chosen one fails or cannot tell an answer from another."""
    answers = chosen.embed(_ANSWERS)
    theirs = _cosines(chosen.ask(_ASKED, patient=True), answers)
    ours = _cosines(bundled.embed(_ASKED), bundled.embed(_ANSWERS))
    belongs = _belongs()
    right = np.mean(theirs[belongs][:, None] > theirs[~belongs][None, :])
    spread = float(theirs[belongs].mean() - theirs[~belongs].mean())
    if right < LEAST_TOLD_APART or spread <= 0:
        reason = "does not tell a question's answer from others; is it an embedding model?"
        raise EmbeddingFault(f"the embedder {chosen.name} {reason}")
    slope = float(ours[belongs].mean() - ours[~belongs].mean()) / spread
    shift = float(ours[~belongs].mean()) - slope * float(theirs[~belongs].mean())
    return Learnt(Scale(shift, slope), answers.shape[1])


def _cosines(asked: Vectors, answers: Vectors) -> NDArray[np.float64]:
    if asked.shape[1] != answers.shape[1]:
        raise EmbeddingFault("the embedder gave vectors of different sizes for questions and passages")
    return np.asarray(asked, dtype=np.float64) @ np.asarray(answers, dtype=np.float64).T


def _belongs() -> NDArray[np.bool_]:
    """Which answers speak to which questions: those of the same subject, in either language."""
    subjects = np.arange(len(_ANSWERS)) % _SUBJECTS
    return np.asarray(subjects[:, None] == subjects[None, :])
