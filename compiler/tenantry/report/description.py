"""A cron expression in words for `schedule describe`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import click

from tenantry.diagnostics import Diagnostic, Severity
from tenantry.model.outputs.schedule import CronWords, Reading
from tenantry.report.escape import json_text
from tenantry.report.json import entries
from tenantry.schedule.describe import Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An expression, what is wrong with it, and how it may be read."""

    cron: str
    readings: Sequence[Description]
    diagnostics: Sequence[Diagnostic]

    @property
    def valid(self) -> bool:
        """Whether a tenant may write it so."""
        return not any(problem.severity is Severity.ERROR for problem in self.diagnostics)


def _json(described: Described, *, color: bool = False) -> str:
    del color
    readings = described.readings
    data = CronWords(
        version=1,
        cron=described.cron,
        valid=described.valid,
        readings=[Reading(days=each.rule, description=each.text) for each in readings],
        clock_changes=("running" if readings[0].running else "fixed") if readings else None,
        spread=any(each.spread for each in readings),
        diagnostics=entries(described.diagnostics),
    )
    return json_text(data.model_dump(by_alias=True))


def _text(described: Described, *, color: bool = False) -> str:
    def style(text: str, *, bold: bool = False, dim: bool = False) -> str:
        return click.style(text, bold=bold or None, dim=dim or None) if color else text

    lines = [style(each.text, bold=True) + _rule(each, described) for each in described.readings]
    lines += [f"  {style(name + ':', dim=True)} {remark}" for name, remark in _remarks(described.readings)]
    return "".join(f"{line}\n" for line in lines)


def _rule(reading: Description, described: Described) -> str:
    return f"  (with `days: {reading.rule}`)" if len(described.readings) > 1 else ""


def _remarks(readings: Sequence[Description]) -> Iterator[tuple[str, str]]:
    """What the readings have in common; the rule of a single one."""
    if len(readings) == 1 and readings[0].days:
        yield "days", readings[0].days
    for reading in readings[:1]:
        yield "clock changes", reading.clock
        if reading.spread:
            yield "spread", reading.spread


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
