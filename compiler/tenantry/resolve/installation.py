"""The passes in their order, for one tenant after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.manifest import env_value
from tenantry.model.declared import Declarations, ReleaseChoice, Tenant
from tenantry.model.document import Span
from tenantry.model.progress import RESOLVING, counted
from tenantry.model.resolved import Installation, ResolvedRelease
from tenantry.model.shared import ALONE, Shared
from tenantry.resolve.channel import DEFAULT, channel
from tenantry.resolve.choice import Chosen
from tenantry.resolve.configs import configs
from tenantry.resolve.connections import connections
from tenantry.resolve.inherit import Inherited, inherit
from tenantry.resolve.pin import pin
from tenantry.resolve.places import Places, release_places
from tenantry.resolve.references import chosen_problems, references
from tenantry.resolve.rollout import rollout
from tenantry.resolve.schedule import schedule
from tenantry.resolve.scope import Scope, scopes
from tenantry.resolve.sourced import Sourced


def resolve(declarations: Declarations, shared: Shared = ALONE) -> tuple[list[Installation], list[Diagnostic]]:
    """Every tenant that can be resolved, by id, and what keeps the others from it."""
    known = scopes(declarations, shared)
    problems = [problem for scope in known.values() for problem in references(scope)]
    installations = []
    folders: dict[tuple[str, tuple[str, ...]], Inherited] = {}
    for name, tenant in counted(RESOLVING, sorted(declarations.tenants.items())):
        scope = known.get(tenant.integration)
        if scope is None:
            problems += _no_integration(declarations, tenant)
            continue
        inputs = (scope, *tenant.layers)  # the last is the tenant's file, whose path says all else
        folder = (tenant.integration, tenant.groups)
        above = folders.get(folder) or folders.setdefault(folder, inherit(tenant.layers[:-1]))
        installation, found = shared.made(("tenant", name), inputs, partial(installed, scope, tenant, above=above))
        problems += [replace(problem, tenants=(name,)) for problem in found]
        if installation is not None:
            installations.append(installation)
    return installations, problems


def _no_integration(declarations: Declarations, tenant: Tenant) -> list[Diagnostic]:
    if tenant.integration in declarations.broken:
        return []
    return [
        Diagnostic(
            code=codes.UNKNOWN_INTEGRATION,
            message=f"there is no integration '{tenant.integration}'",
            span=Span(tenant.document.path),
            help=nearest(tenant.integration, declarations.names)
            or f"declare it at integrations/{tenant.integration}/integration.yaml",
            tenants=(tenant.id,),
        )
    ]


def installed(
    scope: Scope, tenant: Tenant, *, above: Inherited | None = None, forced: Chosen | None = None
) -> tuple[Installation | None, list[Diagnostic]]:
    """One tenant, on the release that is its own, or on the one that is `forced` upon it. `above` is what the layers
    above its own file say, where that is known."""
    inherited = inherit(tenant.layers) if above is None else inherit(tenant.layers[-1:], above)
    labels = dict(sorted(inherited.labels.won.items()))
    chosen, problems = (forced, []) if forced else _release(scope, tenant, inherited, labels)
    planned, found = schedule(scope, inherited, tenant.id)
    problems += found
    release = scope.releases.get(chosen.version) if chosen else None
    if chosen is None or release is None:
        return None, problems
    configured, found = configs(tenant, inherited, release)
    problems += found
    connected, found = connections(scope, tenant, inherited, release)
    problems += found
    if planned is None:
        return None, problems
    return Installation(
        id=tenant.id,
        name=tenant.name,
        integration=scope.name,
        groups=tenant.groups,
        labels=labels,
        release=_resolved(scope, chosen),
        schedule=planned,
        timeout_seconds=scope.integration.model.limits.timeout,
        configs=configured.configs,
        metadata=configured.metadata,
        connections=connected.connections,
        env={**_context(scope, tenant), **configured.env},
        secrets=connected.secrets,
        origins=_places(scope, tenant, chosen, inherited),
    ), problems


def _release(
    scope: Scope, tenant: Tenant, inherited: Inherited, labels: Mapping[str, str]
) -> tuple[Chosen | None, list[Diagnostic]]:
    source = inherited.release[0] if inherited.release else None
    if source is not None and source.value.pin is not None:
        return pin(scope, source)
    name = source.value.channel if source and source.value.channel else DEFAULT
    chosen, problems = channel(scope, name, partial(_asking, tenant, source))
    if chosen is None:
        return None, problems
    chosen = rollout(scope, chosen, tenant.id, labels)
    if not scope.sound(chosen.version):
        problems += chosen_problems(scope, chosen, release_places(scope, chosen, inherited.release)[0].span)
    return chosen, problems


def _asking(tenant: Tenant, source: Sourced[ReleaseChoice] | None) -> Span:
    """The place that names the tenant's channel; its file where that is `default` by rule."""
    return source.document.at("release", "channel") if source else Span(tenant.document.path)


def _resolved(scope: Scope, chosen: Chosen) -> ResolvedRelease:
    """The release itself; tenants that came to it in the same way share it."""
    if chosen.pin is None:
        return scope.once(("release", chosen.version, chosen.channel, chosen.wave), partial(_made, scope, chosen))
    return _made(scope, chosen)


def _made(scope: Scope, chosen: Chosen) -> ResolvedRelease:
    release = scope.releases[chosen.version]
    file, manifest = release.file.model, release.manifest
    return ResolvedRelease(
        version=chosen.version,
        commit=file.commit,
        run=manifest.run,
        channel=chosen.channel,
        pin=chosen.pin,
        wave=chosen.wave,
        image=file.image,
        base=manifest.base,
        build=manifest.build,
    )


def _places(scope: Scope, tenant: Tenant, chosen: Chosen, inherited: Inherited) -> Places:
    schedule, connections = inherited.schedule, inherited.connections
    return Places(scope=scope, tenant=tenant, chosen=chosen, schedule=schedule, connections=connections)


def _context(scope: Scope, tenant: Tenant) -> dict[str, str]:
    return {
        "PAN_CTX_ENV": env_value(scope.settings.model.environment),
        "PAN_CTX_INTEGRATION_ID": scope.name,
        "PAN_CTX_INTEGRATION_NAME": scope.name,
        "PAN_CTX_TENANT_ID": tenant.id,
        "PAN_CTX_TENANT_NAME": tenant.name,
    }
