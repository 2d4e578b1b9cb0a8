"""Gate: during a freeze no release moves, forward or back, pins included (CONTRACT §4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.gates.passage import Move, Passage, Refusal
from tenantry.model.declared import Declared, SettingsFile
from tenantry.model.declared.settings import Freeze
from tenantry.model.document import Span


def freeze(passage: Passage) -> Iterator[Refusal]:
    """Stands on each place that moves a release while a freeze of BASE lasts. Tenants that are added may come: nothing
    of theirs moves."""
    settings = judging(passage)
    if settings is None:
        return
    for index, each in enumerate(settings.model.freezes):
        if not lasts(each, settings.model.timezone, passage.as_of):
            continue
        for (integration, cause), moves in _by_place(passage.moves).items():
            problem = _refused(each, moves, cause, settings.document.at("freezes", index))
            yield Refusal(kind="freeze", integration=integration, problem=problem)


def judging(passage: Passage) -> Declared[SettingsFile] | None:
    """The settings whose freezes hold: BASE's where it has any, so that no change ends a freeze for itself."""
    for state in (passage.before, passage.after):
        if state.declarations is not None and state.declarations.settings.model.freezes:
            return state.declarations.settings
    return None


def lasts(each: Freeze, default_zone: str, at: datetime) -> bool:
    """Whether a freeze lasts at an instant."""
    return each.begins(default_zone) <= at < each.ends(default_zone)


def _by_place(moves: Sequence[Move]) -> dict[tuple[str, Span], list[Move]]:
    found: dict[tuple[str, Span], list[Move]] = {}
    for move in moves:
        found.setdefault((move.integration, move.cause), []).append(move)
    return found


def _refused(each: Freeze, moves: Sequence[Move], cause: Span, place: Span) -> Diagnostic:
    first = moves[0]
    many = f"{first.tenant} and {len(moves) - 1} more" if len(moves) > 1 else first.tenant
    return Diagnostic(
        code=codes.RELEASE_FROZEN,
        message=f"this moves the release of {many} during the freeze '{each.name}' ({each.reason})",
        span=cause,
        help=f"wait until {each.to}, or commit an override that allows `freeze`, with reason, owner and end",
        related=(Related(f"freeze {each.name}", place),),
        tenants=tuple(move.tenant for move in moves),
    )
