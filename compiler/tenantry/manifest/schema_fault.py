"""What JSON Schema says against a schema, in words."""

from __future__ import annotations

from typing import Any, Final

from tenantry.diagnostics import nearest
from tenantry.manifest.words import requirement, shown
from tenantry.model.document import KeyPath

_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_HELP: Final = "https://json-schema.org/understanding-json-schema says what it may be"
_MAPPINGS: Final = ("properties", "patternProperties", "definitions", "$defs")

Fault = tuple[KeyPath, str, str]
"""The path of what is wrong, a message, and help."""


def fault(error: Any) -> Fault | None:
    """One error of a validator of schemas; None for regular expressions, which are tried by the engine itself."""
    path: KeyPath = tuple(error.instance_path)
    keyword, wanted = error.kind.name, error.kind.value
    if keyword == "format" and wanted == "regex":
        return None
    if path and path[-1] == "type" and keyword in ("anyOf", "enum", "type"):
        written = error.instance if isinstance(error.instance, str) else ""
        return path, "'type' must be one of " + ", ".join(_TYPES), nearest(written, _TYPES) or _HELP
    if keyword == "type" and (not path or (len(path) > 1 and path[-2] in _MAPPINGS)):
        return path, f"{_name(path)} must be a schema: a mapping of keywords", "as in {type: string}"
    if keyword in ("anyOf", "oneOf", "$ref", "falseSchema"):
        return path, f"{_name(path)} is not JSON Schema here", _HELP
    if keyword == "propertyNames":
        return None
    if keyword == "required":
        return path, f"{_name(path)} lacks '{shown(wanted)}'", _HELP
    return path, f"{_name(path)} {requirement(keyword, wanted)}", _HELP


def _name(path: KeyPath) -> str:
    """The keyword that is wrong, with its place in a list."""
    if not path:
        return "the schema"
    if isinstance(path[-1], int) and len(path) > 1:
        return f"'{path[-2]}.{path[-1]}'"
    return f"'{path[-1]}'"
