"""Waves that a rollout begins with, from a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from tenantry.errors import UsageError
from tenantry.load import load_document
from tenantry.model.declared import Wave

_HELP = "write `waves:` and a list, as in a rollout's file"


def read_waves(path: str, content: bytes) -> Sequence[dict[str, Any]]:
    """The list under `waves` as plain data. UsageError where the file cannot be read or holds anything else."""
    document, problems = load_document(path, content)
    if document is None or problems:
        first = problems[0]
        raise UsageError(f"{path}:{first.span.line}:{first.span.column}: {first.message}", first.help)
    waves = document.get("waves")
    if not isinstance(waves, list) or not waves or document.data != {"waves": waves}:
        raise UsageError(f"{path} holds no waves", _HELP)
    for index, wave in enumerate(waves):
        try:
            Wave.model_validate(wave)
        except ValidationError as refused:
            place = document.at("waves", index)
            raise UsageError(f"{path}:{place.line}:{place.column}: {refused.errors()[0]['msg']}", _HELP) from None
    return waves
