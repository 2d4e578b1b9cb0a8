"""Jobs for Jenkins Job Builder: one file a tenant with a timer, its variables as parameters, and what is run."""

from __future__ import annotations

from pathlib import Path

from layouts.tenants import tenants, written


def lay(repository: Path, build: Path, out: Path) -> None:
    """Writes `jobs/` and the builder's own settings into `out`."""
    for tenant in tenants(repository, build):
        found = tenant.runtime
        parameters = [{"string": {"name": name, "default": _literal(value)}} for name, value in found["env"].items()]
        job = {
            "name": tenant.unique,
            "description": f"{found['tenant']['id']}, release {found['release']['version']}",
            "disabled": found["schedule"]["paused"],
            "triggers": [{"timed": cron} for cron in found["schedule"]["cron"]],
            "parameters": parameters,
            "builders": [{"shell": found["release"]["run"]}],
        }
        written(out / "jobs" / tenant.integration / f"{tenant.name}.yaml", [{"job": job}])
    (out / "settings.ini").write_text("[job_builder]\nallow_empty_variables = True\n", encoding="utf-8")


def _literal(text: str) -> str:
    """Braces stand for what a job's template fills in, unless they are doubled."""
    return text.replace("{", "{{").replace("}", "}}")
