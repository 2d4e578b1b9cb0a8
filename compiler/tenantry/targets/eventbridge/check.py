"""What EventBridge Scheduler cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.targets.eventbridge.cron import expressions
from tenantry.targets.eventbridge.options import KINDS, Options
from tenantry.targets.eventbridge.schedules import start_input
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes, not_whole_weeks

INPUT_BYTES: Final = 256_000
"""Most that a start may hand to its target, 256 KB
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html)."""
_LAMBDA_SECONDS: Final = 900
"""Longest that a function may run (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)."""


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Options that are missing, tenants that cannot be rendered as they are declared, and what the engine does not
    keep."""
    options: Options = work.options
    for name in _missing(options):
        yield Diagnostic(
            code=codes.MISSING_OPTION,
            message=f"target eventbridge needs the option `{name}` where `target` is {options.target}",
            span=work.option("target"),
            help=f"add it: {_MEANT.get(name, f'the ARN of {KINDS[options.target][0]}')}",
        )
    for installation in work.installations:
        yield from _tenant(work, installation)
        yield from _dates(options, installation, as_of)


_MEANT: Final = {
    "role": "the ARN of a role that may run the task and hand its roles on",
    "task": "the task definition and its network",
    "task.subnets": "the subnets that FARGATE runs the task in",
}


def _missing(options: Options) -> Iterator[str]:
    if options.target != "sqs" and options.arn is None:
        yield "arn"
    if options.target != "ecs":
        return
    if options.role is None:
        yield "role"
    if options.task is None:
        yield "task"
    elif options.task.launch_type == "FARGATE" and not options.task.subnets:
        yield "task.subnets"


def _tenant(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: Options = work.options
    if options.target == "lambda" and installation.timeout_seconds > _LAMBDA_SECONDS:
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"a function cannot run for the {installation.timeout_seconds} s of `limits.timeout`",
            span=work.option("target"),
            help="choose another target for starts, or lower the timeout of the integration to 15m",
            tenants=(installation.id,),
        )
    if len(start_input(options, installation)) > INPUT_BYTES:
        yield Diagnostic(
            code=codes.ARTIFACT_TOO_LARGE,
            message="the names of this tenant's configs do not fit into what EventBridge hands on, 256 KB",
            span=installation.origins["id"][0].span,
            help="give the integration fewer configs",
            tenants=(installation.id,),
        )


def _dates(options: Options, installation: Installation, as_of: datetime) -> Iterator[Diagnostic]:
    schedule = installation.schedule
    if expressions(schedule.meaning) is None:
        yield not_whole_weeks(installation, "eventbridge")
        return
    if schedule.meaning.day_rule is DayRule.EITHER and not options.fifo:
        shown = ", ".join(_twice(schedule.meaning, as_of))
        yield Diagnostic(
            code=codes.FIRES_TWICE,
            message=f"target eventbridge starts this tenant twice on days that both day fields match: {shown}",
            span=installation.origins["schedule"][0].span,
            help="restrict one of the day fields, or let starts go to a FIFO queue, which takes them for one",
            tenants=(installation.id,),
        )
    yield from clock_changes(installation, "eventbridge", "eventbridge", as_of=as_of)


def _twice(schedule: Schedule, as_of: datetime) -> Iterator[str]:
    """The next dates that both day fields match."""
    matching = (
        each
        for each in islice(schedule.dates(as_of.date()), 1000)
        if each.day in schedule.days and each.isoweekday() % 7 in schedule.weekdays
    )
    return (each.isoformat() for each in islice(matching, 2))
