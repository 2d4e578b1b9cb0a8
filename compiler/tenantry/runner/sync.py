"""One sync, from its lock to its place in the history."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from tenantry.errors import ExternalError, UsageError
from tenantry.runner.artifact import Runtime
from tenantry.runner.code import BuildFailed, Code, prepare
from tenantry.runner.environment import Past, Trigger, context, host
from tenantry.runner.forms import SHORTEST
from tenantry.runner.history import Begun, History, Outcome
from tenantry.runner.learning import NotMetadata, learned, metadata_schema
from tenantry.runner.lock import locked
from tenantry.runner.mask import Mask
from tenantry.runner.memory import no_cores
from tenantry.runner.output import Log, Said
from tenantry.runner.phases import Phase, phase_of, words
from tenantry.runner.process import Command, Ended, How, supervise
from tenantry.runner.secrets import Opened, read_secrets
from tenantry.secrets.stores.store import Missing

LOGS: Final = 50
"""Logs of a tenant that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be run, and with what.

    `environ` is the caller's environment, `clock` tells the time, `opened` opens a store by name; `note` takes what is
    being done, `log` the child's log as it comes, covered.
    """

    runtime: Runtime
    code: Code
    trigger: Trigger
    environ: Mapping[str, str] = field(repr=False)
    clock: Callable[[], datetime]
    opened: Opened
    note: Callable[[str], None]
    log: Callable[[bytes], None]

    @property
    def state(self) -> Path:
        """The folder of all that outlives a run."""
        return self.code.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A run that came to its end. `stdout` is the line that is handed on, covered."""

    number: int
    phase: Phase
    exit_code: int | None
    seconds: float
    message: str
    stdout: str | None
    log: Path
    interrupted: bool


def sync(request: Request, history: History) -> Result:
    """Runs a tenant once. Raises AlreadyHeld where a run of it is under way; what keeps a run from starting is noted in
    the history and raised: UsageError, ExternalError, Missing, BuildFailed."""
    tenant = request.runtime.tenant.id
    started = request.clock().astimezone(UTC)
    who = f"process {os.getpid()}, since {started.isoformat(timespec='seconds').replace('+00:00', 'Z')}"
    with locked(request.state / "locks" / "tenants" / f"{tenant}.lock", who) as lock:
        begun = Begun(
            tenant=tenant,
            release=request.runtime.release.version,
            mode=request.trigger.mode,
            trigger=request.trigger.source,
            started_at=started,
        )
        past = Past(last=history.last(tenant), succeeded=history.last_succeeded(tenant))
        number = history.begin(begun)
        with _noted(history, number):
            return _Sync(request, history, number=number, past=past, lock=lock).run()


@contextmanager
def _noted(history: History, number: int) -> Iterator[None]:
    """Whatever keeps a run from its end is its end."""
    began = time.monotonic()
    try:
        yield
    except BaseException as error:
        known = isinstance(error, UsageError | ExternalError | Missing | BuildFailed)
        message = str(error) if known else "interrupted" if isinstance(error, KeyboardInterrupt) else "internal error"
        outcome = Outcome(phase=Phase.PLATFORM, seconds=round(time.monotonic() - began, 3), message=message)
        with suppress(ExternalError):
            history.finish(number, outcome)
        raise


class _Sync:
    """One run under way, whose tenant's lock is held."""

    def __init__(self, request: Request, history: History, *, number: int, past: Past, lock: int) -> None:
        self._request, self._history = request, history
        self._number, self._past, self._lock = number, past, lock
        self._tenant = request.runtime.tenant.id
        self._began = time.monotonic()

    def run(self) -> Result:
        """Code, secrets, the command, its end."""
        request = self._request
        around = host(request.environ)
        prepare(request.code, environ=request.environ, around=around, told=request.note)
        content = request.code.manifest()
        schema = metadata_schema(request.code.origin.path, content) if content is not None else None
        if content is None:
            request.note("the release's PANDIUM.yaml is not there, so stdout is not taken as metadata")
        no_cores()
        secrets = read_secrets(request.runtime.secrets, request.opened)
        mask = Mask(value.get_secret_value() for value in secrets.values())
        self._warn(secrets)
        log, said = self._log(mask), Said()
        try:
            with self._metadata() as file:
                ended = supervise(self._command(around, secrets, file), out=said.feed, err=log.feed, held=[self._lock])
            phase, message = phase_of(ended), words(ended, request.runtime.timeout_seconds)
            if schema is not None and phase is Phase.SUCCEEDED:
                try:
                    self._history.learn(self._tenant, learned(schema, said.whole(mask)))
                except NotMetadata as wrong:
                    phase, message = Phase.METADATA, mask.text(str(wrong))
        finally:
            log.close()
        line = self._line(said, mask) if phase is Phase.SUCCEEDED else None
        return self._finished(ended, phase, message, line, log.file)

    def _finished(self, ended: Ended, phase: Phase, message: str, line: str | None, log: Path) -> Result:
        seconds = round(time.monotonic() - self._began, 3)
        outcome = Outcome(phase=phase, seconds=seconds, exit_code=ended.code, message=message, stdout=line)
        self._history.finish(self._number, outcome)
        return Result(
            number=self._number,
            phase=phase,
            exit_code=ended.code,
            seconds=seconds,
            message=message,
            stdout=line,
            log=log,
            interrupted=ended.how is How.INTERRUPT,
        )

    def _command(self, around: Mapping[str, str], secrets: Mapping[str, SecretStr], metadata: Path) -> Command:
        runtime = self._request.runtime
        own = context(self._request.trigger, self._past, number=self._number, metadata=metadata)
        values = {name: value.get_secret_value() for name, value in secrets.items()}
        return Command(
            line=runtime.release.run,
            folder=self._request.code.folder,
            environment={**around, **runtime.env, **own, **values},
            timeout=runtime.timeout_seconds,
        )

    def _line(self, said: Said, mask: Mask) -> str | None:
        line = said.last_line(mask)
        if line is None:
            self._request.note("the last line of stdout is too long to be handed on")
        return line or None

    def _warn(self, secrets: Mapping[str, SecretStr]) -> None:
        for name, value in sorted(secrets.items()):
            if len(value.get_secret_value().strip().encode("utf-8", "surrogatepass")) < SHORTEST:
                self._request.note(f"{name} is shorter than {SHORTEST} bytes, so it is not covered in outputs")

    def _log(self, mask: Mask) -> Log:
        """The log of this run; of the older ones the newest are kept."""
        folder = self._request.state / "logs" / self._tenant
        log = Log(folder / f"{self._number}.log", mask, self._request.log)
        numbers = sorted(int(file.stem) for file in folder.glob("*.log") if file.stem.isdigit())
        for number in numbers[:-LOGS]:
            (folder / f"{number}.log").unlink(missing_ok=True)
        return log

    @contextmanager
    def _metadata(self) -> Iterator[Path]:
        """A file with what is declared about the tenant and what runs have learned since."""
        known = {**self._request.runtime.metadata, **self._history.metadata(self._tenant)}
        file = self._request.state.absolute() / "metadata" / f"{self._tenant}.json"
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as stream:
                json.dump(known, stream, ensure_ascii=False)
        except OSError as error:
            raise ExternalError(f"the state folder cannot be used: {error.strerror}: {error.filename}") from None
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)
