"""Pass: layers folded into one, each key with the chain of places that set it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Final

from tenantry.model.declared import Declared, LayerFile, ReleaseChoice, ScheduleEntry
from tenantry.model.document import Document
from tenantry.model.resolved import Origin
from tenantry.resolve.sourced import Sourced, Value

Chain = tuple[Sourced[Value], ...]
"""Who set a key, the winner first."""

_Layer = tuple[Mapping[str, Any] | None, Document]
"""What a layer says in one section, and its file."""
_MERGED: Final = ("labels", "configs", "connections", "metadata")
_REPLACED: Final = ("release", "schedule", "paused")
_ALL: Final = frozenset((*_MERGED, *_REPLACED))


class Section(Mapping[str, Chain[Any]]):
    """One of the merged sections: each key with its chain. `won` has the values alone, which is all that a tenant
    without mistakes is asked for: chains, and nulls that remove nothing, are found out when somebody asks. `layers` are
    what each layer says, weakest first; None empties the section."""

    __slots__ = ("_folded", "_layers", "_name", "_nulls", "won")

    def __init__(
        self, name: str, won: Mapping[str, Any], layers: tuple[_Layer, ...] = (), *, nulls: bool = False
    ) -> None:  # fmt: skip
        self.won = won
        self._name = name
        self._layers = layers
        self._nulls = nulls
        self._folded: tuple[dict[str, Chain[Any]], list[Sourced[None]]] | None = None

    def __getitem__(self, key: str) -> Chain[Any]:
        if key not in self.won:
            raise KeyError(key)
        return self._fold()[0][key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.won)

    def __len__(self) -> int:
        return len(self.won)

    def merged(self, values: Mapping[str, Any] | None, document: Document) -> Section:
        """With one more layer."""
        won = {} if values is None else {**self.won, **values}
        null = values is not None and None in values.values()
        if null:
            won = {key: value for key, value in won.items() if value is not None}
        return Section(self._name, won, (*self._layers, (values, document)), nulls=null or self._nulls)

    def idle(self) -> list[Sourced[None]]:
        """The nulls that had nothing to remove."""
        return self._fold()[1] if self._nulls else []

    def _fold(self) -> tuple[dict[str, Chain[Any]], list[Sourced[None]]]:
        if self._folded is None:
            self._folded = {}, []
            for values, document in self._layers:
                self._lay(*self._folded, values, document)
        return self._folded

    def _lay(
        self,
        chains: dict[str, Chain[Any]],
        idle: list[Sourced[None]],
        values: Mapping[str, Any] | None,
        document: Document,
    ) -> None:
        if values is None:
            chains.clear()
            return
        for key, value in values.items():
            source = Sourced(value, document, (self._name, key))
            if value is not None:
                chains[key] = (source, *chains.get(key, ()))
            elif chains.pop(key, None) is None:
                idle.append(source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What a tenant's layers say together. A key that a `null` removed is not there; a replaced whole may be empty."""

    labels: Section
    configs: Section
    connections: Section
    metadata: Section
    release: Chain[ReleaseChoice]
    schedule: Chain[ScheduleEntry]
    paused: Chain[bool]


NOTHING: Final = Inherited(
    labels=Section("labels", {}),
    configs=Section("configs", {}),
    connections=Section("connections", {}),
    metadata=Section("metadata", {}),
    release=(),
    schedule=(),
    paused=(),
)
"""What no layer says."""


def inherit(layers: Iterable[Declared[LayerFile]], above: Inherited = NOTHING, *, only: Set[str] = _ALL) -> Inherited:
    """Folds the layers, weakest first, into what those above them say: four mappings merge key by key, the rest is
    replaced whole (CONTRACT §2.6). Sections that are not in `only` are left out."""
    folded: dict[str, Any] = {name: getattr(above, name) for name in (*_MERGED, *_REPLACED)}
    for layer in layers:
        written = layer.model.model_fields_set & only
        for name in _REPLACED:
            if name in written:
                value = getattr(layer.model, name)
                folded[name] = (Sourced(value, layer.document, (name,)), *folded[name]) if value is not None else ()
        for name in _MERGED:
            if name in written:
                folded[name] = folded[name].merged(getattr(layer.model, name), layer.document)
    return Inherited(**folded)


def origins(chain: Chain[Value]) -> tuple[Origin, ...]:
    """A chain as origins: the winner, then what it replaced."""
    if not chain:
        return ()
    return (chain[0].origin("set here"), *[source.origin("replaced") for source in chain[1:]])
