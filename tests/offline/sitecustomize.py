"""Closes the network: for the tests themselves (imported by conftest.py) and for each Python program that they start
with this folder on its path. Sockets of the file system and of this machine alone stay open."""

import sys

NAMES = ("socket.getaddrinfo", "socket.gethostbyname")
ADDRESSES = ("socket.connect", "socket.bind", "socket.sendto")


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in NAMES and not _here(arguments[0]):
        raise RuntimeError("the tests have no network")
    if event in ADDRESSES and isinstance(arguments[1], tuple) and not _here(arguments[1][0]):
        raise RuntimeError("the tests have no network")


def _here(host: object) -> bool:
    return host in ("localhost", "::1") or str(host).startswith("127.")


sys.addaudithook(_refuse)
