"""Target: CloudFormation templates of EventBridge Scheduler schedules, which start tenants over SQS, Lambda, ECS or
Step Functions."""

from tenantry.targets.eventbridge.check import check
from tenantry.targets.eventbridge.options import Options
from tenantry.targets.eventbridge.render import render
from tenantry.targets.target import Target, checks_apart

__all__ = ["TARGET"]

TARGET = Target(
    name="eventbridge",
    title="EventBridge Scheduler: CloudFormation templates of AWS::Scheduler::Schedule",
    options=Options,
    limits=(
        "Local times that a clock change skips do not run, those that come twice run once (by the manual, unmeasured).",
        "A schedule starts between the 0th and the 60th second of its minute.",
        "`days: either` is two schedules: on a day that both fields match both start; a FIFO queue takes them for one.",
        "`days: both` can be expressed for whole weeks, as in `1-7 * 1` (the first Monday), else it is refused.",
        "One run at a time is kept by a FIFO queue; otherwise, as the timeout, by `tenantry run`.",
        "A Lambda function runs for 15 minutes at most.",
        "A template above 51,200 bytes must be deployed from S3.",
    ),
    check=check,
    render=render,
    apart=checks_apart,
)
