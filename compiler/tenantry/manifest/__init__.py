"""PANDIUM.yaml: the run manifest of a release, which somebody else wrote. Tolerant where real files vary, exact about
the options that tenants set."""

from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.env import env_bound, env_name, env_value
from tenantry.manifest.problem import ConfigProblem
from tenantry.manifest.read import Manifest, read_manifest

__all__ = ["ConfigProblem", "ConfigSchema", "Manifest", "env_bound", "env_name", "env_value", "read_manifest"]
