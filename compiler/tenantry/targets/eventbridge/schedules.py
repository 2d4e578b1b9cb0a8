"""The schedules of a tenant, as resources of a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from tenantry.model.resolved import Installation
from tenantry.targets.eventbridge.cron import expressions
from tenantry.targets.eventbridge.options import Options, Task
from tenantry.targets.eventbridge.stack import DEAD_LETTERS, GROUP, QUEUE, ROLE, arn
from tenantry.targets.names import hashed
from tenantry.targets.target import Work

NAME_LIMIT: Final = 60
"""A schedule's name is at most 64 characters; a dot and a number may follow ours, which hold no dot
(https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html)."""
_TIME: Final = "<aws.scheduler.scheduled-time>"
"""What EventBridge puts the start's own time in place of."""


def schedules(work: Work, installation: Installation) -> dict[str, Any]:
    """A resource for each expression, by logical id."""
    name = work.names.of(installation, limit=NAME_LIMIT)
    found = {}
    for index, expression in enumerate(expressions(installation.schedule.meaning) or (), start=1):
        own = name if index == 1 else f"{name}.{index}"
        found[_logical(installation, own)] = {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": _properties(work, installation, own, expression),
        }
    return found


def _logical(installation: Installation, name: str) -> str:
    """Letters and digits alone; the hash keeps `a-b` and `ab` apart."""
    shown = "".join(part.capitalize() for part in f"{installation.integration}-{installation.name}".split("-"))
    return hashed(shown, f"{installation.id}:{name}", limit=255).replace("-", "")


def _properties(work: Work, installation: Installation, name: str, expression: str) -> dict[str, Any]:
    options: Options = work.options
    schedule = installation.schedule
    properties: dict[str, Any] = {
        "Name": name,
        "GroupName": {"Ref": GROUP},
        "Description": f"{installation.id}, release {installation.release.version}: {schedule.source}",
        "ScheduleExpression": expression,
        "ScheduleExpressionTimezone": schedule.timezone,
        "State": "DISABLED" if schedule.paused else "ENABLED",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": _target(options, installation),
    }
    if options.kms_key is not None:
        properties["KmsKeyArn"] = options.kms_key
    return properties


def _target(options: Options, installation: Installation) -> dict[str, Any]:
    target: dict[str, Any] = {
        "Arn": arn(QUEUE) if options.arn is None else options.arn,
        "RoleArn": arn(ROLE) if options.role is None else options.role,
        "RetryPolicy": {
            "MaximumRetryAttempts": options.retries,
            "MaximumEventAgeInSeconds": options.max_age,
        },
        "DeadLetterConfig": {"Arn": arn(DEAD_LETTERS) if options.dead_letter is None else options.dead_letter},
        "Input": start_input(options, installation),
    }
    if options.fifo:
        target["SqsParameters"] = {"MessageGroupId": installation.id}
    if options.target == "ecs" and options.task is not None:
        target["EcsParameters"] = _task(options.task)
    return target


def start_input(options: Options, installation: Installation) -> str:
    """What a start hands to its target, as JSON."""
    return json.dumps(_input(options, installation), separators=(",", ":"))


def _input(options: Options, installation: Installation) -> Mapping[str, Any]:
    """What the target is handed: which tenant, and the names of what its runtime artifact holds. Every text of it is a
    name of ours, so EventBridge finds no attribute to replace but the time."""
    if options.target == "ecs" and options.task is not None:
        command = [*options.command.split(), installation.id, "--build", options.build]
        return {"containerOverrides": [{"name": options.task.container, "command": command}]}
    return {
        "version": 1,
        "tenant": installation.id,
        "release": installation.release.version,
        "scheduled_time": _TIME,
        "timeout_seconds": installation.timeout_seconds,
        "env": sorted(installation.env),
        "secrets": sorted(installation.secrets),
    }


def _task(task: Task) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "TaskDefinitionArn": task.definition,
        "TaskCount": 1,
        "LaunchType": task.launch_type,
    }
    if task.subnets:
        network: dict[str, Any] = {
            "AssignPublicIp": "ENABLED" if task.public_ip else "DISABLED",
            "Subnets": list(task.subnets),
        }
        if task.security_groups:
            network["SecurityGroups"] = list(task.security_groups)
        parameters["NetworkConfiguration"] = {"AwsvpcConfiguration": network}
    return parameters
