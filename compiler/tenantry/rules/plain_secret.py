"""A secret itself where only references belong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Document, KeyPath
from tenantry.rules.facts import Facts
from tenantry.secrets.detect import secret_kind

_TYPED: Final = frozenset({"commit", "image", "built_at", "since"})
"""Fields whose form is checked elsewhere and which hold long random-looking text by nature."""


def plain_secret(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the value, in any file; the value itself is never shown."""
    for _, document in sorted(facts.documents.items()):
        for keys in document.nodes:
            value = document.get(*keys)
            if isinstance(value, str) and len(value) >= 8 and not (keys and keys[-1] in _TYPED):
                yield from _found(document, keys, value)


def _found(document: Document, keys: KeyPath, value: str) -> Iterator[Diagnostic]:
    instead_of_reference = len(keys) == 2 and keys[0] == "connections" and document.path.startswith("tenants/")
    kind = "the secret itself" if instead_of_reference else secret_kind(str(keys[-1]) if keys else "", value)
    if kind is not None:
        yield Diagnostic(
            code=codes.PLAIN_SECRET,
            message=f"this looks like {kind}; the repository may hold references only",
            span=document.at(*keys),
            help="revoke it, keep the new one in the store, and refer to it under `connections`",
        )
