"""Role definitions: what `bao write auth/<method>/role/<name> @<file>` takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tenantry.model.resolved import Installation
from tenantry.targets.target import Work
from tenantry.targets.vault.options import AppRoles, JwtRoles, KubernetesRoles, Options
from tenantry.targets.vault.policies import policy_name

Role = Mapping[str, Any]
NAME_LIMIT: Final = 52
"""As for the objects of the target kubernetes, whose service accounts have the names of the roles."""


def roles(work: Work, installation: Installation) -> Iterator[tuple[str, Role]]:
    """Method and role, for each method that an option asks for."""
    options: Options = work.options
    if options.kubernetes is not None:
        yield (
            "kubernetes",
            _kubernetes(work, installation, options.kubernetes) | _token(work, installation, options.kubernetes),
        )
    if options.jwt is not None:
        yield "jwt", _jwt(work, installation, options.jwt) | _token(work, installation, options.jwt)
    if options.approle is not None:
        secret = {"bind_secret_id": True, "secret_id_ttl": options.approle.secret_id_ttl}
        yield "approle", secret | _token(work, installation, options.approle)


def identity(work: Work, installation: Installation, method: str) -> str:
    """Who a tenant logs in as by a method, nothing where no option asks for its role."""
    options: Options = work.options
    if method == "kubernetes":
        return filled(work, installation, options.kubernetes.service_account) if options.kubernetes else ""
    return filled(work, installation, options.jwt.subject) if options.jwt else ""


def filled(work: Work, installation: Installation, template: str) -> str:
    """A text of the options for one tenant."""
    return template.format(
        integration=installation.integration, tenant=installation.name, name=name_of(work, installation)
    )


def name_of(work: Work, installation: Installation) -> str:
    """The name of a tenant's roles, its service account and its files."""
    return work.names.of(installation, limit=NAME_LIMIT)


def _token(work: Work, installation: Installation, options: KubernetesRoles | JwtRoles | AppRoles) -> dict[str, Any]:
    """The tenant's policy and no other, `default` included, as that one reads more than the tenant's paths."""
    return {
        "token_policies": [policy_name(work, installation)],
        "token_no_default_policy": True,
        "token_ttl": options.ttl,
        "token_max_ttl": options.ttl,
    }


def _kubernetes(work: Work, installation: Installation, options: KubernetesRoles) -> dict[str, Any]:
    elsewhere = (work.settings.model.targets.get("kubernetes") or {}).get("namespace") or "default"
    role: dict[str, Any] = {
        "bound_service_account_names": [filled(work, installation, options.service_account)],
        "bound_service_account_namespaces": options.namespaces or [elsewhere],
    }
    return role | ({"audience": options.audience} if options.audience is not None else {})


def _jwt(work: Work, installation: Installation, options: JwtRoles) -> dict[str, Any]:
    role: dict[str, Any] = {
        "role_type": "jwt",
        "user_claim": options.user_claim,
        "bound_audiences": options.audiences,
        "bound_subject": filled(work, installation, options.subject),
    }
    claims = {claim: filled(work, installation, value) for claim, value in sorted(options.claims.items())}
    return role | ({"bound_claims": claims} if claims else {})
