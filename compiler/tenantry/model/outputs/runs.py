"""The outputs of `tenantry run` and `tenantry runs`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tenantry.model.declared.base import Strict

Mode = Literal["init", "normal", "webhook"]
Whereabouts = Literal["workdir", "built", "to fetch", "unknown"]


class Variable(Strict):
    """A variable of a run: never what it holds."""

    name: str
    source: str = Field(description="Where its value comes from, in words.")


class DryRun(Strict):
    """`run --dry-run`: what a run would do."""

    version: Literal[1]
    tenant: str
    release: str
    commit: str
    mode: Mode
    trigger: str
    paused: bool
    command: str
    folder: str = Field(description="Where the command is run.")
    code: Whereabouts = Field(
        description="Whether the release's code is there; unknown: it is not, and nobody says where it is kept."
    )
    build: str | None
    timeout_seconds: int
    variables: list[Variable]


class RunOutcome(Strict):
    """`run`: how it went."""

    version: Literal[1]
    tenant: str
    release: str
    run: int = Field(description="The number of the run in the history.")
    phase: str = Field(description="As Pandium calls it: Succeeded, Failed (Timeout), and so on.")
    message: str
    exit_code: int | None = Field(description="The command's own; negative for a signal.")
    seconds: float
    stdout: str | None = Field(description="The line that is handed on to the next run, secrets covered.")
    log: str


class PastRun(Strict):
    """One run of the history."""

    run: int
    tenant: str
    release: str
    mode: str
    trigger: str
    started_at: str = Field(description="UTC, ISO 8601.")
    completed_at: str | None = Field(description="Null while it goes on.")
    seconds: float | None
    phase: str | None = Field(description="Null while it goes on, or where the runner was killed and none came after.")
    exit_code: int | None
    message: str | None


class RunHistory(Strict):
    """`runs`: the newest first."""

    version: Literal[1]
    runs: list[PastRun]


class RunResult(Strict):
    """How the runs of one tenant on one release went that have ended."""

    tenant: str
    release: str
    runs: int
    failed: int = Field(description="Those whose phase is not Succeeded.")
    since: str = Field(description="When the first began: UTC, ISO 8601.")
    until: str = Field(description="When the last ended.")


class RunResults(Strict):
    """`runs --results FILE`: what gates of rollouts read."""

    version: Literal[1]
    results: list[RunResult]
