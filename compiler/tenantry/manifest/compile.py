"""From the schema in a PANDIUM.yaml to the options of a release, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import jsonschema_rs

from tenantry.diagnostics import Code, Diagnostic, codes
from tenantry.manifest.config_schema import REGEX, ConfigSchema, compiled
from tenantry.manifest.normal import Inliner, Unusable, is_dynamic, patterns, tidy
from tenantry.manifest.words import requirement
from tenantry.model.document import Document, KeyPath

_DIALECTS: Final = (
    "json-schema.org/draft-04",
    "json-schema.org/draft-06",
    "json-schema.org/draft-07",
    "json-schema.org/draft/20",
)
_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_PATTERN_LENGTH: Final = 1_000


def config_schema(
    document: Document, keys: KeyPath, *, what: str = "config"
) -> tuple[ConfigSchema | None, list[Diagnostic]]:
    """The schema that stands in `document` at `keys` (none there: no options)."""
    raw = document.get(*keys)
    source = _Source(document, keys)
    if raw is not None and not isinstance(raw, dict):
        return None, [
            source.problem(codes.MANIFEST_TYPE, (), "a schema must be a mapping", "write `properties:` below it")
        ]
    schema = tidy(raw or {})
    problems = [*source.dialect(schema), *source.invalid(schema)] or list(source.patterns(schema))
    if problems:
        return None, problems
    properties = schema.get("properties", {})
    dynamic = frozenset(name for name, option in properties.items() if is_dynamic(schema, option))
    try:
        whole = Inliner(schema).whole(dynamic)
        whole["required"] = [name for name in whole.get("required", []) if name not in dynamic]
        validator = compiled({**whole, "$schema": _DRAFT_7})
    except Unusable as unusable:
        return None, [source.problem(unusable.code, unusable.keys, str(unusable), unusable.help)]
    except (ValueError, jsonschema_rs.ReferencingError):
        return None, [
            source.problem(codes.INVALID_CONFIG_SCHEMA, (), "the schema cannot be used", "check its keywords")
        ]
    closed = what == "config" or schema.get("additionalProperties") is False
    found = ConfigSchema(
        document=document, keys=keys, schema=whole, dynamic=dynamic, closed=closed, what=what, validator=validator
    )
    return found, list(source.defaults(found))


class _Source:
    """Where the schema stands, for its diagnostics."""

    def __init__(self, document: Document, keys: KeyPath) -> None:
        self.document = document
        self.keys = keys

    def problem(self, code: Code, keys: KeyPath, message: str, help_text: str | None) -> Diagnostic:
        """A diagnostic at the keys below the schema."""
        return Diagnostic(code=code, message=message, span=self.document.at(*self.keys, *keys), help=help_text)

    def dialect(self, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """A `$schema` that names a dialect nobody here speaks."""
        named = schema.get("$schema")
        if isinstance(named, str) and not any(known in named for known in _DIALECTS):
            help_text = "remove `$schema`, or name JSON Schema draft 7"
            yield self.problem(
                codes.INVALID_CONFIG_SCHEMA, ("$schema",), "this dialect of JSON Schema is not known", help_text
            )

    def invalid(self, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """What JSON Schema itself says against the schema."""
        for error in _META.iter_errors({**schema, "$schema": _DRAFT_7}):
            path = tuple(error.instance_path)
            keyword = str(error.schema_path[-1]) if error.schema_path else ""
            name = str(path[-1]) if path else "the schema"
            wanted = (
                "is not JSON Schema here"
                if keyword.isdigit() or keyword in ("anyOf", "$ref")
                else requirement(keyword, None)
            )
            message = f"'{name}' {wanted if keyword != 'type' else 'has the wrong type for JSON Schema'}"
            yield self.problem(
                codes.INVALID_CONFIG_SCHEMA, path, message, "https://json-schema.org/draft-07 says what it may be"
            )

    def patterns(self, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Regular expressions that are none, or that no engine without backtracking reads."""
        for keys, pattern in patterns(schema):
            if len(pattern) <= _PATTERN_LENGTH and _compiles(pattern):
                continue
            message = "this regular expression is invalid, too large, or needs backtracking"
            help_text = "avoid look-around and back-references, and write small counts"
            yield self.problem(codes.CONFIG_SCHEMA_PATTERN, keys, message, help_text)

    def defaults(self, found: ConfigSchema) -> Iterator[Diagnostic]:
        """Defaults that their own option would refuse."""
        for problem in found.check({}):
            if problem.kind == "invalid" and problem.keys and problem.keys[0] not in found.dynamic:
                span = self.document.at(*self.keys, "properties", problem.keys[0], "default")
                yield replace(
                    self.problem(codes.INVALID_CONFIG_DEFAULT, (), f"the default of {problem.message}", None),
                    span=span,
                    help="correct the default; tenants that set nothing would get it",
                )


_META: Final = jsonschema_rs.Draft7Validator({"$ref": _DRAFT_7}, offline=True)
"""Draft 7's own schema, which jsonschema-rs carries with it."""


def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=REGEX)
    except ValueError:
        return False
    return True
