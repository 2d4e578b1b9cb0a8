"""What a publish did, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

import click

from tenantry.model.publication import Publication, Status
from tenantry.report.escape import json_text, terminal
from tenantry.report.json import entries
from tenantry.report.plan import FORMATS as PLANS
from tenantry.report.plan import Asked
from tenantry.report.plan.json import data as plan_data
from tenantry.report.plan.outline import totals

_COLORS: Final = {Status.REFUSED: "red", Status.LOST: "red"}


def text_publication(done: Publication, asked: Asked) -> str:
    """The verdict in one line, then what identifies it; the plan where it is asked for, or stands in the way."""
    lines: list[str] = []
    if done.plan is not None and done.status in (Status.PLANNED, Status.REFUSED):
        lines.append(PLANS["text"](done.plan, asked))
    sentence = terminal(_sentence(done))
    lines.append(click.style(sentence, fg=_COLORS.get(done.status, "green"), bold=True) if asked.color else sentence)
    lines += [f"  {terminal(line)}" for line in _facts(done)]
    return "\n".join(lines) + "\n"


def json_publication(done: Publication, asked: Asked) -> str:
    """Everything, as its schema describes it."""
    del asked
    return json_text(data(done))


def data(done: Publication) -> dict[str, Any]:
    """The publish as plain data."""
    return {
        "version": 1,
        "status": done.status.value,
        "remote": done.remote,
        "place": done.place,
        "source": done.source,
        "base": done.base,
        "parent": done.parent,
        "commit": done.commit,
        "digest": done.digest,
        "tree": done.tree,
        "artifacts": done.artifacts,
        "reason": done.reason,
        "back": done.back,
        "drift": entries(done.drift),
        "retooled": asdict(done.retooled) if done.retooled else None,
        "plan": plan_data(done.plan) if done.plan is not None else None,
    }


def _sentence(done: Publication) -> str:
    where = f"{done.place} of {done.remote}" if done.remote else done.place
    verb = "Would go back to" if done.back else "Would publish"
    return {
        Status.PUBLISHED: f"{'Went back to' if done.back else 'Published'} {done.source[:12]} at {where}.",
        Status.UNCHANGED: f"Nothing new: {where} already holds what {done.source[:12]} compiles to.",
        Status.PLANNED: f"{verb} {done.source[:12]} at {where}.",
        Status.REFUSED: f"Refused: {done.reason}. Nothing is published.",
        Status.LOST: f"Lost: {done.reason}. Nothing is published.",
    }[done.status]


def _facts(done: Publication) -> Iterator[str]:
    yield f"source  {done.source}"
    if done.base is not None:
        yield f"before  {done.base}"
    if done.plan is not None:
        yield f"plan    {done.plan.digest}"
        if done.status is Status.PUBLISHED:
            yield f"        {totals(done.plan)}"
    if done.retooled is not None:
        number = done.retooled.artifacts
        differ = "artifact differs" if number == 1 else "artifacts differ"
        made = f"compiler {done.retooled.compiler} with tz database {done.retooled.tzdata}"
        yield f"tools   before by {made}; {number} {differ} for that alone"
    yield f"tree    {done.tree}"
    if done.commit is not None:
        yield f"commit  {done.commit}"
    if done.digest is not None:
        yield f"digest  {done.digest}"


FORMATS: Final[Mapping[str, Callable[[Publication, Asked], str]]] = MappingProxyType(
    {"text": text_publication, "json": json_publication}
)
