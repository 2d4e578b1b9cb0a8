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
    "hostname": "the name of a host",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "uuid": "a UUID",
    "regex": "a regular expression",
}
_LIMITS: Final = {
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
    "propertyNames": "has a key that the release does not allow",
    "additionalItems": "has more items than the release allows",
    "additionalProperties": "has a key that the release does not know",
    "unevaluatedItems": "has more items than the release allows",
    "unevaluatedProperties": "has a key that the release does not know",
}
SEVERAL: Final = "fits several of the forms of which the release allows one"
_UNFIT: Final = "does not fit the schema of the release"
_LISTED: Final = 12
_COMPARED: Final = 500
_LENGTH: Final = 200


def requirement(keyword: str, wanted: Any, allowed: Sequence[Any] | None = None) -> str:
    """What a keyword asks of a value, as the end of a sentence that begins with the value's name.

    `wanted` is the keyword's limit, types, format or pattern; `allowed` are the values that it admits, if it lists any.
    """
    if allowed is not None:
        return _choice(allowed)
    if keyword == "type":
        return "must be " + " or ".join(sorted(_TYPES.get(str(each), str(each)) for each in wanted))
    if keyword == "format":
        return "must be " + _FORMATS.get(str(wanted), f"of the format {shown(wanted)}")
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(shown(wanted))
    if keyword in ("oneOf", "anyOf"):
        return "fits none of the forms that the release allows"
    return _FIXED.get(keyword, _UNFIT)


def unquoted(keyword: str, wanted: Any, value: object) -> str | None:
    """How to mend a number, true or false that was meant as text, as in `sku: 010`."""
    text = keyword == "type" and list(wanted) == ["string"] and isinstance(value, bool | int | float)
    return "quote it if it is meant as text" if text else None


def choices(keyword: str, schema: Any) -> list[Any] | None:
    """The values that an enum, a const, or a list of consts allows; None where there are other forms."""
    if keyword == "enum" and isinstance(schema, list):
        return schema
    if keyword == "const":
        return [schema]
    if keyword not in ("oneOf", "anyOf") or not isinstance(schema, list):
        return None
    if schema and all(isinstance(each, dict) and "const" in each for each in schema):
        return [each["const"] for each in schema]
    return None


def suggestion(value: object, allowed: Sequence[Any]) -> str | None:
    """The allowed text most like the value; it names what the schema holds, not what the tenant wrote."""
    texts = [each for each in allowed[:_COMPARED] if isinstance(each, str)]
    return nearest(value, texts) if isinstance(value, str) and texts else None


def shown(value: Any) -> str:
    """A value of the schema's own, short enough for a sentence."""
    if isinstance(value, bool):
        return str(value).lower()
    text = "null" if value is None else str(value)
    return text if len(text) <= _LENGTH else text[:_LENGTH] + "…"


def _choice(allowed: Sequence[Any]) -> str:
    if not allowed:
        return "has no value that the release allows"
    if len(allowed) == 1:
        return f"must be {shown(allowed[0])}"
    rest = f" and {len(allowed) - _LISTED} more" if len(allowed) > _LISTED else ""
    return "must be one of " + ", ".join(shown(each) for each in allowed[:_LISTED]) + rest
