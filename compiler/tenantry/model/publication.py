"""How a publish ended, and what a verification found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tenantry.diagnostics import Diagnostic
from tenantry.model.change import Plan


class Status(StrEnum):
    """How a publish ended."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    PLANNED = "planned"
    REFUSED = "refused"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retooled:
    """By what the published tree was made, where that was another compiler or tz database, and how many of its
    artifacts differ for that alone: its own source, compiled anew."""

    compiler: str
    tzdata: str
    artifacts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One publish. `place` is the branch or the reference that it was for, `source` the commit that was compiled,
    `base` the one that was published before, `parent` what the place held then; `commit` (of a branch) or `digest` (of
    a registry) is what it holds now.

    `back` says that the source is older than what was published before. Where a race was lost there is no plan.
    """

    status: Status
    place: str
    remote: str
    source: str
    base: str | None
    parent: str | None
    commit: str | None
    digest: str | None
    tree: str
    artifacts: int
    reason: str | None
    back: bool
    drift: Sequence[Diagnostic]
    retooled: Retooled | None
    plan: Plan | None = field(repr=False)


class Verdict(StrEnum):
    """What came of one check."""

    OK = "ok"
    FAILED = "failed"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked, what came of it, in words, and line by line where there is more to tell."""

    name: str
    verdict: Verdict
    message: str
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was verified: `subject` as it was named, the source commit and the digest that its manifest tells."""

    subject: str
    source: str | None
    digest: str | None
    checks: Sequence[Check]

    @property
    def failed(self) -> bool:
        """Whether anything is not as it should be."""
        return any(check.verdict is Verdict.FAILED for check in self.checks)

    @property
    def unchecked(self) -> bool:
        """Whether anything could not be checked."""
        return any(check.verdict is Verdict.UNCHECKED for check in self.checks)
