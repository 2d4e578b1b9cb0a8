"""The store: subkeys say what is there, data is read for a run alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from pydantic import SecretStr

from tenantry.secrets.reference import path_problem
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, StoreKind, chosen, lacking
from tenantry.secrets.stores.vault.client import Client
from tenantry.secrets.stores.vault.login import log_in
from tenantry.secrets.stores.vault.settings import server


class VaultStore:
    """KV version 2 of Vault or OpenBao."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def check(self, place: Place) -> Presence:
        """By `subkeys`, whose answer holds every value as null; a token that may not read `data` is enough."""
        found = self._at("subkeys", place)["subkeys"]
        return Presence(missing=lacking(place, (key for key, value in found.items() if value is None)))

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        """By `data`, the latest version."""
        return chosen(place, self._at("data", place)["data"])

    def _at(self, kind: str, place: Place) -> Mapping[str, Any]:
        """The content at a place, whose `kind` is a mapping."""
        if path_problem(place.path) or path_problem(place.mount):
            raise Missing("a reference is no secret path: what is sent could mean another place")
        asked = f"{place.mount}/{kind}/{place.path}"
        status, content = self._client.get(asked)
        data = content.get("data")
        data = data if isinstance(data, dict) else {}
        if status == 403:
            raise Forbidden(f"{self._client.name} does not let this token read {asked}, or the token has ended")
        if status == 404:
            raise Missing(f"{place.shown} {_absence(place, content, data)}")
        if not isinstance(data.get(kind), dict):
            raise Missing(f"{place.shown} is not in a KV version 2 engine")
        return data


def _absence(place: Place, content: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Why nothing is there, as the server tells it."""
    metadata = data.get("metadata")
    if isinstance(metadata, dict):
        return "is destroyed in its latest version" if metadata.get("destroyed") else "is deleted in its latest version"
    if any("no handler for route" in str(text) for text in content.get("errors") or ()):
        return f"is nowhere: there is no engine at {place.mount}"
    return "is not there"


@contextmanager
def _open(access: Access) -> Iterator[VaultStore]:
    client = Client(server(access))
    try:
        log_in(client, access.environ)
        yield VaultStore(client)
    finally:
        client.close()


def _command(place: Place, keys: Sequence[str]) -> str:
    """Values come by standard input, so that no shell keeps them; `patch` leaves other keys as they are."""
    verb = "put" if set(keys) == set(place.keys.values()) else "patch"
    given = f"{keys[0]}=-" if len(keys) == 1 else "-"
    values = (
        ""
        if len(keys) == 1
        else "   # JSON on standard input: " + json.dumps(dict.fromkeys(keys, "…"), ensure_ascii=False)
    )
    return f"bao kv {verb} -mount={place.mount} {place.path} {given}{values}"


STORE: Final = StoreKind(name="vault", title="HashiCorp Vault and OpenBao, KV version 2", open=_open, command=_command)
