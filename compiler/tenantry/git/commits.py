"""One commit of somebody else's repository, for those who run its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git.outward import URL, Outward, complaint

_FOLDER: Final = re.compile(r"(file://)?/[^\0\n]*")


def fetch_commit(address: str, commit: str, *, folder: Path, environment: Mapping[str, str]) -> None:
    """Brings a commit into the repository kept in `folder`, which is made if need be. Where it is there, nobody is
    asked. One caller at a time may use the folder.

    UsageError where the address is none or git is missing, ExternalError where the commit cannot be had.
    """
    if not (URL.fullmatch(address) or _FOLDER.fullmatch(address)):
        raise UsageError(f"{address[:200]!r} is no address of a repository", "an https or ssh address, or a folder")
    git = Outward(folder=folder, environment=environment)
    if not (folder / ".git" / "HEAD").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        git.run("init", "--quiet", "--template=", str(folder))
    if _has(git, commit):
        return
    for left in (folder / ".git").rglob("*.lock"):
        left.unlink(missing_ok=True)  # of a git that was killed: the caller lets one at a time in
    options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--update-shallow")
    kept = f"+{commit}:refs/tenantry/{commit}"
    done = git.done("fetch", *options, "--depth=1", "--end-of-options", address, kept)
    if done.returncode and not _has(git, commit):  # a server that hands out what has a name, and nothing else
        done = git.done("fetch", *options, "--end-of-options", address, "+refs/heads/*:refs/tenantry/heads/*")
    if not _has(git, commit):
        reason = complaint(done.stderr) if done.returncode else "no branch has it"
        raise ExternalError(f"commit {commit[:12]} cannot be had from its repository: {reason}")


def _has(git: Outward, commit: str) -> bool:
    return git.done("cat-file", "-e", "--end-of-options", f"{commit}^{{tree}}").returncode == 0
