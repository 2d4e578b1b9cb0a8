"""Which options a schema declares, and which of them hold secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tenantry.model.document import KeyPath

_ALWAYS: Final = ("allOf",)
_SOMETIMES: Final = ("anyOf", "oneOf", "then", "else", "dependencies", "dependentSchemas")
_BRANCHES: Final = ("allOf", "anyOf", "oneOf", "then", "else")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its schema, and the path of its declaration from the schema's root."""

    schema: Any
    path: KeyPath

    @property
    def name(self) -> str:
        """The name that tenants set it by."""
        return str(self.path[-1])


def declared(whole: Mapping[str, Any]) -> dict[str, Option]:
    """The options of a schema without references, by name, in the order in which they are declared.

    Those of the root and of its `allOf` hold always. Others depend on a condition; one that has several forms may have
    any of them.
    """
    named: dict[str, Option] = {}
    for option in _always(whole, ()):
        named.setdefault(option.name, option)
    fixed = frozenset(named)
    for option in _sometimes(whole, ()):
        known = named.setdefault(option.name, option)
        if option.name not in fixed and known.schema != option.schema:
            named[option.name] = Option({"anyOf": [known.schema, option.schema]}, known.path)
    return named


def _always(schema: Any, path: KeyPath) -> Iterator[Option]:
    if isinstance(schema, dict):
        yield from _own(schema, path)
        for keys, each in _parts(schema, path, _ALWAYS):
            yield from _always(each, keys)


def _sometimes(schema: Any, path: KeyPath) -> Iterator[Option]:
    if isinstance(schema, dict):
        for keys, each in _parts(schema, path, _ALWAYS):
            yield from _sometimes(each, keys)
        for keys, each in _parts(schema, path, _SOMETIMES):
            if isinstance(each, dict):
                yield from _own(each, keys)
                yield from _sometimes(each, keys)


def _own(schema: Mapping[str, Any], path: KeyPath) -> Iterator[Option]:
    properties = schema.get("properties")
    for name, each in properties.items() if isinstance(properties, dict) else ():
        yield Option(each, (*path, "properties", name))


def _parts(schema: Mapping[str, Any], path: KeyPath, keywords: tuple[str, ...]) -> Iterator[tuple[KeyPath, Any]]:
    for keyword in keywords:
        value = schema.get(keyword)
        if isinstance(value, list):
            yield from (((*path, keyword, index), each) for index, each in enumerate(value))
        elif keyword in ("dependencies", "dependentSchemas"):
            yield from (((*path, keyword, name), each) for name, each in (value or {}).items())
        elif value is not None:
            yield (*path, keyword), value


def holds_secret(schema: Any) -> bool:
    """Whether a value under this schema, or a part of it, is a secret: `format: password` or `writeOnly`."""
    if isinstance(schema, list):
        return any(holds_secret(each) for each in schema)
    return isinstance(schema, dict) and (
        _is_marked(schema) or any(holds_secret(each) for each in schema.values() if isinstance(each, (dict, list)))
    )


def secret_places(schema: Any, value: object, keys: KeyPath) -> Iterator[KeyPath]:
    """The places within a value (at `keys`) of texts and numbers that the schema calls secrets."""
    if not isinstance(schema, dict):
        return
    if _is_marked(schema):
        yield from _filled(value, keys)
        return
    for _, branch in _parts(schema, (), _BRANCHES):
        yield from secret_places(branch, value, keys)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, each in value.items():
            yield from secret_places(properties.get(name, others), each, (*keys, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from secret_places(schema.get("items"), each, (*keys, index))


def _is_marked(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "password" or schema.get("writeOnly") is True


def _filled(value: object, keys: KeyPath) -> Iterator[KeyPath]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _filled(each, (*keys, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _filled(each, (*keys, index))
    elif value is not None and not isinstance(value, bool) and value != "":
        yield keys
