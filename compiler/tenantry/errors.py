"""What stops a command without being a problem of the config repository."""

from __future__ import annotations


class UsageError(Exception):
    """The command was asked for something that it cannot do: exit code 2. `help` says what to do instead."""

    def __init__(self, message: str, help_text: str | None = None) -> None:
        super().__init__(message)
        self.help = help_text


class ExternalError(Exception):
    """A system outside failed, such as a vault or a git remote: exit code 6."""
