"""A secret itself where only references belong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Document, KeyPath, Nodes, Span
from tenantry.model.shared import ALONE, Shared
from tenantry.rules.facts import Facts
from tenantry.secrets.detect import harmless, secret_kind

_TYPED: Final = frozenset({"commit", "image", "built_at", "since"})
"""Fields whose form is checked elsewhere and which hold long random-looking text by nature."""


_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*([^\r\n]{12,})", re.MULTILINE)


def plain_secret(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the value, key or comment, in any file; the secret itself is never shown."""
    yield from plain_secrets(facts.documents, facts.shared)


def plain_secrets(documents: Mapping[str, Document], shared: Shared = ALONE) -> Iterator[Diagnostic]:
    """As the rule, which needs nothing but documents: also where tenantry.yaml is broken."""
    for path, document in sorted(documents.items()):
        yield from shared.made(("secrets", path), (document,), partial(_found_in, document))


def _found_in(document: Document) -> list[Diagnostic]:
    return [] if _is_harmless(document) else [*in_one(document)]


def _is_harmless(document: Document) -> bool:
    """Whether nothing can be found. In everyday YAML each key, value and comment is a part of one line as it is
    written."""
    if not isinstance(document.nodes, Nodes) or not all(map(harmless, document.text.split("\n"))):
        return False
    references: Any = document.get("connections")
    if isinstance(references, dict):
        references = [*references.values()]
    return not isinstance(references, list) or not any(isinstance(each, str) for each in references)


def in_one(document: Document) -> Iterator[Diagnostic]:
    """What is found in a document by each of its keys, values and comments."""
    for keys, value in document.walk():
        if isinstance(value, str) and len(value) >= 8 and not (keys and keys[-1] in _TYPED):
            yield from _value(document, keys, value)
        if keys and isinstance(keys[-1], str) and len(keys[-1]) >= 16:
            kind = secret_kind("", keys[-1])
            if kind is not None:
                yield _problem(document.key(*keys), kind)
    yield from _comments(document)


def _value(document: Document, keys: KeyPath, value: str) -> Iterator[Diagnostic]:
    instead_of_reference = len(keys) == 2 and keys[0] == "connections" and document.path.startswith("tenants/")
    key = next((part for part in reversed(keys) if isinstance(part, str)), "")
    kind = "the secret itself" if instead_of_reference else secret_kind(key, value)
    if kind is not None:
        yield _problem(document.at(*keys), kind)


def _comments(document: Document) -> Iterator[Diagnostic]:
    """Git keeps a comment as long as a value. What looks like one inside a text is part of that value."""
    if "#" not in document.text:
        return
    for found in _COMMENT.finditer(document.text):
        kind = secret_kind("", found.group(1).rstrip())
        if kind is not None:
            line = document.text.count("\n", 0, found.start()) + 1
            column = found.start() - document.text.rfind("\n", 0, found.start())
            span = Span(document.path, line, column, line, column + len(found.group().rstrip()))
            if not any(_within(span, document, keys) for keys in document.nodes):
                yield _problem(span, kind)


def _within(span: Span, document: Document, keys: KeyPath) -> bool:
    if not isinstance(document.get(*keys), str):
        return False
    outer = document.at(*keys)
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return start <= (span.line, span.column) < end


def _problem(span: Span, kind: str) -> Diagnostic:
    return Diagnostic(
        code=codes.PLAIN_SECRET,
        message=f"this looks like {kind}; the repository may hold references only",
        span=span,
        help="revoke it, keep the new one in the store, and refer to it under `connections`",
    )
