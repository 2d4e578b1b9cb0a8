"""A stable place for everyone: no two releases of this tool may ever give another one."""

from __future__ import annotations

from hashlib import sha256


def spread(key: str, purpose: str, size: int) -> int:
    """A number in [0, size) that depends on the key and the purpose alone.

    Frozen: SHA-256 of `tenantry/1:<purpose>:<key>`, its first 64 bits scaled to the range. Other tenants take no part,
    so adding, removing or pausing one moves nobody else.
    """
    digest = sha256(f"tenantry/1:{purpose}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * size >> 64
