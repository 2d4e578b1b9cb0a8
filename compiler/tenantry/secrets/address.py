"""Addresses that a credential may be sent to."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def address_problem(text: str) -> tuple[str, str] | None:
    """What is wrong with the address of a store or page, and how to write it; None if it may be used.

    Plain http would show a token to everybody on the way, so it is for this machine alone.
    """
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises where it is no port)
    except ValueError:
        return "is not an address that may be used", "an https:// address, as in https://vault.example.com:8200"
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (parts.scheme == "https" or plain) or not parts.hostname or parts.username or parts.password:
        return (
            "is not an address that may be used",
            "an https:// address without user or password; http:// only to loopback",
        )
    if parts.query or parts.fragment:
        return "holds a query or fragment", "write the address alone"
    return None
