"""Pass: a reference into the store for every secret of every connector of the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.manifest import env_name
from tenantry.model.declared import ConnectionEntry, Connector, Release, Tenant
from tenantry.model.resolved import Connection, Origin, SecretReference
from tenantry.resolve.inherit import Inherited
from tenantry.resolve.scope import Scope
from tenantry.resolve.sourced import Sourced
from tenantry.secrets.reference import fill, path_problem

_TENANT: Final = "{tenant}"
"""Stands in a path for the name of a tenant; no name has braces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Connections by connector, and the references of the PAN_SEC_ variables."""

    connections: Mapping[str, Connection]
    secrets: Mapping[str, SecretReference]


def connections(
    scope: Scope, tenant: Tenant, inherited: Inherited, release: Release
) -> tuple[Connected, list[Diagnostic]]:
    """Where the tenant's credentials are kept, for every connector that its release talks to."""
    problems = [_unknown(scope, source) for source in _strange(scope, inherited)]
    names = talked_to(scope, release.manifest.connectors)
    usual = scope.once(("usual", names), partial(_usual, scope, names))
    found: dict[str, Connection] = {}
    for name in names:
        source = inherited.connections[name][0] if name in inherited.connections.won else None
        if source is not None:
            problems += _misfits(scope, name, source)
        found[name] = _connection(usual.connections[name], tenant.name, source.value if source else None)
        if path_problem(found[name].path) is not None:
            problems.append(_bad_path(found[name], source, scope))
    store = scope.settings.model.secrets.store
    secrets = {
        variable: SecretReference(store, found[name].mount, found[name].path, found[name].keys[secret])
        for variable, (name, secret) in usual.variables.items()
    }
    return Connected(connections=found, secrets=secrets), [*problems, *usual.problems]


def talked_to(scope: Scope, connectors: tuple[str, ...] | None) -> tuple[str, ...]:
    """The integration's connectors that a release talks to, sorted; `connectors` is what its manifest says."""
    known = scope.integration.model.connectors
    return scope.once(
        ("connectors", connectors), lambda: tuple(sorted(known if connectors is None else {*connectors} & {*known}))
    )


def _strange(scope: Scope, inherited: Inherited) -> Iterator[Sourced[ConnectionEntry] | Sourced[None]]:
    """Entries for connectors that the integration has not."""
    known = scope.integration.model.connectors
    yield from (inherited.connections[name][0] for name in sorted(inherited.connections.won) if name not in known)
    yield from (null for null in inherited.connections.idle() if null.keys[1] not in known)


def _connection(usual: Connection, tenant: str, entry: ConnectionEntry | None) -> Connection:
    """A tenant's own, by what is usual for all and what a layer says."""
    name, scope, mount, path, keys, _ = usual
    if entry is None:
        return Connection(name, scope, mount, path.replace(_TENANT, tenant), keys, given=False)
    return Connection(
        connector=name,
        scope=scope,
        mount=entry.mount or mount,
        path=path.replace(_TENANT, tenant) if entry.path is None else entry.path,
        keys={secret: entry.keys.get(secret, secret) for secret in keys} if entry.keys else keys,
        given=entry.path is not None,
    )


def _bad_path(connection: Connection, source: Sourced[ConnectionEntry] | None, scope: Scope) -> Diagnostic:
    return Diagnostic(
        code=codes.INVALID_SECRET_PATH,
        message=f"the secret path of connector '{connection.connector}' {path_problem(connection.path)}",
        span=source.span if source else default_place(scope, connection.connector).span,
        help="shorten the names in it",
    )


def default_place(scope: Scope, name: str) -> Origin:
    """The place that gives the connection a path where no layer does."""
    return scope.once(("place", name), partial(_default_place, scope, name))


def _default_place(scope: Scope, name: str) -> Origin:
    field = "global_path" if scope.integration.model.connectors[name].scope == "global" else "path"
    settings = scope.settings.document
    if settings.has("secrets", field):
        return Origin(span=settings.at("secrets", field), note=f"`secrets.{field}` of the repository")
    connector = scope.integration.document.key("connectors", name)
    return Origin(span=connector, note=f"connector of {scope.name}, default `secrets.{field}`")


