"""What paths say: names that may not be, and files where the layout has no place for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.declare.layout import Kind, Place
from tenantry.diagnostics import Code, Diagnostic, codes
from tenantry.model.declared.base import is_name, is_version
from tenantry.model.document import Span

_RULE: Final = "use lower-case letters, digits and inner hyphens, at most 63 characters"
_VERSION_RULE: Final = "use letters, digits, dots, pluses and hyphens, at most 64 characters"
_LAYOUT: Final = (
    "tenants stand at tenants/<integration>/[<group>/…]<tenant>.yaml, integrations at "
    "integrations/<integration>/integration.yaml, releases at integrations/<integration>/releases/<version>/"
)


def unexpected(path: str) -> Diagnostic:
    """A YAML file that would be read by nobody."""
    help_text = f"rename it to {path[:-4]}.yaml" if path.lower().endswith(".yml") else _LAYOUT
    return Diagnostic(
        code=codes.UNEXPECTED_FILE, message="no such file has a place here", span=Span(path), help=help_text
    )


def name_problems(path: str, at: Place) -> Iterator[Diagnostic]:
    """The names in a path that may not be names."""
    if at.integration and not is_name(at.integration):
        yield _bad(path, codes.INVALID_INTEGRATION_NAME, "an integration", at.integration)
    for group in at.groups:
        if not is_name(group):
            yield _bad(path, codes.INVALID_TENANT_NAME, "a group", group)
    if at.kind is Kind.TENANT and not is_name(at.name):
        yield _bad(path, codes.INVALID_TENANT_NAME, "a tenant", at.name)
    if at.kind in (Kind.RELEASE, Kind.MANIFEST) and not is_version(at.name):
        yield _bad(path, codes.INVALID_RELEASE_NAME, "a release", at.name)
    if at.kind is Kind.ROLLOUT and not is_name(at.name):
        yield _bad(path, codes.INVALID_ROLLOUT_VALUE, "a channel", at.name)
    if at.kind is Kind.OVERRIDE and not is_name(at.name):
        yield _bad(path, codes.INVALID_ROLLOUT_VALUE, "an override", at.name)


def _bad(path: str, code: Code, what: str, name: str) -> Diagnostic:
    rule = _VERSION_RULE if code is codes.INVALID_RELEASE_NAME else _RULE
    return Diagnostic(code=code, message=f"'{name}' may not name {what}", span=Span(path), help=rule)
