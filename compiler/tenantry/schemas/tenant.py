"""The schema of one integration's tenants: its channels and releases, the schedules on offer, its connectors, its
configs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tenantry.model.declared import Declarations, IntegrationFile, Release, Status
from tenantry.model.declared.base import instant
from tenantry.schemas.models import Schema, of_layer, one_of

_NOTES: Final = frozenset({"title", "description", "default", "examples"})
_NOT_HERE: Final = "A secret: it may not be written here. Let the release take it from a connector."
_AT_RUN_TIME: Final = "Its values come from an init run, so they are checked at run time."


def of_tenant(declarations: Declarations, name: str) -> Schema:
    """The schema of the tenants of the integration `name`; what of it could not be read is left open."""
    schema = of_layer(f"tenant of {name}")
    releases = declarations.releases.get(name, {})
    unreadable = {path.partition("/")[2] for path in declarations.broken if path.startswith(f"{name}/")}
    usable = {version: each for version, each in releases.items() if each.file.model.status is not Status.YANKED}
    choice = schema["definitions"]["ReleaseChoice"]["properties"]
    choice["pin"] = one_of(choice["pin"], sorted(usable.keys() | unreadable))
    integration = declarations.integrations.get(name)
    if integration is not None:
        _choose(schema, integration.model)
    schema["properties"]["configs"] = {
        "type": ["object", "null"],
        "description": f"Options of the releases of {name}.",
        "properties": _configs(usable),
        "additionalProperties": bool(unreadable),
    }
    return schema


def _choose(schema: Schema, integration: IntegrationFile) -> None:
    parts: Schema = schema["definitions"]
    choice, entry = parts["ReleaseChoice"]["properties"], parts["ScheduleEntry"]["properties"]
    choice["channel"] = one_of(choice["channel"], sorted({*integration.channels, "latest"}))
    entry["every"] = one_of(entry["every"], integration.schedule.options)
    connections = schema["properties"]["connections"]
    schema["properties"]["connections"] = {
        "type": ["object", "null"],
        "description": connections["description"],
        "properties": _connections(parts["ConnectionEntry"]["properties"], integration),
        "additionalProperties": False,
    }


def _connections(entry: Schema, integration: IntegrationFile) -> Schema:
    """An entry for each connector, with the names of its secrets."""
    return {
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


def _configs(releases: Mapping[str, Release]) -> Schema:
    """Every option that any of the releases has."""
    found: dict[str, dict[str, Any]] = {}
    for version, release in sorted(releases.items(), key=lambda item: instant(item[1].file.model.built_at)):
        for option, form in release.manifest.configs.properties().items():
            if form is not False:
                found.setdefault(option, {})[version] = form if isinstance(form, dict) else {}
    return {option: _config(option, forms, releases) for option, forms in sorted(found.items())}


def _config(option: str, forms: Mapping[str, Schema], releases: Mapping[str, Release]) -> Schema:
    """An option as its releases have it, explained as the newest explains it; a layer may remove it by null."""
    newest = releases[list(forms)[-1]].manifest
    latest = list(forms.values())[-1]
    said = [newest.notes.get(option), latest.get("title"), latest.get("description")]
    if option in newest.configs.dynamic:
        said.append(_AT_RUN_TIME)
    if latest.get("format") == "password" or latest.get("writeOnly") is True:
        said.append(_NOT_HERE)
    if len(forms) < len(releases):
        said.append("Only in " + ", ".join(sorted(forms)) + ".")
    words: Schema = {"description": "\n\n".join(dict.fromkeys(text for text in said if isinstance(text, str) and text))}
    if latest.get("default") is not None:
        words["default"] = latest["default"]
    bare: list[Schema] = []
    for form in forms.values():
        asked = {keyword: value for keyword, value in form.items() if keyword not in _NOTES}
        if asked not in bare:
            bare.append(asked)
    return {**{keyword: value for keyword, value in words.items() if value != ""}, "anyOf": [*bare, {"type": "null"}]}
