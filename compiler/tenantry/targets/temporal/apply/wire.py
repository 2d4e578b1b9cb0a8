"""Between the artifact's JSON and Temporal's messages: payloads are plain JSON there, encoded here.

Imports the SDK: only for when something is applied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import json_format
from temporalio.api.common.v1 import Memo, Payload
from temporalio.api.schedule.v1 import Schedule

_PLAIN: Final = {"encoding": b"json/plain"}
_KEYWORD: Final = {**_PLAIN, "type": b"Keyword"}
_UNSET: Final = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One schedule as it is declared."""

    tenant: str
    name: str
    digest: str
    definition: Mapping[str, Any]
    memo: Mapping[str, str]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Wanted:
        """From an entry of an artifact."""
        return cls(
            tenant=entry["tenant"],
            name=entry["scheduleId"],
            digest=entry["digest"],
            definition=entry["schedule"],
            memo=entry["memo"]["fields"],
        )

    @property
    def message(self) -> Schedule:
        """The definition as the server takes it."""
        started = dict(self.definition["action"]["startWorkflow"])
        payloads = [_json(_payload(value)) for value in started["input"]]
        started["input"] = {"payloads": payloads}
        started["memo"] = {"fields": {key: _json(_payload(value)) for key, value in started["memo"]["fields"].items()}}
        if "searchAttributes" in started:
            fields = started["searchAttributes"]["indexedFields"]
            encoded = {key: _json(_payload(value, _KEYWORD)) for key, value in fields.items()}
            started["searchAttributes"] = {"indexedFields": encoded}
        return json_format.ParseDict({**self.definition, "action": {"startWorkflow": started}}, Schedule())


def memo(fields: Mapping[str, str]) -> Memo:
    """A schedule's own memo."""
    return Memo(fields={key: _payload(value) for key, value in fields.items()})


def _payload(value: object, metadata: Mapping[str, bytes] = _PLAIN) -> Payload:
    return Payload(metadata=metadata, data=json.dumps(value, ensure_ascii=True).encode())


def _json(message: Payload) -> Any:
    return json_format.MessageToDict(message)


def text(found: Memo, key: str) -> str | None:
    """A text in a memo, or None where there is none that is one."""
    if key not in found.fields:
        return None
    value = _value(found.fields[key])
    return value if isinstance(value, str) else None


def _value(payload: Payload) -> Any:
    if payload.metadata.get("encoding") == b"json/plain":
        try:
            return json.loads(payload.data)
        except ValueError:
            pass
    return _json(payload)


def differing(wanted: Schedule, live: Schedule) -> tuple[str, ...]:
    """The fields, by their dotted names, in which two definitions differ."""
    one, other = dict(_leaves(_plain(wanted))), dict(_leaves(_plain(live)))
    return tuple(sorted(key for key in {*one, *other} if one.get(key, _UNSET) != other.get(key, _UNSET)))


def _plain(schedule: Schedule) -> dict[str, Any]:
    """The definition as data, with payloads as what they hold."""
    said: dict[str, Any] = json_format.MessageToDict(schedule)
    for kind in ("structuredCalendar", "excludeStructuredCalendar"):
        for calendar in said.get("spec", {}).get(kind, []):
            calendar.update({key: _ranges(value) for key, value in calendar.items() if isinstance(value, list)})
    started = schedule.action.start_workflow
    shown = said.get("action", {}).get("startWorkflow", {})
    if started.HasField("input"):
        shown["input"] = [_value(payload) for payload in started.input.payloads]
    if started.HasField("memo"):
        shown["memo"] = {key: _value(payload) for key, payload in started.memo.fields.items()}
    if started.HasField("search_attributes"):
        shown["searchAttributes"] = {
            key: _value(payload) for key, payload in started.search_attributes.indexed_fields.items()
        }
    return said


def _ranges(ranges: list[dict[str, int]]) -> list[tuple[int, int, int]]:
    """Ranges with what the server fills in: the end is the start, the step is one."""
    starts = [(each.get("start", 0), each) for each in ranges]
    return [(start, max(start, each.get("end", 0)), each.get("step", 0) or 1) for start, each in starts]


def _leaves(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Values by dotted name; what holds nothing is as if it were not there, and a list is one value."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        elif value not in ("", "0s", False):
            yield f"{above}{key}", value
