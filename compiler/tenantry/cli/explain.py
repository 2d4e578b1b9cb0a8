"""`tenantry explain`."""

from __future__ import annotations

import json

import click

from tenantry.cli.common import Common, common_options, format_of
from tenantry.diagnostics.explain import meant, page, search
from tenantry.errors import UsageError


@click.command("explain")
@click.argument("code")
@common_options
def command(code: str, common: Common) -> int:
    """Explain a diagnostic: what, why, an example that fails, one that passes, how to fix.

    CODE is an id such as TN302 or a name such as unknown-channel. Formats: text, json.
    """
    form = format_of(common, ("text", "json"))
    found = search(code)
    if found is None:
        raise UsageError(f"there is no code '{code}'", meant(code))
    text = page(found)
    if form == "json":
        data = {"version": 1, "code": found.id, "name": found.name, "severity": found.severity, "page": text}
        text = json.dumps(data, indent=2) + "\n"
    click.echo(text, nl=False)
    return 0
