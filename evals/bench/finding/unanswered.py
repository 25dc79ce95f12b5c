"""Questions that a shop cannot answer: do they come back empty or marked, and are those that it can answer spared?

Unanswerable, asked of both sample shops: other desks' questions (travel, banking, insurance, airline, software, media;
intents that a shop could also be asked are left out), the other shop's questions about its own goods, and properties of
a named product that stand nowhere in the shop. Answerable: the demo messages with their gold clauses, the clauses'
headings and the catalogue's labels. The weights of `agent.answerable` were fitted on draws of the same kinds; what
was held out is told in the changelog.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench.finding.shelf import NOW, Bench, Figure, share
from evals.bench.finding.sources import SHOPS, rows
from knowledge.bilingual import Lang
from knowledge.folder import ShopFolder

if TYPE_CHECKING:
    from agent.shop import Shop

_LANGS: tuple[Lang, ...] = ("zh", "en")
_SEED = 20261120
_EACH = 60
_STRANGE = """
changeseatassignment getproofofinsurance orderdrinkintent orderpizzaintent checkclaimstatus getboardingpass
expensereport getseatinfo orderburgerintent reportbrokensoftware softwareupdate ordersaladintent bookflight alarm
apr balance book_flight book_hotel car_rental carry_on change_accent change_ai_name change_speed credit_limit
credit_score direct_deposit flight_status freeze_account gas_type improve_credit_score ingredient_substitution
interest_rate international_visa last_maintenance lost_luggage meeting_schedule min_payment mpg nutrition_info
payday pin_change pto_request pto_used recipe restaurant_reservation restaurant_suggestion rollover_401k routing
schedule_meeting tire_change tire_pressure travel_suggestion vaccines w2 weather
"""
_STRANGE_INTENTS = frozenset(_STRANGE.split())
_PROPERTIES = (
    ("填充物", "filling"), ("涂漆", "paint"), ("遮光率", "blackout rate"), ("含绒量", "down content"),
    ("蓝牙版本", "Bluetooth version"), ("像素", "megapixels"), ("屏幕刷新率", "screen refresh rate"),
    ("碳足迹", "carbon footprint"), ("投影亮度", "projector brightness"), ("甜度", "sweetness"),
    ("内存", "memory size"), ("回收价", "buy-back price"), ("保质期", "shelf life"), ("镜片材质", "lens material"),
)  # fmt: skip


def measure(bench: Bench) -> Iterator[Figure]:
    """Shares empty and marked. Raises Missing."""
    from agent.settings import load_settings
    from agent.shop import open_shop

    chance = random.Random(_SEED)
    folders = [Path(str(files("knowledge"))) / "shops" / name for name in SHOPS]
    shops = [open_shop(path, data=bench.data, settings=load_settings()) for path in folders]
    answerable: list[str] = []
    unanswerable: dict[str, list[str]] = {}
    for shop, other in zip(shops, reversed(shops), strict=True):
        answerable += _verdicts(bench, shop, _answerable(shop.folder, chance), "answerable")
        for name, texts in {
            "other desks": _strange(bench, chance),
            "the other shop's goods": _about_goods(other.folder, shop.folder, chance),
            "properties that no sheet has": _properties(shop.folder, chance),
        }.items():
            unanswerable.setdefault(name, []).extend(_verdicts(bench, shop, texts, name))
    every = [verdict for verdicts in unanswerable.values() for verdict in verdicts]
    yield from _figures("unanswerable", {"": every, **unanswerable})
    wrongly = share(verdict == "unanswered" for verdict in answerable)
    yield Figure("unanswerable", "answerable, wrongly empty", wrongly, len(answerable), bar=3.0, at_least=False)
    marked = share(verdict == "doubtful" for verdict in answerable)
    yield Figure("unanswerable", "answerable, marked doubtful", marked, len(answerable))


def _figures(group: str, by_name: dict[str, list[str]]) -> Iterator[Figure]:
    for name, verdicts in by_name.items():
        lead = f"  {name}: " if name else "unanswerable, "
        kept = share(verdict != "answered" for verdict in verdicts)
        yield Figure(group, f"{lead}empty or marked", kept, len(verdicts), bar=None if name else 90.0)
        yield Figure(group, f"{lead}empty", share(verdict == "unanswered" for verdict in verdicts), len(verdicts))


def _verdicts(bench: Bench, shop: Shop, texts: Sequence[str], what: str) -> list[str]:
    from agent.found import find

    async def judged() -> list[str]:
        found: list[str] = []
        for done, text in enumerate(texts, start=1):
            one = await find(shop, text, now=NOW.now, order_id=None, audience="staff", k=8)
            found.append(one.verdict)
            bench.progress(f"judge {what} of {shop.folder.profile.id}", done, len(texts))
        return found

    return asyncio.run(judged())


def _answerable(folder: ShopFolder, chance: random.Random) -> list[str]:
    path = Path(str(files("evals"))) / "cases" / f"demo-{folder.profile.id}.jsonl"
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [str(case["messages"][-1]["text"]) for case in cases if case["gold_doc_ids"]]
    for clause in folder.clauses.values():
        if clause.kind in ("policy", "faq") and clause.valid_until is None:
            texts = ((clause.title.best(lang), clause.section.get(lang)) for lang in _LANGS)
            found += [head if clause.kind == "faq" else f"{title} {head}" for title, head in texts if head]
    for product in folder.products.values():
        for label in [one.label for one in product.attributes.values() if one.label.zh and one.label.en][:2]:
            lang = chance.choice(_LANGS)
            found.append(_asked(product.name.best(lang), label.best(lang), lang))
    return found


def _strange(bench: Bench, chance: random.Random) -> list[str]:
    names = ("intents/clinc_oos_intents.jsonl", "intents/multidogo_intents.jsonl")
    kept = [row["text"] for name in names for row in rows(bench.shared, name) if _STRANGE_INTENTS & set(row["intents"])]
    travel = [
        turn["text"]
        for talk in rows(bench.shared, "bilingual/crosswoz_dialogues.jsonl")
        for turn in talk["zh"]
        if turn["role"] == "customer" and len(turn["text"]) >= 12
    ]
    return [*chance.sample(kept, _EACH), *chance.sample(travel, _EACH)]


def _about_goods(asked: ShopFolder, of: ShopFolder, chance: random.Random) -> list[str]:
    """Labels of the one shop's products that no product of the other has, with the product's name."""
    known = {
        text for product in of.products.values() for one in product.attributes.values() for text in one.label.texts()
    }
    found = [
        _asked(product.name.best(lang), one.label.best(lang), lang)
        for product in asked.products.values()
        for one in product.attributes.values()
        for lang in _LANGS
        if one.label.zh and one.label.en and not known.intersection(one.label.texts())
    ]
    return chance.sample(found, min(_EACH, len(found)))


def _properties(folder: ShopFolder, chance: random.Random) -> list[str]:
    written = "\n".join(text for clause in folder.clauses.values() for text in clause.text.texts()).casefold()
    absent = [pair for pair in _PROPERTIES if not any(text.casefold() in written for text in pair)]
    names = [product.name for product in folder.products.values() if product.name.zh and product.name.en]
    found = []
    for _ in range(_EACH):
        (zh, en), name, lang = chance.choice(absent), chance.choice(names), chance.choice(_LANGS)
        found.append(_asked(name.best(lang), zh if lang == "zh" else en, lang))
    return found


def _asked(name: str, label: str, lang: Lang) -> str:
    return f"{name}的{label}是多少？" if lang == "zh" else f"What is the {label} of the {name}?"
