"""The artifacts of the target eventbridge."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.eventbridge.options import Options
from tenantry.targets.eventbridge.parts import Entry, Room, parts
from tenantry.targets.eventbridge.schedules import schedules
from tenantry.targets.eventbridge.stack import GROUP, QUEUE, RESOURCES, group, made
from tenantry.targets.target import Work

TEMPLATE_BYTES: Final = 1_000_000
"""Most that a template may hold when it is read from S3, a little less than 1 MB may mean
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html)."""
_HEAD_BYTES: Final = 10_000
"""Room for all but schedules."""
_ROOM: Final = Room(resources=500 - RESOURCES, size=TEMPLATE_BYTES - _HEAD_BYTES)


def render(work: Work) -> Iterator[Artifact]:
    """Templates for each integration, as many as its schedules take."""
    for integration, installations in work.by_integration.items():
        entries = [_entry(work, installation) for installation in installations]
        for number, chosen in sorted(parts(entries, _ROOM).items()):
            path = f"eventbridge/{integration}-{number}.json"
            yield Artifact(path=path, content=_template(work, number, chosen), target=work.target, tenant=None)


def _entry(work: Work, installation: Installation) -> Entry:
    """A tenant's schedules, with the bytes that they take."""
    resources = schedules(work, installation)
    return Entry(installation=installation, resources=resources, size=len(_dumped({"Resources": resources})))


def _template(work: Work, number: int, entries: Sequence[Entry]) -> bytes:
    options: Options = work.options
    repository = work.settings.model.name
    integration = entries[0].installation.integration
    timeout = max(entry.installation.timeout_seconds for entry in entries)
    resources: dict[str, Any] = {GROUP: group(repository, integration, number), **made(options, timeout=timeout)}
    for each in entries:
        resources |= each.resources
    owner = {"integration": integration, "part": number} | ({"repository": repository} if repository else {})
    template: dict[str, Any] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Schedules of {integration}, part {number}. Rendered by tenantry: changes here are lost.",
        "Metadata": {"tenantry": owner},
        "Resources": resources,
    }
    if QUEUE in resources:
        template["Outputs"] = {QUEUE: {"Description": "Where starts go.", "Value": {"Ref": QUEUE}}}
    return _dumped(template)


def _dumped(template: Mapping[str, Any]) -> bytes:
    return (json.dumps(template, indent=2) + "\n").encode("ascii")
