"""Options of targets that start `tenantry run` on a host: texts that a shell takes as they are."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from tenantry.model.declared.base import Text, problem


def _path(text: str) -> str:
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*", text):
        raise problem("is not an absolute path", "letters, digits, . _ - and / only")
    return text


def _command(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._/= -]+", text):
        raise problem("has characters that cron or a shell would read", "letters, digits, . _ - = / and spaces only")
    return text


HostPath = Annotated[str, AfterValidator(_path)]
Command = Annotated[Text, AfterValidator(_command)]
