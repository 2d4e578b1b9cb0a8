"""The code of a release: a folder that is there already, or the recorded commit, fetched and built once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git.checkout import check_out
from tenantry.git.commits import fetch_commit
from tenantry.runner.lock import locked
from tenantry.runner.mask import Mask
from tenantry.runner.output import Log
from tenantry.runner.process import Command, How, supervise

BUILD_SECONDS: Final = 1800.0
"""Seconds that a build may take."""
_MANIFEST: Final = "PANDIUM.yaml"


class BuildFailed(Exception):
    """The release's `build` command failed; the message says how, and where its log is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an integration's code is kept: an address, and its manifest's path there; `manifest` is the release's
    PANDIUM.yaml as the config repository has it."""

    repository: str | None = None
    path: str = _MANIFEST
    manifest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The code that a run needs; `state` is where it is kept, `environment` what git and the build get."""

    integration: str
    commit: str
    build: str | None
    origin: Origin
    workdir: Path | None
    state: Path

    @property
    def top(self) -> Path:
        """The folder of the commit."""
        return self.state / "code" / self.integration / self.commit

    @property
    def folder(self) -> Path:
        """Where the release is run: where its manifest is."""
        if self.workdir is not None:
            return self.workdir
        return self.top / _folder(self.origin.path)

    @property
    def ready(self) -> bool:
        """Whether it is there, and built as the release says."""
        return self.workdir is not None or _stamp(self) == _content(self.stamp)

    @property
    def stamp(self) -> Path:
        """The file that is written when all is done."""
        return self.top.with_suffix(".ready")

    def check(self) -> None:
        """UsageError where it is not known where the code comes from."""
        if self.workdir is not None and not self.workdir.is_dir():
            raise UsageError(f"there is no folder '{self.workdir}'", "--workdir names the folder of the release's code")
        if not self.ready and self.origin.repository is None:
            raise UsageError(
                f"it is not known where the code of {self.integration} is kept",
                "set `source.repository` in its integration.yaml and name the config repository with -C, "
                "or use --workdir",
            )

    def manifest(self) -> bytes | None:
        """The release's PANDIUM.yaml, if there is one."""
        if self.origin.manifest is not None:
            return self.origin.manifest
        name = PurePosixPath(self.origin.path).name
        return _content(self.folder / name)


def prepare(code: Code, *, environ: Mapping[str, str], around: Mapping[str, str], told: Callable[[str], None]) -> None:
    """Sees to it that the code is there and built. `environ` is the caller's environment, for git; the build gets
    `around`; `told` is called with what is being done.

    UsageError as of `Code.check`, ExternalError where that does not answer, BuildFailed.
    """
    code.check()
    if code.ready:
        return
    name = f"{code.integration}-{code.commit}.lock"
    with locked(code.state / "locks" / "code" / name, f"process {os.getpid()}", wait=True) as lock:
        if not code.ready:
            _fetched(code, environ, told)
            _built(code, around, told, lock)
            _write(code.stamp, _stamp(code))


def _fetched(code: Code, environ: Mapping[str, str], told: Callable[[str], None]) -> None:
    address = code.origin.repository or ""
    told(f"fetching commit {code.commit[:12]} of {code.integration}")
    kept = code.state / "sources" / hashlib.sha256(address.encode()).hexdigest()[:32]
    with locked(code.state / "locks" / "sources" / f"{kept.name}.lock", f"process {os.getpid()}", wait=True):
        fetch_commit(address, code.commit, folder=kept, environment=environ)
    try:
        code.stamp.unlink(missing_ok=True)
        shutil.rmtree(code.top, ignore_errors=True)
        code.top.mkdir(parents=True)
        check_out(code.commit, repository=kept, folder=code.top)
    except OSError as error:
        raise ExternalError(f"the code of {code.integration} cannot be written: {error.strerror}") from None
    if not code.folder.is_dir():
        raise UsageError(f"the code of {code.integration} has no folder '{_folder(code.origin.path)}'")


def _built(code: Code, around: Mapping[str, str], told: Callable[[str], None], lock: int) -> None:
    if code.build is None:
        return
    told(f"building {code.integration} at {code.commit[:12]}: {code.build}")
    file = code.state / "logs" / code.integration / f"build-{code.commit}.log"
    log = Log(file, Mask(()), lambda _: None)
    command = Command(line=code.build, folder=code.folder, environment=around, timeout=BUILD_SECONDS)
    try:
        ended = supervise(command, out=log.feed, err=log.feed, held=[lock])
    finally:
        log.close()
    if ended.how is How.INTERRUPT:
        raise KeyboardInterrupt
    if not ended.well:
        end = "took too long" if ended.how is How.TIMEOUT else f"exit code {ended.code}"
        raise BuildFailed(f"the build of {code.integration} failed: {end}; see {file}")


def _folder(path: str) -> PurePosixPath:
    """The folder of a path that stays in its repository."""
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise UsageError(f"'{path}' is no path in a repository", "set `source.path` of the integration")
    return parts.parent


def _stamp(code: Code) -> bytes:
    return json.dumps({"build": code.build, "path": code.origin.path}).encode()


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
