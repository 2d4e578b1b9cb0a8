"""Pydantic's findings as diagnostics: the place of the offending node, the users' words, never the value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import BaseModel, ValidationError

from tenantry.declare.fields import known_keys
from tenantry.declare.layout import Kind
from tenantry.diagnostics import Code, Diagnostic, codes, nearest
from tenantry.model.document import Document, KeyPath

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Family:
    """The codes of one kind of file or section, by what is wrong with it."""

    unknown: Code
    type: Code
    missing: Code
    value: Code


SETTING: Final = Family(codes.UNKNOWN_SETTING, codes.SETTING_TYPE, codes.MISSING_SETTING, codes.INVALID_SETTING)
TENANT: Final = Family(
    codes.UNKNOWN_TENANT_KEY, codes.TENANT_TYPE, codes.INVALID_TENANT_VALUE, codes.INVALID_TENANT_VALUE
)
CHOICE: Final = Family(
    codes.UNKNOWN_TENANT_KEY, codes.TENANT_TYPE, codes.INVALID_RELEASE_CHOICE, codes.INVALID_RELEASE_CHOICE
)
INTEGRATION: Final = Family(
    codes.UNKNOWN_INTEGRATION_KEY,
    codes.INTEGRATION_TYPE,
    codes.MISSING_INTEGRATION_KEY,
    codes.INVALID_INTEGRATION_VALUE,
)
RELEASE: Final = Family(
    codes.UNKNOWN_RELEASE_KEY, codes.RELEASE_TYPE, codes.MISSING_RELEASE_KEY, codes.INVALID_RELEASE_VALUE
)
SCHEDULE: Final = Family(
    codes.UNKNOWN_SCHEDULE_KEY, codes.SCHEDULE_TYPE, codes.INVALID_SCHEDULE, codes.INVALID_SCHEDULE
)
CONNECTION: Final = Family(
    codes.UNKNOWN_CONNECTION_KEY, codes.CONNECTION_TYPE, codes.INVALID_CONNECTION, codes.INVALID_CONNECTION
)
ROLLOUT: Final = Family(
    codes.UNKNOWN_ROLLOUT_KEY, codes.ROLLOUT_TYPE, codes.MISSING_ROLLOUT_KEY, codes.INVALID_ROLLOUT_VALUE
)
TARGET: Final = Family(codes.UNKNOWN_OPTION, codes.OPTION_TYPE, codes.INVALID_OPTION, codes.INVALID_OPTION)

_FILES: Final = {
    Kind.SETTINGS: SETTING,
    Kind.INTEGRATION: INTEGRATION,
    Kind.RELEASE: RELEASE,
    Kind.ROLLOUT: ROLLOUT,
    Kind.OVERRIDE: ROLLOUT,
    Kind.LAYER: TENANT,
    Kind.TENANT: TENANT,
}
_SECTIONS: Final = {
    (Kind.SETTINGS, "schedule"): SCHEDULE,
    (Kind.SETTINGS, "secrets"): CONNECTION,
    (Kind.SETTINGS, "freezes"): ROLLOUT,
    (Kind.SETTINGS, "targets"): TARGET,
    (Kind.INTEGRATION, "schedule"): SCHEDULE,
    (Kind.INTEGRATION, "connectors"): CONNECTION,
    (Kind.INTEGRATION, "waves"): ROLLOUT,
    (Kind.LAYER, "release"): CHOICE,
    (Kind.TENANT, "release"): CHOICE,
    (Kind.LAYER, "schedule"): SCHEDULE,
    (Kind.TENANT, "schedule"): SCHEDULE,
    (Kind.LAYER, "connections"): CONNECTION,
    (Kind.TENANT, "connections"): CONNECTION,
}
_TYPES: Final = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_BOUNDS: Final = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must not be empty",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}


def shape(kind: Kind, model: type[Model], document: Document) -> tuple[Model | None, list[Diagnostic]]:
    """The document as `model`, or None and everything that is wrong with its shape."""

    def family(keys: KeyPath) -> Family:
        section = keys[0] if len(keys) > 1 or (keys and kind in (Kind.LAYER, Kind.TENANT)) else ""
        return _SECTIONS.get((kind, str(section)), _FILES[kind])

    return check(model, document, family=family)


def check(
    model: type[Model], document: Document, *, family: Callable[[KeyPath], Family], below: KeyPath = ()
) -> tuple[Model | None, list[Diagnostic]]:
    """The part of the document at the keys `below` as `model`, or None and everything that is wrong with it. A value
    that the loader has refused is not reported again as missing."""
    try:
        return model.model_validate(document.get(*below)), []
    except ValidationError as refused:
        errors = refused.errors(include_url=False, include_input=False)
    found: dict[KeyPath, Diagnostic] = {}
    for error in errors:
        keys = below + _keys(document, below, error)
        there = error["type"] == "missing" and document.has(*keys)
        if keys not in found and not there:
            finding = _Finding(error=error, keys=keys, document=document, family=family(keys))
            found[keys] = finding.diagnostic(known_keys(model, keys[len(below) : -1]))
    return None, list(found.values())


def _keys(document: Document, below: KeyPath, error: ErrorDetails) -> KeyPath:
    """The error's place as keys of the document; pydantic adds names of union members and `[key]` on the way."""
    keys: KeyPath = ()
    for step in error["loc"]:
        if not document.has(*below, *keys, step):
            break
        keys = (*keys, step)
    if error["type"] == "missing":
        return keys if len(keys) == len(error["loc"]) else (*keys, error["loc"][-1])
    at = error.get("ctx", {}).get("at")
    return (*keys, at) if at and document.has(*below, *keys, at) else keys


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    error: ErrorDetails
    keys: KeyPath
    document: Document
    family: Family

    def diagnostic(self, known: list[str]) -> Diagnostic:
        kind, name = self.error["type"], self._name()
        context = self.error.get("ctx", {})
        if kind == "extra_forbidden":
            return self._at_key(self.family.unknown, f"unknown key '{name}'", nearest(name, known))
        if kind == "missing":
            return self._at_value(self.family.missing, f"'{name}' is missing", f"add '{name}:' here")
        if kind == "timezone":
            return self._at_value(codes.UNKNOWN_TIMEZONE, f"'{name}' is not a time zone of the IANA database", _ZONE)
        if kind in ("tenantry", "tenantry_missing"):
            code = self.family.value if kind == "tenantry" else self.family.missing
            return self._at_value(code, f"'{name}' {context['message']}", context["help"] or None)
        if kind in _TYPES:
            return self._wrong_type(name, kind)
        text = _BOUNDS.get(kind, "is not allowed here").format_map(context)
        return self._at_value(self.family.value, f"'{name}' {text}", None)

    def _wrong_type(self, name: str, kind: str) -> Diagnostic:
        value = self.document.get(*self.keys)
        number = isinstance(value, int | float)
        if kind == "string_type" and number:
            return self._at_value(
                codes.UNQUOTED_STRING, f"'{name}' must be text, and without quotes this is not", _QUOTE
            )
        if name == "release" and number:
            return self._at_value(codes.UNQUOTED_STRING, "'release' must be a mapping with a quoted version", _PIN)
        help_text = _MAPPINGS.get(name) if _TYPES[kind] == "a mapping" else None
        return self._at_value(self.family.type, f"'{name}' must be {_TYPES[kind]}", help_text)

    def _name(self) -> str:
        names = [key for key in self.keys if isinstance(key, str)]
        if not names:
            return "this file"
        return names[-1] + "".join(f"[{key}]" for key in self.keys[self.keys.index(names[-1]) + 1 :])

    def _at_key(self, code: Code, message: str, help_text: str | None) -> Diagnostic:
        return Diagnostic(code=code, message=message, span=self.document.key(*self.keys), help=help_text)

    def _at_value(self, code: Code, message: str, help_text: str | None) -> Diagnostic:
        there = self.keys in self.document.nodes and not isinstance(self.document.get(*self.keys), dict)
        span = self.document.at(*self.keys) if there else self.document.key(*self.keys)
        return Diagnostic(code=code, message=message, span=span, help=help_text)


_ZONE: Final = "write a name such as Europe/Berlin, America/New_York or UTC"
_QUOTE: Final = "quote it"
_PIN: Final = 'write {channel: default} or {pin: "1.4.2", reason: …}; a version is text, so quote it'
_MAPPINGS: Final = {
    "release": _PIN,
    "schedule": "write {every: 1h} or {cron: …, timezone: …}",
    "configs": "write `name: value` lines below it",
    "labels": "write `name: text` lines below it",
    "connections": "write the connector's name and {path: …} below it",
    "channels": 'write the channel\'s name and its release, as in {default: "1.4.2"}',
    "connectors": "write each connector's name with {auth: …, secrets: […]}",
}
"""How to write what people tend to shorten."""
