"""One file of somebody else's repository at a tag, for people who record a release. Unlike the rest of this package it
reaches out, as the person who runs it: with their credentials, over https, ssh or from a folder, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git.program import find_git

_TAG: Final = re.compile(r"(?!.*(\.\.|@\{|//|\.lock$|\.$|/$))[A-Za-z0-9][A-Za-z0-9._+/@-]{0,249}")
_URL: Final = re.compile(r"(https|ssh)://[^\s'\"]+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\s'\"]+")
_SECONDS: Final = 300
_LARGEST: Final = 1 << 20
_KEPT: Final = ("HOME", "PATH", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "GIT_SSL_CAINFO", "LANG")
_CLOSED: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What a tag names: the commit, when it was made (UTC, ISO), and one file of it, byte for byte."""

    commit: str
    committed_at: str
    content: bytes = field(repr=False)


def read_tagged(repository: str, *, tag: str, path: str, environment: Mapping[str, str]) -> Tagged:
    """The file at `path` in the commit that `tag` names.

    `repository` is an https or ssh address or a folder; `environment` is the caller's. UsageError where the names make
    no sense or the tag or file is not there; ExternalError where the repository cannot be reached.
    """
    if not _TAG.fullmatch(tag):
        raise UsageError(f"{tag[:100]!r} cannot be a tag", "name a tag, as in v1.5.0")
    kept = {name: environment[name] for name in _KEPT if name in environment}
    with tempfile.TemporaryDirectory(prefix="tenantry-") as folder:
        git = _Git(folder=folder, environment={**kept, **_CLOSED})
        git.run("init", "--bare", "--quiet", folder)
        reference = f"refs/tags/{tag}"
        git.fetch(_address(repository), f"+{reference}:{reference}", tag)
        commit = git.run("rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}").decode().strip()
        seconds = git.run("show", "--no-patch", "--no-show-signature", "--format=%ct", "--end-of-options", commit)
        committed_at = datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")
        return Tagged(commit=commit, committed_at=committed_at, content=git.file(commit, path))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Git:
    folder: str
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> bytes:
        done = self._done(arguments)
        if done.returncode:
            raise ExternalError(f"git {arguments[0]} failed: {_complaint(done.stderr)}")
        return done.stdout

    def fetch(self, address: str, refspec: str, tag: str) -> None:
        options = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
        done = self._done(("fetch", *options, "--end-of-options", address, refspec))
        if b"couldn't find remote ref" in done.stderr:
            raise UsageError(f"the repository has no tag '{tag}'", "name a tag that is pushed")
        if done.returncode:
            raise ExternalError(f"the repository cannot be read: {_complaint(done.stderr)}")

    def file(self, commit: str, path: str) -> bytes:
        done = self._done(("cat-file", "blob", f"{commit}:{path}"))
        if done.returncode:
            raise UsageError(f"there is no file '{path}' at that tag", "set `source.path` of the integration")
        if len(done.stdout) > _LARGEST:
            raise UsageError(f"'{path}' is larger than 1 MiB")
        return done.stdout

    def _done(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        git = find_git()
        if git is None:
            raise UsageError("git is needed for this", "install git")
        settings = (
            "-c",
            f"core.hooksPath={os.devnull}",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "protocol.ext.allow=never",
        )
        command = [git, "--no-pager", *settings, *arguments]
        try:
            return subprocess.run(  # noqa: S603 (an absolute path, a list, no shell)
                command,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ExternalError(f"git {arguments[0]} took longer than {_SECONDS} seconds") from None


def _address(repository: str) -> str:
    """An address that git reads as one, and never as an option or a helper's."""
    if _URL.fullmatch(repository):
        return repository
    folder = Path(repository).expanduser().absolute()
    if "://" in repository or "::" in repository or not folder.is_dir():
        raise UsageError(f"{repository[:200]!r} is no repository", "an https or ssh address, or a folder")
    return str(folder)


def _complaint(errors: bytes) -> str:
    """The last line of git's complaint, without user or password of an address."""
    lines = errors.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return re.sub(r"//[^/\s@]*@", "//", lines[-1])[:200]
