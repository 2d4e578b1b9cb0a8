"""The models as JSON Schemas of draft 7, which yaml-language-server reads best."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import BaseModel

from tenantry.model.declared import LayerFile, Offer, SettingsFile
from tenantry.targets import all_targets

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_NAMED: Final = frozenset({"properties", "patternProperties", "definitions"})
_DATA: Final = frozenset({"enum", "const", "examples"})

Schema = dict[str, Any]


def of_model(model: type[BaseModel], title: str, *, prefix: str = "") -> Schema:
    """A model's schema; `prefix` keeps the names of its parts apart from those of others."""
    raw = json.dumps(model.model_json_schema(by_alias=True, mode="validation"))
    schema: Schema = json.loads(raw.replace('"#/$defs/', f'"#/definitions/{prefix}'))
    parts = {f"{prefix}{name}": part for name, part in schema.pop("$defs", {}).items()}
    found: Schema = _plain({**schema, **({"definitions": parts} if parts else {})})
    return {"$schema": _DIALECT, "title": title, **found}


def of_layer(title: str) -> Schema:
    """A tenant, or defaults for tenants."""
    schema = of_model(LayerFile, title)
    entry = schema["definitions"]["ScheduleEntry"]["properties"]
    entry["every"] = one_of(entry["every"], Offer().options)
    return schema


def of_settings() -> Schema:
    """tenantry.yaml, with the options of every target."""
    schema = of_model(SettingsFile, "tenantry.yaml")
    options: Schema = {}
    for target in all_targets():
        model = of_model(target.options, target.name, prefix=f"{target.name}.")
        schema.setdefault("definitions", {}).update(model.pop("definitions", {}))
        del model["$schema"]
        options[target.name] = {**model, "description": target.title, "type": ["object", "null"]}
    schema["properties"]["targets"] |= {"properties": options, "additionalProperties": False}
    return schema


def one_of(schema: Schema, allowed: Any) -> Schema:
    """The named values and null, with the description of what they replace."""
    return {"description": schema.get("description", ""), "enum": [*allowed, None]}


def _plain(schema: Any) -> Any:
    """Without what an editor would show or insert in vain: titles that pydantic makes of names, defaults that are null
    or whole mappings. Keys that fit no pattern are refused, as the models refuse them."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {keyword: _part(keyword, value) for keyword, value in schema.items() if not _is_noise(keyword, value)}
    if "patternProperties" in found:
        found.setdefault("additionalProperties", False)
    return found


def _part(keyword: str, value: Any) -> Any:
    if keyword in _NAMED:
        return {name: _plain(each) for name, each in value.items()}
    return value if keyword in _DATA else _plain(value)


def _is_noise(keyword: str, value: Any) -> bool:
    return keyword == "title" or (keyword == "default" and (value is None or isinstance(value, dict | list)))
