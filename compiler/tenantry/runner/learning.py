"""Metadata: what an integration learns about a tenant, and tells on stdout in the form that its release declares."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tenantry.errors import UsageError
from tenantry.load import load_document
from tenantry.manifest import ConfigSchema, read_manifest


class NotMetadata(Exception):
    """The output is not what the release's schema asks for; the message says why."""


def metadata_schema(name: str, content: bytes) -> ConfigSchema | None:
    """The metadata schema of a PANDIUM.yaml, or None where it has none. UsageError where the file is broken."""
    document, problems = load_document(name, content)
    manifest = None
    if document is not None:
        manifest, more = read_manifest(document)
        problems = [*problems, *more]
    if manifest is None:
        reason = problems[0].message if problems else "it cannot be read"
        raise UsageError(f"{name} of the release is broken: {reason}")
    return manifest.metadata


def learned(schema: ConfigSchema, output: str | None) -> Mapping[str, object]:
    """The metadata in an output; nothing where it is blank. Raises NotMetadata."""
    if output is None:
        raise NotMetadata("stdout is too long to be metadata")
    if not output.strip():
        return {}
    try:
        values = json.loads(output, parse_constant=_never)
    except (ValueError, RecursionError):
        raise NotMetadata("stdout is not JSON") from None
    if not isinstance(values, dict):
        raise NotMetadata("stdout is not a JSON object")
    problems = schema.check(values)
    if problems:
        raise NotMetadata("; ".join(problem.message for problem in problems[:5]))
    return values


def _never(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
