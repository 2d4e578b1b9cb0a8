"""A schema without `$ref`, so that what a validator does is bounded by what can be counted beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tenantry.diagnostics import Code, codes
from tenantry.manifest.normal import DATA, NAMED, is_dynamic, pointed
from tenantry.model.document import KeyPath

NODES: Final = 5_000
"""Schemas and keywords after every `$ref` is written out; the largest public manifest has 150."""
DEPTH: Final = 60
_LEFT_OUT: Final = frozenset({"$schema", "definitions", "$defs"})
_NOTES: Final = frozenset({"title", "description", "default", "examples"})
"""Keywords that ask nothing of a value; those beside a `$ref` win over those behind it."""
_UNBOUND: Final = ("$dynamicRef", "$recursiveRef")


class Unusable(Exception):
    """A schema that cannot be used; `keys` leads from its root to the place."""

    def __init__(self, code: Code, keys: KeyPath, words: tuple[str, str]) -> None:
        super().__init__(words[0])
        self.code = code
        self.keys = keys
        self.help = words[1]


@dataclass(slots=True)
class Inliner:
    """Writes every `$ref` of a tidy schema out. `dynamic` gathers the options that only an init run fills."""

    root: Mapping[str, Any]
    dynamic: set[str] = field(default_factory=set)
    count: int = 0
    depth: int = 0
    following: list[str] = field(default_factory=list)

    def whole(self) -> dict[str, Any]:
        """The root schema without `$ref` and definitions; raises `Unusable`."""
        kept = {keyword: value for keyword, value in self.root.items() if keyword not in _LEFT_OUT}
        found: dict[str, Any] = self._schema(kept, ())
        return found

    def _schema(self, schema: Any, keys: KeyPath) -> Any:
        if not isinstance(schema, dict):
            return schema
        self.count += 1 + len(schema)
        self.depth += 1
        if self.count > NODES or self.depth > DEPTH:
            raise Unusable(codes.CONFIG_SCHEMA_TOO_COMPLEX, keys[:2], _TOO_COMPLEX)
        for keyword in _UNBOUND:
            if keyword in schema:
                raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, (*keys, keyword), _UNSUPPORTED)
        target = schema.get("$ref")
        if isinstance(target, str):
            found = self._followed(target, schema, keys)
        else:
            found = {
                keyword: self._child(keyword, value, (*keys, keyword)) if isinstance(value, (dict, list)) else value
                for keyword, value in schema.items()
            }
        self.depth -= 1
        return found

    def _child(self, keyword: str, value: Any, keys: KeyPath) -> Any:
        if keyword in DATA:
            return value
        if keyword in NAMED and isinstance(value, dict):
            return {name: self._value(each, (*keys, name)) for name, each in value.items()}
        return self._value(value, keys)

    def _value(self, value: Any, keys: KeyPath) -> Any:
        if isinstance(value, list):
            return [self._schema(each, (*keys, index)) for index, each in enumerate(value)]
        return self._schema(value, keys)

    def _followed(self, target: str, schema: Mapping[str, Any], keys: KeyPath) -> Any:
        beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
        if is_dynamic(self.root, target):
            if len(keys) > 1 and keys[0] == "properties":
                self.dynamic.add(str(keys[1]))
            return self._schema(beside, keys)
        found = self._target(target, (*keys, "$ref"))
        self.following.append(target)
        behind = self._schema(found, keys)
        self.following.pop()
        return _joined(behind, self._schema(beside, keys))

    def _target(self, target: str, here: KeyPath) -> Any:
        if not target.startswith("#"):
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _REMOTE)
        found = pointed(self.root, target)
        if not isinstance(found, dict | bool):
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _NOWHERE)
        if target in self.following:
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _CIRCLE)
        return found


def _joined(behind: Any, beside: Mapping[str, Any]) -> Any:
    """One schema that asks for both, flat where that says the same."""
    if not beside:
        return behind
    if not isinstance(behind, dict):
        return {"allOf": [behind, beside]}
    common = (behind.keys() & beside.keys()) - _NOTES
    if all(behind[keyword] == beside[keyword] for keyword in common):
        return {**behind, **beside}
    notes = {keyword: value for keyword, value in {**behind, **beside}.items() if keyword in _NOTES}
    return {**notes, "allOf": [behind, beside]}


_TOO_COMPLEX: Final = (
    "the schema is too complex once its references are written out",
    f"at most {NODES} keywords, {DEPTH} levels deep",
)
_REMOTE: Final = (
    "the schema refers to something outside itself",
    "copy the definition into `definitions` and refer to #/definitions/…",
)
_NOWHERE: Final = (
    "the schema refers to a definition that it does not hold",
    "add it under `definitions`, or correct the reference",
)
_UNSUPPORTED: Final = ("only `$ref` can be followed", "refer to #/definitions/… by `$ref`")
_CIRCLE: Final = ("the schema refers to itself", "write the definition out as deep as it is needed")
