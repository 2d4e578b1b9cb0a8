"""The git program where it reaches out, as the person who runs it: with their credentials, over https, ssh or from a
folder, and nothing else. The rest of this package stays at home."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError, UsageError
from tenantry.git.program import find_git

URL: Final = re.compile(r"(https|ssh)://[^\s'\"]+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:[^\s'\"]+")
"""An address that git reads as one, and never as an option or a helper's."""
_SECONDS: Final = 300
_KEPT: Final = ("HOME", "PATH", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "SSL_CERT_FILE", "GIT_SSL_CAINFO", "LANG")
_CLOSED: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
_SETTINGS: Final = (f"core.hooksPath={os.devnull}", "core.fsmonitor=false", "protocol.ext.allow=never", "gc.auto=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """The git program in a folder of ours; `environment` is the caller's, of which git gets what it needs."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)

    def run(self, *arguments: str) -> bytes:
        """What a command prints. ExternalError where it fails."""
        done = self.done(*arguments)
        if done.returncode:
            raise ExternalError(f"git {arguments[0]} failed: {complaint(done.stderr)}")
        return done.stdout

    def done(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """A command that may fail. UsageError where there is no git, ExternalError where it takes too long."""
        git = find_git()
        if git is None:
            raise UsageError("git is needed for this", "install git")
        kept = {name: self.environment[name] for name in _KEPT if name in self.environment}
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        try:
            return subprocess.run(  # noqa: S603 (an absolute path, a list, no shell)
                [git, "--no-pager", *settings, *arguments],
                cwd=self.folder,
                env={**kept, **_CLOSED},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ExternalError(f"git {arguments[0]} took longer than {_SECONDS} seconds") from None


def complaint(errors: bytes) -> str:
    """The last line of git's complaint, without user or password of an address."""
    lines = errors.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return re.sub(r"//[^/\s@]*@", "//", lines[-1])[:200]
