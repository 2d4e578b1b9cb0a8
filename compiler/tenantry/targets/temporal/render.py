"""Artifacts of the target temporal: for each integration one file of schedule definitions.

A definition is the body of Temporal's CreateSchedule request in the JSON form of protobuf, payloads as the plain JSON
that they hold (https://docs.temporal.io/develop; the HTTP API takes this form).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.schedule.zones import zone_data
from tenantry.targets.json_text import json_file
from tenantry.targets.target import Work
from tenantry.targets.temporal.options import Options
from tenantry.targets.temporal.spec import spec

OWNER: Final = "tenantry.owner"
TENANT: Final = "tenantry.tenant"
DIGEST: Final = "tenantry.digest"
"""Keys of memos. A schedule's own memo never changes, as the server keeps it from the creation on; what changes with
the definition stands in the memo of the runs that it starts."""

_LIMIT: Final = 200
"""More than two names and a hash; Temporal takes 1000. There is no slash in it: the HTTP API has none in a path."""


def render(work: Work) -> Iterator[Artifact]:
    """One file for each integration."""
    for integration, installations in work.by_integration.items():
        data = {
            "version": 1,
            "integration": integration,
            "schedules": [_entry(work, installation) for installation in installations],
        }
        path = f"temporal/{integration}.json"
        yield Artifact(path=path, content=json_file(data), target=work.target, tenant=None)


def _entry(work: Work, installation: Installation) -> dict[str, Any]:
    """The tenant, its schedule's id, the definition with its digest, and the memo that says whose it is."""
    options: Options = work.options
    name = options.prefix + work.names.of(installation, limit=_LIMIT)
    definition = _definition(options, installation, name)
    content = json.dumps(definition, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = f"sha256:{sha256(content.encode()).hexdigest()}"
    definition["action"]["startWorkflow"]["memo"]["fields"][DIGEST] = digest
    owner = work.settings.model.name
    memo = {OWNER: owner} if owner is not None else {}
    return {
        "tenant": installation.id,
        "digest": digest,
        "scheduleId": name,
        "schedule": definition,
        "memo": {"fields": {**memo, TENANT: installation.id}},
    }


def _definition(options: Options, installation: Installation, name: str) -> dict[str, Any]:
    schedule = installation.schedule
    timing = spec(schedule.meaning, schedule.timezone)
    if options.timezone_data:
        timing["timezoneData"] = b64encode(zone_data(schedule.timezone)).decode()
    return {
        "spec": timing,
        "action": {"startWorkflow": _start(options, installation, name)},
        "policies": {
            "overlapPolicy": "SCHEDULE_OVERLAP_POLICY_SKIP",
            "catchupWindow": f"{options.catchup_window}s",
        },
        "state": {"notes": _note(installation), "paused": schedule.paused},
    }


def _start(options: Options, installation: Installation, name: str) -> dict[str, Any]:
    """The run that is started. The server adds the time of the start to its id."""
    started: dict[str, Any] = {
        "workflowId": name,
        "workflowType": {"name": options.workflow_type},
        "taskQueue": {"name": options.task_queue, "kind": "TASK_QUEUE_KIND_NORMAL"},
        "input": [{"tenant": installation.id, "timeout_seconds": installation.timeout_seconds}],
        "workflowExecutionTimeout": f"{installation.timeout_seconds}s",
        "memo": {"fields": {TENANT: installation.id}},
    }
    if options.search_attribute is not None:
        started["searchAttributes"] = {"indexedFields": {options.search_attribute: installation.id}}
    return started


def _note(installation: Installation) -> str:
    """What Temporal shows beside the schedule; sources may be of several lines."""
    schedule = installation.schedule
    source = f"{' '.join(schedule.source.split())}, {schedule.timezone}"
    if schedule.paused:
        return f"Paused in git: {source}. Kept by tenantry, changes made here are lost."
    return f"{source}. Kept by tenantry, changes made here are lost."
