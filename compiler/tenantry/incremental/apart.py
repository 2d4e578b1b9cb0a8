"""Whether the parts of a repository can be judged one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tenantry.declare.targets import target_options
from tenantry.model.declared import Declarations
from tenantry.model.declared.settings import SecretsSettings
from tenantry.model.resolved import Installation
from tenantry.model.standing import Claim
from tenantry.rules.fleet import claims
from tenantry.secrets.reference import fill
from tenantry.targets import target_named
from tenantry.targets.target import Apart

_FIELD: Final = re.compile(r"\{(integration|tenant|connector)\}")
_NAME: Final = r"[a-z0-9-]+"
_CONNECTOR: Final = r"[a-z0-9._-]+"


def apart(declarations: Declarations) -> Apart:
    """How far tenants stand apart in all targets that are rendered."""
    options, _ = target_options(declarations.settings)
    chosen = ((target_named(name), option) for name, option in options.items())
    return min((target.apart(option) for target, option in chosen if target is not None), default=Apart.NO)


def tidy(secrets: SecretsSettings, connectors: Mapping[str, Mapping[str, str]], used: Iterable[Claim]) -> bool:
    """Whether no tenant's own default place can be another's, a global connector's, or inside another mount: then only
    claims outside of them have to be looked at."""
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


def own_claims(secrets: SecretsSettings, installation: Installation) -> Iterator[Claim]:
    """The claims of a tenant, but for those of its own default places."""
    for claim in claims(installation):
        own = claim.mount == secrets.mount and (
            claim.scope != "tenant"
            or claim.path
            == fill(
                secrets.path,
                integration=installation.integration,
                tenant=installation.name,
                connector=claim.connector,
            )
        )
        if not own:
            yield claim


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
