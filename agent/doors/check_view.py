"""What people read of a checked text: what is wrong underlined in place, and below it what, why and how to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agent.doors.marked import Mark, escaped, numbered, rows
from agent.doors.render import SEVERITY, VERDICT, Page, Record, claims_list, proof

Numbers = Mapping[tuple[str, int, int], int]
"""By side, start and end of an underlined place: its number."""
_FIX = {
    "contradicted": "say what the source says, or take it out",
    "unproved": "take it out, or name the source that says it",
}


def check_page(
    page: Page, view: Record, evidence: Mapping[str, Record], texts: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """A proof-read text: whether it may go out, the text underlined in place, every finding, every proof.

    texts: by side (reply, twin) its language and the text itself.
    """
    claims, findings = view["claims"], view["findings"]
    word, style = ("ok", "green") if view["ok"] else ("not ok", "red")
    page.badge(word, style, f"{view['id']} · {len(claims)} claims · {len(findings)} findings")
    items = [*(claim for claim in claims if claim["verdict"] != "proved"), *findings]
    numbers: dict[tuple[str, int, int], int] = {}
    for side, (lang, text) in (texts or {}).items():
        mine = [item for item in items if item["side"] == side and _placed(item)]
        for span, number in numbered([tuple(item["span"]) for item in mine], len(numbers) + 1).items():
            numbers[side, *span] = number
        page.heading(f"{side.capitalize()} ({lang})")
        page.marked(rows(text, list(_marks(mine, numbers)), page.width - 2))
    if items:
        page.heading("To mend" if not view["ok"] else "To know")
    for item in sorted(items, key=lambda item: numbers.get(_key(item), len(numbers) + 1)):
        _item(page, item, numbers, evidence, texts or {})
    claims_list(page, claims, evidence, shown_above=True)


def _placed(item: Record) -> bool:
    return item["span"] is not None and item["span"][0] < item["span"][1]


def _key(item: Record) -> tuple[str, int, int]:
    return (item["side"], *item["span"]) if _placed(item) else (item["side"], -1, -1)


def _marks(items: Sequence[Record], numbers: Numbers) -> Iterator[Mark]:
    """One mark for each place, as grave as the gravest that is said of it."""
    for side, start, end in dict.fromkeys(_key(item) for item in items):
        grave = any(_key(item) == (side, start, end) and _grave(item) for item in items)
        yield Mark(start, end, numbers[side, start, end], grave)


def _grave(item: Record) -> bool:
    return item.get("severity") == "block" or item.get("verdict") == "contradicted"


def _item(
    page: Page, item: Record, numbers: Numbers, evidence: Mapping[str, Record], texts: Mapping[str, tuple[str, str]]
) -> None:
    """One thing to mend: `2 ✗ claim.money · contradicted: “299元”`, then why, fix and what the source says."""
    side, start, end = _key(item)
    words = texts[side][1][start:end] if _placed(item) and side in texts else item.get("text", "")
    is_claim = "verdict" in item
    sign, style = VERDICT[item["verdict"]] if is_claim else SEVERITY[item["severity"]]
    rule = f"claim.{item['kind']} · {item['verdict']}" if is_claim else f"{item['rule']} · {item['severity']}"
    about = f": “{''.join(escaped(words)).strip()}”" if words else ""
    where = " (twin)" if side == "twin" else ""
    number = numbers.get((side, start, end))
    page.line(f"{rule}{where}{about}", mark=f"{number or '-':>2} {sign}", style=style, indent=1)
    if item["why"]:
        page.line(item["why"], indent=6)
    fix = _FIX[item["verdict"]] if is_claim else item["fix"]
    if fix:
        page.line(f"fix: {fix}", indent=6)
    for source in item["evidence"] if is_claim else ():
        page.line(proof(source, evidence.get(source), item["text"]), indent=6, style="dim")


def scorecard_page(page: Page, card: Record, text: str, lang: str, *, whole: bool | None) -> None:
    """The service scorecard in the agents' language. whole: every item, else only what lost points."""
    score = "no score" if card["score"] is None else f"{card['score']:g} of 100"
    failed = f" · below one half, so the whole is 0: {', '.join(card['failed'])}" if card["failed"] else ""
    page.heading(f"Scorecard {score} · rated on {100 * card['rated']:.0f} % of weight{failed}")
    for item in card["items"]:
        if whole or (item["score"] is not None and item["score"] < 1):
            page.line(_rated(item, text, lang), mark=_score_sign(item), indent=2)


def _rated(item: Record, text: str, lang: str) -> str:
    """`致歉安抚 · 0.5 × 8 · says sorry only further on “抱歉”`."""
    title = item["title"].get(lang) or item["title"]["en"]
    score = "na" if item["score"] is None else f"{item['score']:g}"
    words = [f"“{''.join(escaped(text[start:end])).strip()}”" for start, end in item["spans"]]
    return f"{title} · {score} × {item['weight']:g} · {item['why']} {' '.join(dict.fromkeys(words))}".strip()


def _score_sign(item: Record) -> str:
    if item["score"] is None:
        return "·"
    return "✓" if item["score"] == 1 else "✗" if item["score"] == 0 else "!"
