"""Options of targets that start `tenantry run` on a host."""

from __future__ import annotations

import re
import shlex
from typing import Annotated, Final

from pydantic import AfterValidator

from tenantry.model.declared.base import Text, problem

_PROGRAM: Final = "a program's path or name of letters, digits and . _ / + -, then its arguments"


def _path(text: str) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*", text):
        raise problem("is not an absolute path", "letters, digits, . _ - and / only")
    return text


def _command(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._/= -]+", text):
        raise problem("has characters that cron or a shell would read", "letters, digits, . _ - = / and spaces only")
    return text


def _user(text: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", text):
        raise problem("is not the name of a user", "as useradd takes it: lower-case letters, digits, _ and -")
    return text


def _quoted_path(text: str) -> str:
    if not text.startswith("/") or not text.isprintable() or "/../" in f"{text}/":
        raise problem("is not an absolute path", "begin with /, without `..`, control characters and line breaks")
    return text


def _quoted_command(text: str) -> str:
    try:
        found = shlex.split(text)
    except ValueError:
        raise problem("has a quotation mark that is not closed", _PROGRAM) from None
    if not text.isprintable():
        raise problem("holds control characters or line breaks", _PROGRAM)
    if not found or not re.fullmatch(r"/?[A-Za-z0-9_][A-Za-z0-9._/+-]*", found[0]):
        raise problem("does not begin with a program", _PROGRAM)
    return text


HostPath = Annotated[str, AfterValidator(_path)]
"""A path that a shell takes as it is."""
Command = Annotated[Text, AfterValidator(_command)]
"""A command that a shell takes as it is."""
User = Annotated[str, AfterValidator(_user)]
QuotedPath = Annotated[str, AfterValidator(_quoted_path)]
"""A path of any printable characters, for formats that quote it."""
QuotedCommand = Annotated[Text, AfterValidator(_quoted_command)]
"""A program and its arguments, quoted as for a shell, for formats that quote each of its `words` anew."""


def words(command: str) -> list[str]:
    """The program and its arguments."""
    return shlex.split(command)
