"""One file of somebody else's repository at a tag, for people who record a release."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git.outward import URL, Outward, complaint

_TAG: Final = re.compile(r"(?!.*(\.\.|@\{|//|\.lock$|\.$|/$))[A-Za-z0-9][A-Za-z0-9._+/@-]{0,249}")
_LARGEST: Final = 1 << 20


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
    with tempfile.TemporaryDirectory(prefix="tenantry-") as folder:
        git = Outward(folder=Path(folder), environment=environment)
        git.run("init", "--bare", "--quiet", folder)
        reference = f"refs/tags/{tag}"
        _fetch(git, _address(repository), f"+{reference}:{reference}", tag)
        commit = git.run("rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}").decode().strip()
        seconds = git.run("show", "--no-patch", "--no-show-signature", "--format=%ct", "--end-of-options", commit)
        committed_at = datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")
        return Tagged(commit=commit, committed_at=committed_at, content=_file(git, commit, path))


def _fetch(git: Outward, address: str, refspec: str, tag: str) -> None:
    options = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
    done = git.done("fetch", *options, "--end-of-options", address, refspec)
    if b"couldn't find remote ref" in done.stderr:
        raise UsageError(f"the repository has no tag '{tag}'", "name a tag that is pushed")
    if done.returncode:
        raise ExternalError(f"the repository cannot be read: {complaint(done.stderr)}")


def _file(git: Outward, commit: str, path: str) -> bytes:
    done = git.done("cat-file", "blob", f"{commit}:{path}")
    if done.returncode:
        raise UsageError(f"there is no file '{path}' at that tag", "set `source.path` of the integration")
    if len(done.stdout) > _LARGEST:
        raise UsageError(f"'{path}' is larger than 1 MiB")
    return done.stdout


def _address(repository: str) -> str:
    """An address that git reads as one, and never as an option or a helper's."""
    if URL.fullmatch(repository):
        return repository
    folder = Path(repository).expanduser().absolute()
    if "://" in repository or "::" in repository or not folder.is_dir():
        raise UsageError(f"{repository[:200]!r} is no repository", "an https or ssh address, or a folder")
    return str(folder)
