"""Git as the person or the CI job that runs it: their credentials, their settings, for one remote at a time.

This is the only place where git reads the caller's configuration and environment, so it is used for what the caller
asked for by name and never on the path of a pull request. Hooks stay off, and so does every transport but https, ssh
and files (http only to this machine).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tenantry.errors import ExternalError, UsageError
from tenantry.git.program import Answer, Call, Program, Silent
from tenantry.git.repository import SHORT

PATIENCE: Final = 120.0
"""Seconds without a sign of life after which a remote is given up."""

_OURS: Final = re.compile(
    r"GIT_(DIR|COMMON_DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX"
    r"|QUARANTINE_PATH|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|EXTERNAL_DIFF|ALLOW_PROTOCOL|PROTOCOL_FROM_USER"
    r"|DEFAULT_HASH|REDIRECT_STD(IN|OUT|ERR)|TRACE\w*|PUSH_OPTION\w*|INTERNAL\w*)"
)
"""Variables that say which repository git works on, or where its output goes: those are not the caller's to set."""

_SETTINGS: Final = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "fetch.prune=false",
    "fetch.writeCommitGraph=false",
    "fetch.recurseSubmodules=false",
    "push.followTags=false",
    "push.gpgSign=false",
    "push.recurseSubmodules=no",
    "gc.auto=0",
    "maintenance.auto=false",
)
_TELLING: Final = ("remote:", "fatal:", "ERROR:", "error:")
_SHOWN: Final = 400
_TRANSPORTS: Final = "https:ssh:file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Git with the settings and the environment of whoever runs the tool."""

    program: Program
    environment: Mapping[str, str] = field(repr=False)

    def run(self, *arguments: str, transports: str = _TRANSPORTS) -> Answer:
        """Runs one git command. Silent where it shows no sign of life."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        environment = {"GIT_DIR": self.program.git_dir, "GIT_WORK_TREE": self.program.top}
        environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": transports}
        environment |= self.program.overlay.environment if self.program.overlay else {}
        return self._call([*settings, *arguments], environment)

    def refuse_foreign(self) -> None:
        """UsageError where git does not trust the repository's settings, as it belongs to somebody else: they name
        programs to run. Git asks that only where it looks for the repository by itself."""
        answer = self._call(["rev-parse", "--git-dir"], {})
        if not answer.ok:
            raise UsageError(
                f"git does not trust this repository: {answer.complaint}", "see safe.directory in git-config"
            )

    def _call(self, arguments: Sequence[str], over: Mapping[str, str]) -> Answer:
        theirs = {name: value for name, value in self.environment.items() if not _OURS.fullmatch(name)}
        command = [self.program.path, "--no-pager", *arguments]
        call = Call(command, self.program.top, {**theirs, "LC_ALL": "C", **over})
        return call.answer(b"", limit=SHORT, silence=PATIENCE)

    def values(self, key: str) -> list[str]:
        """The values of a setting of git."""
        answer = self.run("config", "--null", "--get-all", key)
        return [value for value in answer.output.decode("utf-8", "replace").split("\0") if value] if answer.ok else []

    def names(self, pattern: str) -> list[str]:
        """The names of settings that a pattern fits."""
        answer = self.run("config", "--name-only", "--get-regexp", pattern)
        return sorted(set(answer.output.decode("utf-8", "replace").split())) if answer.ok else []

    def identity(self, role: str) -> str | None:
        """`Name <mail>` of the AUTHOR or COMMITTER; None where they are set nowhere (what git makes of the name of the
        machine is not taken)."""
        answer = self.run("-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT")
        found = re.fullmatch(r"([^<>\n]+ <[^<>\n]*>) \d+ [+-]\d{4}\n?", answer.output.decode("utf-8", "replace"))
        return found.group(1) if answer.ok and found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """One branch of one remote. `name` is what the user called the remote, `url` where it is."""

    caller: Caller
    name: str
    url: str = field(repr=False)
    branch: str

    @property
    def ref(self) -> str:
        """The branch in full."""
        return f"refs/heads/{self.branch}"

    def tip(self) -> str | None:
        """The commit that the branch is at; None where there is no such branch. ExternalError where it cannot be
        asked."""
        answer = self._run("ls-remote", "--", self.url, self.ref)
        if not answer.ok:
            raise ExternalError(f"{self.shown} cannot be read: {self._reason(answer)}")
        for line in answer.output.decode("ascii", "replace").splitlines():
            name, _, ref = line.partition("\t")
            if ref == self.ref:
                return name
        return None

    def fetch(self, commit: str) -> bool:
        """Gets a commit of the branch with all that belongs to it; no ref is written. False where the remote does not
        give it (any more)."""
        if self.caller.program.run(("cat-file", "-e", f"{commit}^{{tree}}"), limit=SHORT).ok:
            return True
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
        return self._run("fetch", *options, "--refmap=", "--", self.url, commit).ok

    def push(self, old: str | None, new: str) -> str | None:
        """Moves the branch from the commit `old` (None: it is new) to `new`; None where that is done, else why not.

        The remote does it only if the branch is still at `old`, and `new` has `old` as its parent: nothing is forced.
        """
        lease = f"--force-with-lease={self.ref}:{old or ''}"
        try:
            answer = self._run("push", "--porcelain", "--no-verify", lease, "--", self.url, f"{new}:{self.ref}")
        except ExternalError as silent:
            return str(silent)
        return None if answer.ok else self._reason(answer)

    @property
    def shown(self) -> str:
        """The remote as messages name it, without credentials."""
        return self._masked(self.name)

    def _run(self, *arguments: str) -> Answer:
        transports = _TRANSPORTS + (":http" if _is_here(self.url) else "")
        try:
            return self.caller.run(*arguments, transports=transports)
        except Silent:
            raise ExternalError(f"{self.shown} did not answer for {PATIENCE:.0f} seconds") from None

    def _reason(self, answer: Answer) -> str:
        """What the remote, or git, says of a failure: the lines that tell most, fit to be shown."""
        said = answer.errors.decode("utf-8", "replace").splitlines()
        refused = [line for line in answer.output.decode("utf-8", "replace").splitlines() if line.startswith("!")]
        told = [line for line in said if line.startswith(_TELLING)] or said
        told = [*(line.split("\t")[-1] for line in refused), *(line for line in told if "failed to push" not in line)]
        plain = (" ".join(line.removeprefix("remote:").split()) for line in told)
        text = self._masked(" ".join(dict.fromkeys(line for line in plain if line)))
        return (text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…") or "git gave no reason"

    def _masked(self, text: str) -> str:
        return re.sub(r"(?<=://)[^/\s@]*@", "", text)


def refuse_transport(url: str) -> None:
    """UsageError where a remote is reached by a transport that may start programs, or that anyone can listen to."""
    scheme, colons, _ = url.partition("::")
    if colons and "/" not in scheme:
        raise UsageError(f"remotes are not reached by '{scheme}::'", "use https, ssh or a path")
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme not in ("", "https", "ssh", "file") and not (scheme == "http" and _is_here(url)):
        raise UsageError(
            f"remotes are not reached by {scheme}", "use https, ssh or a path (http: only to this machine)"
        )


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname if "://" in url else None
    return host in ("localhost", "::1") or str(host).startswith("127.")
