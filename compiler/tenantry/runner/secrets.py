"""The secrets of one run, read from their stores at its start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from pydantic import SecretStr

from tenantry.runner.artifact import Reference, is_text
from tenantry.secrets.stores.store import Missing, Place, Store

Opened = Callable[[str], AbstractContextManager[Store]]


def read_secrets(references: Mapping[str, Reference], opened: Opened) -> dict[str, SecretStr]:
    """The values by variable; each store is opened once and each path read once. Raises Missing, Forbidden,
    Unreachable, and UsageError where a store cannot be opened."""
    places: dict[tuple[str, str, str], dict[str, str]] = {}
    for variable, reference in sorted(references.items()):
        place = (reference.store, reference.mount, reference.path)
        places.setdefault(place, {})[variable] = reference.key
    values: dict[str, SecretStr] = {}
    for name in sorted({store for store, _, _ in places}):
        with opened(name) as store:
            for (kept, mount, path), keys in sorted(places.items()):
                if kept == name:
                    values |= store.read(Place(mount=mount, path=path, keys=keys))
    for variable, value in values.items():
        if not is_text(value.get_secret_value()):
            raise Missing(f"{variable} holds half a character, which no variable can")
    return values
