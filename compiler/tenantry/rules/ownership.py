"""Whose paths the store holds, as the rules about them ask."""

from __future__ import annotations

from tenantry.rules.facts import Facts
from tenantry.secrets.ownership import Ownership, area
from tenantry.secrets.reference import fill


def ownership(facts: Facts) -> Ownership:
    """By the templates, for every tenant that has a file, broken or not, and every global connector."""
    settings, found = facts.declarations.settings.model.secrets, Ownership()
    for name, integration in facts.declarations.integrations.items():
        for connector, declared in integration.model.connectors.items():
            if declared.scope == "global":
                path = fill(settings.global_path, integration=name, tenant="", connector=connector)
                found.globals.setdefault(path, f"{name}.{connector}")
    for tenant in facts.declarations.tenants.values():
        declared_integration = facts.declarations.integrations.get(tenant.integration)
        connectors = declared_integration.model.connectors if declared_integration is not None else {}
        for connector in connectors or ("",):
            path = area(settings.path, integration=tenant.integration, tenant=tenant.name, connector=connector)
            found.areas.setdefault(path, set()).add(tenant.id)
    return found
