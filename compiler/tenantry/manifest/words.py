"""What a JSON Schema asks for, in words. Values of tenants never take part, what the schema itself allows may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tenantry.diagnostics import nearest

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_FORMATS: Final = {
    "date": 'a date, as in "2026-12-31"',
    "time": 'a time, as in "09:30"',
    "date-time": 'a time with its zone, as in "2026-12-31T09:30:00Z"',
    "email": "an email address",
    "uri": "an address, as in https://example.com/x",
}
_NUMBERS: Final = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} entries",
    "maxProperties": "must have at most {} entries",
    "pattern": "must match the pattern {}",
}
_FIXED: Final = {
    "uniqueItems": "must not hold anything twice",
    "contains": "lacks an item that the release asks for",
    "not": "is what the release forbids",
    "required": "lacks a key that the release asks for",
    "additionalProperties": "has a key that the release does not know",
    "propertyNames": "has a key that the release does not allow",
    "dependencies": "needs another config beside it",
    "dependentRequired": "needs another config beside it",
}
LISTED: Final = 12


def requirement(keyword: str, wanted: Any) -> str:
    """What the keyword asks of a value, as the end of a sentence that begins with the value's name."""
    if keyword == "type":
        types = wanted if isinstance(wanted, list) else [wanted]
        return "must be " + " or ".join(_TYPES.get(str(each), str(each)) for each in types)
    if keyword == "format":
        return "must be " + _FORMATS.get(str(wanted), f"of the format {wanted}")
    if keyword in _NUMBERS:
        return _NUMBERS[keyword].format(wanted)
    if keyword in ("enum", "const", "oneOf", "anyOf"):
        return _choice(choices(keyword, wanted))
    return _FIXED.get(keyword, "does not fit the schema of the release")


def choices(keyword: str, wanted: Any) -> list[Any] | None:
    """The values that an enum, a const, or a list of consts allows; None where there are other forms."""
    if keyword == "enum":
        return list(wanted)
    if keyword == "const":
        return [wanted]
    if isinstance(wanted, list) and all(isinstance(each, dict) and "const" in each for each in wanted):
        return [each["const"] for each in wanted]
    return None


def suggestion(value: object, allowed: Sequence[Any] | None) -> str | None:
    """The allowed text most like the value; it names what the schema holds, not what the tenant wrote."""
    texts = [each for each in allowed or () if isinstance(each, str)]
    return nearest(value, texts) if isinstance(value, str) and texts else None


def _choice(allowed: list[Any] | None) -> str:
    if allowed is None:
        return "fits none of the forms that the release allows"
    if len(allowed) == 1:
        return f"must be {_shown(allowed[0])}"
    rest = f" and {len(allowed) - LISTED} more" if len(allowed) > LISTED else ""
    return "must be one of " + ", ".join(_shown(each) for each in allowed[:LISTED]) + rest


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)
