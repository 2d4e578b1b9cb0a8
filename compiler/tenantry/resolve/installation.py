"""The passes in their order, for one tenant after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.manifest import env_value
from tenantry.model.declared import Declarations, Tenant
from tenantry.model.document import Span
from tenantry.model.resolved import Installation, Origin, ResolvedRelease
from tenantry.model.shared import ALONE, Shared
from tenantry.resolve.channel import DEFAULT, channel
from tenantry.resolve.choice import Chosen
from tenantry.resolve.configs import configs
from tenantry.resolve.connections import connections
from tenantry.resolve.inherit import Inherited, inherit, origins
from tenantry.resolve.pin import pin
from tenantry.resolve.references import chosen_problems, references
from tenantry.resolve.rollout import rollout
from tenantry.resolve.schedule import schedule
from tenantry.resolve.scope import Scope, scopes


def resolve(declarations: Declarations, shared: Shared = ALONE) -> tuple[list[Installation], list[Diagnostic]]:
    """Every tenant that can be resolved, by id, and what keeps the others from it."""
    known = scopes(declarations, shared)
    problems = [problem for scope in known.values() for problem in references(scope)]
    installations = []
    for name, tenant in sorted(declarations.tenants.items()):
        scope = known.get(tenant.integration)
        if scope is None:
            problems += _no_integration(declarations, tenant)
            continue
        inputs = (scope, *tenant.layers)  # the last is the tenant's file, whose path says all else
        installation, found = shared.made(("tenant", name), inputs, partial(installed, scope, tenant))
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
            help=nearest(tenant.integration, declarations.integrations)
            or f"declare it at integrations/{tenant.integration}/integration.yaml",
            tenants=(tenant.id,),
        )
    ]


def installed(
    scope: Scope, tenant: Tenant, *, forced: Chosen | None = None
) -> tuple[Installation | None, list[Diagnostic]]:
    """One tenant, on the release that is its own, or on the one that is `forced` upon it."""
    inherited = inherit(tenant)
    labels = {key: chain[0].value for key, chain in sorted(inherited.labels.items())}
    chosen, problems = (forced, []) if forced else _release(scope, tenant, inherited, labels)
    planned, places, found = schedule(scope, inherited, tenant.id)
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
    places = {"release": chosen.origins, **places, **configured.origins, **connected.origins}
    places |= {f"labels.{key}": origins(chain) for key, chain in inherited.labels.items()}
    file, manifest = release.file.model, release.manifest
    return Installation(
        id=tenant.id,
        name=tenant.name,
        integration=scope.name,
        groups=tenant.groups,
        labels=labels,
        release=ResolvedRelease(
            version=chosen.version,
            commit=file.commit,
            run=manifest.run,
            channel=chosen.channel,
            pin=chosen.pin,
            wave=chosen.wave,
            image=file.image,
            base=manifest.base,
            build=manifest.build,
        ),
        schedule=planned,
        timeout_seconds=scope.integration.model.limits.timeout,
        configs=configured.configs,
        metadata=configured.metadata,
        connections=connected.connections,
        env={**_context(scope, tenant), **configured.env},
        secrets=connected.secrets,
        origins={**places, **_context_places(scope, tenant)},
    ), problems


def _release(
    scope: Scope, tenant: Tenant, inherited: Inherited, labels: Mapping[str, str]
) -> tuple[Chosen | None, list[Diagnostic]]:
    source = inherited.release[0] if inherited.release else None
    if source is not None and source.value.pin is not None:
        chosen, problems = pin(scope, source)
    else:
        asked = Origin(span=source.document.at("release", "channel"), note="channel chosen here") if source else None
        name = source.value.channel if source and source.value.channel else DEFAULT
        chosen, problems = channel(scope, name, asked, asked.span if asked else Span(tenant.document.path))
        chosen = rollout(scope, chosen, tenant.id, labels) if chosen else None
    if chosen is None:
        return None, problems
    problems += chosen_problems(scope, chosen)
    replaced = tuple(outer.origin("replaced") for outer in inherited.release[1:])
    return replace(chosen, origins=(*chosen.origins, *replaced)), problems


def _context(scope: Scope, tenant: Tenant) -> dict[str, str]:
    return {
        "PAN_CTX_ENV": env_value(scope.settings.model.environment),
        "PAN_CTX_INTEGRATION_ID": scope.name,
        "PAN_CTX_INTEGRATION_NAME": scope.name,
        "PAN_CTX_TENANT_ID": tenant.id,
        "PAN_CTX_TENANT_NAME": tenant.name,
    }


def _context_places(scope: Scope, tenant: Tenant) -> dict[str, tuple[Origin, ...]]:
    environment = scope.settings.document.at("environment")
    limits = scope.integration.document.at("limits", "timeout")
    return {
        "environment": (Origin(span=environment, note="environment of the repository"),),
        "id": (Origin(span=Span(tenant.document.path), note="the tenant's file"),),
        "timeout_seconds": (Origin(span=limits, note=f"limits of {scope.name}"),),
    }
