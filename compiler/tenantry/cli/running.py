"""The parts of `tenantry run` between its options and the runner."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from tenantry.cli.code import Config
from tenantry.cli.store import access
from tenantry.errors import UsageError
from tenantry.model.outputs.runs import DryRun, Mode, RunOutcome, Variable, Whereabouts
from tenantry.report.escape import terminal
from tenantry.runner.artifact import Runtime
from tenantry.runner.code import Code
from tenantry.runner.environment import Past, Trigger, context, sources
from tenantry.runner.sqlite import FILE, opened
from tenantry.runner.sync import Request, Result, sync
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Store

LONGEST = 1 << 14


def trigger_of(mode: Mode, source: str | None, payload: Path | None) -> Trigger:
    """What asks for the run: as named; else a webhook by its mode, a person by the terminal, or a scheduler."""
    if (mode == "webhook") != (payload is not None):
        raise UsageError("mode webhook needs --payload FILE, the body of the webhook, and no other mode has one")
    if payload is not None and not payload.is_file():
        raise UsageError(f"there is no file '{payload}'")
    if source is None:
        person = sys.stdin is not None and sys.stdin.isatty()
        source = "webhook" if mode == "webhook" else "manual" if person else "cron"
    return Trigger(source=source, mode=mode, payload=payload.absolute() if payload else None)


def ran(runtime: Runtime, code: Code, trigger: Trigger, config: Config, *, quiet: bool) -> Result:
    """One sync; its log is shown on stderr as it comes."""
    _standard_descriptors()
    log = _Shown(quiet)
    request = Request(
        runtime=runtime,
        code=code,
        trigger=trigger,
        environ=dict(os.environ),
        clock=lambda: datetime.now(UTC),
        opened=_stores(config),
        note=_say if not quiet else lambda _: None,
        log=log.feed,
    )
    with opened(code.state) as history, _stoppable():
        try:
            return sync(request, history)
        finally:
            log.close()


def _standard_descriptors() -> None:
    """Where one of the first three is closed, a file of ours would take its place, and a child's output its file's."""
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(opened)


def _say(text: str) -> None:
    click.echo(f"tenantry: {terminal(text)}", err=True)


def _stores(config: Config) -> Callable[[str], AbstractContextManager[Store]]:
    found = access(config.settings) if config.settings else Access(environ=dict(os.environ))
    return lambda name: store_kind(name).open(found)


@contextmanager
def _stoppable() -> Iterator[None]:
    """A request to end is an interrupt, also before the command runs, so that nothing is left half done."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    asked = (signal.SIGTERM, signal.SIGHUP)
    heard = [number for number in asked if signal.getsignal(number) is not signal.SIG_IGN]  # as after nohup
    former = [(number, signal.signal(number, interrupt)) for number in heard]
    try:
        yield
    finally:
        for number, handler in former:
            signal.signal(number, handler)


class _Shown:
    """A log on stderr, line by line, made safe for a terminal."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        if self._quiet:
            return
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        for line in whole:
            self._show(line)
        if len(self._rest) > LONGEST:
            self._show(self._rest)
            self._rest = b""

    def close(self) -> None:
        if self._rest:
            self._show(self._rest)
            self._rest = b""

    def _show(self, line: bytes) -> None:
        try:
            click.echo(terminal(line.decode("utf-8", "replace").rstrip("\r")), err=True)
        except OSError:
            self._quiet = True  # nobody reads any more; the run goes on


def planned(runtime: Runtime, code: Code, trigger: Trigger) -> DryRun:
    """What a run would do. Nothing is written, fetched or asked."""
    tenant = runtime.tenant.id
    past = Past(last=None, succeeded=None)
    if (code.state / FILE).is_file():
        with opened(code.state) as history:
            past = Past(last=history.last(tenant), succeeded=history.last_succeeded(tenant))
    own = context(trigger, past, number=0, metadata=Path("metadata"))
    return DryRun(
        version=1,
        tenant=tenant,
        release=runtime.release.version,
        commit=runtime.release.commit,
        mode=trigger.mode,
        trigger=trigger.source,
        paused=runtime.schedule.paused,
        command=runtime.release.run,
        folder=str(code.folder),
        code=_there(code),
        build=runtime.release.build,
        timeout_seconds=runtime.timeout_seconds,
        variables=[Variable(name=each.name, source=each.source) for each in sources(runtime, own, os.environ)],
    )


def _there(code: Code) -> Whereabouts:
    if code.workdir is not None:
        return "workdir"
    return "built" if code.ready else "to fetch" if code.origin.repository else "unknown"


def outcome(runtime: Runtime, result: Result) -> RunOutcome:
    """How it went, as data."""
    return RunOutcome(
        version=1,
        tenant=runtime.tenant.id,
        release=runtime.release.version,
        run=result.number,
        phase=result.phase,
        message=result.message,
        exit_code=result.exit_code,
        seconds=result.seconds,
        stdout=result.stdout,
        log=str(result.log),
    )
