"""Pass: a reference into the store for every secret of every connector of the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.manifest import env_name
from tenantry.model.declared import ConnectionEntry, Connector, Release, Tenant
from tenantry.model.resolved import Connection, Origin, SecretReference
from tenantry.resolve.inherit import Inherited, origins
from tenantry.resolve.scope import Scope
from tenantry.resolve.sourced import Sourced
from tenantry.secrets.reference import fill, path_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Connections by connector, and the references of the PAN_SEC_ variables."""

    connections: Mapping[str, Connection]
    secrets: Mapping[str, SecretReference]
    origins: Mapping[str, tuple[Origin, ...]]


def connections(
    scope: Scope, tenant: Tenant, inherited: Inherited, release: Release
) -> tuple[Connected, list[Diagnostic]]:
    """Where the tenant's credentials are kept, for every connector that its release talks to."""
    known = scope.integration.model.connectors
    written = [chain[0] for name, chain in sorted(inherited.connections.items()) if name not in known]
    problems = [_unknown(scope, source) for source in written]
    problems += [_unknown(scope, null) for null in inherited.idle_in("connections", known)]
    wanted = release.manifest.connectors if release.manifest.connectors is not None else tuple(known)
    found: dict[str, Connection] = {}
    places: dict[str, tuple[Origin, ...]] = {}
    for name in sorted(set(wanted) & set(known)):
        chain = inherited.connections.get(name, ())
        problems += _misfits(scope, name, chain[0] if chain else None)
        found[name] = _connection(scope, tenant, name, chain[0].value if chain else ConnectionEntry())
        default = scope.places.get(name) or scope.places.setdefault(name, _default_place(scope, name))
        places[f"connections.{name}"] = (*origins(chain), default)
        problems += _bad_path(found[name], places[f"connections.{name}"][0])
    secrets, collisions = _secrets(scope, found)
    return Connected(connections=found, secrets=secrets, origins=places), problems + collisions


def _connection(scope: Scope, tenant: Tenant, name: str, entry: ConnectionEntry) -> Connection:
    connector, settings = scope.integration.model.connectors[name], scope.settings.model.secrets
    template = settings.global_path if connector.scope == "global" else settings.path
    path = entry.path or fill(template, integration=scope.name, tenant=tenant.name, connector=name)
    return Connection(
        connector=name,
        scope=connector.scope,
        mount=entry.mount or settings.mount,
        path=path,
        keys={secret: entry.keys.get(secret, secret) for secret in connector.secrets},
    )


def _bad_path(connection: Connection, place: Origin) -> list[Diagnostic]:
    wrong = path_problem(connection.path)
    if wrong is None:
        return []
    message = f"the secret path of connector '{connection.connector}' {wrong}"
    return [
        Diagnostic(code=codes.INVALID_SECRET_PATH, message=message, span=place.span, help="shorten the names in it")
    ]


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


def _misfits(scope: Scope, name: str, source: Sourced[ConnectionEntry] | None) -> list[Diagnostic]:
    if source is None:
        return []
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


def _secrets(scope: Scope, found: Mapping[str, Connection]) -> tuple[dict[str, SecretReference], list[Diagnostic]]:
    store = scope.settings.model.secrets.store
    secrets: dict[str, SecretReference] = {}
    first: dict[str, tuple[str, str]] = {}
    problems = []
    for name, connection in found.items():
        for secret, key in connection.keys.items():
            variable = env_name("PAN_SEC", name, secret)
            if first.setdefault(variable, (name, secret)) != (name, secret):
                problems.append(_collision(scope, variable, first[variable], (name, secret)))
            secrets[variable] = SecretReference(store=store, mount=connection.mount, path=connection.path, key=key)
    return dict(sorted(secrets.items())), problems


def _collision(scope: Scope, variable: str, first: tuple[str, str], second: tuple[str, str]) -> Diagnostic:
    document = scope.integration.document
    return Diagnostic(
        code=codes.SECRET_NAME_COLLISION,
        message=f"secrets {first[0]}.{first[1]} and {second[0]}.{second[1]} would both be {variable}",
        span=document.key("connectors", second[0]),
        help="rename one of the connectors or secrets",
        related=(Related("the other is declared here", document.key("connectors", first[0])),),
    )
