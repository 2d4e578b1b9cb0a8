"""What `compile` says of its result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tenantry import __version__
from tenantry.diagnostics import Severity, nearest
from tenantry.errors import UsageError
from tenantry.model.artifact import Artifact
from tenantry.report import Report
from tenantry.report.escape import terminal
from tenantry.report.json import entries
from tenantry.schedule.zones import tzdata_version
from tenantry.targets import target_names
from tenantry.write import Listing, Provenance, digest


def check_targets(names: Sequence[str]) -> None:
    """Refuses names of targets that there are not: wrong usage."""
    known = target_names()
    for name in names:
        if name not in known:
            raise UsageError(f"there is no target '{name}'", nearest(name, known))


def by_this_compiler(commit: str | None, *, dirty: bool) -> Provenance:
    """Where what is made here and now comes from."""
    return Provenance(compiler=__version__, tzdata=tzdata_version(), commit=commit, dirty=dirty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one compile, ready to be told; without artifacts where it failed."""

    report: Report
    provenance: Provenance
    artifacts: Sequence[Artifact] | Listing
    out: Path
    check: bool
    differences: Sequence[str] = ()

    def with_differences(self, found: Sequence[str]) -> Outcome:
        """The outcome of a check."""
        return replace(self, differences=found)

    @property
    def failed(self) -> bool:
        """Whether there was an error: then nothing is written."""
        return any(problem.severity is Severity.ERROR for problem in self.report.diagnostics)

    @property
    def exit_code(self) -> int:
        """1 with errors, 4 where a check found differences, else 0."""
        if self.failed:
            return 1
        return 4 if self.differences else 0

    def text(self, form: str, *, quiet: bool) -> str:
        """The outcome in a format of `compile`."""
        if form == "json":
            return json.dumps(self._data(), indent=2) + "\n"
        if self.failed:
            return ""
        lines = [terminal(line) for line in self.differences]
        if not quiet:
            state = ("differs" if self.differences else "is up to date") if self.check else "written"
            count = len(self.artifacts)
            files = "1 artifact" if count == 1 else f"{count} artifacts"
            lines.append(f"{terminal(str(self.out))} {state}: {files}, {digest(self.artifacts)}")
        return "".join(f"{line}\n" for line in lines)

    def _data(self) -> dict[str, object]:
        return {
            "version": 1,
            "out": str(self.out),
            "written": not self.check and not self.failed,
            "digest": None if self.failed else digest(self.artifacts),
            "artifacts": len(self.artifacts),
            "differences": list(self.differences),
            "diagnostics": entries(self.report.diagnostics),
        }
