"""The store asked about tenants, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from tenantry.cli.store import opened
from tenantry.model.declared import Declarations
from tenantry.model.outputs.secrets import SecretsCheck
from tenantry.model.places import connection_places
from tenantry.model.progress import counter
from tenantry.model.resolved import Installation
from tenantry.report.secrets_check import outcome
from tenantry.secrets.survey import identity, survey


def checked(declarations: Declarations, installations: Sequence[Installation]) -> SecretsCheck:
    """What the store says of every connection; a store that nobody needs is not opened."""
    settings = declarations.settings.model
    places = [place for installation in installations for _, place in connection_places(installation)]
    if not places:
        return outcome(settings, installations, {})
    told = counter("asking the store about places", len({identity(place) for place in places}))
    with opened(settings) as store:
        answers = survey(store, places, told=told)
    return outcome(settings, installations, answers)
