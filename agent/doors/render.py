"""What people read on a terminal: a draft, a checked text and search results, from the JSON that the doors give out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from agent.doors.marked import Row
from agent.doors.quoting import quoted
from agent.doors.wrap import cells, visible, wrap

Record = Mapping[str, Any]

_ACTION_STYLE = {"answer": "green", "offer": "cyan", "ask": "blue", "refuse": "yellow", "escalate": "magenta"}
VERDICT = {"proved": ("✓", "green"), "unproved": ("?", "yellow"), "contradicted": ("✗", "red")}
SEVERITY = {"block": ("✗", "red"), "warn": ("!", "yellow"), "info": ("·", "dim")}


class Page:
    """Lines laid out for one width; prints styled on a terminal and plain in a pipe."""

    def __init__(self, console: Console, width: int) -> None:
        self._console = console
        self.width = width

    def heading(self, title: str) -> None:
        self._console.print(Text(title, style="bold"))

    def line(self, text: str, *, mark: str = "", style: str = "", indent: int = 2) -> None:
        """One wrapped paragraph behind a mark; the following lines hang under its text."""
        lead = " " * indent + (f"{mark} " if mark else "")
        hang = " " * cells(lead)
        for at, row in enumerate(wrap(visible(text), self.width - cells(lead))):
            shown = Text(lead if at == 0 else hang, style=style if mark and at == 0 else "")
            shown.append(row, style="" if mark else style)
            shown.rstrip()
            self._console.print(shown)

    def badge(self, word: str, style: str, rest: str) -> None:
        label = f" {word.upper()} "
        rows = wrap(visible(rest), self.width - cells(label) - 2)
        self._console.print(Text.assemble((label, f"reverse bold {style}"), "  ", (rows[0], "dim")))
        for row in rows[1:]:
            self._console.print(Text(" " * (cells(label) + 2) + row, style="dim"))

    def rule(self, title: str) -> None:
        """A line across the page with a title in it."""
        shown = visible(title)
        line = "─" * max(2, self.width - cells(shown) - 5)
        self._console.print(Text(f"── {shown} {line}", style="bold"))

    def command(self, text: str) -> None:
        """A command to copy, never wrapped."""
        self._console.print(Text(f"  {text}", style="bold"))

    def marked(self, rows: Iterable[Row]) -> None:
        """A text with places in it marked: underlined on a terminal with colours, else with signs below it."""
        styled = self._console.is_terminal and not self._console.no_color and self._console.color_system is not None
        styles = {None: "", True: "underline bold red", False: "underline yellow"}
        for row in rows:
            shown = Text("  ").join([Text(), Text.assemble(*((part, styles[level]) for part, level in row.parts))])
            shown.rstrip()
            self._console.print(shown)
            for line in row.numbers if styled else row.under:
                self._console.print(Text(f"  {line}", style="bold" if styled else ""))

    def gap(self) -> None:
        self._console.print()


def draft_page(page: Page, view: Record) -> None:
    """A presented suggestion: what to send, its twin, every proof and warning, what is missing, where it is from."""
    decision = view["decision"]
    about = " · ".join([view["id"], _words(decision["stage"]), ", ".join(_words(name) for name in decision["intents"])])
    page.badge(view["action"], _ACTION_STYLE.get(view["action"], "dim"), about)
    for title, side in (("Reply", view["reply"]), ("Twin", view["twin"])):
        page.heading(f"{title} ({side['lang']})")
        page.line(side["text"] or "nothing to send")
    claims_list(page, view["claims"], {item["id"]: item for item in view["evidence"]})
    _findings(page, view["findings"])
    _decision(page, decision)
    for name, items in (("Risk", view["risk"]), ("Recommended beside it", view["recommendations"])):
        if items:
            page.heading(name)
        for item in items:
            page.line(_risk(item) if "kind" in item else _recommended(item, view["twin"]["lang"]), mark="·")
    _sources(page, view)
    _footer(page, view)


def claims_list(
    page: Page, claims: Iterable[Record], evidence: Mapping[str, Record], *, shown_above: bool = False
) -> None:
    """Every claim with its verdict and the bits that prove it; claims that rest on the same bits share them.

    The twin says the same, so its proved claims are only counted. shown_above: those that are not proved are not
    listed once more.
    """
    claims = list(claims)
    if not claims:
        return
    page.heading(f"Proof ({_proved(claims)} of {len(claims)} claims proved)")
    shared: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for claim in claims:
        if claim["verdict"] == "proved" and claim.get("side") != "twin":
            proofs = tuple(proof(source, evidence.get(source), claim["text"]) for source in claim["evidence"])
            shared.setdefault(("proved", proofs), []).append(claim["text"].strip())
    for (verdict, proofs), texts in shared.items():
        page.line(" · ".join(dict.fromkeys(texts)), mark=VERDICT[verdict][0], style=VERDICT[verdict][1])
        for bit in proofs:
            page.line(bit, indent=6, style="dim")
    for claim in claims:
        if claim["verdict"] != "proved" and not shown_above:
            _unproved(page, claim, evidence)
    twin = [claim for claim in claims if claim.get("side") == "twin"]
    if twin:
        page.line(f"the twin: {_proved(twin)} of {len(twin)} claims proved", mark="·", style="dim")


def _proved(claims: Iterable[Record]) -> int:
    return sum(claim["verdict"] == "proved" for claim in claims)


def _unproved(page: Page, claim: Record, evidence: Mapping[str, Record]) -> None:
    mark, style = VERDICT[claim["verdict"]]
    side = " in the twin" if claim.get("side") == "twin" else ""
    page.line(f"{claim['text'].strip()} · {claim['verdict'].upper()}{side}", mark=mark, style=style)
    if claim["why"]:
        page.line(claim["why"], indent=6)
    for source in claim["evidence"]:
        page.line(proof(source, evidence.get(source), claim["text"]), indent=6, style="dim")


def proof(source: str, item: Record | None, claim: str) -> str:
    """A source with the bit of it that speaks of the claim; a rule of authority shows none of its text."""
    bit = quoted(item["text"], claim) if item and item.get("kind") != "authority" else ""
    staff = " (staff only)" if item and item["audience"] == "staff" else ""
    return f"{source}{staff}: “{bit}”" if bit else f"{source}{staff}"


def _findings(page: Page, findings: Iterable[Record]) -> None:
    findings = list(findings)
    if findings:
        page.heading("Warnings")
    for finding in findings:
        mark, style = SEVERITY[finding["severity"]]
        side = " (twin)" if finding.get("side") == "twin" else ""
        page.line(f"{finding['severity']} · {finding['rule']}{side}: {finding['why']}", mark=mark, style=style)
        if finding["fix"]:
            page.line(f"fix: {finding['fix']}", indent=6)


def _decision(page: Page, decision: Record) -> None:
    if decision["missing"]:
        page.heading("Missing")
        for item in decision["missing"]:
            page.line(f"{item['what']} · ask: {_words(item['who'])} · for: {item['question']}", mark="·")
    if decision["offers"]:
        page.heading("Offers in this draft")
        for offer in decision["offers"]:
            page.line(f"{_offer(offer)} · by {', '.join(offer['evidence'])}", mark="·")
    if decision["approver"]:
        page.heading("Approver")
        page.line(f"more than this needs: {decision['approver']}", mark="·")


def _offer(offer: Record) -> str:
    unit = {"percent": "%", "money": f" {offer['currency']}", "month": " months", "count": " pcs"}[offer["unit"]]
    value = "" if offer["value"] is None else f" {offer['value']}{unit}"
    gift = f" {offer['gift']}" if offer["gift"] else ""
    return f"{_words(offer['offer'])}{gift}{value}"


def _risk(item: Record) -> str:
    return f"{_words(item['kind'])}: {item['why']} “{item['quote']}”"


def _recommended(item: Record, lang: str) -> str:
    """A product and why, in the agent's language where there is one."""
    name, why = ({**item[key]} for key in ("name", "why"))
    return (
        f"{item['sku']} {name.get(lang) or name['zh'] or name['en']}: {why.get(lang) or why['zh'] or why['en'] or ''}"
    )


