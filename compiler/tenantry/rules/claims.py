"""The places that tenants claim in the store, and which of them are worth a look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tenantry.model.declared.settings import SecretsSettings
from tenantry.model.resolved import Connection, Installation
from tenantry.model.standing import Claim
from tenantry.secrets.reference import fill

_FIELD: Final = re.compile(r"\{(integration|tenant|connector)\}")
_NAME: Final = r"[a-z0-9-]+"
_CONNECTOR: Final = r"[a-z0-9._-]+"


def claims(installation: Installation) -> Iterator[Claim]:
    """Every connection of a tenant."""
    return (_claim(installation, entry) for entry in installation.connections.values())


def odd_claims(secrets: SecretsSettings, installation: Installation) -> Iterator[Claim]:
    """The connections of a tenant, but for those at its own default places."""
    for entry in installation.connections.values():
        if entry.mount != secrets.mount or (
            entry.given and entry.scope == "tenant" and entry.path != _default(secrets, installation, entry)
        ):
            yield _claim(installation, entry)


def tidy(secrets: SecretsSettings, connectors: Mapping[str, Mapping[str, str]], used: Iterable[Claim]) -> bool:
    """Whether no tenant's own default place can be another's, a global connector's, or inside another mount: then only
    odd claims have to be looked at."""
    segments = secrets.path.split("/")
    whose = [index for index, segment in enumerate(segments) if "{integration}" in segment or "{tenant}" in segment]
    telling = segments[: whose[-1] + 1] if whose else []
    if not all(any(field in segment for segment in telling) for field in ("{integration}", "{tenant}")):
        return False
    if any(len(_FIELD.findall(segment)) > 1 or "{connector}" in segment for segment in telling):
        return False
    mounts = {claim.mount for claim in used}
    return not any(secrets.mount.startswith(f"{mount}/") for mount in mounts) and not any(
        _may_hold(path, segments) for path in _global(secrets, connectors)
    )


def _claim(installation: Installation, entry: Connection) -> Claim:
    written = installation.origins[f"connections.{entry.connector}"][0].span
    return Claim(installation.id, entry.connector, entry.scope, entry.mount, entry.path, written)


def _default(secrets: SecretsSettings, installation: Installation, entry: Connection) -> str:
    integration, tenant = installation.integration, installation.name
    return fill(secrets.path, integration=integration, tenant=tenant, connector=entry.connector)


def _global(secrets: SecretsSettings, connectors: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for integration, declared in connectors.items():
        for connector, scope in declared.items():
            if scope == "global":
                yield fill(secrets.global_path, integration=integration, tenant="", connector=connector)


def _may_hold(path: str, segments: list[str]) -> bool:
    """Whether a place like those of the template could be the path, or lie below it."""
    found = path.split("/")
    return len(found) <= len(segments) and all(
        re.fullmatch(_pattern(segment), name) for segment, name in zip(segments, found, strict=False)
    )


def _pattern(segment: str) -> str:
    parts = _FIELD.split(segment)  # texts and names of fields by turns
    return "".join(
        re.escape(part) if index % 2 == 0 else (_CONNECTOR if part == "connector" else _NAME)
        for index, part in enumerate(parts)
    )
