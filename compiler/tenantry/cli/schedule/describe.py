"""`tenantry schedule describe`."""

from __future__ import annotations

import click

from tenantry.cli.common import Common, colored, common_options, format_of
from tenantry.diagnostics import Diagnostic
from tenantry.model.document import Span
from tenantry.report.description import FORMATS, Described
from tenantry.report.report import Report
from tenantry.report.text import problems
from tenantry.resolve.schedule import CODES
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.describe import describe
from tenantry.schedule.meaning import DayRule

_PLACE = "cron"
_KEY = "integration/tenant"


@click.command("describe")
@click.argument("cron")
@click.option(
    "--days", type=click.Choice([rule.value for rule in DayRule]), help="How two restricted day fields combine."
)
@common_options
def command(cron: str, days: str | None, common: Common) -> int:
    """Say in plain words what a cron expression means, and how it behaves when clocks change.

    CRON is one argument in quotes, as in '30 2 * * 1-5'. What a tenant could not write is reported as `validate` would,
    and the exit code is 1. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    described = _described(cron, days)
    if described.diagnostics and form == "text":
        color = colored(common, err=True)
        report = Report(
            diagnostics=described.diagnostics, tenants=0, integrations=0, files=0, source_line=lambda *_: cron
        )
        click.echo(problems(report, color=color), err=True, nl=False, color=color)
    color = colored(common)
    click.echo(FORMATS[form](described, color=color), nl=False, color=color)
    return int(not described.valid)


def _described(cron: str, days: str | None) -> Described:
    """With both readings where `days` is all that is missing."""
    schedule, found = parse_cron(cron, key=_KEY, days=days)
    rules = [days] if schedule else list(DayRule) if "ambiguous-days" in {each.kind for each in found} else []
    readings = [read for rule in rules if (read := parse_cron(cron, key=_KEY, days=rule)[0])]
    return Described(
        cron=cron,
        readings=[describe(cron, read) for read in readings],
        diagnostics=[
            Diagnostic(
                code=CODES[each.kind],
                message=each.message,
                span=Span(_PLACE, 1, each.start + 1, 1, each.end + 1),
                help=each.help,
            )
            for each in found
        ],
    )


def _report(described: Described) -> Report:
    return Report(
        diagnostics=described.diagnostics, tenants=0, integrations=0, files=0, source_line=lambda *_: described.cron
    )
