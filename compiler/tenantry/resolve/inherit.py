"""Pass: layers folded into one, each key with the chain of places that set it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tenantry.model.declared import ConnectionEntry, Declared, LayerFile, ReleaseChoice, ScheduleEntry
from tenantry.model.document import Document
from tenantry.model.resolved import Origin
from tenantry.resolve.sourced import Sourced, Value

Chain = tuple[Sourced[Value], ...]
"""Who set a key, the winner first."""

_MERGED: Final = ("labels", "configs", "connections", "metadata")
_REPLACED: Final = ("release", "schedule", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What a tenant's layers say together. A key that a `null` removed is not there; a replaced whole may be empty.
    `idle` are the nulls that had nothing to remove."""

    labels: Mapping[str, Chain[str]]
    configs: Mapping[str, Chain[Any]]
    connections: Mapping[str, Chain[ConnectionEntry]]
    metadata: Mapping[str, Chain[Any]]
    release: Chain[ReleaseChoice]
    schedule: Chain[ScheduleEntry]
    paused: Chain[bool]
    idle: tuple[Sourced[None], ...] = ()

    def idle_in(self, section: str, known: Container[str]) -> list[Sourced[None]]:
        """The idle nulls of one of the merged sections whose names are not known: most likely misspelt."""
        return [null for null in self.idle if null.keys[0] == section and null.keys[1] not in known]


NOTHING: Final = Inherited(
    labels={}, configs={}, connections={}, metadata={}, release=(), schedule=(), paused=()
)  # fmt: skip
"""What no layer says."""


def inherit(
    layers: Iterable[Declared[LayerFile]], above: Inherited = NOTHING, *, only: Collection[str] = (*_MERGED, *_REPLACED)
) -> Inherited:
    """Folds the layers, weakest first, into what those above them say: four mappings merge key by key, the rest is
    replaced whole (CONTRACT §2.6). Sections that are not in `only` are left out."""
    folded: dict[str, Any] = {name: getattr(above, name) for name in (*_MERGED, *_REPLACED)}
    idle = [*above.idle]
    for layer in layers:
        written = layer.model.model_fields_set.intersection(only)
        for name in _REPLACED:
            if name in written:
                value = getattr(layer.model, name)
                folded[name] = (Sourced(value, layer.document, (name,)), *folded[name]) if value is not None else ()
        for name in _MERGED:
            if name in written:
                folded[name] = dict(folded[name])  # what is above stays as it is
                idle += _merge(folded[name], getattr(layer.model, name), layer.document, name)
    return Inherited(**folded, idle=tuple(idle))


def _merge(
    into: dict[str, Chain[Any]], values: Mapping[str, Any] | None, document: Document, name: str
) -> Iterator[Sourced[None]]:
    """Merges one layer key by key; the nulls that remove nothing."""
    if values is None:
        into.clear()
        return
    for key, value in values.items():
        if value is not None:
            into[key] = (Sourced(value, document, (name, key)), *into.get(key, ()))
        elif into.pop(key, None) is None:
            yield Sourced(None, document, (name, key))


def origins(chain: Chain[Value]) -> tuple[Origin, ...]:
    """A chain as origins: the winner, then what it replaced."""
    if not chain:
        return ()
    return (chain[0].origin("set here"), *[source.origin("replaced") for source in chain[1:]])
