"""A real Chroma server on loopback does what the files in the data folder do."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from shelf_of_clauses import CountingEmbedder, at, clause, data_folder, folder

from knowledge.faults import IndexFault
from knowledge.index import Index
from knowledge.ingest import ingest
from knowledge.reindex import reindex
from knowledge.scope import Scope

SHOP = folder(*(clause(f"faq/a#n{number}", f"第{number}条", f"rule {number}") for number in range(30)))
SCOPE = Scope.of(at(2026, 5, 6), "buyer", None, ())


@pytest.fixture(autouse=True)
def _close_connections() -> Iterator[None]:
    """chromadb leaves the connections of a closed client open."""
    yield
    for one in gc.get_objects():
        if isinstance(one, httpx.Client):
            one.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server started for these tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = tmp_path_factory.mktemp("chroma-server")
    code = "from chromadb.cli.cli import app; app()"
    command = [sys.executable, "-c", code, "run", "--path", str(place), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place)
    try:
        give_up = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < give_up, "the Chroma server did not start"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def test_a_server_answers_as_memory_does_and_follows_changes(tmp_path: Path, url: str) -> None:
    embedder = CountingEmbedder()
    with Index.open(data_folder(tmp_path), "lantern", writable=True, chroma_url=url) as index:
        ingest(SHOP, index, embedder=embedder)
        vector = embedder.embed(["question"])[0]
        with Index.open(tmp_path, "lantern", writable=False) as exact:
            expected = exact.meaning.find("zh", vector, SCOPE, 5)
        found = index.meaning.find("zh", vector, SCOPE, 5)
        assert not index.is_exact(index.bundled)
        assert [one.id for one in found] == [one.id for one in expected]
        assert [one.cosine for one in found] == pytest.approx([one.cosine for one in expected], abs=1e-5)
        reindex(index, embedder=embedder)
        assert [one.id for one in index.meaning.find("zh", vector, SCOPE, 5)] == [one.id for one in expected]
        ingest(folder(clause("faq/a#n1", "第1条"), digest="d2"), index, embedder=embedder)
        assert list(index.chroma().held(index.bundled.make, "zh")) == ["faq/a#n1~zh0"]
    assert not list(tmp_path.glob("shops/*/chroma"))


def test_two_shops_share_a_server_and_do_not_mix(tmp_path: Path, url: str) -> None:
    embedder = CountingEmbedder()
    for shop_id in ("first", "second"):
        with Index.open(data_folder(tmp_path), shop_id, writable=True, chroma_url=url) as index:
            ingest(SHOP, index, embedder=embedder)
    with Index.open(tmp_path, "second", writable=True, chroma_url=url) as index:
        ingest(folder(digest="d2"), index, embedder=embedder)
        assert index.chroma().held(index.bundled.make, "zh") == {}
    with Index.open(tmp_path, "first", writable=False, chroma_url=url) as index:
        assert len(index.chroma().held(index.bundled.make, "zh")) == 30


def test_a_server_that_is_away_is_named(tmp_path: Path) -> None:
    with (
        Index.open(data_folder(tmp_path), "lantern", writable=True, chroma_url="http://127.0.0.1:9") as index,
        pytest.raises(IndexFault, match=r"the vector store http://127\.0\.0\.1:9 cannot be used: .*is the server up"),
    ):
        ingest(SHOP, index, embedder=CountingEmbedder())
