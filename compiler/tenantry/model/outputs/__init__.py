"""What commands print with `--format json`: one model each, from which `tenantry schema` writes schemas/outputs/."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from tenantry.model.outputs.schedule import CronWords, FleetLoad, NextFires
from tenantry.model.outputs.secrets import SecretReferences, SecretsCheck

__all__ = ["OUTPUTS"]

OUTPUTS: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "schedule-describe": CronWords,
        "schedule-load": FleetLoad,
        "schedule-next": NextFires,
        "secrets-check": SecretsCheck,
        "secrets-refs": SecretReferences,
    }
)
"""Models by the name of their schema."""
