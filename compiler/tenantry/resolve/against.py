"""Tenants on a release that is not theirs: what it would make of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tenantry.diagnostics import Diagnostic
from tenantry.model.declared import Declarations, Tenant
from tenantry.model.document import Span
from tenantry.model.progress import counted
from tenantry.model.resolved import Installation, Origin
from tenantry.resolve.choice import Chosen
from tenantry.resolve.installation import installed
from tenantry.resolve.scope import scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One tenant on another release, and everything that is wrong with it there."""

    tenant: Tenant
    installation: Installation | None
    problems: tuple[Diagnostic, ...]


def against(
    declarations: Declarations, integration: str, version: str, *, tenants: Iterable[str] | None = None
) -> Iterator[Trial]:
    """The tenants of an integration (those of `tenants`, or all) as they would be on the release `version`, by id.

    The release must be there and readable.
    """
    scope = scopes(declarations)[integration]
    place = Origin(span=Span(scope.releases[version].file.document.path), note="the release that is asked about")
    chosen = Chosen(version=version, channel="default", place=place)
    wanted = None if tenants is None else frozenset(tenants)
    for name, tenant in counted("trying tenants", sorted(declarations.tenants.items())):
        if tenant.integration == integration and (wanted is None or name in wanted):
            installation, problems = installed(scope, tenant, forced=chosen)
            named = tuple(replace(problem, tenants=(name,)) for problem in problems)
            yield Trial(tenant=tenant, installation=installation, problems=named)