def _unknown(scope: Scope, source: Sourced[ConnectionEntry] | Sourced[None]) -> Diagnostic:
    name = str(source.keys[-1])
    return Diagnostic(
        code=codes.UNKNOWN_CONNECTOR,
        message=f"{scope.name} has no connector '{name}'",
        span=source.key_span,
        help=nearest(name, scope.integration.model.connectors),
        related=(Related("connectors are declared here", scope.integration.document.key("connectors")),),
    )


def _misfits(scope: Scope, name: str, source: Sourced[ConnectionEntry]) -> list[Diagnostic]:
    connector, document = scope.integration.model.connectors[name], source.document
    problems = [
        _unknown_key(connector, name, document.key(*source.keys, "keys", key), key)
        for key in source.value.keys
        if key not in connector.secrets
    ]
    if connector.scope == "global" and source.value.model_fields_set:
        problems.append(
            Diagnostic(
                code=codes.INVALID_CONNECTION,
                message=f"connector '{name}' is global: its credentials belong to {scope.name}, not to a tenant",
                span=source.key_span,
                help="remove the entry; `secrets.global_path` in tenantry.yaml says where they are kept",
                related=(Related("declared global here", scope.integration.document.at("connectors", name, "scope")),),
            )
        )
    return problems


def _unknown_key(connector: Connector, name: str, span: object, key: str) -> Diagnostic:
    return Diagnostic(
        code=codes.UNKNOWN_SECRET_KEY,
        message=f"connector '{name}' has no secret '{key}'",
        span=span,  # type: ignore[arg-type]
        help=nearest(key, connector.secrets) or f"list it under `secrets` of connector '{name}' in integration.yaml",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """What tenants of an integration have in common whose releases talk to the same connectors: the connections, with a
    tenant's name left open in their paths, the connector and the secret of each PAN_SEC_ variable, sorted by its name,
    and what is wrong with these names."""

    connections: Mapping[str, Connection]
    variables: Mapping[str, tuple[str, str]]
    problems: Sequence[Diagnostic]


def _usual(scope: Scope, names: Sequence[str]) -> _Usual:
    variables, problems = _variables(scope, names)
    return _Usual(connections={name: _open(scope, name) for name in names}, variables=variables, problems=problems)


def _open(scope: Scope, name: str) -> Connection:
    connector, settings = scope.integration.model.connectors[name], scope.settings.model.secrets
    template = settings.global_path if connector.scope == "global" else settings.path
    return Connection(
        connector=name,
        scope=connector.scope,
        mount=settings.mount,
        path=fill(template, integration=scope.name, tenant=_TENANT, connector=name),
        keys={secret: secret for secret in connector.secrets},
        given=False,
    )


def _variables(scope: Scope, names: Sequence[str]) -> tuple[dict[str, tuple[str, str]], list[Diagnostic]]:
    found: dict[str, tuple[str, str]] = {}
    first: dict[str, tuple[str, str]] = {}
    problems = []
    for name in names:
        for secret in scope.integration.model.connectors[name].secrets:
            variable = env_name("PAN_SEC", name, secret)
            if first.setdefault(variable, (name, secret)) != (name, secret):
                problems.append(_collision(scope, variable, first[variable], (name, secret)))
            found[variable] = (name, secret)
    return dict(sorted(found.items())), problems


def _collision(scope: Scope, variable: str, first: tuple[str, str], second: tuple[str, str]) -> Diagnostic:
    document = scope.integration.document
    return Diagnostic(
        code=codes.SECRET_NAME_COLLISION,
        message=f"secrets {first[0]}.{first[1]} and {second[0]}.{second[1]} would both be {variable}",
        span=document.key("connectors", second[0]),
        help="rename one of the connectors or secrets",
        related=(Related("the other is declared here", document.key("connectors", first[0])),),
    )
