"""The strictness that all files share, and the kinds of text in them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from tenantry.schedule.duration import duration
from tenantry.schedule.zones import zone
from tenantry.secrets.address import address_problem

NAME: Final = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
"""Names of integrations, tenants, groups, channels and waves; at most 63 characters (CONTRACT §2)."""
CONNECTOR: Final = r"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$"
VERSION: Final = r"^[0-9A-Za-z][0-9A-Za-z.+-]*$"
_IS_NAME: Final = re.compile(NAME[1:-1])
_KEY: Final = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"


class Strict(BaseModel):
    """No unknown keys, no coercion, no change after the check, and no value in an error text."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, populate_by_name=True, defer_build=True
    )


def problem(message: str, help_text: str = "", *, at: str = "", missing: bool = False) -> PydanticCustomError:
    """A refusal in our own words; neither text may hold the value.

    `help_text` says how to mend it, `at` names the key below that it is about, `missing` says that a key is not there.
    """
    context = {"message": message, "help": help_text, "at": at}
    return PydanticCustomError("tenantry_missing" if missing else "tenantry", "{message}", context)


def is_name(text: str) -> bool:
    """Whether `text` may name an integration, tenant, group, channel or wave."""
    return len(text) <= 63 and _IS_NAME.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """Whether `text` may name a release."""
    return len(text) <= 64 and re.fullmatch(VERSION[1:-1], text) is not None


def _matching(pattern: str, limit: int, what: str) -> Any:
    compiled = re.compile(pattern[1:-1])

    def check(text: str) -> str:
        if len(text) > limit or not compiled.fullmatch(text):
            raise problem(f"is not {what}", f"at most {limit} characters, as in {pattern[1:-1]}")
        return text

    return Annotated[str, AfterValidator(check), Field(json_schema_extra={"pattern": pattern, "maxLength": limit})]


Name = _matching(NAME, 63, "a name: lower-case letters, digits and inner hyphens")
ConnectorName = _matching(
    CONNECTOR, 63, "a connector's name: lower-case letters, digits, and inner hyphens, dots, underscores"
)
Version = _matching(VERSION, 64, "a release version: letters, digits, dots, pluses and hyphens")
SecretKey = _matching(_KEY, 253, "the name of a secret's key: letters, digits, underscores, dots and hyphens")
LabelKey = _matching(r"^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$", 63, "the name of a label")
CommitId = _matching(r"^[0-9a-f]{40}$", 40, "a full commit id: 40 lower-case hex digits")


def _text(text: str) -> str:
    if not text.strip():
        raise problem("is empty", "write at least one word")
    return text


Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]


def _seconds(value: object) -> int:
    if not isinstance(value, str):
        raise problem("must be a length of time", "write a number and a unit, as in 90s, 10m, 6h, 2d")
    try:
        return duration(value)
    except ValueError:
        raise problem("is not a length of time", "write a number and a unit, as in 90s, 10m, 6h, 2d") from None


Seconds = Annotated[
    int, BeforeValidator(_seconds), WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]*[smhdw]$"})
]
"""A length of time, written as a number and a unit; a whole number of seconds here."""


def _zone(name: str) -> str:
    if zone(name) is None:
        raise PydanticCustomError("timezone", "is not a time zone of the IANA database", {})
    return name


Timezone = Annotated[str, AfterValidator(_zone)]


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise problem("is not a date", 'write year, month and day, as in "2026-12-31"')
    return text


Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
"""An ISO date; it means the whole day, in UTC."""


def _instant(text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or "T" not in text:
        raise problem("is not a time with its zone", 'write it in UTC, as in "2026-11-03T09:14:00Z"')
    return text


Instant = Annotated[str, AfterValidator(_instant), Field(json_schema_extra={"format": "date-time"})]


def instant(text: str) -> datetime:
    """The instant that an `Instant` names."""
    return datetime.fromisoformat(text)


def _local_time(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is not None or "T" not in text:
        raise problem("is not a local time", 'write date and time without a zone, as in "2026-12-24T00:00"')
    return text


LocalTime = Annotated[str, AfterValidator(_local_time)]


def _address(text: str) -> str:
    wrong = address_problem(text)
    if wrong:
        raise problem(*wrong)
    return text


Address = Annotated[str, AfterValidator(_address)]
