"""What `youju search` shows: hits, how sure it is, and with --explain how they came about and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from agent.doors.render import Page, in_force
from agent.present import plain
from knowledge import lexical

if TYPE_CHECKING:
    from agent.found import Found, Superseded
    from agent.shop import Shop
    from knowledge.left_out import LeftOut
    from knowledge.search import Hit

_WHY = {
    "not_yet_in_force": "not yet in force on {day} ({dated_by}); begins {valid_from}",
    "no_longer_in_force": "no longer in force on {day} ({dated_by}); ended {valid_until}",
    "staff_only": "for staff only",
    "other_product": "about another product than the one named",
    "other_kind": "of another kind",
}
_DOUBTFUL = "near, but perhaps no answer: read before you rely on it"
_NOTHING = "nothing found that answers this and is in force for this moment and audience"


def hit_view(hit: Hit, in_force_days: int | None) -> dict[str, Any]:
    """in_force_days: the age of the source on the day that picked it; None where it has no date."""
    return {
        "id": hit.clause_id,
        "doc": hit.doc,
        "anchor": hit.anchor,
        "kind": hit.kind,
        "lang": hit.lang,
        "score": round(hit.score, 6),
        "text": hit.text,
        "valid_from": plain(hit.valid_from),
        "valid_until": plain(hit.valid_until),
        "in_force_days": in_force_days,
        "audience": hit.audience,
    }


def superseded_view(one: Superseded) -> dict[str, Any]:
    """A version that does not hold here: its dates and what it is a version of, never its text."""
    clause = one.clause
    return {
        "id": clause.id,
        "valid_from": plain(clause.valid_from),
        "valid_until": plain(clause.valid_until),
        "of": one.of,
    }


def explained(found: Found, shop: Shop, text: str) -> dict[str, Any]:
    """`read_as`: the question in the words that were looked up; `nearest`: every hit with its lists and the versions
    after it; `left_out`; the days that decided."""
    return {
        "read_as": " ".join(shop.index.words.reading(lexical.plain(text)).split()),
        "today": plain(found.when.now.date()),
        "order_days": plain(dict(found.when.order_days)),
        "nearest": [_came_about(hit, found, shop) for hit in found.nearest],
        "left_out": [_why_not(one) for one in found.left_out],
    }


def _came_about(hit: Hit, found: Found, shop: Shop) -> dict[str, Any]:
    from agent.found import successors

    clause = shop.folder.clauses[hit.clause_id]
    today = found.when.now.date()
    return {
        "id": hit.clause_id,
        "score": round(hit.score, 6),
        "relevance": round(hit.relevance, 3),
        "lists": [
            {
                "lang": place.lang,
                "cosine": round(place.cosine, 4),
                "meaning_rank": place.meaning_rank,
                "bm25": round(place.bm25, 3),
                "words_rank": place.words_rank,
                "fused": round(place.score, 4),
            }
            for place in hit.places
        ],
        "dated_by": clause.dated_by,
        "day": plain(clause.deciding_day(today, found.when.order_days)),
        "superseded_today": not clause.in_force(today),
        "superseded_by": [{"id": one.id, "valid_from": plain(one.valid_from)} for one in successors(shop, clause)],
    }


def _why_not(one: LeftOut) -> dict[str, Any]:
    """The clause's id and reasons, never its text: it is left out."""
    said = plain(one)
    return {
        "id": one.clause_id,
        "score": round(one.score, 6),
        "reasons": list(one.reasons),
        "why": "; ".join(_WHY[reason].format(**said) for reason in one.reasons),
        "valid_from": said["valid_from"],
        "valid_until": said["valid_until"],
    }


def search_page(page: Page, view: Mapping[str, Any]) -> None:
    """Search results for people, best first: id, score, days in force, and the text."""
    if not view["results"]:
        page.line(_NOTHING, indent=0)
    elif view["verdict"] == "doubtful":
        page.line(_DOUBTFUL, indent=0, style="yellow")
    if "read_as" in view:
        page.line(f"words looked up: {view['read_as']}", indent=0, style="dim")
    nearest = {one["id"]: one for one in view.get("nearest", ())}
    for rank, hit in enumerate(view["results"], start=1):
        page.heading(f"{rank}. {hit['id']}")
        staff = " · staff only" if hit["audience"] == "staff" else ""
        page.line(f"{hit['kind']} · {hit['lang']} · score {hit['score']:.3f}{in_force(hit)}{staff}", style="dim")
        page.line(" ".join(hit["text"].split()))
        for other in view["superseded"]:
            if other["of"] == hit["id"]:
                page.line(f"superseded here: {other['id']}{in_force(other)}", style="dim", mark="·")
        if hit["id"] in nearest:
            _lists(page, nearest.pop(hit["id"]))
    for one in nearest.values():
        page.heading(f"near, not shown: {one['id']}")
        _lists(page, one)
    for one in view.get("left_out", ()):
        page.line(f"left out: {one['id']} · score {one['score']:.3f} · {one['why']}", indent=0, style="dim")


def _lists(page: Page, one: Mapping[str, Any]) -> None:
    for place in one["lists"]:
        meaning = "not among the nearest" if place["meaning_rank"] is None else f"#{place['meaning_rank']}"
        words = (
            "no shared word" if place["words_rank"] is None else f"#{place['words_rank']} (bm25 {place['bm25']:.2f})"
        )
        said = f"{place['lang']}: meaning {meaning} (cosine {place['cosine']:.3f}), words {words}"
        page.line(f"{said}, fused {place['fused']:.3f}", style="dim", mark="·")
    if one["superseded_today"]:
        newer = ", ".join(f"{after['id']} from {after['valid_from']}" for after in one["superseded_by"])
        after = f"; superseded by {newer}" if newer else ""
        page.line(f"an older version, in force on {one['day']} ({one['dated_by']}){after}", style="yellow", mark="!")
