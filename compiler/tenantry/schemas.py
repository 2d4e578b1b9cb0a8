"""JSON Schemas for editors: what the models refuse, an editor underlines, completes and explains."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from tenantry.declare import declare
from tenantry.declare.layout import is_yaml
from tenantry.load import load
from tenantry.model.declared import (
    Declarations,
    IntegrationFile,
    LayerFile,
    OverrideFile,
    ReleaseFile,
    RolloutFile,
    SettingsFile,
    Status,
)
from tenantry.model.snapshot import Snapshot
from tenantry.targets import all_targets

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""Draft 7: what yaml-language-server reads best."""
_FILES: Final[Mapping[str, type[BaseModel]]] = {
    "integration": IntegrationFile,
    "release": ReleaseFile,
    "rollout": RolloutFile,
    "override": OverrideFile,
    "defaults": LayerFile,
}

Schema = dict[str, Any]


def schemas(snapshot: Snapshot) -> dict[str, bytes]:
    """Every generated file below schemas/ by its path. What of the repository cannot be read is left out of them."""
    found = {f"schemas/{name}.schema.json": _of(model, name) for name, model in _FILES.items()}
    found["schemas/tenantry.schema.json"] = _settings()
    yaml = {path: content for path, content in snapshot.files.items() if is_yaml(path)}
    declarations, _ = declare(load(yaml)[0], yaml)
    if declarations is not None:
        for name in sorted(declarations.integrations):
            found[f"schemas/tenants/{name}.schema.json"] = _tenant(declarations, name)
    return {path: _text(schema) for path, schema in sorted(found.items())}


def stale(snapshot: Snapshot, wanted: Mapping[str, bytes]) -> list[str]:
    """The paths of generated files that are missing, differ, or are there and no longer wanted."""
    there = {path: content for path, content in snapshot.files.items() if path.endswith(".schema.json")}
    return sorted(path for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path))


def _text(schema: Schema) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def _of(model: type[BaseModel], title: str) -> Schema:
    """A model's schema in draft 7, with plain names for its parts."""
    raw = json.dumps(model.model_json_schema(by_alias=True, mode="validation"))
    schema: Schema = json.loads(raw.replace("#/$defs/", "#/definitions/"))
    if "$defs" in schema:
        schema["definitions"] = schema.pop("$defs")
    return {"$schema": _DIALECT, **_untitled(schema), "title": title}


def _untitled(schema: Any) -> Any:
    """Without the titles that pydantic makes of names: an editor would show them instead of the descriptions."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _untitled(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))}


def _settings() -> Schema:
    """tenantry.yaml, with the options of every target."""
    schema = _of(SettingsFile, "tenantry.yaml")
    options: Schema = {}
    for target in all_targets():
        model = _of(target.options, target.name)
        schema.setdefault("definitions", {}).update(model.pop("definitions", {}))
        del model["$schema"]
        options[target.name] = {**model, "description": target.title, "type": ["object", "null"]}
    targets = schema["properties"]["targets"]
    schema["properties"]["targets"] = {
        "type": "object",
        "description": targets["description"],
        "properties": options,
        "additionalProperties": False,
    }
    return schema


def _tenant(declarations: Declarations, name: str) -> Schema:
    """A tenant of one integration: its channels and releases, the schedules on offer, its connectors, its configs."""
    schema = _of(LayerFile, f"tenant of {name}")
    integration = declarations.integrations[name].model
    releases = declarations.releases.get(name, {})
    usable = {
        version: release for version, release in releases.items() if release.file.model.status is not Status.YANKED
    }
    parts: Schema = schema["definitions"]
    choice, entry = parts["ReleaseChoice"]["properties"], parts["ScheduleEntry"]["properties"]
    choice["channel"] = _one_of(choice["channel"], [*sorted(integration.channels), "latest"])
    choice["pin"] = _one_of(choice["pin"], sorted(usable))
    entry["every"] = _one_of(entry["every"], integration.schedule.options)
    schema["properties"]["connections"] = _connections(schema, integration)
    options: dict[str, list[Schema]] = {}
    for release in usable.values():
        for option, found in release.manifest.configs.properties().items():
            forms = options.setdefault(option, [])
            if isinstance(found, dict) and found not in forms:
                forms.append(found)
    schema["properties"]["configs"] = {
        "type": ["object", "null"],
        "description": f"Options of the releases of {name}.",
        "properties": {option: _config(forms) for option, forms in sorted(options.items())},
        "additionalProperties": False,
    }
    return schema


def _one_of(schema: Schema, allowed: list[str]) -> Schema:
    """The named values; a null stays allowed where it was."""
    return {"description": schema.get("description", ""), "enum": [*allowed, None]}


def _connections(schema: Schema, integration: IntegrationFile) -> Schema:
    """An entry for each connector, with the names of its secrets."""
    entry = schema["definitions"]["ConnectionEntry"]["properties"]
    properties = {
        name: {
            "type": ["object", "null"],
            "description": connector.info or f"Credentials for {name}: where they are kept.",
            "properties": {
                **entry,
                "keys": {
                    "type": "object",
                    "description": entry["keys"]["description"],
                    "properties": {secret: {"type": "string"} for secret in connector.secrets},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        }
        for name, connector in sorted(integration.connectors.items())
    }
    return {
        "type": ["object", "null"],
        "description": schema["properties"]["connections"]["description"],
        "properties": properties,
        "additionalProperties": False,
    }


def _config(forms: list[Schema]) -> Schema:
    """An option as its releases have it; a layer may remove it by null."""
    known = {"title", "description", "default"}
    words: Schema = {}
    for form in forms:
        words |= {key: value for key, value in form.items() if key in known}
    title = words.pop("title", None)
    if title and "description" not in words:
        words["description"] = title
    bare = [{key: value for key, value in form.items() if key not in known} for form in forms]
    return {**words, "anyOf": [*bare, {"type": "null"}]}
