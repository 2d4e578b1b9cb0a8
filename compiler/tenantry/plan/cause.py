"""The place that made a field of a tenant what it is: not where its value stands, but what was changed there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.model.compiled import Compiled
from tenantry.model.declared import Tenant
from tenantry.model.document import Document, KeyPath, Span
from tenantry.model.resolved import Installation, Origin
from tenantry.plan.fields import same

Place = tuple[str, KeyPath]
"""A file and a key path in it."""
Layers = list[tuple[Document | None, Document | None]]
"""Layers of a tenant, each in HEAD and in BASE."""

_MERGED: Final = frozenset({"labels", "configs", "connections", "metadata"})
_LAYERED: Final = _MERGED | {"release", "schedule", "paused"}
_ORIGINS: Final = {"limits": "timeout_seconds", "env": "environment", "group": "id"}
_FROM_RELEASE: Final = frozenset({"configs", "connections", "metadata", "release", "env"})
_BUILT: Final = frozenset(f"release.{name}" for name in ("commit", "image", "base", "build", "run"))
"""What a release's own files say."""
_SETTINGS: Final[dict[str, tuple[KeyPath, ...]]] = {
    "schedule": (("schedule", "spread"), ("timezone",)),
    "connections": (("secrets", "path"), ("secrets", "global_path"), ("secrets", "mount"), ("secrets", "store")),
    "env": (("environment",),),
}
"""Settings of the repository that a field follows from."""


class Causes:
    """Compares the places of two states. A place is changed where its value is other than in the other state."""

    def __init__(self, before: Compiled, after: Compiled) -> None:
        self.before = before
        self.after = after
        self._keys: dict[int, dict[Span, KeyPath]] = {}
        self._asked: tuple[str, Layers] = ("", [])
        self._of_releases: dict[str, Span] = {}

    def of(self, field: str, old: Installation | None, new: Installation | None) -> Span:
        """The cause of a field's difference, in HEAD, or in BASE where it was removed there."""
        one = new or old
        if one is None:
            raise ValueError("a tenant is in one state at least")
        if old is None or new is None:
            own = one.origins["id"][0].span  # it is the file that comes or goes, whatever it inherits
            chain = one.origins.get(_origin(field), ())
            return next((origin.span for origin in chain if origin.span.path == own.path), own)
        found = next((place for place in self._candidates(field, old, new) if place is not None), None)
        return found or new.origins["id"][0].span

    def _of_release(self, old: Installation, new: Installation) -> Span:
        """That of a tenant's release, which many of its fields may follow from."""
        if new.id not in self._of_releases:
            self._of_releases[new.id] = self.of("release", old, new)
        return self._of_releases[new.id]

    def _candidates(self, field: str, old: Installation, new: Installation) -> Iterator[Span | None]:
        """From the likeliest to the last resort, but for the tenant's own file."""
        section = field.partition(".")[0]
        if section == "group":
            return
        others = (self._changed(*place) for place in self._others(field, new))
        if field in _BUILT:
            yield from others
        if section in _LAYERED:
            yield self._in_layers(field, new.id)
        yield self._in_chains(field, old, new)
        yield from others
        if section in _FROM_RELEASE and field != "release" and old.release.version != new.release.version:
            yield self._of_release(old, new)
        if field == "release" and old.labels != new.labels:
            names = sorted(name for name in {*old.labels, *new.labels} if old.labels.get(name) != new.labels.get(name))
            yield self._in_layers(f"labels.{names[0]}", new.id)
        if old.groups == new.groups:
            yield self._in_documents(field, old, new)

    def _changed(self, path: str, keys: KeyPath) -> Span | None:
        """The place of `keys` in a file where HEAD's value is not BASE's: in HEAD, else in BASE; None if they agree."""
        return _moved(self.after.documents.get(path), self.before.documents.get(path), keys)

    def _in_layers(self, field: str, tenant: str) -> Span | None:
        """The strongest layer that says anything about the field, if it says another thing than before."""
        layers = self._layers(tenant)
        if all(head is base for head, base in layers):
            return None
        section, _, name = field.partition(".")
        paths: list[KeyPath] = [(section, name), (section,)] if section in _MERGED else [(section,)]
        for head, base in layers:
            for keys in paths:
                if not _says(head, keys, paths) and not _says(base, keys, paths):
                    continue
                if _moved(head, base, keys) is None:
                    return None
                part = _moved(head, base, (section, name)) if name and len(paths) == 1 else None
                return part or _refined(head, base, keys)
        return None

    def _layers(self, tenant: str) -> Layers:
        """As `_aligned`; the fields of a tenant are asked about one after the other."""
        if self._asked[0] != tenant:
            self._asked = tenant, self._aligned(tenant)
        return self._asked[1]

    def _aligned(self, tenant: str) -> Layers:
        """The tenant's layers in both states, strongest first. In a tenant that moved, BASE's other folders are left
        out: it is the move that made them lose their say."""
        new, old = _declared(self.after, tenant), _declared(self.before, tenant)
        own = (new.document if new else None, old.document if old else None)
        paths = {layer.document.path for layer in new.layers[:-1]} if new else set()
        if old is not None and (new is None or old.groups == new.groups):
            paths |= {layer.document.path for layer in old.layers[:-1]}
        ordered = sorted(paths, key=lambda path: path.count("/"), reverse=True)
        return [own, *((self.after.documents.get(path), self.before.documents.get(path)) for path in ordered)]

    def _in_chains(self, field: str, old: Installation, new: Installation) -> Span | None:
        """The first link of the chain that led to the value and is other than before; then of the chain that did."""
        name = _origin(field)
        links = (origin for side in (new, old) for origin in side.origins.get(name, ()))
        return next((found for origin in links if (found := self._link(origin)) is not None), None)

    def _link(self, origin: Origin) -> Span | None:
        path = origin.span.path
        if self.after.documents.get(path) is self.before.documents.get(path):
            return None
        for state in (self.after, self.before):
            document = state.documents.get(path)
            keys = self._key_path(document, origin.span) if document else None
            if keys:
                return self._changed(path, keys)
        return None

    def _key_path(self, document: Document, span: Span) -> KeyPath | None:
        known = self._keys.get(id(document))
        if known is None:
            known = {}
            for keys, node in document.nodes.items():
                known.setdefault(node.value, keys)
            self._keys[id(document)] = known
        return known.get(span)

    def _others(self, field: str, new: Installation) -> Iterator[Place]:
        """Places outside of the chain that the field follows from."""
        section, _, name = field.partition(".")
        for keys in _SETTINGS.get(section, ()):
            yield "tenantry.yaml", keys
        integration = f"integrations/{new.integration}/integration.yaml"
        if section in ("connections", "limits", "schedule"):
            yield (
                integration,
                {"connections": ("connectors", name), "limits": ("limits", "timeout")}.get(section, ("schedule",)),
            )
        folder = f"integrations/{new.integration}/releases/{new.release.version}"
        if section == "release" and name:
            yield f"{folder}/release.yaml", (name,)
            yield f"{folder}/PANDIUM.yaml", (name,)
        if section == "connections":
            yield f"{folder}/PANDIUM.yaml", ("connectors",)

    def _in_documents(self, field: str, old: Installation, new: Installation) -> Span | None:
        """Anything that changed in a file of the chains, as a yank does to `latest`."""
        name = _origin(field)
        for path in {origin.span.path: None for side in (new, old) for origin in side.origins.get(name, ())}:
            head, base = self.after.documents.get(path), self.before.documents.get(path)
            if head is not None and base is not None and not same(head.data, base.data):
                return _refined(head, base, ())
        return None


