"""The form of a release: controls that name no option, and options that no control shows."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.normal import steps
from tenantry.model.document import Document, KeyPath

_SCOPE = "#/properties/"


def form_problems(document: Document, keys: KeyPath, schema: ConfigSchema) -> Iterator[Diagnostic]:
    """What does not fit between the uischema at `keys` and the options; nothing where there is no uischema."""
    form = document.get(*keys)
    if not isinstance(form, dict | list) or not form:
        return
    shown = set()
    for place, scope in _scopes(form, keys):
        name = _option(scope)
        shown.add(name)
        if name not in schema.names:
            yield Diagnostic(
                code=codes.UNKNOWN_SCOPE,
                message=f"the scope '{scope[:80]}' names no option of the schema",
                span=document.at(*place),
                help=nearest(name, schema.names) or "write #/properties/<option>",
            )
    for name in sorted(schema.names - shown):
        yield Diagnostic(
            code=codes.CONFIG_WITHOUT_CONTROL,
            message=f"no control of the form shows the option '{name}'",
            span=schema.place(name),
            help="add a Control with this scope to the uischema, `admin: true` where customers must not see it",
        )


def _option(scope: str) -> str:
    """The option that a scope is about, itself or a part of it."""
    return steps(scope)[1] if scope.startswith(_SCOPE) else ""


def _scopes(node: object, keys: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every scope of a form, elements within elements."""
    pending = [(keys, node)]
    while pending:
        here, current = pending.pop()
        if isinstance(current, list):
            pending += [((*here, index), each) for index, each in enumerate(current)]
        elif isinstance(current, dict):
            scope = current.get("scope")
            if isinstance(scope, str):
                yield (*here, "scope"), scope
            pending += [((*here, key), each) for key, each in current.items() if key == "elements"]
