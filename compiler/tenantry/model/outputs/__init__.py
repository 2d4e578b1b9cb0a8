"""What commands print with `--format json`: one model each, from which `tenantry schema` writes schemas/outputs/."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from tenantry.model.outputs.schedule import CronWords, FleetLoad, NextFires

__all__ = ["OUTPUTS"]

OUTPUTS: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "schedule-describe": CronWords,
        "schedule-load": FleetLoad,
        "schedule-next": NextFires,
    }
)
"""Models by the name of their schema."""
