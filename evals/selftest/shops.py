"""Clean replies of the sample shops: written by hand with free paraphrases, and drafts of the strict writer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from agent.case import Case
from agent.casefile import read_case
from agent.flow import suggest
from agent.lookups import order_of
from agent.review import check_text
from agent.settings import Settings
from agent.shop import Shop, open_shop
from evals.selftest.reply import Answer, Check, Reply, Surroundings
from evals.selftest.truth import truth_of
from evals.selftest.wrongs import is_past, over_limits, private_of, secrets_of, stale_of
from knowledge.bilingual import Lang, other

SHOPS = ("wenhuo", "northquay")
LANGS: tuple[Lang, ...] = get_args(Lang)


def opened(name: str, data: Path) -> Shop:
    """A sample shop, its index made in `data`."""
    folder = Path(str(files("knowledge"))) / "shops" / name
    return open_shop(folder, data=data, settings=Settings(YOUJU_WRITER="strict"))


def written(name: str, shop: Shop) -> Iterator[Reply]:
    """The replies of selftest-<shop>.jsonl: each text alone, its twin alone, and the pair."""
    for line in _lines(f"selftest-{name}.jsonl"):
        case = read_case(json.dumps(line["case"]), f"selftest-{name}.jsonl, {line['id']}")
        lang: Lang = line["lang"]
        yield from _forms(line["id"], "written", lang, line["text"], line.get("twin"), case, shop)


async def drafted(name: str, shop: Shop) -> list[Reply]:
    """What the strict writer drafts for the cases of demo-<shop>.jsonl, both sides and the pair."""
    found: list[Reply] = []
    for line in _lines(f"demo-{name}.jsonl"):
        case = read_case(json.dumps(line), f"demo-{name}.jsonl, {line['id']}")
        draft = (await suggest(case, shop, writer="strict")).draft
        if draft is not None:
            twin = draft.text("twin") or None
            found += _forms(f"draft-{case.id}", "draft", draft.lang, draft.text(), twin, case, shop)
    return found


def _forms(id_: str, group: str, lang: Lang, text: str, twin: str | None, case: Case, shop: Shop) -> Iterator[Reply]:
    truth = truth_of(_true_texts(case, shop))
    around = _around(case, shop)
    yield Reply(id_, id_, group, lang, text, truth, _checks(shop, case, lang), None, around)
    if twin is not None:
        across = other(lang)
        yield Reply(f"{id_}-twin", id_, group, across, twin, truth, _checks(shop, case, across), None, around)
        yield Reply(f"{id_}-pair", id_, "pair", lang, text, truth, _checks(shop, case, lang), twin, around)


def _checks(shop: Shop, case: Case, lang: Lang) -> Check:
    async def check(text: str, twin: str | None) -> Answer:
        found = await check_text(text, shop, case=case, lang=lang, twin=twin)
        return Answer(found.ok, found.claims, found.findings)

    return check


def _true_texts(case: Case, shop: Shop) -> Iterator[str]:
    """Everything that buyers may read in this shop and that is not past for them, and what stands in this case."""
    for clause in shop.folder.clauses.values():
        if clause.audience == "buyer" and not is_past(clause, case, shop.folder):
            yield from (*clause.text.texts(), *clause.say.texts(), *clause.section.texts())
    yield from (turn.text for turn in case.messages)
    order = order_of(case, shop.folder.orders)
    if order is not None:
        yield order.model_dump_json()


def _around(case: Case, shop: Shop) -> Surroundings:
    products = shop.folder.products
    return Surroundings(
        platform=shop.folder.profile.platform,
        names={sku: tuple(product.name.texts()) for sku, product in products.items()},
        about={sku: _about(sku, shop) for sku in products},
        codes=tuple(products),
        stale={lang: stale_of(case, shop.folder, lang) for lang in LANGS},
        secrets={lang: secrets_of(shop.folder, lang) for lang in LANGS},
        private={lang: private_of(case, shop.folder, lang) for lang in LANGS},
        over={lang: over_limits(shop.folder, case.role, lang) for lang in LANGS},
    )


def _about(sku: str, shop: Shop) -> str:
    clauses = (clause for clause in shop.folder.clauses.values() if sku in clause.skus or clause.anchor == sku)
    return "\n".join(text for clause in clauses for text in (*clause.text.texts(), *clause.say.texts()))


def _lines(name: str) -> list[dict[str, Any]]:
    path = Path(str(files("evals"))) / "cases" / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