def _sources(page: Page, view: Record) -> None:
    used = {source for sentence in view["sentences"] for source in sentence["evidence"]}
    used |= {source for claim in view["claims"] for source in claim["evidence"]}
    shown = [item for item in view["evidence"] if item["id"] in used] or list(view["evidence"])[:3]
    if shown:
        page.heading("Sources" if used else "Nearest sources (none used)")
    for item in shown:
        staff = " · staff only" if item["audience"] == "staff" else ""
        page.line(f"{item['id']} · {item['kind']}{in_force(item)}{staff}", mark="·")


def in_force(item: Record) -> str:
    """Since when and until when a source holds; with its age in days where the record knows it."""
    since, until, days = item["valid_from"], item["valid_until"], item.get("in_force_days")
    aged = "" if days is None else f" · in force since {since} ({days} day{'' if days == 1 else 's'})"
    return (aged or (f" · from {since}" if since else "")) + (f" · until {until}" if until else "")


def _footer(page: Page, view: Record) -> None:
    versions, usage = view["versions"], view["usage"]
    model = f" {versions['model']}, {usage['model_calls']} calls" if versions["model"] else ""
    names = " · ".join(f"{name} {versions[name][:6]}" for name in ("knowledge", "policy", "prompt", "youju"))
    page.line(f"{usage['ms']:.0f} ms · {versions['writer']}{model} · {names}", indent=0, style="dim")


def _words(name: str) -> str:
    return name.replace("_", " ")
