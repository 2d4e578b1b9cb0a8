"""What the child of a run finds in its environment, and where each variable comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from tenantry.runner.artifact import Runtime
from tenantry.runner.history import Finished

HOST: Final = ("PATH", "HOME", "LANG", "TZ")
"""Variables of the host that a child gets; no other (CONTRACT §4.3)."""
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What asked for a run: `source` is cron, manual, api or webhook; `payload` is the file of a webhook's body."""

    source: str
    mode: Literal["init", "normal", "webhook"]
    payload: Path | None = None

    def data(self, number: int) -> dict[str, object]:
        """The trigger as integrations read it."""
        found: dict[str, object] = {"id": number, "source": self.source, "mode": self.mode}
        return found | ({"payload": {"file": str(self.payload)}} if self.payload else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The last run of a tenant that has ended, and the last that succeeded."""

    last: Finished | None
    succeeded: Finished | None


def host(environ: Mapping[str, str]) -> dict[str, str]:
    """What a child gets of the host's environment."""
    return {"PATH": _PATH} | {name: environ[name] for name in HOST if name in environ}


def context(trigger: Trigger, past: Past, *, number: int, metadata: Path) -> dict[str, str]:
    """The variables that are of one run; those about earlier runs are absent where there are none."""
    triggers = json.dumps([trigger.data(number)], separators=(",", ":"))
    found = {
        "PAN_CTX_RUN_MODE": trigger.mode,
        "PAN_CTX_RUN_TRIGGERS": triggers,
        "PAN_CTX_TENANT_METADATA_FILE": str(metadata),
    }
    if past.last is not None:
        found |= _run("PAN_CTX_LAST_RUN", past.last)
    if past.succeeded is not None:
        found |= _run("PAN_CTX_LAST_SUCCESSFUL_RUN", past.succeeded)
        if past.succeeded.stdout is not None:
            found["PAN_CTX_LAST_SUCCESSFUL_RUN_STD_OUT"] = past.succeeded.stdout
    return found


def _run(prefix: str, run: Finished) -> dict[str, str]:
    return {
        f"{prefix}_START_TIME": pandium_time(run.started_at),
        f"{prefix}_COMPLETION_TIME": pandium_time(run.completed_at),
        f"{prefix}_PHASE": run.phase,
    }


def pandium_time(instant: datetime) -> str:
    """An instant as `2021-07-24 20:04:21 +0000 UTC`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A variable and where it comes from, in words; never what it holds."""

    name: str
    source: str


def sources(runtime: Runtime, names: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[Source]:
    """Every variable of a run, `names` being those of `context`, sorted by name within each kind."""
    for name in HOST:
        if name in environ:
            yield Source(name=name, source="environment of this command")
        elif name == "PATH":
            yield Source(name=name, source="default")
    for name in sorted(names):
        yield Source(name=name, source="earlier runs" if name.startswith("PAN_CTX_LAST_") else "this run")
    for name in sorted(runtime.env):
        yield Source(name=name, source=f"runtime/{runtime.tenant.id}.json")
    for name, reference in sorted(runtime.secrets.items()):
        where = f"{reference.store} {reference.mount}/{reference.path} {reference.key}"
        yield Source(name=name, source="store env" if reference.store == "env" else where)
