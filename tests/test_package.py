"""The project file, the locks and what a built wheel holds."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agent", "knowledge", "prompts", "evals")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-local-model.lock", "requirements-full.lock")
READ_AS_DATA = {"bpe-openai"}
"""Declared for a file in it, never imported by name."""
PIN = re.compile(r"(?P<name>[\w.\-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.*?))?\s+--hash")


def entries(lock: str) -> list[tuple[str, str, str, int]]:
    """(name, version, marker, number of hashes) of each pin in a lock."""
    found: list[tuple[str, str, str, int]] = []
    for line in (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        pin = PIN.match(line)
        assert pin is not None, f"{lock} has a line that is not a pin with a hash: {line}"
        found.append(
            (canonicalize_name(pin["name"]), pin["version"], pin["marker"] or "", line.count("--hash=sha256:"))
        )
    return found


def declared() -> dict[str, list[Requirement]]:
    """Every list of requirements in pyproject.toml by the lock that pins it."""
    groups, extras = PROJECT["dependency-groups"], PROJECT["project"]["optional-dependencies"]
    return {
        "requirements.lock": [Requirement(line) for line in PROJECT["project"]["dependencies"] + groups["build"]],
        "requirements-dev.lock": [Requirement(line) for line in groups["dev"] if isinstance(line, str)],
        "requirements-local-model.lock": [Requirement(line) for line in extras["local-model"]],
        "requirements-full.lock": [Requirement(line) for line in extras["full"]],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"https?:|://|file:|/opt|/tmp|--index|--find-links|@ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_accelerator_comes_in(lock: str) -> None:
    names = {name for name, *_ in entries(lock)}
    assert all(hashes for *_, hashes in entries(lock))
    assert not {name for name in names if name in {"torch", "triton"} or name.startswith("nvidia-")}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_declared_requirement_is_pinned_within_its_range(lock: str) -> None:
    pinned = {name: version for each in LOCKS for name, version, *_ in entries(each)}
    for requirement in declared()[lock]:
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{requirement} is in no lock: run make lock"
        assert requirement.specifier.contains(pinned[name]), f"{requirement} is pinned to {pinned[name]}: run make lock"


def test_a_package_is_pinned_in_one_lock_only() -> None:
    names = [name for lock in LOCKS for name in {name for name, *_ in entries(lock)}]
    assert sorted(names) == sorted(set(names))


def test_this_environment_is_the_locked_one() -> None:
    wrong = []
    for name, version, marker, _ in entries("requirements.lock") + entries("requirements-dev.lock"):
        if marker and not Marker(marker).evaluate():
            continue
        installed = importlib.metadata.version(name)
        if installed != version:
            wrong.append(f"{name} {installed}, locked {version}")
    assert wrong == [], "make setup-dev brings the environment to the lock"


def test_every_library_imported_is_declared_and_the_other_way_round() -> None:
    roots = {name for package in PACKAGES for path in (ROOT / package).rglob("*.py") for name in imported(path)}
    outside = roots - set(sys.stdlib_module_names) - set(PACKAGES) - {"__future__"}
    owners = importlib.metadata.packages_distributions()
    wanted = {canonicalize_name(requirement.name) for requirement in declared()["requirements.lock"]} - {"setuptools"}
    optional = {canonicalize_name(requirement.name) for requirement in declared()["requirements-full.lock"]}
    unknown = {root for root in outside - optional if not {canonicalize_name(d) for d in owners.get(root, [])} & wanted}
    assert unknown == set(), "imported but not declared in pyproject.toml"
    used = {canonicalize_name(owner) for root in outside for owner in owners.get(root, [])}
    assert wanted - used - READ_AS_DATA == set(), "declared in pyproject.toml but never imported"


def imported(path: Path) -> set[str]:
    """The top-level names that a Python file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_a_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    ignored = shutil.ignore_patterns("__pycache__")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    out.mkdir()
    code = f"from setuptools.build_meta import build_wheel; build_wheel({str(out)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    (wheel,) = out.glob("youju-*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("youju-")}
    files = [path for package in PACKAGES for path in (source / package).rglob("*") if path.is_file()]
    wanted = {path.relative_to(source).as_posix() for path in files}
    assert wanted - held == set()
    assert held - wanted == set()


def test_the_installed_version_is_the_project_files() -> None:
    assert importlib.metadata.version("youju") == PROJECT["project"]["version"]


def test_the_licence_is_apache_2_in_full() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"


def test_ci_and_the_readme_run_the_same_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make test", "make check", "make demo"):
        assert command in script, f".ci/run does not run {command}"
        assert command in readme, f"README does not name {command}"
