"""Who refers to which path of the store, for `secrets refs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.declared import Declarations
from tenantry.model.document import Document, Span
from tenantry.model.outputs.secrets import Position, ReferredPath, Referrer, SecretReferences, UnusedConnection
from tenantry.model.places import connection_places
from tenantry.model.resolved import Connection, Installation
from tenantry.report.escape import json_text, terminal
from tenantry.secrets.stores.store import Place


def references(declarations: Declarations, installations: Sequence[Installation]) -> SecretReferences:
    """Every path with those who refer to it, and what nobody uses."""
    by_path: dict[tuple[str, str], list[Referrer]] = {}
    for installation in installations:
        for connection, place in connection_places(installation):
            by_path.setdefault((place.mount, place.path), []).append(_referrer(installation, connection, place))
    return SecretReferences(
        version=1,
        store=declarations.settings.model.secrets.store,
        paths=[_path(mount, path, by_path[mount, path]) for mount, path in sorted(by_path)],
        unused=[*_unused_connectors(declarations, installations), *_unused_entries(declarations, installations)],
    )


def _referrer(installation: Installation, connection: Connection, place: Place) -> Referrer:
    span = installation.origins[f"connections.{connection.connector}"][0].span
    return Referrer(
        tenant=installation.id,
        connector=connection.connector,
        scope="global" if connection.scope == "global" else "tenant",
        secrets=dict(place.keys),
        set_by=_position(span),
    )


def _path(mount: str, path: str, referrers: Sequence[Referrer]) -> ReferredPath:
    """What is global is meant for all tenants of its integration; any other path with several tenants is shared."""
    sharing = {each.tenant.partition("/")[0] if each.scope == "global" else each.tenant for each in referrers}
    keys = sorted({key for each in referrers for key in each.secrets.values()})
    return ReferredPath(mount=mount, path=path, keys=keys, shared=len(sharing) > 1, references=list(referrers))


def _unused_connectors(declarations: Declarations, installations: Sequence[Installation]) -> Iterator[UnusedConnection]:
    """Connectors of integrations that no tenant's release takes."""
    used = {(each.integration, name) for each in installations for name in each.connections}
    for integration, declared in sorted(declarations.integrations.items()):
        for name in sorted(declared.model.connectors):
            if (integration, name) not in used:
                position = _position(declared.document.key("connectors", name))
                yield UnusedConnection(kind="connector", integration=integration, connector=name, declared=position)


def _unused_entries(declarations: Declarations, installations: Sequence[Installation]) -> Iterator[UnusedConnection]:
    """Entries of tenants and defaults for connectors that no release of a tenant below them takes."""
    used = {
        (origin.span.path, name.partition(".")[2])
        for installation in installations
        for name, chain in installation.origins.items()
        if name.startswith("connections.")
        for origin in chain
    }
    for path, (document, integration) in sorted(_layers(declarations).items()):
        entries = document.get("connections") if document.has("connections") else None
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            if entry is not None and (path, name) not in used:
                position = _position(document.key("connections", name))
                yield UnusedConnection(kind="entry", integration=integration, connector=name, declared=position)


def _layers(declarations: Declarations) -> dict[str, tuple[Document, str | None]]:
    """Files of tenants and defaults by path, with the integration that they belong to, if it is one alone."""
    found: dict[str, tuple[Document, str | None]] = {}
    for tenant in declarations.tenants.values():
        for layer in tenant.layers:
            integration = tenant.integration if layer.document.path.count("/") > 1 else None
            found[layer.document.path] = (layer.document, integration)
    return found


def _position(span: Span) -> Position:
    return Position(path=span.path, line=span.line, column=span.column)


def _json(found: SecretReferences, *, color: bool = False) -> str:
    del color
    return json_text(found.model_dump())


def _text(found: SecretReferences, *, color: bool = False) -> str:
    lines = [line for path in found.paths for line in _lines(path, color)]
    lines += [f"unused {each.kind} {terminal(each.connector)}  {_shown(each.declared)}" for each in found.unused]
    shared = sum(path.shared for path in found.paths)
    lines.append(f"{len(found.paths)} paths in {found.store}, {shared} shared; {len(found.unused)} unused connections")
    return "".join(f"{line}\n" for line in lines)


def _lines(path: ReferredPath, color: bool) -> Iterator[str]:
    name = terminal(f"{path.mount}/{path.path}")
    shared = "  shared" if path.shared else ""
    yield f"{click.style(name, bold=True) if color else name}  {', '.join(map(terminal, path.keys))}{shared}"
    for each in path.references:
        scope = " (global)" if each.scope == "global" else ""
        yield f"  {terminal(each.tenant)} {terminal(each.connector)}{scope}  {_shown(each.set_by)}"


def _shown(position: Position) -> str:
    return f"{terminal(position.path)}:{position.line}:{position.column}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
