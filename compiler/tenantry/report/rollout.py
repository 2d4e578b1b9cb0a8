"""Rollouts for `rollout status`: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.outputs.rollout import GateState, NextStep, RolloutState, RolloutStatus, WaveState
from tenantry.report.escape import json_text, terminal
from tenantry.rollouts import Gate, Progress
from tenantry.schedule.duration import duration_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A rollout, its gates, and the first instant at which it may go on (None: somebody must act)."""

    progress: Progress
    gates: Sequence[Gate]
    possible: datetime | None

    @property
    def open(self) -> bool:
        """Whether it may go on now."""
        return all(gate.open for gate in self.gates)


def utc(instant: datetime) -> str:
    """An instant for programs and people: UTC, whole seconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(standings: Sequence[Standing], *, as_of: datetime, color: bool = False) -> str:
    del color
    data = RolloutStatus(version=1, as_of=utc(as_of), rollouts=[_state(each) for each in standings])
    return json_text(data.model_dump(by_alias=True))


def _state(standing: Standing) -> RolloutState:
    found = standing.progress
    file = found.rollout.model
    return RolloutState(
        **{"from": file.from_},
        integration=found.integration,
        channel=found.channel,
        to=file.to,
        reached=file.reached,
        since=file.since,
        tenants=found.total,
        waves=[
            WaveState(
                name=each.wave.name, reached=each.reached, soak_seconds=each.wave.soak, tenants=list(each.tenants)
            )
            for each in found.waves
        ],
        left=list(found.left),
        gates=[gate_state(gate) for gate in standing.gates],
        next=NextStep(
            step="advance" if found.next else "finish",
            wave=found.next.wave.name if found.next else None,
            open=standing.open,
            possible=utc(standing.possible) if standing.possible else None,
        ),
    )


def gate_state(gate: Gate) -> GateState:
    """A gate as JSON has it."""
    place = {"path": gate.place.path, "line": gate.place.line, "column": gate.place.column}
    opens = utc(gate.opens) if gate.opens else None
    return GateState(name=gate.name, open=gate.open, says=gate.says, opens=opens, place=place)


def _text(standings: Sequence[Standing], *, as_of: datetime, color: bool = False) -> str:
    def style(text: str, **how: bool | str) -> str:
        return click.style(text, **how) if color else text  # type: ignore[arg-type]

    if not standings:
        return "no rollout is under way\n"
    parts = []
    for standing in standings:
        found = standing.progress
        file = found.rollout.model
        head = f"{found.integration} {found.channel}: {file.from_} → {file.to}, {found.total} tenants"
        lines = [style(terminal(head), bold=True), *_waves(found)]
        for gate in standing.gates:
            mark = style("open  ", fg="green") if gate.open else style("closed", fg="red")
            lines.append(f"  {mark} {terminal(f'{gate.name}: {gate.says}')}")
        lines.append(f"  next: {terminal(_next(standing, as_of))}")
        parts.append("".join(f"{line}\n" for line in lines))
    return "\n".join(parts)


def _waves(found: Progress) -> Iterator[str]:
    width = max(len(each.wave.name) for each in found.waves)
    for each in found.waves:
        soak = f", soaks {duration_text(each.wave.soak)}" if each.wave.soak else ""
        since = f", since {found.rollout.model.since}" if each is found.last else ""
        mark = "●" if each.reached else "○"
        many = "tenant" if len(each.tenants) == 1 else "tenants"
        yield terminal(f"  {mark} {each.wave.name.ljust(width)}  {len(each.tenants):4} {many}{soak}{since}")
    if found.left:
        yield f"  ○ {'(at the end)'.ljust(width)}  {len(found.left):4} that no wave selects"


def _next(standing: Standing, as_of: datetime) -> str:
    step = f"wave {standing.progress.next.wave.name}" if standing.progress.next else "finish"
    if standing.possible is None:
        return f"{step}, once somebody opens what is closed"
    return f"{step}, possible {'now' if standing.possible <= as_of else 'from ' + utc(standing.possible)}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
