"""Runs git so that nothing in a repository, a home folder or the environment decides what happens (DESIGN §5).

The repository may be hostile, its configuration too. Whatever could start a program (fsmonitor, hooks, ssh, remote
helpers, filters) is switched off here, or belongs to a command that is never run: no diff, status, archive, checkout.
"""

from __future__ import annotations

import os
import select
import selectors
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final

from tenantry.errors import UsageError

FOLDERS: Final = (
    "/usr/local/bin",
    "/usr/bin",
    "/bin",
    "/opt/homebrew/bin",
    "/opt/local/bin",
    "/run/current-system/sw/bin",
)
"""Where git is looked for. The caller's PATH is not asked: a folder of the repository may stand on it."""

SILENCE: Final = 60.0
"""Seconds without a sign of life after which git is stopped."""

_ENVIRONMENT: Final[Mapping[str, str]] = {
    "HOME": "/nonexistent",
    "XDG_CONFIG_HOME": "/nonexistent",
    "PATH": os.pathsep.join(FOLDERS),
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # since git 2.45; before, the next line makes the fetch fail
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    f"core.excludesFile={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.sshCommand=false",  # the program, which fails
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "core.warnAmbiguousRefs=true",
    "core.bigFileThreshold=1m",  # larger blobs are streamed, not held in memory
)
_ERRORS: Final = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What git said. `cut` says that there was more output than wanted, and git was stopped; `errors` is what it
    complained, up to a limit, as it came."""

    ok: bool
    output: bytes = field(repr=False)
    complaint: str
    cut: bool = False
    errors: bytes = field(repr=False, default=b"")


class Silent(Exception):
    """A program showed no sign of life for longer than it may, and was stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A folder of objects in front of a repository's own: what is written goes there, what is read may be in either."""

    folder: str
    behind: str

    @property
    def environment(self) -> dict[str, str]:
        """What makes git see both."""
        behind = self.behind
        if behind.startswith('"') or os.pathsep in behind:  # as git quotes paths in this list
            behind = '"' + behind.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return {"GIT_OBJECT_DIRECTORY": self.folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": behind}


def find_git() -> str | None:
    """The absolute path of the git program, or None where there is none."""
    paths = (os.path.join(folder, "git") for folder in FOLDERS)
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The git program, bound to one repository: `git_dir` is its .git (a folder, or the file of a worktree)."""

    path: str
    git_dir: str
    top: str
    folder: str
    overlay: Overlay | None = None

    def run(self, arguments: Sequence[str | bytes], *, given: bytes = b"", limit: int) -> Answer:
        """Runs one git command in `folder` with `given` as its input; reads at most `limit` bytes of output.

        Raises UsageError where git cannot be started or shows no sign of life.
        """
        environment = {**_ENVIRONMENT, "GIT_DIR": self.git_dir, "GIT_WORK_TREE": self.top}
        environment |= self.overlay.environment if self.overlay else {}
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        command = [self.path, "--no-pager", *settings, *arguments]
        try:
            return Call(command, self.folder, environment).answer(given, limit=limit, silence=SILENCE)
        except Silent:
            raise UsageError(f"git did not answer for {SILENCE:.0f} seconds") from None


@dataclass(frozen=True, slots=True)
class Call:
    """One command of git, with where and in which environment it runs."""

    command: Sequence[str | bytes]
    folder: str
    environment: Mapping[str, str] = field(repr=False)

    def answer(self, given: bytes, *, limit: int, silence: float) -> Answer:
        """Runs it. UsageError where it cannot be started, Silent after `silence` seconds without a sign of life."""
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(  # noqa: S603 (an absolute path, a list, no shell)
                self.command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=self.folder, env=self.environment
            )
        except OSError as error:
            raise UsageError(f"git cannot be started: {error.strerror}") from None
        with process:
            try:
                output, errors = _talk(process, given, limit, silence)
            except BaseException:
                process.kill()
                raise
            cut = len(output) > limit
            if cut:
                process.kill()
        return Answer(
            ok=process.returncode == 0, output=output[:limit], complaint=_line(errors), cut=cut, errors=errors
        )


def _talk(process: subprocess.Popen[bytes], given: bytes, limit: int, silence: float) -> tuple[bytes, bytes]:
    """Feeds git and reads both of its outputs at once, so that no full pipe stops it."""
    output, errors = bytearray(), bytearray()
    rest = memoryview(given)
    feeding, speaking, complaining = process.stdin, process.stdout, process.stderr
    if feeding is None or speaking is None or complaining is None:
        raise ValueError("git must be started with pipes")
    with selectors.DefaultSelector() as waiting:
        waiting.register(feeding, selectors.EVENT_WRITE)
        waiting.register(speaking, selectors.EVENT_READ, output)
        waiting.register(complaining, selectors.EVENT_READ, errors)
        while waiting.get_map() and len(output) <= limit:
            ready = waiting.select(silence)
            if not ready:
                raise Silent
            for key, _ in ready:
                if key.data is None:
                    rest = _feed(feeding, rest, waiting)
                elif chunk := os.read(key.fd, 1 << 16):
                    key.data.extend(chunk if key.data is output else chunk[: _ERRORS - len(errors)])
                else:
                    waiting.unregister(key.fileobj)
    return bytes(output), bytes(errors)


def _feed(stream: IO[bytes], rest: memoryview, waiting: selectors.BaseSelector) -> memoryview:
    """Writes what a pipe takes without blocking; closes it after the last byte, or where git reads no more."""
    try:
        rest = rest[os.write(stream.fileno(), rest[: select.PIPE_BUF]) :]
    except BrokenPipeError:
        rest = rest[:0]
    if not rest:
        waiting.unregister(stream)
        stream.close()
    return rest


def _line(errors: bytes) -> str:
    """The first line of git's complaint, fit to be shown."""
    text = errors.decode("ascii", "backslashreplace").strip().partition("\n")[0]
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]
