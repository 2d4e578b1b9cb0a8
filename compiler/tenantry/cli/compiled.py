"""How commands come to a compiled repository: find the root, read a state, compile it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import click

from tenantry.cli.common import Common, colored, say
from tenantry.declare.layout import Kind, place
from tenantry.diagnostics import Diagnostic
from tenantry.diagnostics.secret import places
from tenantry.errors import UsageError
from tenantry.model.compiled import Compiled
from tenantry.model.shared import ALONE, Shared
from tenantry.model.snapshot import Snapshot
from tenantry.report import FORMATS, Report
from tenantry.report.report import SourceLine
from tenantry.report.text import problems
from tenantry.source import find_root, read_commit, read_worktree

YEARS: Final = range(1970, 9001)
"""Years of times that may be given: before them zones are uncertain, after them Python's calendar soon ends."""
_SOME: Final = 20


def repository(common: Common) -> Path:
    """The root of the config repository."""
    return find_root(common.directory or Path.cwd())


def compiled(
    root: Path,
    *,
    ref: str | None = None,
    as_of: datetime | None = None,
    only: Sequence[str] = (),
    shared: Shared = ALONE,
) -> Compiled:
    """The worktree, or the commit that `ref` names, compiled; dates are judged at `as_of`, else now. Two states that
    are compared are compiled with one `shared`."""
    from tenantry.pipeline import compile_snapshot  # noqa: PLC0415  half of the start, for what is not yet known

    snapshot, found = read(root, ref)
    result = compile_snapshot(snapshot, as_of=as_of or datetime.now(UTC), found=found, only=only, shared=shared)
    say_made(len(result.installations), len(result.artifacts))
    return result


def read(root: Path, ref: str | None) -> tuple[Snapshot, list[Diagnostic]]:
    """The worktree, or the commit that `ref` names, and the problems of reading it."""
    say(f"reading {'the worktree' if ref is None else ref} of {root}")
    snapshot, found = read_commit(root, ref) if ref is not None else read_worktree(root)
    say_read(snapshot)
    return snapshot, found


def say_read(snapshot: Snapshot) -> None:
    """Tells what was read."""
    state = f"commit {snapshot.commit}{', changed since' if snapshot.dirty else ''}" if snapshot.commit else "no commit"
    say(f"read {len(snapshot.files)} files, {state}")


def say_made(tenants: int, artifacts: int) -> None:
    """Tells what came of a state."""
    say(f"resolved {tenants} tenants, rendered {artifacts} artifacts")


def report_of(result: Compiled, diagnostics: Sequence[Diagnostic] | None = None) -> Report:
    """The diagnostics (all, or these) with the counts around them."""
    return Report(
        diagnostics=result.diagnostics if diagnostics is None else diagnostics,
        tenants=_count(result, Kind.TENANT),
        integrations=_count(result, Kind.INTEGRATION),
        files=len(result.snapshot.files),
        source_line=source_lines(lambda path: result.snapshot.files.get(path, b"")),
        secrets=places(result.diagnostics),
    )


def _count(result: Compiled, kind: Kind) -> int:
    """How many files of a kind there are, broken ones too."""
    return sum(1 for path in result.snapshot.files if (at := place(path)) is not None and at.kind is kind)


def complain(common: Common, result: Compiled) -> None:
    """Problems as text on stderr, where stdout is for data; nothing where there are none."""
    print_problems(common, report_of(result))


def print_problems(common: Common, report: Report) -> None:
    """As above, of a report."""
    if report.diagnostics:
        color = colored(common, err=True)
        click.echo(FORMATS["text"](report, color=color), err=True, nl=False, color=color)


def warn(common: Common, diagnostics: Sequence[Diagnostic]) -> None:
    """Problems of what is not a file of the config repository, as text on stderr; -v shows all of many."""
    color = colored(common, err=True)
    some = diagnostics if common.verbose else diagnostics[:_SOME]
    shown = Report(diagnostics=some, tenants=0, integrations=0, files=0, source_line=lambda *_: None)
    click.echo(problems(shown, color=color), err=True, nl=False, color=color)
    if len(some) < len(diagnostics):
        click.echo(f"… and {len(diagnostics) - len(some)} more (-v shows all)", err=True)


def instant(text: str | None) -> datetime | None:
    """An `--as-of` or `--from`: an ISO date or time, UTC where it names no zone."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a time", "write it as in 2026-11-24 or 2026-11-24T09:00:00Z") from None
    if time.year not in YEARS:
        raise UsageError(f"'{text}' lies outside of the years {YEARS[0]} to {YEARS[-1]}")
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def source_lines(content: Callable[[str], bytes]) -> SourceLine:
    """Lines of files, of which `content` gives the bytes."""

    @lru_cache(maxsize=4)
    def lines(path: str) -> list[str]:
        return content(path)[: 1 << 20].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")

    def line(path: str, number: int) -> str | None:
        return lines(path)[number - 1] if number <= len(lines(path)) else None

    return line