def _origin(field: str) -> str:
    """The name under which an installation keeps the chain of a field."""
    section, _, name = field.partition(".")
    return _ORIGINS.get(section) or (f"{section}.{name}" if section in _MERGED else section)


def _declared(state: Compiled, tenant: str) -> Tenant | None:
    return state.declarations.tenants.get(tenant) if state.declarations else None


def _says(document: Document | None, keys: KeyPath, paths: list[KeyPath]) -> bool:
    """Whether a layer decides at `keys`: of a whole section that merges, only by a null."""
    if document is None or not document.has(*keys):
        return False
    return len(paths) == 1 or len(keys) == 2 or document.get(*keys) is None


def _moved(head: Document | None, base: Document | None, keys: KeyPath) -> Span | None:
    there = base is not None and base.has(*keys)
    if head is not None and head.has(*keys):
        return None if base is not None and there and same(head.get(*keys), base.get(*keys)) else head.at(*keys)
    return base.at(*keys) if base is not None and there else None


def _refined(head: Document | None, base: Document | None, keys: KeyPath) -> Span:
    """Within a mapping that changed, the first key whose value did."""
    document = head if head is not None and head.has(*keys) else base
    if document is None:
        raise ValueError("a place is in one state at least")
    value = document.get(*keys)
    for name in value if isinstance(value, dict) and len(keys) < 2 else ():
        if _moved(head, base, (*keys, name)) is not None:
            return document.at(*keys, name)
    return document.at(*keys)
