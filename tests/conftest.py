"""What every test gets: its own data folder, a bare environment, a fixed clock, and no way off this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from network_guard import refuse_outside

if TYPE_CHECKING:
    from agent.shop import Shop

ROOT = Path(__file__).resolve().parent.parent
SHOPS = ROOT / "knowledge" / "shops"
SHARED_DATA = ROOT.parent / "shared" / "data"
LEAKING = ("OPENAI_", "YOUJU_", "CHROMA_", "LANGSMITH_", "LANGCHAIN_", "HF_", "OTEL_")
"""Beginnings of variables that change what the code under test does; none reaches a test."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the extra, tests marked local_model are skipped; asked for by name (-m local_model) they must run."""
    if find_spec("llama_cpp") is not None or "local_model" in str(config.getoption("markexpr")):
        return
    absent = pytest.mark.skip(reason="needs the extra local-model: make test-local-model")
    for item in items:
        if item.get_closest_marker("local_model") is not None:
            item.add_marker(absent)


@pytest.fixture(scope="session", autouse=True)
def _refused_in_session() -> Iterator[list[str]]:
    """A bare environment and the network guard, up before any other fixture and down after the last."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(LEAKING)]:
            patch.delenv(name)
        yield refuse_outside(patch.setattr)


@pytest.fixture(autouse=True)
def refused(_refused_in_session: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses refused in this test. The test fails when any is left, even if its code swallowed the error.

    The guard goes up again for each test: a pytest plugin of this machine may have put the real sockets back.
    """
    here = refuse_outside(monkeypatch.setattr)
    yield here
    reached = [*_refused_in_session, *here]
    _refused_in_session.clear()
    if reached:
        pytest.fail(f"this test reached for the network: {', '.join(reached)}", pytrace=False)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own data folder, named by YOUJU_DATA; not made yet."""
    folder = tmp_path / "youju-data"
    monkeypatch.setenv("YOUJU_DATA", str(folder))
    return folder


@pytest.fixture
def now() -> datetime:
    """The tests' clock: 20 November 2026, 10:00 in Shanghai."""
    return datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def shops_dir() -> Path:
    """The folder of the sample shops."""
    return SHOPS


@pytest.fixture(scope="session")
def sample_shop() -> Callable[[str], Path]:
    """The folder of one sample shop by name, such as `sample_shop("wenhuo")`."""

    def find(name: str) -> Path:
        folder = SHOPS / name
        if not (folder / "shop.toml").is_file():
            raise LookupError(f"there is no sample shop {name!r} in {SHOPS}")
        return folder

    return find


@pytest.fixture(scope="session")
def opened_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample shops that this session opens; tests read it and never write there."""
    from shelf_of_clauses import data_folder  # not on top: a test of one small part pays for no embedder

    return data_folder(tmp_path_factory.mktemp("opened") / "data")


@pytest.fixture(scope="session")
def wenhuo(opened_data: Path) -> Iterator[Shop]:
    """文火: kitchen appliances in CNY, opened once for the session, with the strict writer."""
    yield from _open("wenhuo", opened_data)


@pytest.fixture(scope="session")
def northquay(opened_data: Path) -> Iterator[Shop]:
    """Northquay: apparel and bags by RFQ in USD, opened once for the session, with the strict writer."""
    yield from _open("northquay", opened_data)


def _open(name: str, data: Path) -> Iterator[Shop]:
    from agent.settings import Settings
    from agent.shop import open_shop

    shop = open_shop(SHOPS / name, data=data, settings=Settings())
    yield shop
    shop.index.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public cases beside the repository. Absent: a skip that says so, and a failure where CI=true."""
    if not SHARED_DATA.is_dir():
        reason = f"no {SHARED_DATA}: the public cases are not beside this checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return SHARED_DATA
