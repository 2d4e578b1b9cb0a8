"""Small repositories compiled in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tenantry.diagnostics import Diagnostic
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot

AS_OF = datetime(2026, 11, 24, tzinfo=UTC)
BASE = Path(__file__).resolve().parent / "diagnostics" / "base"


def base_files() -> dict[str, bytes]:
    """The small base repository that the diagnostic pages stand on."""
    return {str(path.relative_to(BASE)): path.read_bytes() for path in sorted(BASE.rglob("*.yaml"))}


def compile_base(files: Mapping[str, str | None], *, as_of: datetime = AS_OF) -> Compiled:
    """The base repository with these files laid over it; None removes one."""
    content = base_files()
    for path, text in files.items():
        if text is None:
            del content[path]
        else:
            content[path] = text.encode()
    return compile_snapshot(Snapshot(files=dict(sorted(content.items()))), as_of=as_of)


def installation(files: Mapping[str, str | None], tenant: str = "orders/acme") -> Installation:
    """One tenant of the base repository with these files laid over it, which must have no error."""
    result = compile_base(files)
    assert not result.failed, shown(result)
    return next(each for each in result.installations if each.id == tenant)


def shown(result: Compiled) -> list[str]:
    """The diagnostics as one line each."""
    return [line(problem) for problem in result.diagnostics]


def line(problem: Diagnostic) -> str:
    """Code, place and message of a diagnostic."""
    span = problem.span
    place = f"{span.path}:{span.line}:{span.column}-{span.end_line}:{span.end_column}"
    return f"{problem.code.id} {place} {problem.message}"


def artifact(result: Compiled, path: str) -> bytes:
    """The content of one artifact."""
    return next(each.content for each in result.artifacts if each.path == path)
