"""What a release changes for the configs of tenants, compared with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tenantry.manifest.config_schema import ConfigSchema

_RAISED: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_LOWERED: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_SET: Final = ("type", "pattern", "format", "const", "multipleOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanges:
    """Names of configs, each list sorted. `narrowed` says in words what a config takes no more; `required` are those
    that must be set now and had not to be; `defaults` those whose default is another."""

    added: Sequence[str]
    removed: Sequence[str]
    required: Sequence[str]
    narrowed: Mapping[str, str]
    defaults: Sequence[str]

    @property
    def any(self) -> bool:
        """Whether there is any change."""
        return bool(self.added or self.removed or self.required or self.narrowed or self.defaults)


def config_changes(before: ConfigSchema, after: ConfigSchema) -> ConfigChanges:
    """What tenants meet when they come from `before` to `after`. Options that an init run fills are left aside."""
    old, new = before.properties(), after.properties()
    both = sorted(old.keys() & new.keys())
    return ConfigChanges(
        added=sorted(new.keys() - old.keys()),
        removed=sorted(old.keys() - new.keys()),
        required=sorted(after.required - before.required - after.dynamic - after.defaults.keys()),
        narrowed={name: "; ".join(words) for name in both if (words := list(_narrowed(old[name], new[name])))},
        defaults=[name for name in both if before.defaults.get(name) != after.defaults.get(name)],
    )


def _narrowed(old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _tightened(old, new)
        yield from _fewer(_choices(old), _choices(new))


def _tightened(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in (*_SET, *_RAISED, *_LOWERED):
        if key in new and _tighter(key, old.get(key), new[key]):
            yield f"{key} is {new[key]}" + (f", was {old[key]}" if key in old else "")


def _tighter(key: str, old: Any, new: Any) -> bool:
    if key in _SET or not isinstance(old, int | float):
        return bool(old != new)
    return bool(new > old if key in _RAISED else new < old)


def _fewer(old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[str]:
    if new is not None and old is None:
        yield "must be one of " + ", ".join(map(str, new))
    elif new is not None and old is not None and (gone := [value for value in old if value not in new]):
        yield "no more: " + ", ".join(map(str, gone))


def _choices(schema: Mapping[str, Any]) -> list[Any] | None:
    """The values of an enum or of labelled options."""
    if isinstance(schema.get("enum"), list):
        return list(schema["enum"])
    forms = schema.get("oneOf")
    if isinstance(forms, list) and forms and all(isinstance(each, dict) and "const" in each for each in forms):
        return [each["const"] for each in forms]
    return None
