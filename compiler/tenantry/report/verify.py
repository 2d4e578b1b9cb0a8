"""What a verification found, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import click

from tenantry.model.publication import Check, Verdict, Verification
from tenantry.report.escape import json_text, terminal

_SHOWN: Final = 20
_WORDS: Final = {
    Verdict.OK: ("ok", "green"),
    Verdict.FAILED: ("FAILED", "red"),
    Verdict.UNCHECKED: ("unchecked", "yellow"),
}


def text_verification(found: Verification, *, color: bool = False) -> str:
    """One line for each check, with what is wrong below it."""
    lines = [line for check in found.checks for line in _lines(check, color=color)]
    verdict = (
        "does not match" if found.failed else "verified, but for what is unchecked" if found.unchecked else "verified"
    )
    return "\n".join([*lines, f"{terminal(found.subject)}: {verdict}"]) + "\n"


def json_verification(found: Verification, *, color: bool = False) -> str:
    """Everything, as its schema describes it."""
    del color
    return json_text(data(found))


def data(found: Verification) -> dict[str, Any]:
    """The verification as plain data."""
    return {
        "version": 1,
        "subject": found.subject,
        "verified": not found.failed,
        "source": found.source,
        "digest": found.digest,
        "checks": [
            {"name": check.name, "verdict": check.verdict.value, "message": check.message, "lines": list(check.lines)}
            for check in found.checks
        ],
    }


def _lines(check: Check, *, color: bool) -> list[str]:
    word, hue = _WORDS[check.verdict]
    head = f"{check.name + ':':12} {click.style(word, fg=hue, bold=True) if color else word}, {terminal(check.message)}"
    more = [f"  … and {len(check.lines) - _SHOWN} more"] if len(check.lines) > _SHOWN else []
    return [head, *(f"  {terminal(line)}" for line in check.lines[:_SHOWN]), *more]


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {"text": text_verification, "json": json_verification}
)
