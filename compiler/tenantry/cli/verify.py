"""`tenantry verify`."""

from __future__ import annotations

from pathlib import Path

import click

from tenantry.cli.common import FILE, Common, colored, common_options, format_of
from tenantry.cli.group import CLEAN, PROBLEMS
from tenantry.cli.verified import verified
from tenantry.report.verify import FORMATS


@click.command("verify")
@click.argument("tree", metavar="DIR|REF")
@click.option(
    "--allowed-signers", "allowed", type=FILE, metavar="FILE",
    help="Demand a signature of the provenance by one of these (the file of ssh-keygen).",
)  # fmt: skip
@click.option(
    "--provenance",
    type=FILE,
    metavar="FILE",
    help="The provenance of a tree in a folder.",
)
@click.option("--strict", is_flag=True, help="What cannot be checked fails too.")
@common_options
def command(*, tree: str, allowed: Path | None, provenance: Path | None, strict: bool, common: Common) -> int:
    """Check that a published tree matches its manifest, its source commit and its provenance.

    DIR is a folder; anything else is a commit, branch or tag of the git repository. Formats: text, json.
    """
    form = format_of(common, tuple(FORMATS))
    found = verified(common, tree, allowed=allowed, provenance=provenance)
    color = colored(common)
    click.echo(FORMATS[form](found, color=color), nl=False, color=color)
    return PROBLEMS if found.failed or (strict and found.unchecked) else CLEAN
