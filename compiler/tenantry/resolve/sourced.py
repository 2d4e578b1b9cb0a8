"""A value together with the place that set it."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from tenantry.model.document import Document, KeyPath, Span
from tenantry.model.resolved import Origin

Value = TypeVar("Value")


class Sourced(NamedTuple, Generic[Value]):
    """`value` stands in `document` at `keys`."""

    value: Value
    document: Document
    keys: KeyPath

    @property
    def span(self) -> Span:
        """The place of the value."""
        return self.document.at(*self.keys)

    @property
    def key_span(self) -> Span:
        """The place of the key."""
        return self.document.key(*self.keys)

    def origin(self, note: str) -> Origin:
        """This place as an origin."""
        return Origin(self.document.at(*self.keys), note)
