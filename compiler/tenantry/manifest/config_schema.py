"""The options of a release: which there are, their defaults, and whether values fit them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import jsonschema_rs

from tenantry.diagnostics import nearest
from tenantry.manifest.words import choices, requirement, suggestion
from tenantry.model.document import Document, KeyPath, Span

Kind = Literal["unknown", "invalid", "missing"]
REGEX: Final = jsonschema_rs.RegexOptions(size_limit=1 << 20, dfa_size_limit=1 << 20)
"""The engine without backtracking: it takes linear time, and refuses what it could not."""
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigProblem:
    """A value that does not fit. `keys` leads to it from the options; no text holds the value."""

    kind: Kind
    keys: KeyPath
    message: str
    help: str | None = None
    schema_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigSchema:
    """The schema of one release. `dynamic` options get their values from an init run, so they are checked at run time;
    `sensitive` ones hold secrets; `closed` refuses names that are not declared."""

    document: Document
    keys: KeyPath
    schema: Mapping[str, Any]
    dynamic: frozenset[str]
    closed: bool
    what: str = "config"
    validator: Any = field(repr=False, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """All options."""
        return frozenset(self.schema.get("properties", {}))

    @property
    def required(self) -> frozenset[str]:
        """Options that must have a value, by the tenant or by default."""
        return frozenset(self.schema.get("required", ())) - self.dynamic

    @property
    def defaults(self) -> Mapping[str, object]:
        """Values of options that a tenant leaves out."""
        return {
            name: option["default"]
            for name, option in self.properties().items()
            if isinstance(option, dict) and option.get("default") is not None
        }

    @property
    def sensitive(self) -> frozenset[str]:
        """Options that hold secrets: `format: password` or `writeOnly`."""
        return frozenset(
            name
            for name, option in self.properties().items()
            if isinstance(option, dict) and (option.get("format") == "password" or option.get("writeOnly") is True)
        )

    def properties(self) -> Mapping[str, Any]:
        """The schema of each option, references written out."""
        found: Mapping[str, Any] = self.schema.get("properties", {})
        return found

    def place(self, name: str) -> Span:
        """Where an option is declared."""
        return self.document.key(*self.keys, "properties", name)

    def check(self, values: Mapping[str, object]) -> list[ConfigProblem]:
        """Everything about `values` that does not fit, defaults filled in."""
        known = {name: value for name, value in values.items() if name in self.names}
        problems = [self._unknown(name) for name in values if name not in self.names] if self.closed else []
        for error in self.validator.iter_errors({**self.defaults, **known}):
            problems += self._problems(error)
        return problems

    def _unknown(self, name: str) -> ConfigProblem:
        message = f"the release has no {self.what} '{name}'"
        return ConfigProblem(
            kind="unknown",
            keys=(name,),
            message=message,
            help=nearest(name, self.names) or "remove it, or move to a release that has it",
            schema_span=self.document.key(*self.keys),
        )

    def _problems(self, error: Any) -> Iterator[ConfigProblem]:
        path = tuple(error.schema_path)
        keys: KeyPath = tuple(error.instance_path)
        span = self.document.at(*self.keys, *path)
        keyword = str(path[-1]) if path else ""
        if keyword == "required":
            yield self._missing(keys, error.kind.property, span)
            return
        wanted = _at(self.schema, path)
        if keyword.isdigit() and len(path) > 1:
            keyword, wanted = str(path[-2]), None
        name = ".".join(str(key) for key in keys) or self.what
        yield ConfigProblem(
            kind="invalid",
            keys=keys,
            message=f"'{name}' {requirement(keyword, wanted)}",
            help=suggestion(error.instance, choices(keyword, wanted)) if wanted is not None else None,
            schema_span=span,
        )

    def _missing(self, keys: KeyPath, name: str, span: Span) -> ConfigProblem:
        if keys:
            inside = ".".join(str(key) for key in keys)
            return ConfigProblem(kind="invalid", keys=keys, message=f"'{inside}' lacks '{name}'", schema_span=span)
        message = f"the release needs {self.what} '{name}'"
        return ConfigProblem(
            kind="missing", keys=(), message=message, help=f"set {name} under `configs`", schema_span=self.place(name)
        )


def _at(schema: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        if isinstance(schema, dict):
            schema = schema.get(step)
        elif isinstance(schema, list) and isinstance(step, int) and step < len(schema):
            schema = schema[step]
        else:
            return None
    return schema


def is_time(text: str) -> bool:
    """What a time picker gives: hours and minutes, seconds and zone at will."""
    return _TIME.fullmatch(text) is not None


def compiled(schema: Mapping[str, Any]) -> Any:
    """A validator that never leaves the process, never backtracks, and checks formats."""
    return jsonschema_rs.Draft7Validator(
        dict(schema),
        validate_formats=True,
        formats={"time": is_time},
        pattern_options=REGEX,
        offline=True,
    )
