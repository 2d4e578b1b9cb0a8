"""The remote and the branch that were asked for, found and checked."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.git import Repository
from tenantry.git.push import Caller, Remote, refuse_transport

_SCP: Final = re.compile(r"[A-Za-z0-9_.@-]+:[^:].*")


def find_remote(caller: Caller, name: str, branch: str, *, folder: Path) -> Remote:
    """The remote that `name` names, which is one of git's remotes, a URL, or a path relative to `folder`."""
    caller.refuse_foreign()
    url = _url(caller, name, folder)
    refuse_transport(url)
    return Remote(caller=caller, name=name, url=url, branch=branch)


def check_branch(repository: Repository, branch: str) -> str:
    """The short name of a branch. UsageError where git lets no branch have it."""
    name = branch.removeprefix("refs/heads/")
    if name.startswith("-") or not name.isprintable() or not repository.may_name(f"refs/heads/{name}"):
        raise UsageError(f"{name[:100]!r} cannot name a branch")
    return name


def _url(caller: Caller, name: str, folder: Path) -> str:
    if not name or name.startswith("-") or not name.isprintable():
        raise UsageError(f"{name[:100]!r} cannot name a remote")
    known = caller.values(f"remote.{name}.pushurl") or caller.values(f"remote.{name}.url") if _plain(name) else []
    if known:
        return _placed(known[0], Path(caller.program.top))
    if "://" in name or "::" in name or (folder / name).is_dir() or _SCP.fullmatch(name):
        return _placed(name, folder)
    names = [line.split(".", 1)[1].rpartition(".")[0] for line in caller.names(r"^remote\..*\.url$")]
    hint = nearest(name, names) if names else "name one with --remote, by its URL or as git remote calls it"
    raise UsageError(f"there is no remote '{name}'", hint)


def _placed(url: str, folder: Path) -> str:
    """A path made absolute; a URL as it is."""
    local = "://" not in url and "::" not in url and (os.path.isabs(url) or (folder / url).is_dir())
    return os.path.abspath(folder / url) if local else url


def _plain(name: str) -> bool:
    return "://" not in name and "\n" not in name
