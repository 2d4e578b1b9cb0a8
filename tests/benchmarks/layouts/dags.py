"""Files for dag-factory: one DAG a tenant with its schedule, its variables and what is run, and the loader of all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from layouts.tenants import tenants, written

_OPERATOR: Final = "airflow.providers.standard.operators.bash.BashOperator"
_LOADER: Final = """\
import sys
from airflow.sdk import DAG
from dagfactory import load_yaml_dags

load_yaml_dags(globals_dict=globals(), dags_folder=sys.argv[1])
made = [each for each in globals().values() if isinstance(each, DAG)]
sys.exit(0 if len(made) == int(sys.argv[2]) else f"{len(made)} DAGs, not {sys.argv[2]}")
"""


def lay(repository: Path, build: Path, out: Path) -> None:
    """Writes `dags/` and `load.py`, which fails unless as many DAGs are made as it is told to expect."""
    for tenant in tenants(repository, build):
        found = tenant.runtime
        sync = {"operator": _OPERATOR, "bash_command": found["release"]["run"], "env": dict(found["env"])}
        dag = {
            "default_args": {"owner": "integrations", "start_date": "2026-01-01"},
            "schedule": found["schedule"]["cron"][0],
            "catchup": False,
            "max_active_runs": 1,
            "tags": [f"{key}:{value}" for key, value in found["tenant"]["labels"].items()],
            "tasks": {"sync": sync},
        }
        written(out / "dags" / tenant.integration / f"{tenant.name}.yaml", {tenant.unique: dag})
    (out / "load.py").write_text(_LOADER, encoding="utf-8")
