"""What jsonschema-rs says against values, in the users' words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from tenantry.manifest.draft import engine
from tenantry.manifest.places import Places
from tenantry.manifest.words import SEVERAL, choices, requirement, suggestion, unquoted
from tenantry.model.document import KeyPath, Span

Kind = Literal["unknown", "invalid", "missing"]
_SUGGESTIONS: Final = 10
"""Values that get a suggestion in one check; each is compared with hundreds of choices."""
_NEEDS: Final = ("dependencies", "dependentRequired", "dependentSchemas")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigProblem:
    """A value that does not fit. `keys` leads to it from the options; no text holds the value."""

    kind: Kind
    keys: KeyPath
    message: str
    help: str | None = None
    schema_span: Span | None = None


@dataclass(slots=True, kw_only=True)
class Explainer:
    """Turns the errors of one check into problems; `missing` makes the problem of an option without a value, which
    `excused` ones may lack."""

    schema: Mapping[str, Any]
    places: Places
    what: str
    excused: frozenset[str]
    missing: Callable[[str], ConfigProblem]
    suggested: int = 0

    def problems(self, error: Any) -> Iterator[ConfigProblem]:
        """One error of the validator; several where it is about several keys."""
        path: KeyPath = tuple(error.schema_path)
        keys: KeyPath = tuple(error.instance_path)
        kind = error.kind
        if kind.name == "required":
            if keys or kind.property not in self.excused:
                yield self._required(kind.property, keys, path)
        elif kind.name == "additionalProperties":
            for name in kind.unexpected:
                yield self._unexpected(name, keys, path)
        else:
            yield self._unfit(error, keys, path)

    def _required(self, name: str, keys: KeyPath, path: KeyPath) -> ConfigProblem:
        conditional = any(step in _NEEDS for step in path)
        if not keys and not conditional:
            return self.missing(name)
        message = f"{self._who(keys)} lacks '{name}'" if keys else f"{self._who(keys)} need '{name}' as well"
        return ConfigProblem(kind="invalid", keys=keys, message=message, schema_span=self.places.at(path))

    def _unexpected(self, name: str, keys: KeyPath, path: KeyPath) -> ConfigProblem:
        known = _at(self.schema, (*path[:-1], "properties"))
        return ConfigProblem(
            kind="invalid" if keys else "unknown",
            keys=(*keys, name),
            message=f"{self._who(keys)} has no key '{name}'" if keys else f"the release has no {self.what} '{name}'",
            help=self._counted(name, list(known or ())),
            schema_span=self.places.at(path),
        )

    def _unfit(self, error: Any, keys: KeyPath, path: KeyPath) -> ConfigProblem:
        keyword, wanted = error.kind.name, error.kind.value
        if keyword == "falseSchema" and path:
            keyword = str(path[-1])
        allowed = choices(keyword, _at(self.schema, path))
        several = isinstance(error.kind, engine().ValidationErrorKind.OneOfMultipleValid)
        words = SEVERAL if several else requirement(keyword, wanted, allowed)
        return ConfigProblem(
            kind="invalid",
            keys=keys,
            message=f"{self._who(keys)} {words}",
            help=self._counted(error.instance, allowed) if allowed else unquoted(keyword, wanted, error.instance),
            schema_span=self.places.at(path),
        )

    def _who(self, keys: KeyPath) -> str:
        return f"'{'.'.join(str(key) for key in keys)}'" if keys else f"the {self.what} values together"

    def _counted(self, value: object, allowed: list[Any]) -> str | None:
        self.suggested += 1
        return suggestion(value, allowed) if self.suggested <= _SUGGESTIONS else None


def _at(schema: Any, path: KeyPath) -> Any:
    for step in path:
        if isinstance(schema, dict):
            schema = schema.get(step)
        elif isinstance(schema, list) and isinstance(step, int) and step < len(schema):
            schema = schema[step]
        else:
            return None
    return schema
