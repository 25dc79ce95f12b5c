"""How `youju bench` shows what `evals.bench.speed` measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table


def table(speed: dict[str, Any]) -> Table:
    """The measurement for people."""
    from rich.table import Table

    shown = Table(title=f"Milliseconds on {speed['cores']} cores")
    for column in ("what", "runs", "median", "p95", "worst", "bar", ""):
        shown.add_column(column, justify="left" if column == "what" else "right")
    for timing in speed["timings"]:
        figures = [f"{timing[name]:,.1f}" for name in ("median_ms", "p95_ms", "worst_ms")]
        verdict = "ok" if timing["within"] else "too slow"
        shown.add_row(timing["name"], str(timing["runs"]), *figures, f"{timing['bar_ms']:,.0f}", verdict)
    for name, median in speed["warm_steps_ms"].items():
        shown.add_row(f"  warm: {name}", "", f"{median:,.1f}", "", "", "", "")
    return shown
