"""The store asked about tenants, with a bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from tenantry.cli.store import opened
from tenantry.model.declared import Declarations
from tenantry.model.outputs.secrets import SecretsCheck
from tenantry.model.places import connection_places
from tenantry.model.resolved import Installation
from tenantry.report.secrets_check import outcome
from tenantry.secrets.survey import identity, survey


def checked(declarations: Declarations, installations: Sequence[Installation], *, quiet: bool) -> SecretsCheck:
    """What the store says of every connection; a store that nobody needs is not opened."""
    settings = declarations.settings.model
    places = [place for installation in installations for _, place in connection_places(installation)]
    if not places:
        return outcome(settings, installations, {})
    count = len({identity(place) for place in places})
    hidden = quiet or not sys.stderr.isatty()
    with opened(settings) as store, click.progressbar(length=count, file=sys.stderr, hidden=hidden) as bar:
        answers = survey(store, places, told=lambda: bar.update(1))
    return outcome(settings, installations, answers)
