"""Targets for `targets`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from tenantry.report.escape import json_text
from tenantry.targets import Target


def _json(targets: Sequence[Target]) -> str:
    data = [
        {
            "name": target.name,
            "title": target.title,
            "options": [
                {"name": name, "type": kind, "default": default, "description": description}
                for name, kind, default, description in options(target)
            ],
            "limits": list(target.limits),
        }
        for target in targets
    ]
    return json_text({"version": 1, "targets": data})


def _text(targets: Sequence[Target]) -> str:
    return "\n".join("".join(f"{line}\n" for line in _lines(target)) for target in targets)


def _lines(target: Target) -> Iterator[str]:
    yield f"{target.name}: {target.title}"
    for name, kind, default, description in options(target):
        shown = "" if "Default:" in description else f" Default: {json.dumps(default)}."
        yield f"  {name} ({kind}): {description}{shown if default is not None else ''}"
    for limit in target.limits:
        yield f"  limit: {limit}"


def options(target: Target) -> Iterator[tuple[str, str, Any, str]]:
    """Name, type in words, default and description of each option."""
    schema = target.options.model_json_schema(mode="validation")
    for name, written in schema.get("properties", {}).items():
        option = {**schema.get("$defs", {}).get(str(written.get("$ref", "")).rpartition("/")[2], {}), **written}
        yield name, _kind(option), option.get("default"), option.get("description", "")


def _kind(option: Mapping[str, Any]) -> str:
    if "enum" in option:
        return " or ".join(str(value) for value in option["enum"])
    forms = [form for form in option.get("anyOf", [option]) if form.get("type") != "null"]
    words = {"string": "text", "integer": "number", "boolean": "true or false", "array": "list", "object": "mapping"}
    return " or ".join(words.get(str(form.get("type")), "mapping") for form in forms)


FORMATS: Final[Mapping[str, Callable[[Sequence[Target]], str]]] = MappingProxyType({"text": _text, "json": _json})
