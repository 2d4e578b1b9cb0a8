"""What a new release changes for configs, and who could not take it, for `release add`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenantry.manifest.changes import ConfigChanges
from tenantry.model.trial import WhatIf
from tenantry.report.json import entries


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A new release beside the newest one before it (None: it is the first)."""

    version: str
    previous: str | None
    changes: ConfigChanges | None
    trial: WhatIf

    @property
    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "previous": self.previous,
            "configs": {
                "added": list(self.changes.added),
                "removed": list(self.changes.removed),
                "required": list(self.changes.required),
                "narrowed": dict(self.changes.narrowed),
                "defaults": list(self.changes.defaults),
            }
            if self.changes
            else None,
            "unable": [
                {"id": each.tenant, "diagnostics": entries(each.problems)}
                for each in self.trial.outcomes
                if not each.able
            ],
        }

    def lines(self) -> Iterator[str]:
        """As people read it."""
        if self.changes is None:
            yield f"{self.version} is the first release"
        elif not self.changes.any:
            yield f"{self.version} changes nothing for configs since {self.previous}"
        else:
            yield f"What {self.version} changes for configs since {self.previous}"
            yield from _changes(self.changes)
        unable = [each for each in self.trial.outcomes if not each.able]
        yield f"{len(self.trial.outcomes) - len(unable)} of {len(self.trial.outcomes)} tenants could take it"
        for each in unable:
            first = each.problems[0]
            more = f", and {len(each.problems) - 1} more" if len(each.problems) > 1 else ""
            yield f"  {each.tenant}: {first.code.id} {first.message}{more}"


def _changes(changes: ConfigChanges) -> Iterator[str]:
    for word, names in (
        ("added", changes.added),
        ("removed", changes.removed),
        ("now required", changes.required),
        ("another default", changes.defaults),
    ):
        if names:
            yield f"  {word}: {', '.join(names)}"
    for name, words in changes.narrowed.items():
        yield f"  narrowed: {name} ({words})"
