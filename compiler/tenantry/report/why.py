"""Why a tenant runs what it runs, and what keeps it from another release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.document import Span
from tenantry.model.outputs.why import Link, Why, WhyNot
from tenantry.model.resolved import Installation
from tenantry.report.escape import json_text, terminal
from tenantry.report.rollout import gate_state, utc
from tenantry.rollouts import Refusals


def _why_json(installation: Installation, *, color: bool = False) -> str:
    del color
    release = installation.release
    data = Why(
        version=1,
        tenant=installation.id,
        release=release.version,
        channel=release.channel,
        pinned=release.pin is not None,
        wave=release.wave,
        chain=[
            Link(path=each.span.path, line=each.span.line, column=each.span.column, note=each.note)
            for each in installation.origins["release"]
        ],
    )
    return json_text(data.model_dump(by_alias=True))


def _why_text(installation: Installation, *, color: bool = False) -> str:
    head = terminal(f"{installation.id} runs {installation.release.version}{_by(installation)}")
    lines = [click.style(head, bold=True) if color else head]
    for each in installation.origins["release"]:
        lines += [f"  {terminal(each.note)}", f"      {terminal(_place(each.span))}"]
    return "".join(f"{line}\n" for line in lines)


def _by(installation: Installation) -> str:
    release = installation.release
    if release.pin is not None:
        reason = f": {release.pin.reason}" if release.pin.reason else ""
        return f", pinned{' until ' + release.pin.until if release.pin.until else ''}{reason}"
    wave = f" and wave {release.wave}" if release.wave else ""
    return f", by channel {release.channel}{wave}"


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def _not_json(found: Refusals, *, color: bool = False) -> str:
    del color
    data = WhyNot(
        version=1,
        tenant=found.tenant,
        release=found.release,
        runs=found.runs,
        gates=[gate_state(gate) for gate in found.gates],
        possible=utc(found.possible) if found.possible else None,
    )
    return json_text(data.model_dump(by_alias=True))


def _not_text(found: Refusals, *, color: bool = False) -> str:
    def style(text: str, **how: bool | str) -> str:
        return click.style(text, **how) if color else text  # type: ignore[arg-type]

    lines = [style(terminal(_verdict(found)), bold=True)]
    for gate in found.gates:
        mark = style("open  ", fg="green") if gate.open else style("closed", fg="red")
        lines += [f"  {mark} {terminal(f'{gate.name}: {gate.says}')}", f"         {terminal(_place(gate.place))}"]
    lines += [f"  {terminal(line)}" for line in _when(found)]
    return "".join(f"{line}\n" for line in lines)


def _verdict(found: Refusals) -> str:
    if found.runs == found.release:
        return f"{found.tenant} runs {found.release} already"
    return f"{found.tenant} runs {found.runs}, not {found.release}"


def _when(found: Refusals) -> Iterator[str]:
    if found.possible is not None:
        yield f"possible from {utc(found.possible)}, if each step is taken as soon as it may be"


WHY: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _why_text, "json": _why_json})
WHY_NOT: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _not_text, "json": _not_json})
