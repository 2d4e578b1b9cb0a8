"""Pass: layers folded into one, each key with the chain of places that set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tenantry.model.declared import ConnectionEntry, ReleaseChoice, ScheduleEntry, Tenant
from tenantry.model.resolved import Origin
from tenantry.resolve.sourced import Sourced, Value

Chain = tuple[Sourced[Value], ...]
"""Who set a key, the winner first."""

_MERGED: Final = ("labels", "configs", "connections", "metadata")
_REPLACED: Final = ("release", "schedule", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What a tenant's layers say together. A key that a `null` removed is not there; a replaced whole may be empty."""

    labels: Mapping[str, Chain[str]]
    configs: Mapping[str, Chain[Any]]
    connections: Mapping[str, Chain[ConnectionEntry]]
    metadata: Mapping[str, Chain[Any]]
    release: Chain[ReleaseChoice]
    schedule: Chain[ScheduleEntry]
    paused: Chain[bool]


def inherit(tenant: Tenant) -> Inherited:
    """Folds the layers, weakest first: four mappings merge key by key, the rest is replaced whole (CONTRACT §2.6)."""
    merged: dict[str, dict[str, Chain[Any]]] = {name: {} for name in _MERGED}
    replaced: dict[str, Chain[Any]] = dict.fromkeys(_REPLACED, ())
    for layer in tenant.layers:
        written = layer.model.model_fields_set
        for name in _REPLACED:
            if name in written:
                value = getattr(layer.model, name)
                replaced[name] = (Sourced(value, layer.document, (name,)), *replaced[name]) if value is not None else ()
        for name in _MERGED:
            if name in written:
                _merge(merged[name], getattr(layer.model, name), layer.document, name)
    layers: dict[str, Any] = {**merged, **replaced}
    return Inherited(**layers)


def _merge(into: dict[str, Chain[Any]], values: Mapping[str, Any] | None, document: Any, name: str) -> None:
    if values is None:
        into.clear()
        return
    for key, value in values.items():
        if value is None:
            into.pop(key, None)
        else:
            into[key] = (Sourced(value, document, (name, key)), *into.get(key, ()))


def origins(chain: Chain[Value]) -> tuple[Origin, ...]:
    """A chain as origins: the winner, then what it replaced."""
    return tuple(source.origin("set here" if index == 0 else "replaced") for index, source in enumerate(chain))
