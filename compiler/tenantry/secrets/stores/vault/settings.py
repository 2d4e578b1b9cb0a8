"""The variables of the vault and bao programs; where both are set, BAO_ comes first, as for bao."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tenantry.errors import UsageError
from tenantry.secrets.address import address_problem
from tenantry.secrets.stores.store import Access

PREFIXES: Final = ("BAO_", "VAULT_")
TIMEOUT: Final = 15.0
"""Seconds that one answer may take, where VAULT_CLIENT_TIMEOUT says nothing."""
RETRIES: Final = 3
"""How often a failed request is sent again, where VAULT_MAX_RETRIES says nothing."""


def variable(environ: Mapping[str, str], name: str) -> str | None:
    """BAO_<name> or VAULT_<name>; empty is as good as unset."""
    return next((value for prefix in PREFIXES if (value := environ.get(prefix + name))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the server is and how it is spoken to."""

    address: str
    namespace: str | None
    ca: str | None
    certificate: tuple[str, str] | None
    proxy: str | None
    no_proxy: str
    timeout: float
    retries: int


def server(access: Access) -> Server:
    """The server that tenantry.yaml and the environment name; UsageError where they name none that may be used."""
    environ = access.environ
    address = variable(environ, "ADDR") or access.address
    if address is None:
        raise UsageError(
            "the address of the vault is not known", "set `secrets.address` in tenantry.yaml, or VAULT_ADDR"
        )
    wrong = address_problem(address)
    if wrong:
        raise UsageError(f"the vault's address {wrong[0]}", wrong[1])
    if variable(environ, "SKIP_VERIFY") not in (None, "0", "false"):
        raise UsageError("VAULT_SKIP_VERIFY would show the token to anybody", "unset it; name the CA in VAULT_CACERT")
    certificate, key = variable(environ, "CLIENT_CERT"), variable(environ, "CLIENT_KEY")
    return Server(
        address=address.rstrip("/"),
        namespace=variable(environ, "NAMESPACE"),
        ca=variable(environ, "CACERT") or variable(environ, "CAPATH"),
        certificate=(certificate, key) if certificate and key else None,
        proxy=_proxy(environ) if address.startswith("https:") else None,
        no_proxy=environ.get("NO_PROXY") or environ.get("no_proxy") or "",
        timeout=_number(environ, "CLIENT_TIMEOUT", TIMEOUT, most=300),
        retries=int(_number(environ, "MAX_RETRIES", RETRIES, most=10)),
    )


def _proxy(environ: Mapping[str, str]) -> str | None:
    return variable(environ, "PROXY_ADDR") or environ.get("HTTPS_PROXY") or environ.get("https_proxy") or None


def _number(environ: Mapping[str, str], name: str, default: float, *, most: float) -> float:
    text = variable(environ, name)
    if text is None:
        return default
    try:
        number = float(text.removesuffix("s"))
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise UsageError(f"VAULT_{name} is not a number from 0 to {most:g}")
    return number
