"""Runs, for `run` and `runs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.outputs.runs import DryRun, PastRun, RunHistory, RunResult, RunResults
from tenantry.report.escape import json_text, terminal
from tenantry.runner.history import Run, Tally
from tenantry.runner.phases import Phase


def history(runs: Sequence[Run]) -> RunHistory:
    """The history as it is printed."""
    return RunHistory(version=1, runs=[_past(run) for run in runs])


def _past(run: Run) -> PastRun:
    begun, outcome = run.begun, run.outcome
    return PastRun(
        run=run.number,
        tenant=begun.tenant,
        release=begun.release,
        mode=begun.mode,
        trigger=begun.trigger,
        started_at=_instant(begun.started_at),
        completed_at=_instant(run.completed_at) if run.completed_at else None,
        seconds=outcome.seconds if outcome else None,
        phase=outcome.phase if outcome else None,
        exit_code=outcome.exit_code if outcome else None,
        message=outcome.message if outcome else None,
    )


def results(tallies: Sequence[Tally]) -> RunResults:
    """How runs went, for gates of rollouts."""
    return RunResults(
        version=1,
        results=[
            RunResult(
                tenant=each.tenant,
                release=each.release,
                runs=each.runs,
                failed=each.failed,
                since=_instant(each.since),
                until=_instant(each.until),
            )
            for each in tallies
        ],
    )


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _history_text(found: RunHistory, *, color: bool = False) -> str:
    width = max((len(each.tenant) for each in found.runs), default=0)
    return "".join(f"{_line(each, width, color)}\n" for each in found.runs) or "no runs\n"


def _line(run: PastRun, width: int, color: bool) -> str:
    phase = f"{terminal(run.phase or 'Running'):<{len(Phase.METADATA)}}"
    if color and run.phase is not None:
        phase = click.style(phase, fg="green" if run.phase == Phase.SUCCEEDED else "red")
    seconds = f"{run.seconds:.1f} s" if run.seconds is not None else ""
    message = terminal(run.message or "") if run.phase != Phase.SUCCEEDED else ""
    said = f"{run.run:>6}  {terminal(run.tenant):<{width}}  {terminal(run.release):<8}  {run.started_at}"
    return f"{said}  {seconds:>9}  {run.mode:<7}  {phase}  {message}".rstrip()


def _dry_text(found: DryRun, *, color: bool = False) -> str:
    return "".join(f"{line}\n" for line in _dry_lines(found, color))


def _dry_lines(found: DryRun, color: bool) -> Iterator[str]:
    title = f"{found.tenant}: release {found.release} ({found.commit[:12]}), mode {found.mode}, trigger {found.trigger}"
    yield click.style(terminal(title), bold=True) if color else terminal(title)
    if found.paused:
        yield "  paused    its schedule does not start it"
    yield f"  command   {terminal(found.command)}"
    yield f"  folder    {terminal(found.folder)} ({_CODE[found.code]})"
    if found.build is not None and found.code != "workdir":
        yield f"  build     {terminal(found.build)}"
    yield f"  timeout   {found.timeout_seconds} s"
    width = max(len(each.name) for each in found.variables)
    for each in found.variables:
        yield f"  {terminal(each.name):<{width}}  {terminal(each.source)}"


_CODE: Final = {
    "workdir": "from --workdir",
    "built": "fetched and built",
    "to fetch": "to be fetched and built",
    "unknown": "not there, and it is not known where the code is kept",
}

Written = Callable[..., str]


def _json(found: RunHistory | DryRun, *, color: bool = False) -> str:
    del color
    return json_text(found.model_dump())


FORMATS: Final[Mapping[str, Written]] = MappingProxyType({"text": _history_text, "json": _json})
DRY: Final[Mapping[str, Written]] = MappingProxyType({"text": _dry_text, "json": _json})
