"""What commands print with `--format json`: one model each, from which `tenantry schema` writes schemas/outputs/."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel

from tenantry.model.outputs.apply import ApplyOutput
from tenantry.model.outputs.edit import EditOutput
from tenantry.model.outputs.plan import PlanOutput
from tenantry.model.outputs.publish import PublishOutput, VerifyOutput
from tenantry.model.outputs.release import ReleaseList
from tenantry.model.outputs.rollout import RolloutStatus, Timeline
from tenantry.model.outputs.runs import DryRun, RunHistory, RunOutcome, RunResults
from tenantry.model.outputs.schedule import CronWords, FleetLoad, NextFires
from tenantry.model.outputs.secrets import SecretReferences, SecretsCheck
from tenantry.model.outputs.what_if import WhatIfOutput
from tenantry.model.outputs.why import Why, WhyNot

__all__ = ["OUTPUTS"]

OUTPUTS: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "apply": ApplyOutput,
        "edit": EditOutput,
        "plan": PlanOutput,
        "publish": PublishOutput,
        "release-list": ReleaseList,
        "rollout-simulate": Timeline,
        "rollout-status": RolloutStatus,
        "run": RunOutcome,
        "run-dry": DryRun,
        "run-results": RunResults,
        "runs": RunHistory,
        "schedule-describe": CronWords,
        "schedule-load": FleetLoad,
        "schedule-next": NextFires,
        "secrets-check": SecretsCheck,
        "secrets-refs": SecretReferences,
        "verify": VerifyOutput,
        "what-if": WhatIfOutput,
        "why": Why,
        "why-not": WhyNot,
    }
)
"""Models by the name of their schema."""
