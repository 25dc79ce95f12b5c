"""`youju demo`: the sample shops' messages, drafted before your eyes with their proofs."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from agent.doors.opening import DataOption, JsonOption, opened
from agent.doors.output import OK, WRONG, columns, emit, terminal

if TYPE_CHECKING:
    from agent.case import Case
    from agent.doors.render import Page
    from agent.shop import Shop


@dataclass(frozen=True, slots=True)
class Scene:
    """One message of the demo and the sample shop that it is for."""

    shop: str
    case: Case


def demo(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Draft the demo's messages: zh and en, before and after the sale, and some that try it on.

    Ends with 1 when a claim of a draft is not proved.
    """
    scenes = _scenes()
    shops = {name: opened(sample_shop(name), data) for name in dict.fromkeys(scene.shop for scene in scenes)}
    views = asyncio.run(_play(scenes, shops, as_json=as_json))
    claims = [claim for view in views for claim in view["claims"]]
    proved = sum(claim["verdict"] == "proved" for claim in claims)
    if not as_json:
        _closing(views, proved, len(claims))
    raise typer.Exit(OK if proved == len(claims) else WRONG)


async def _play(scenes: list[Scene], shops: Mapping[str, Shop], *, as_json: bool) -> list[dict[str, Any]]:
    """Draft every scene, each shown as soon as it is there."""
    from agent.doors.render import Page, draft_page
    from agent.flow import suggest
    from agent.present import present

    page = Page(terminal(), columns())
    views = []
    for number, scene in enumerate(scenes, start=1):
        shop = shops[scene.shop]
        view = present(await suggest(scene.case, shop), shop.folder.profile)
        views.append(view)
        if as_json:
            emit(view, batch=True)
            continue
        _message(page, f"{number} of {len(scenes)}", scene, shop)
        draft_page(page, view)
        page.gap()
    for shop in shops.values():
        await shop.aclose()
    return views


def _message(page: Page, place: str, scene: Scene, shop: Shop) -> None:
    """What the buyer wrote, above the draft that answers it."""
    name = shop.folder.profile.name.best(shop.folder.profile.agent_language)
    page.rule(f"{place} · {name} ({scene.shop})")
    for turn in scene.case.messages:
        page.line(turn.text, mark={"buyer": "Buyer:", "agent": "Agent:", "note": "Note:"}[turn.role], indent=0)
    page.gap()


def _closing(views: list[dict[str, Any]], proved: int, claims: int) -> None:
    from agent.doors.render import Page

    page = Page(terminal(), columns())
    middle = statistics.median(view["usage"]["ms"] for view in views)
    writers = ", ".join(sorted({view["versions"]["writer"] for view in views}))
    page.rule("Summary")
    page.line(
        f"{len(views)} messages drafted by the {writers} writer; {proved} of {claims} claims proved; "
        f"median {middle:.0f} ms a draft.",
        indent=0,
    )
    page.gap()
    page.line("Try next:", indent=0)
    called = Path(sys.argv[0])
    youju, shop = _shown_path(called) if called.name == "youju" else "youju", _shown_path(sample_shop("wenhuo"))
    for command in (
        f'{youju} draft --shop {shop} --text "拆封了还能退吗?运费谁出?"',
        f'{youju} check --shop {shop} --text "7天内都可以退,运费我们出。"',
        f"{youju} shop check YOUR_SHOP_FOLDER",
    ):
        page.command(command)


def _shown_path(path: Path) -> Path:
    """The path as it is shortest to type from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def sample_shop(name: str) -> Path:
    """The folder of a sample shop, which comes with the package."""
    return Path(str(files("knowledge"))) / "shops" / name


def _scenes() -> list[Scene]:
    """demo.jsonl names shop and case id; the cases stand in demo-<shop>.jsonl beside it."""
    from agent.casefile import read_case
    from agent.errors import InputError

    folder = Path(str(files("evals"))) / "cases"
    cases: dict[tuple[str, str], str] = {}
    for file in sorted(folder.glob("demo-*.jsonl")):
        for text in file.read_text(encoding="utf-8").splitlines():
            if text.strip():
                cases[file.stem.removeprefix("demo-"), json.loads(text)["id"]] = text
    scenes = []
    for number, text in enumerate((folder / "demo.jsonl").read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        chosen = json.loads(text)
        found = cases.get((chosen["shop"], chosen["id"]))
        if found is None:
            raise InputError(f"demo.jsonl:{number}: no case {chosen['id']!r} in demo-{chosen['shop']}.jsonl")
        scenes.append(Scene(chosen["shop"], read_case(found, f"demo.jsonl:{number}")))
    return scenes
