"""JSON Schemas: for editors, what the models refuse, underlined, completed and explained; for programs, what commands
print as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from tenantry.declare.layout import is_yaml
from tenantry.declare.repository import declare
from tenantry.load import load
from tenantry.model.declared import Declarations, IntegrationFile, OverrideFile, ReleaseFile, RolloutFile
from tenantry.model.outputs import OUTPUTS
from tenantry.model.snapshot import Snapshot
from tenantry.schemas.models import Schema, of_layer, of_model, of_settings
from tenantry.schemas.tenant import of_tenant

__all__ = ["schemas", "stale"]

_FILES: Final[Mapping[str, type[BaseModel]]] = {
    "integration": IntegrationFile,
    "release": ReleaseFile,
    "rollout": RolloutFile,
    "override": OverrideFile,
}
_FOLDERS: Final = ("schemas", "schemas/outputs", "schemas/tenants")
_SETTINGS: Final = "tenantry.yaml"


def schemas(snapshot: Snapshot) -> dict[str, bytes]:
    """Every generated file below schemas/ by its path.

    A repository that is broken is what one has while editing: whatever of it can be read is in them, and what cannot be
    read is left open rather than underlined.
    """
    found = {f"schemas/{name}.schema.json": of_model(model, name) for name, model in _FILES.items()}
    found |= {f"schemas/outputs/{name}.schema.json": of_model(model, name) for name, model in OUTPUTS.items()}
    found["schemas/tenantry.schema.json"] = of_settings()
    found["schemas/defaults.schema.json"] = of_layer("defaults")
    declarations = _declarations(snapshot)
    if declarations is not None:
        unreadable = {name for name in declarations.broken if "/" not in name}
        for name in declarations.integrations.keys() | unreadable:
            found[f"schemas/tenants/{name}.schema.json"] = of_tenant(declarations, name)
    return {path: _text(schema) for path, schema in sorted(found.items())}


def stale(snapshot: Snapshot, wanted: Mapping[str, bytes]) -> list[str]:
    """The paths of generated files that are missing, differ, or are there and no longer wanted."""
    there = {path: content for path, content in snapshot.files.items() if _is_generated(path)}
    return sorted(path for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path))


def _is_generated(path: str) -> bool:
    return path.rpartition("/")[0] in _FOLDERS and path.endswith(".schema.json")


def _declarations(snapshot: Snapshot) -> Declarations | None:
    yaml = {path: content for path, content in snapshot.files.items() if is_yaml(path)}
    declarations, _ = declare(load(yaml)[0], yaml)
    if declarations is None:  # only tenantry.yaml can be the cause, and no schema needs it
        yaml[_SETTINGS] = b"version: 1\n"
        declarations, _ = declare(load(yaml)[0], yaml)
    return declarations


def _text(schema: Schema) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
