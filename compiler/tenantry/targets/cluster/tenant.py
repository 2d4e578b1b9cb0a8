"""Whom the forms of a tenant's objects are filled in with (model/form.py)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tenantry.model.form import Filled, Text
from tenantry.model.resolved import Installation, SecretReference
from tenantry.targets.target import Work

NAME: Final = Text("name")
FILES_NAME: Final = Text("files_name")
METADATA: Final = "metadata.json"
_JSON: Final = json.JSONEncoder(ensure_ascii=False)


class Tenant(NamedTuple):
    """A tenant, the name that its objects share, the files that its runs find, and the image, command and variables of
    their container (pod.py)."""

    installation: Installation
    name: str
    files: Mapping[str, str]
    image: str | None
    command: Sequence[str]
    env: Sequence[Filled]

    @property
    def files_name(self) -> str:
        """The ConfigMap of its files. The dot keeps it apart from every name of ours, which have none."""
        return f"{self.name}.files"

    @property
    def cron(self) -> str:
        """Its schedule, where that is one expression."""
        return self.installation.schedule.meaning.cron[0]


class Secret(NamedTuple):
    """A variable, where its value is kept, and the store of External Secrets that reads it, if one does."""

    variable: str
    reference: SecretReference
    store: str | None = None


def metadata_file(installation: Installation) -> dict[str, str]:
    """The tenant's metadata as a file, where there is any."""
    return {METADATA: metadata_text(installation)} if installation.metadata else {}


def metadata_text(installation: Installation) -> str:
    """The tenant's metadata as the file holds them."""
    return _JSON.encode(dict(installation.metadata))


def fetches(work: Work, installation: Installation) -> bool:
    """Whether it has secrets, and they are fetched into a Secret of its own: not read where they are."""
    return bool(installation.secrets) and work.settings.model.secrets.store != "kubernetes"
