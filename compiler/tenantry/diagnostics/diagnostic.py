"""One problem at one place of the config repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenantry.diagnostics.code import Code, Severity
from tenantry.model.document import Span


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """A second place that explains the first."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One problem. Messages name paths and keys, never the value of a field that may be sensitive."""

    code: Code
    message: str
    span: Span
    help: str | None = None
    related: tuple[Related, ...] = ()
    tenants: tuple[str, ...] = ()
    raised: Severity | None = None

    @property
    def severity(self) -> Severity:
        """What the repository's `severity` setting made of it, else the code's own."""
        return self.raised or self.code.severity

    @property
    def sort_key(self) -> tuple[Span, str, str, tuple[str, ...]]:
        """By place, then code, message and tenants, so that one message about two integrations has an order: that of
        every report."""
        return (self.span, self.code.id, self.message, self.tenants)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A help text that names the known name most like `name`, or lists them where none is alike and they are few."""
    names = sorted(known)
    plain = {each.lower(): each for each in reversed(names)}
    from difflib import get_close_matches  # noqa: PLC0415  only what is misspelt needs it

    alike = get_close_matches(name[:64].lower(), plain, n=1, cutoff=0.6)
    if alike:
        return f"did you mean '{plain[alike[0]]}'?"
    if 0 < len(names) <= 12:
        return "known here: " + ", ".join(names)
    return None
