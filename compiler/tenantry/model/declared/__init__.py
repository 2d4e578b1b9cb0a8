"""What people write, as frozen models: checked for shape, not yet for whether what they name exists."""

from tenantry.model.declared.base import Strict
from tenantry.model.declared.declarations import Declarations, Declared, Release, Tenant
from tenantry.model.declared.integration import Connector, IntegrationFile, Limits, Offer
from tenantry.model.declared.layer import ConnectionEntry, LayerFile, ReleaseChoice, ScheduleEntry
from tenantry.model.declared.override import OverrideFile
from tenantry.model.declared.release import Image, ReleaseFile, Status
from tenantry.model.declared.rollout import Hold, RolloutFile, Wave
from tenantry.model.declared.settings import SecretsSettings, SettingsFile

__all__ = [
    "ConnectionEntry",
    "Connector",
    "Declarations",
    "Declared",
    "Hold",
    "Image",
    "IntegrationFile",
    "LayerFile",
    "Limits",
    "Offer",
    "OverrideFile",
    "Release",
    "ReleaseChoice",
    "ReleaseFile",
    "RolloutFile",
    "ScheduleEntry",
    "SecretsSettings",
    "SettingsFile",
    "Status",
    "Strict",
    "Tenant",
    "Wave",
]
