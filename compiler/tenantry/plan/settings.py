"""What differs in the files that are no tenant's: settings, integrations, releases, rollouts, overrides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tenantry.declare.layout import Kind, place
from tenantry.model.change import SettingChange
from tenantry.model.compiled import Compiled
from tenantry.model.document import Document, KeyPath, Span
from tenantry.plan.fields import same, text
from tenantry.plan.loosening import loosens
from tenantry.plan.mask import masked, name

_LISTED: Final = (Kind.SETTINGS, Kind.INTEGRATION, Kind.RELEASE, Kind.MANIFEST, Kind.ROLLOUT, Kind.OVERRIDE)
_NAMED: Final = frozenset({"freezes", "rules", "waves"})
"""Lists whose entries have names, and are compared by them."""
_SECTIONS: Final = frozenset({"targets", "severity", "guard", "schedule", "secrets", "connect", "channels", "limits"})
"""Mappings that are compared key by key; others as a whole."""
_SHOWN: Final = 2000
"""Characters of a value, as JSON; of a larger one a plan holds the hash."""

Values = dict[str, tuple[object, KeyPath]]


def settings(before: Compiled, after: Compiled) -> list[SettingChange]:
    """Every difference, by file and field. A file that comes or goes is one."""
    found: list[SettingChange] = []
    for path in sorted({*before.documents, *after.documents}):
        at = place(path)
        if at is None or at.kind not in _LISTED:
            continue
        old, new = before.documents.get(path), after.documents.get(path)
        if old is not None and new is not None:
            found += _differences(at.kind, old, new)
        elif at.kind is not Kind.MANIFEST:  # a release that comes or goes is told by its release.yaml
            found.append(_whole(path, at.kind, old, new))
    return found


def option_places(changes: Sequence[SettingChange]) -> dict[str, Span]:
    """Where the options of each target differ."""
    return {
        change.field.split(".")[1]: change.cause for change in reversed(changes) if change.field.startswith("targets.")
    }


def _whole(path: str, kind: Kind, old: Document | None, new: Document | None) -> SettingChange:
    before, after = (_cut(side.data) if side else None for side in (old, new))
    weaker = kind is Kind.OVERRIDE and new is not None
    return SettingChange(path=path, field="", before=before, after=after, cause=Span(path), loosens=weaker)


def _differences(kind: Kind, old: Document, new: Document) -> Iterator[SettingChange]:
    was, now = _values(old), _values(new)
    for field in sorted({*was, *now}):
        before, after = was.get(field, (None, ()))[0], now.get(field, (None, ()))[0]
        if same(before, after):
            continue
        cause = new.at(*now[field][1]) if field in now else old.at(*was[field][1])
        yield SettingChange(
            path=new.path,
            field=name(field),
            before=_cut(masked(field, before)),
            after=_cut(masked(field, after)),
            cause=cause,
            loosens=loosens(kind, field, before, after),
        )


def _values(document: Document) -> Values:
    found: Values = {}
    data = document.data if isinstance(document.data, Mapping) else {}
    for key, value in data.items():
        if key in _NAMED and isinstance(value, list):
            for index, entry in enumerate(value):
                called = entry.get("name") if isinstance(entry, Mapping) else None
                found[f"{key}.{called or index}"] = (entry, (key, index))
        elif key in _SECTIONS and isinstance(value, Mapping):
            for part, each in value.items():
                found[f"{key}.{part}"] = (each if each is not None else {}, (key, part))
        else:
            found[str(key)] = (value, (key,))
    return found


def _cut(value: object) -> object:
    """The value, secrets covered; of one that is too long to be shown its hash."""
    written = text(value)
    if len(written) <= _SHOWN:
        return masked("", value)
    return "sha256:" + hashlib.sha256(written.encode()).hexdigest()
