"""Options of the target eventbridge."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tenantry.model.declared import Strict
from tenantry.model.declared.base import Seconds, Text, problem
from tenantry.targets.runner import Command, HostPath

_ARN: Final = r"arn:aws[a-z-]*:{}:[a-z0-9-]+:[0-9]{{12}}:{}"
_QUEUE: Final = _ARN.format("sqs", r"[A-Za-z0-9_-]{1,80}")
_VERSION: Final = r"(:[A-Za-z0-9_$.-]{1,128})?"
KINDS: Final = {
    "sqs": ("a queue", rf"{_QUEUE}(\.fifo)?"),
    "lambda": ("a function", _ARN.format("lambda", r"function:[A-Za-z0-9_-]{1,64}") + _VERSION),
    "ecs": ("a cluster", _ARN.format("ecs", r"cluster/[A-Za-z0-9_-]{1,255}")),
    "step-functions": ("a state machine", _ARN.format("states", r"stateMachine:[A-Za-z0-9_-]{1,80}") + _VERSION),
}
"""What each target's `arn` is of, and its form."""
_ROLE: Final = r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,576}"
_TASK: Final = _ARN.format("ecs", r"task-definition/[A-Za-z0-9_-]{1,255}(:[0-9]{1,9})?")
_COPY: Final = "copy it from the console or from `aws`"
_KEY: Final = _ARN.format("kms", r"key/[A-Za-z0-9-]{1,128}")


def _matching(pattern: str, what: str, advice: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise problem(f"is not {what}", advice)
        return text

    return AfterValidator(check)


def _arn(pattern: str, what: str) -> AfterValidator:
    return _matching(pattern, f"the ARN of {what}", _COPY)


def _age(seconds: int) -> int:
    if not 60 <= seconds <= 86_400:
        raise problem("is no age that EventBridge takes", "from 1m to 1d")
    return seconds


Subnet = Annotated[str, _matching(r"subnet-[0-9a-f]{8,17}", "the id of a subnet", "as in subnet-0123456789abcdef0")]
SecurityGroup = Annotated[
    str, _matching(r"sg-[0-9a-f]{8,17}", "the id of a security group", "as in sg-0123456789abcdef0")
]


class Task(Strict):
    """The ECS task that a start runs."""

    definition: Annotated[str, _arn(_TASK, "a task definition")] = Field(
        description="ARN of the task definition, whose image has tenantry and the build tree."
    )
    container: Annotated[str, _matching(r"[A-Za-z0-9_-]{1,255}", "a name", "the container's")] = Field(
        default="sync", description="The container that runs. Default: sync."
    )
    launch_type: Literal["FARGATE", "EC2", "EXTERNAL"] = Field(default="FARGATE", description="Default: FARGATE.")
    subnets: list[Subnet] = Field(default=[], max_length=16, description="Subnets of the task; FARGATE needs one.")
    security_groups: list[SecurityGroup] = Field(default=[], max_length=5, description="Its security groups.")
    public_ip: bool = Field(default=False, description="Whether it gets a public address. Default: false.")


class Options(Strict):
    """What a schedule starts, and how."""

    target: Literal["sqs", "lambda", "ecs", "step-functions"] = Field(
        default="sqs", description="What a start goes to. Default: sqs."
    )
    arn: Text | None = Field(
        default=None,
        description="ARN of the queue, function, cluster or state machine. Default: a FIFO queue that the stack makes.",
    )
    role: Annotated[str, _arn(_ROLE, "a role")] | None = Field(
        default=None, description="ARN of the role that starts it; ecs needs it. Default: one that the stack makes."
    )
    dead_letter: Annotated[str, _arn(_QUEUE, "a standard queue")] | None = Field(
        default=None, description="ARN of the queue for starts that failed. Default: one that the stack makes."
    )
    retries: int = Field(default=3, ge=0, le=185, description="How often a failed start is tried again. Default: 3.")
    max_age: Annotated[Seconds, AfterValidator(_age)] = Field(
        default="5m", validate_default=True, description="How late a start may still be tried, 1m to 1d. Default: 5m."
    )
    kms_key: Annotated[str, _arn(_KEY, "a key")] | None = Field(
        default=None, description="ARN of the key that schedules are encrypted with. Default: a key of AWS."
    )
    task: Task | None = Field(default=None, description="The task (ecs).")
    command: Command = Field(
        default="tenantry run", description="What the task runs (ecs); the tenant's id and --build follow."
    )
    build: HostPath = Field(default="/etc/tenantry/build", description="Where the build tree stands in the task (ecs).")

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        what, pattern = KINDS[self.target]
        if self.arn is not None and not re.fullmatch(pattern, self.arn):
            raise problem(
                f"has an `arn` that is not that of {what}", "copy it from the console or from `aws`", at="arn"
            )
        return self

    @property
    def fifo(self) -> bool:
        """Whether starts of a tenant come one after another, and two of one time count once."""
        return self.target == "sqs" and (self.arn is None or self.arn.endswith(".fifo"))
