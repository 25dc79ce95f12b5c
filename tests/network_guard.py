"""Refuses every socket that leaves this machine. Used by conftest, and by `.ci/run` around the demo:

python tests/network_guard.py demo        the command line with the guard up; exit 9 if anything reached outside
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from typing import Any

Patch = Callable[[object, str, Any], None]


class OutsideRefusedError(OSError):
    """Something tried to leave this machine. An OSError, so that code under test sees what a dead network gives."""


def is_loopback(host: object) -> bool:
    """True for loopback addresses, `localhost`, and the wildcard that a server binds to."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_outside(patch: Patch = setattr) -> list[str]:
    """Put the guard up with `patch(object, name, value)`. Returns the list that fills with what was refused.

    Code that swallows the error still leaves its line in the list.
    """
    refused: list[str] = []

    def check(host: object) -> None:
        if not is_loopback(host):
            refused.append(str(host))
            raise OutsideRefusedError(f"{host!r} is not on this machine; nothing here may need the network")

    def guarded(real: Callable[..., Any], address_at: int) -> Callable[..., Any]:
        def call(sock: socket.socket, *args: Any) -> Any:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                check(args[address_at][0])
            return real(sock, *args)

        return call

    def looked_up(host: object, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    getaddrinfo = socket.getaddrinfo
    patch(socket.socket, "connect", guarded(socket.socket.connect, 0))
    patch(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, 0))
    patch(socket.socket, "sendto", guarded(socket.socket.sendto, -1))
    patch(socket, "getaddrinfo", looked_up)
    return refused


def main(arguments: list[str]) -> None:
    """Run the command line with the guard up; exit 9 and the addresses on stderr when something reached outside."""
    refused = refuse_outside()
    sys.argv = ["youju", *arguments]
    from agent.doors.cli import main as youju

    try:
        youju()
    finally:
        if refused:
            print(f"reached for the network: {', '.join(sorted(set(refused)))}", file=sys.stderr)
            raise SystemExit(9)


if __name__ == "__main__":
    main(sys.argv[1:])
