"""Does any file stop the reading of a shop? Broken and hostile documents of every kind, read as a shop's own.

    python -m evals.bench.hostile [--count 300] [--seed 1] [--json]

Each file goes into a shop beside a sound document. `harmed` counts files that raised an error or took the sound
document with them: it must be 0, else the exit code is 1. Times are for the whole reading of that shop; memory is the
most that the process apart held after answering (Linux).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Literal

from evals.bench.hostile_makers import HOSTILE
from knowledge.apart import ApartReader
from knowledge.folder import read_folder

_SHOP = (
    'id = "x"\nname = "X"\ncurrency = "CNY"\ntimezone = "Asia/Shanghai"\nlanguages = ["zh"]\nagent_language = "zh"\n'
)
_SOUND = "## 退货 {#returns}\n签收次日起7天内可退。\n"


Result = Literal["read", "noted", "refused", "harmed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file read. noted: read with warnings; refused: left out with a reason; harmed: it broke the reading."""

    kind: str
    file: str
    result: Result
    ms: float
    said: str
    apart_mb: float = 0.0


def run(count: int, seed: int, folder: Path, reader: ApartReader) -> list[Outcome]:
    """Make and read `count` files, every kind in turn."""
    rng = Random(seed)
    kinds = list(HOSTILE)
    return [_tried(kinds[number % len(kinds)], number, rng, folder, reader) for number in range(count)]


def _tried(kind: str, number: int, rng: Random, folder: Path, reader: ApartReader) -> Outcome:
    ending, data = HOSTILE[kind](rng)
    shop = folder / f"{number:04}"
    (shop / "policies").mkdir(parents=True)
    (shop / "shop.toml").write_text(_SHOP, encoding="utf-8")
    (shop / "policies" / "sound.md").write_text(_SOUND, encoding="utf-8")
    name = f"odd{number}.{ending}"
    (shop / "policies" / name).write_bytes(data)
    started = time.perf_counter()
    try:
        read = read_folder(shop, reader.convert)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what this bench looks for
        return Outcome(kind, name, "harmed", 1000 * (time.perf_counter() - started), repr(error)[:200])
    ms = 1000 * (time.perf_counter() - started)
    said = "; ".join(str(fault)[:160] for fault in read.faults if fault.file.endswith(name))
    if "policies/sound#returns" not in read.clauses:
        return Outcome(kind, name, "harmed", ms, f"the sound document is gone; {said}")
    found = any(clause.file.endswith(name) for clause in read.clauses.values())
    result: Result = ("noted" if said else "read") if found else "refused"
    return Outcome(kind, name, result, ms, said, held_mb(reader.pid))


def table(outcomes: list[Outcome]) -> str:
    """A line a kind, then what took longest."""
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.kind].append(one)
    lines = [f"{'what is wrong':18} {'n':>4} {'read':>5} {'noted':>6} {'refused':>8} {'harmed':>7} {'worst ms':>9}"]
    for kind, group in [*groups.items(), ("all", outcomes)]:
        results = Counter(one.result for one in group)
        counts = f"{results['read']:5} {results['noted']:6} {results['refused']:8} {results['harmed']:7}"
        lines.append(f"{kind:18} {len(group):4} {counts} {max(one.ms for one in group):9,.0f}")
    slowest = sorted(outcomes, key=lambda one: -one.ms)[:3]
    lines += [f"slowest: {one.ms:,.0f} ms {one.kind}, {one.file}: {one.said or one.result}" for one in slowest]
    return "\n".join(lines)


def silent(outcomes: list[Outcome]) -> list[Outcome]:
    """Files left out without a word, and files that did harm: there must be none."""
    return [one for one in outcomes if one.result == "harmed" or (one.result == "refused" and not one.said)]


def held_mb(process: int | None) -> float:
    """The most memory that a living process held; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def main(arguments: list[str]) -> int:
    """0 when no file did harm."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ApartReader() as reader:
        outcomes = run(options.count, options.seed, Path(folder), reader)
    bad, memory = silent(outcomes), max(one.apart_mb for one in outcomes)
    if options.json:
        print(json.dumps({"outcomes": [asdict(one) for one in outcomes], "apart_mb": memory, "bad": len(bad)}))
        return 1 if bad else 0
    print(table(outcomes))
    print(f"process apart: {memory:.0f} MB at most · {reader.started} started · {time.monotonic() - started:.0f} s")
    for one in bad:
        print(f"{one.result}, must not be: {one.kind} {one.file} {one.said}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
