"""Target: one CSV file for each integration that says who syncs when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.model.resolved import Installation
from tenantry.targets import Target, Work

_COLUMNS: Final = ("tenant", "cron", "timezone", "paused", "release")


class Options(Strict):
    """How the charts are laid out."""

    rows: Annotated[int, Field(ge=1, le=1000)] = Field(default=50, description="Rows that fit on a chart. Default: 50.")


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Integrations with more tenants than rows."""
    del as_of
    options: Options = work.options
    for integration, installations in work.by_integration.items():
        if len(installations) > options.rows:
            yield Diagnostic(
                code=codes.ARTIFACT_TOO_LARGE,
                message=f"the chart of {integration} has {options.rows} rows, and {len(installations)} tenants",
                span=work.option("rows"),
                help="set the option `rows` of target wallchart",
                tenants=tuple(installation.id for installation in installations),
            )


def render(work: Work) -> Iterator[Artifact]:
    """A chart for each integration."""
    for integration, installations in work.by_integration.items():
        path = f"wallchart/{integration}.csv"
        yield Artifact(path=path, content=_chart(installations), target=work.target, tenant=None)


def _chart(installations: Sequence[Installation]) -> bytes:
    """The csv module quotes what needs it: no text of a tenant can add a cell."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for installation in installations:
        schedule = installation.schedule
        paused = "paused" if schedule.paused else ""
        cron = " / ".join(schedule.meaning.cron)
        rows.writerow([installation.id, cron, schedule.timezone, paused, installation.release.version])
    return text.getvalue().encode()


TARGET = Target(
    name="wallchart",
    title="A table of who syncs when, for each integration",
    options=Options,
    limits=("`days: both` cannot be told from `days: either`.",),
    check=check,
    render=render,
)
