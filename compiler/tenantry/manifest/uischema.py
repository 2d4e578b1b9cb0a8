"""The form of a release: what it says about options, controls that name none, and options that no control shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.normal import steps
from tenantry.model.document import Document, KeyPath

_SCOPE: Final = "#/properties/"
_NOTED: Final = ("label", "subtitle", "hintText")


def form_problems(document: Document, keys: KeyPath, schema: ConfigSchema) -> Iterator[Diagnostic]:
    """What does not fit between the uischema at `keys` and the options; nothing where there is no uischema."""
    form = document.get(*keys)
    if not isinstance(form, dict | list) or not form:
        return
    shown = set()
    for place, control in _controls(form, keys):
        scope = control["scope"]
        name = _option(scope)
        shown.add(name)
        if name not in schema.names:
            yield Diagnostic(
                code=codes.UNKNOWN_SCOPE,
                message=f"the scope '{scope[:80]}' names no option of the schema",
                span=document.at(*place, "scope"),
                help=nearest(name, schema.names) or "write #/properties/<option>",
            )
    for name in sorted(schema.names - shown):
        yield Diagnostic(
            code=codes.CONFIG_WITHOUT_CONTROL,
            message=f"no control of the form shows the option '{name}'",
            span=schema.place(name),
            help="add a Control with this scope to the uischema, `admin: true` where customers must not see it",
        )


def form_notes(document: Document, keys: KeyPath) -> dict[str, str]:
    """What the form at `keys` says to people about each option: label, subtitle, hint."""
    notes: dict[str, str] = {}
    for _, control in _controls(document.get(*keys), keys):
        said = [control[key] for key in _NOTED if isinstance(control.get(key), str)]
        if said:
            notes.setdefault(_option(control["scope"]), "\n\n".join(said))
    return notes


def _option(scope: str) -> str:
    """The option that a scope is about, itself or a part of it."""
    return steps(scope)[1] if scope.startswith(_SCOPE) else ""


def _controls(node: object, keys: KeyPath) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Everything with a scope in a form, elements within elements, first to last."""
    pending = [(keys, node)]
    while pending:
        here, current = pending.pop()
        if isinstance(current, list):
            pending += reversed([((*here, index), each) for index, each in enumerate(current)])
        elif isinstance(current, dict):
            if isinstance(current.get("scope"), str):
                yield here, current
            if "elements" in current:
                pending.append(((*here, "elements"), current["elements"]))
