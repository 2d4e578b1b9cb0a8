"""Records for octoDNS: one file a tenant, a source and a target of files, one record of which differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from layouts.tenants import tenants, written

_ZONE: Final = "tenants.example."
_PROVIDER: Final = {"class": "octodns.provider.yaml.YamlProvider", "split_extension": "."}


def lay(repository: Path, build: Path, out: Path) -> None:
    """Writes both sides and `settings.yaml`."""
    for number, tenant in enumerate(tenants(repository, build)):
        found = tenant.runtime
        value = f"release={found['release']['version']} schedule={found['schedule']['cron'][0]}"
        for side in ("wanted", "there"):
            changed = " changed" if side == "wanted" and number == 0 else ""
            record: dict[str, Any] = {tenant.unique: {"ttl": 300, "type": "TXT", "value": f"{value}{changed}"}}
            written(out / side / _ZONE / f"{tenant.unique}.yaml", record)
    settings = {
        "providers": {side: {**_PROVIDER, "directory": str(out / side)} for side in ("wanted", "there")},
        "zones": {_ZONE: {"sources": ["wanted"], "targets": ["there"]}},
    }
    written(out / "settings.yaml", settings)
