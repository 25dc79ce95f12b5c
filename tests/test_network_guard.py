"""The guard of the tests themselves: nothing leaves this machine, and trying is noticed."""

from __future__ import annotations

import os
import socket

import pytest
from network_guard import OutsideRefusedError, is_loopback


@pytest.mark.parametrize(
    "host", ["example.com", "192.0.2.1", "10.0.0.1", "2001:db8::1", b"example.com", "localhost.example"]
)
def test_another_machine_is_refused_and_remembered(host: str | bytes, refused: list[str]) -> None:
    with pytest.raises(OutsideRefusedError):
        socket.getaddrinfo(host, 443)
    assert refused == [str(host)]
    refused.clear()


def test_a_connection_without_a_look_up_is_refused_too(refused: list[str]) -> None:
    assert (
        "guarded" in socket.socket.connect.__qualname__
    )  # else the lines below would really try (192.0.2.0/24 is nobody's)
    with socket.socket() as outgoing, pytest.raises(OutsideRefusedError):
        outgoing.connect(("192.0.2.1", 80))
    with socket.socket(type=socket.SOCK_DGRAM) as outgoing, pytest.raises(OutsideRefusedError):
        outgoing.sendto(b"?", ("192.0.2.1", 53))
    assert refused == ["192.0.2.1", "192.0.2.1"]
    refused.clear()


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "0.0.0.0", None, ""])
def test_loopback_in_all_its_forms(host: str | None) -> None:
    assert is_loopback(host)


def test_no_key_or_setting_of_this_machine_reaches_a_test() -> None:
    assert [name for name in os.environ if name.startswith(("OPENAI_", "CHROMA_", "LANGSMITH_"))] == []
    assert [name for name in os.environ if name.startswith("YOUJU_")] == ["YOUJU_DATA"]
