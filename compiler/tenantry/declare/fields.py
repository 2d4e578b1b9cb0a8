"""What keys a model knows at a place below it."""

from __future__ import annotations

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from tenantry.model.document import KeyPath


def known_keys(model: type[BaseModel], keys: KeyPath) -> list[str]:
    """The keys that may be written below `keys`; none where anything may."""
    annotation: Any = model
    for key in keys:
        annotation = _below(_model(annotation) or annotation, key)
    found = _model(annotation)
    return [field.alias or name for name, field in found.model_fields.items()] if found else []


def _model(annotation: Any) -> type[BaseModel] | None:
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    for member in members:
        if isinstance(member, type) and issubclass(member, BaseModel):
            return member
    return None


def _below(annotation: Any, key: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            if key in (field.alias, name):
                return field.annotation
        return None
    for member in (annotation, *get_args(annotation)):
        if get_origin(member) in (dict, list):
            return get_args(member)[-1]
    return None
