"""What other programs are given: what each tenant declares, and what only tenantry can work out for it.

Schedules (spread by a hash) and releases (moved by waves) are taken from the runtime artifacts: no other program has
these, so each gets them for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.CSafeLoader):
    """Dates stay text, as in YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in each if tag != _TIMESTAMP]
    for first, each in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One tenant: its place, its own file, and its runtime artifact."""

    name: str
    integration: str
    groups: tuple[str, ...]
    declared: Mapping[str, Any]
    runtime: Mapping[str, Any]

    @property
    def unique(self) -> str:
        """A name that no tenant of another integration has."""
        return f"{self.integration}-{self.name}"


def read(path: Path) -> Any:
    """A file of YAML as data."""
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (safe)


def written(path: Path, data: object) -> None:
    """Data as a file of YAML, as people write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


def tenants(repository: Path, build: Path) -> Iterator[Tenant]:
    """All of them, sorted by path."""
    for path in sorted(repository.glob("tenants/*/**/*.yaml")):
        if path.name == "_defaults.yaml":
            continue
        integration, *groups, file = path.relative_to(repository / "tenants").parts
        runtime = build / "runtime" / integration / file.replace(".yaml", ".json")
        yield Tenant(
            name=path.stem,
            integration=integration,
            groups=tuple(groups),
            declared=read(path),
            runtime=json.loads(runtime.read_bytes()),
        )
