"""Keeps what is, or looks like, a secret out of a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from tenantry.diagnostics.secret import places
from tenantry.model.change import FieldChange
from tenantry.model.compiled import Compiled
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.secrets.detect import secret_kind
from tenantry.secrets.mask import masked as covered

HIDDEN: Final = "********"
_REFERENCES: Final = frozenset({"schedule", "connections", "limits", "group", "paused"})
"""Sections whose values are checked elsewhere and hold no free text of tenants."""


class Mask:
    """Hides values that stand where a diagnostic of either state says that a secret is, and texts that look like one.
    That they differ is still told, by there being a change."""

    def __init__(self, before: Compiled, after: Compiled) -> None:
        self.before = places(before.diagnostics)
        self.after = places(after.diagnostics)

    def changes(
        self, changes: Iterable[FieldChange], was: Installation | None, now: Installation | None
    ) -> Iterator[FieldChange]:
        """The changes of one tenant, masked."""
        for change in changes:
            before = _hidden(change.field, change.before, was, self.before)
            after = _hidden(change.field, change.after, now, self.after)
            yield FieldChange(field=name(change.field), before=before, after=after, cause=change.cause)


def _hidden(field: str, value: object, side: Installation | None, secrets: Collection[Span]) -> object:
    if value is None or side is None:
        return value
    chain = side.origins.get(field, ()) if secrets else ()
    if chain and any(chain[0].span.holds(secret) for secret in secrets):
        return HIDDEN
    section, _, key = field.partition(".")
    return value if section in _REFERENCES or field == "release.commit" else masked(key, value)


def name(text: str) -> str:
    """The name of a field or a key; people put secrets there too."""
    return covered(text)


def masked(key: str, value: object) -> object:
    """Plain data with every text covered that looks like a secret under its key, and every key that does."""
    if isinstance(value, str):
        return HIDDEN if len(value) >= 8 and secret_kind(key, value) is not None else value
    if isinstance(value, dict):
        return {name(str(part)): masked(str(part), each) for part, each in value.items()}
    if isinstance(value, list):
        return [masked(key, each) for each in value]
    return value
