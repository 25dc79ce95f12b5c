"""`youju shop check` and `youju shop schema`."""

from __future__ import annotations

import json
from pathlib import Path

from shop_on_disk import SHOP_TOML, json_lines, write_shop
from typer.testing import CliRunner

from agent.doors.shop_cli import app

RUN = CliRunner()


def test_a_clean_shop_ends_with_0_and_shows_its_counts(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["check", str(write_shop(tmp_path))])
    assert result.exit_code == 0
    assert "clean: nothing to correct" in result.stdout
    assert "products" in result.stdout and "\x1b" not in result.stdout


def test_an_error_ends_with_1_and_stands_on_one_line(tmp_path: Path) -> None:
    write_shop(tmp_path, glossary_csv="zh,en\n灯,\n")
    result = RUN.invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "glossary.csv:2: 灯: has no term in one of the languages (give both zh and en)" in result.stdout.splitlines()
    assert result.stdout.splitlines()[-1] == "1 error; what is faulty was left out"


def test_warnings_alone_end_with_0(tmp_path: Path) -> None:
    order = {"id": "A-2", "status": "unpaid", "items": [{"sku": "OLD", "qty": 1, "paid": 0}]}
    result = RUN.invoke(app, ["check", str(write_shop(tmp_path, orders_jsonl=json_lines(order)))])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 warning"


def test_json_is_one_document_also_for_an_unusable_shop(tmp_path: Path) -> None:
    write_shop(tmp_path, shop_toml=SHOP_TOML.replace('"CNY"', '"RMB"'))
    result = RUN.invoke(app, ["check", str(tmp_path), "--json"])
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["shop"] is None
    assert document["faults"] == [
        {"file": "shop.toml", "line": 3, "key": "currency", "what": "'RMB' is not an ISO 4217 currency code", "fix": "write CNY", "level": "error"}  # noqa: E501
    ]  # fmt: skip


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["check", str(tmp_path / "nowhere")])
    assert result.exit_code == 1
    assert "there is no such folder" in result.stderr
