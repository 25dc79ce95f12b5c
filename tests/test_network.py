"""The demo needs no network: the real command, as a process of its own, with every socket but loopback refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

from agent.shop import Shop


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**kept, "YOUJU_DATA": str(data), "COLUMNS": "100"},
    )


def test_the_demo_runs_with_every_socket_but_loopback_refused(wenhuo: Shop, northquay: Shop, opened_data: Path) -> None:
    """The indexes are those of this session, which the guard of the session saw made."""
    assert wenhuo.ingest_report is not None and northquay.ingest_report is not None
    done = run("tests/network_guard.py", "demo", "--json", data=opened_data)
    assert "reached for the network" not in done.stderr and done.returncode != 9, done.stderr
    views = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(views) >= 10 and all(view["reply"]["text"] and view["twin"]["text"] for view in views)
    proved = all(claim["verdict"] == "proved" for view in views for claim in view["claims"])
    assert done.returncode == (0 if proved else 1), done.stderr


def test_the_guard_of_that_process_notices_a_look_up_even_when_it_is_swallowed(tmp_path: Path) -> None:
    script = tmp_path / "reaching.py"
    script.write_text(
        "import contextlib, socket, sys\n"
        f"sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "import agent.doors.cli\n"
        "def reaching():\n"
        "    with contextlib.suppress(OSError):\n"
        "        socket.create_connection(('192.0.2.1', 80), timeout=0.1)\n"
        "agent.doors.cli.main = reaching\n"
        "import network_guard\n"
        "network_guard.main(['demo'])\n"
    )
    done = run(str(script), data=tmp_path / "data")
    assert done.returncode == 9 and "reached for the network: 192.0.2.1" in done.stderr
