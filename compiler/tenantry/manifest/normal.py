"""A config schema as found, made into one that a validator reads as it is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tenantry.diagnostics import Code, codes
from tenantry.model.document import KeyPath

NODES: Final = 5_000
"""Schemas and keywords after every `$ref` is written out; it bounds the work that one validation can take."""
DEPTH: Final = 48
_RENAMED: Final = {"min": "minimum", "max": "maximum"}
"""Words of Pandium's that JSON Schema does not know (research: its own samples use them)."""
_DATA: Final = frozenset({"enum", "const", "default", "examples", "required"})
_NAMED: Final = frozenset({"properties", "patternProperties", "definitions", "$defs", "dependentSchemas"})
_PLACEHOLDER: Final = "placeholder"


class Unusable(Exception):
    """A schema that cannot be used; `keys` leads from its root to the place."""

    def __init__(self, code: Code, keys: KeyPath, words: tuple[str, str]) -> None:
        super().__init__(words[0])
        self.code = code
        self.keys = keys
        self.help = words[1]


def tidy(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the same structure and without what real files hold besides JSON Schema: keywords set to null,
    `min` and `max`, a `required: true` on a property, a missing `type` at the root."""
    return {"type": "object", **_tidied(schema)}


def _tidied(schema: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if value is None and keyword not in ("const", "default"):
            continue
        if keyword == "required" and isinstance(value, bool):
            continue
        name = _RENAMED.get(keyword, keyword)
        if name != keyword and (name in schema or schema.get("type") not in ("integer", "number")):
            continue
        found[name] = _child(name, value)
    return found


def _child(keyword: str, value: Any) -> Any:
    if keyword in _DATA:
        return value
    if keyword in _NAMED and isinstance(value, dict):
        return {name: _tidied(each) if isinstance(each, dict) else each for name, each in value.items()}
    if isinstance(value, dict):
        return _tidied(value)
    if isinstance(value, list):
        return [_tidied(each) if isinstance(each, dict) else each for each in value]
    return value


def patterns(schema: Any, keys: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every regular expression of a tidy schema with the keys that lead to it."""
    if isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from patterns(each, (*keys, index))
        return
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        if keyword == "pattern" and isinstance(value, str) and not (keys and keys[-1] in _NAMED):
            yield (*keys, keyword), value
        elif keyword not in _DATA:
            if keyword == "patternProperties" and isinstance(value, dict):
                yield from ((((*keys, keyword, name)), name) for name in value)
            yield from patterns(value, (*keys, keyword))


def is_dynamic(root: Mapping[str, Any], schema: Any) -> bool:
    """Whether only an init run fills the options of a property: `#/metadata/…`, or a definition that holds nothing but
    placeholders."""
    target = schema.get("$ref") if isinstance(schema, dict) else None
    if not isinstance(target, str):
        return False
    if target.startswith("#/metadata/"):
        return True
    definition = _pointed(root, target) if target.startswith("#/definitions/") else None
    if not isinstance(definition, dict):
        return False
    options = definition.get("enum", definition.get("oneOf"))
    return isinstance(options, list) and all(_PLACEHOLDER in str(option).lower() for option in options)


def _pointed(root: Mapping[str, Any], pointer: str) -> Any:
    """What a local JSON Pointer leads to, or None."""
    found: Any = root
    for step in pointer[2:].split("/") if pointer != "#" else []:
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            return None
        found = found[name]
    return found


@dataclass(slots=True)
class Inliner:
    """Writes every `$ref` out. `count` is the work so far."""

    root: Mapping[str, Any]
    count: int = 0
    following: list[str] = field(default_factory=list)

    def whole(self, dynamic: frozenset[str]) -> dict[str, Any]:
        """The root schema without `$ref` and definitions; of dynamic properties only what is said beside the `$ref`."""
        kept = {name: value for name, value in self.root.items() if name not in ("definitions", "$defs", "properties")}
        found: dict[str, Any] = self.inline(kept, ())
        properties = self.root.get("properties", {})
        found["properties"] = {
            name: self.inline(_without_ref(schema) if name in dynamic else schema, ("properties", name))
            for name, schema in properties.items()
        }
        return found

    def inline(self, schema: Any, keys: KeyPath) -> Any:
        """The schema at `keys` with its references written out; raises `Unusable`."""
        self.count += 1
        if self.count > NODES or len(keys) > DEPTH:
            raise Unusable(codes.CONFIG_SCHEMA_TOO_COMPLEX, keys[:4], _TOO_COMPLEX)
        if isinstance(schema, list):
            return [self.inline(each, (*keys, index)) for index, each in enumerate(schema)]
        if not isinstance(schema, dict):
            return schema
        target = schema.get("$ref")
        if isinstance(target, str):
            return self._followed(target, schema, keys)
        return {
            keyword: value if keyword in _DATA else self.inline(value, (*keys, keyword))
            for keyword, value in schema.items()
        }

    def _followed(self, target: str, schema: Mapping[str, Any], keys: KeyPath) -> Any:
        here = (*keys, "$ref")
        if not target.startswith("#"):
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _REMOTE)
        found = _pointed(self.root, target)
        if found is None:
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _NOWHERE)
        if target in self.following:
            raise Unusable(codes.CONFIG_SCHEMA_REFERENCE, here, _CIRCLE)
        self.following.append(target)
        resolved = self.inline(found, keys)
        self.following.pop()
        siblings = self.inline(_without_ref(schema), keys)
        if not siblings:
            return resolved
        if isinstance(resolved, dict) and not resolved.keys() & siblings.keys():
            return {**resolved, **siblings}
        return {"allOf": [resolved, siblings]}


def _without_ref(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword != "$ref"}


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
_CIRCLE: Final = ("the schema refers to itself", "write the definition out as deep as it is needed")
