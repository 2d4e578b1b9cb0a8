"""What a template has beside schedules: their group, and the queues and the role that no option names."""

from __future__ import annotations

from typing import Any, Final

from tenantry.targets.eventbridge.options import Options
from tenantry.targets.names import hashed

GROUP: Final = "Group"
QUEUE: Final = "Queue"
DEAD_LETTERS: Final = "DeadLetters"
ROLE: Final = "Role"
_POLICY: Final = "QueuePolicy"
RESOURCES: Final = 5
"""How many of these there are at most."""
_VERSION: Final = "2012-10-17"
"""The version of IAM's policy language."""
_KEEP: Final = {"starts": 86_400, "failed": 1_209_600}
"""Seconds that messages are kept: a start is of no use after a day; 14 days are the most that SQS keeps any."""
_HIDDEN: Final = 43_200
"""Most seconds that SQS can hide a message that is being worked on."""


def arn(logical: str) -> dict[str, Any]:
    """The ARN of a resource of the same template."""
    return {"Fn::GetAtt": [logical, "Arn"]}


def group(repository: str | None, integration: str, number: int) -> dict[str, Any]:
    """Each stack has a group of its own: names need be unique there alone, and its tags say whose it is."""
    tags = {"tenantry:integration": integration}
    properties: dict[str, Any] = {}
    if repository is not None:
        name = f"{repository}-{integration}-{number}"
        properties["Name"] = name if len(name) <= 64 else hashed(name, name, limit=64)
        tags = {"tenantry:repository": repository, **tags}
    properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"Type": "AWS::Scheduler::ScheduleGroup", "Properties": properties}


def made(options: Options, *, timeout: int) -> dict[str, Any]:
    """The queues and the role that the stack makes itself; `timeout` is the longest run of its tenants in seconds."""
    resources: dict[str, Any] = {}
    if options.target == "sqs" and options.arn is None:
        resources[QUEUE] = _queue(
            FifoQueue=True,
            ContentBasedDeduplication=True,
            VisibilityTimeout=min(timeout + 60, _HIDDEN),
            MessageRetentionPeriod=_KEEP["starts"],
        )
    if options.dead_letter is None:
        resources[DEAD_LETTERS] = _queue(MessageRetentionPeriod=_KEEP["failed"])
    if resources:
        resources[_POLICY] = _policy(options, list(resources))
    if options.role is None:
        resources[ROLE] = _role(options)
    return resources


def _queue(**properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"SqsManagedSseEnabled": True, **properties},
    }


def _policy(options: Options, queues: list[str]) -> dict[str, Any]:
    """Lets the role send to the stack's queues, whoever made the role."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": arn(ROLE) if options.role is None else options.role},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": queue} for queue in queues],
            "PolicyDocument": {"Version": _VERSION, "Statement": [statement]},
        },
    }


def _role(options: Options) -> dict[str, Any]:
    """May be taken on by schedules of this account alone, and do nothing but start what an option names."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    actions = {"sqs": "sqs:SendMessage", "lambda": "lambda:InvokeFunction", "step-functions": "states:StartExecution"}
    statements: list[dict[str, Any]] = []
    if options.arn is not None:
        statements.append({"Effect": "Allow", "Action": actions[options.target], "Resource": options.arn})
    if options.dead_letter is not None:
        statements.append({"Effect": "Allow", "Action": actions["sqs"], "Resource": options.dead_letter})
    if options.kms_key is not None:
        statements.append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": options.kms_key})
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": {"Version": _VERSION, "Statement": [trust]}}
    if statements:
        document = {"Version": _VERSION, "Statement": statements}
        properties["Policies"] = [{"PolicyName": "start", "PolicyDocument": document}]
    return {"Type": "AWS::IAM::Role", "Properties": properties}
