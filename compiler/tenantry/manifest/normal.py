"""A config schema as found, made into one that a validator reads as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from tenantry.model.document import KeyPath

RENAMED: Final = {"min": "minimum", "max": "maximum"}
"""Words of Pandium's that JSON Schema does not know and passes over (`research`: its own samples use them)."""
NAMED: Final = frozenset(
    {"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies"}
)
"""Keywords whose value maps names of the users' own to schemas."""
DATA: Final = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired"})
"""Keywords whose value is plain data, whatever it looks like."""
_DROPPED: Final = frozenset({"$id", "$anchor", "$dynamicAnchor", "$comment"})
"""They name the schema for others; here every reference starts at the root."""
_PLACEHOLDER: Final = "placeholder"


def tidy(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the same structure and without what real files hold besides JSON Schema: keywords set to null,
    `min` and `max`, a `required: true` on a property, a missing `type` at the root."""
    return {"type": "object", **_tidied(schema)}


def _tidied(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        _name(keyword, schema): _child(keyword, value) if isinstance(value, (dict, list)) else value
        for keyword, value in schema.items()
        if not _is_noise(keyword, value)
    }


def _is_noise(keyword: str, value: Any) -> bool:
    if value is None:
        return keyword not in ("const", "default")
    return keyword in _DROPPED or (keyword == "required" and isinstance(value, bool))


def _name(keyword: str, schema: Mapping[str, Any]) -> str:
    name = RENAMED.get(keyword, keyword)
    return keyword if name in schema else name


def _child(keyword: str, value: Any) -> Any:
    if keyword in DATA:
        return value
    if keyword in NAMED and isinstance(value, dict):
        return {name: _tidied(each) for name, each in value.items()}
    return _tidied(value)


def patterns(schema: Any, keys: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every regular expression of a tidy schema with the keys that lead to it."""
    if isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from patterns(each, (*keys, index))
    elif isinstance(schema, dict):
        for keyword, value in schema.items():
            if keyword == "pattern" or isinstance(value, (dict, list)):
                yield from _patterns_of(keyword, value, (*keys, keyword))


def _patterns_of(keyword: str, value: Any, here: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if keyword == "pattern" and isinstance(value, str):
        yield here, value
    elif keyword in NAMED and isinstance(value, dict):
        if keyword == "patternProperties":
            yield from (((*here, name), name) for name in value)
        for name, each in value.items():
            yield from patterns(each, (*here, name))
    elif keyword not in DATA:
        yield from patterns(value, here)


def is_dynamic(root: Mapping[str, Any], target: str) -> bool:
    """Whether only an init run fills what a `$ref` leads to: `#/metadata/…`, or a definition that holds nothing but
    placeholders (Pandium replaces it, by its name, with what the run prints)."""
    if target.startswith("#/metadata/"):
        return True
    definition = pointed(root, target) if target.startswith(("#/definitions/", "#/$defs/")) else None
    if not isinstance(definition, dict):
        return False
    options = definition.get("enum", definition.get("oneOf"))
    return isinstance(options, list) and all(_PLACEHOLDER in str(option).lower() for option in options)


def steps(pointer: str) -> list[str]:
    """The steps of a local JSON Pointer (RFC 6901, in its URI form)."""
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def pointed(root: Mapping[str, Any], pointer: str) -> Any:
    """What a local JSON Pointer leads to, or None."""
    found: Any = root
    if pointer != "#" and not pointer.startswith("#/"):
        return None
    for step in steps(pointer):
        if isinstance(found, list) and step.isascii() and step.isdigit() and len(step) < 6:
            found = found[int(step)] if int(step) < len(found) else None
        elif isinstance(found, dict):
            found = found.get(step)
        else:
            return None
    return found
