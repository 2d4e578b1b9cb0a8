"""Options of the targets that start `tenantry run` on a host."""

from __future__ import annotations

import re
import shlex
from typing import Annotated, Final

from pydantic import AfterValidator

from tenantry.model.declared.base import Text, problem

_PROGRAM: Final = "a program's path or name of letters, digits and . _ / + -, then its arguments"


def _user(text: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", text):
        raise problem("is not the name of a user", "as useradd takes it: lower-case letters, digits, _ and -")
    return text


def _path(text: str) -> str:
    if not text.startswith("/") or not text.isprintable() or "/../" in f"{text}/":
        raise problem("is not an absolute path", "begin with /, without `..`, control characters and line breaks")
    return text


def _command(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        raise problem("has a quotation mark that is not closed", _PROGRAM) from None
    if not text.isprintable():
        raise problem("holds control characters or line breaks", _PROGRAM)
    if not words or not re.fullmatch(r"/?[A-Za-z0-9_][A-Za-z0-9._/+-]*", words[0]):
        raise problem("does not begin with a program", _PROGRAM)
    return text


User = Annotated[str, AfterValidator(_user)]
HostPath = Annotated[str, AfterValidator(_path)]
"""An absolute path on the host; any character that is printable, so every format must quote it."""
Command = Annotated[Text, AfterValidator(_command)]
"""A program and its arguments, quoted as for a shell, which never reads them: see `words`."""


def words(command: str) -> list[str]:
    """The program and its arguments."""
    return shlex.split(command)
