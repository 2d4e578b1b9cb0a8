"""DAG files before Airflow itself, in its own environment (.tools/airflow), in one process for all of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import tzdata

from support_compile import compile_base, shown
from support_targets import rendered, sample, tenants_of
from tenantry.model.compiled import Compiled
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.fires import fires
from tenantry.schedule.meaning import Schedule
from tenantry.schedule.zones import clock_changes, zone_names
from tenantry.targets.airflow.timetable import expressions

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]
ACME = "tenants/orders/acme.yaml"
MANIFEST = "integrations/orders/releases/1.0.0/PANDIUM.yaml"
EXPRESSIONS = [
    ("30 2 * * *", None),
    ("59 1 * * *", None),
    ("0 0 * * *", None),
    ("30 23 * * *", None),
    ("10,45 2,3 * * *", None),
    ("7 * * * *", None),
    ("*/15 * * * *", None),
    ("*/40 * * * *", None),
    ("*/20 1-3 * * *", None),
    ("*/30 0-4 * * *", None),
    ("0 */2 * * *", None),
    ("0 1-23/2 * * *", None),
    ("0 0-23 * * *", None),
    ("*/30 * * * 1", None),
    ("5 * 1 * *", None),
    ("0 2 * * 7", None),
    ("30 1 1 * 0", "either"),
    ("15 1 1-7 * 0", "both"),
    ("0 2,3 29-31 * 0,6", "both"),
]
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
HOSTILE = [
    "{{ conn.x.password }}",
    "{% set x = 1 %}{{ var.value.k }}",
    "'''\"\"\"\\",
    "'+__import__('os').system('id')+'",
    "$(PAN_CTX_ENV) $$ ${HOME} `id`",
    "Zoë 😀 \t x\n",
    "run.sh",
]
RUN = f"echo {HOSTILE[0]} {HOSTILE[2]} $(PAN_CTX_ENV)"
IMAGE = "registry.example.com/orders@sha256:" + "0" * 64


def parsed(expression: str, days: str | None) -> Schedule:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, problems
    return schedule


@lru_cache(maxsize=1)
def nights() -> list[tuple[str, str | None, str, datetime, datetime]]:
    """Expressions around the last two clock changes from 2009 to 2028 of each zone, and a week without any."""
    found = []
    for zone in ZONES:
        changes = clock_changes(zone, start=datetime(2009, 1, 1, tzinfo=UTC), end=datetime(2029, 1, 1, tzinfo=UTC))
        for middle in [change.at for change in changes[-2:]] or [datetime(2027, 3, 1, tzinfo=UTC)]:
            start = middle.replace(minute=0) - timedelta(days=2)
            found += [(text, days, zone, start, start + timedelta(days=4)) for text, days in EXPRESSIONS]
    return found


def hostile() -> Compiled:
    """Values that would be code, templates or expansions somewhere on their way."""
    manifest = {
        "run": RUN,
        "connectors": ["shop"],
        "configs": {"schema": {"properties": {f"text_{n}": {"type": "string"} for n in range(len(HOSTILE))}}},
        "metadata_schema": {"schema": {"properties": {"notes": {"type": "array", "items": {"type": "string"}}}}},
    }
    tenant = {"configs": {f"text_{n}": text for n, text in enumerate(HOSTILE)}, "metadata": {"notes": HOSTILE}}
    files = {path: json.dumps(data, ensure_ascii=False) for path, data in {MANIFEST: manifest, ACME: tenant}.items()}
    return rendered("airflow", files, f"{{operator: kubernetes, image: '{IMAGE}'}}")


IMAGE = "registry.example.com/orders@sha256:" + "0" * 64


LONG = "x" * 63


def keys() -> Compiled:
    """Pods whose secrets are kept in Kubernetes, with every option, and names as long as they may be."""
    settings = (
        'version: 1\nsecrets: {store: kubernetes, path: "{integration}-{tenant}-{connector}"}\n'
        f"targets: {{airflow: {{operator: kubernetes, image: '{IMAGE}', namespace: syncs, service_account: runner,"
        " image_pull_secrets: [pull]}}\n"
    )
    result = compile_base({"tenantry.yaml": settings, **tenants_of(f"{LONG}/{LONG}")})
    assert not result.failed, shown(result)
    return result


def dags(result: Compiled, folder: Path) -> str:
    """The DAG files in a folder."""
    folder.mkdir(parents=True)
    for each in result.artifacts:
        if each.target == "airflow":
            (folder / Path(each.path).name).write_bytes(each.content)
    return str(folder)


def asked(home: Path) -> dict[str, Any]:
    """Everything that Airflow is asked in its one process."""
    command = home / "tenantry"
    command.write_text(f'#!/bin/sh\necho "$@" > {home}/ran\n')
    command.chmod(0o755)
    texts: dict[str, str | None] = {ACME: "schedule: {every: 1h}\n", "tenants/orders/borealis.yaml": "paused: true\n"}
    options = f"{{command: {command} run, retries: 2, queue: sync, tags: [nightly]}}"
    return {
        "bags": {
            "sample": dags(sample("airflow"), home / "sample"),
            "options": dags(rendered("airflow", texts, options), home / "dags"),
            "hostile": dags(hostile(), home / "hostile"),
            "keys": dags(keys(), home / "keys"),
            "shadow": dags(rendered("airflow", tenants_of("airflow/json", "kubernetes/dags")), home / "shadow"),
        },
        "fires": [
            [expressions(parsed(text, days)), zone, start.isoformat(), end.isoformat()]
            for text, days, zone, start, end in nights()
        ],
        "first": [30, 3],
        "zones": sorted(zone_names()),
        "run": "orders-acme",
    }


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow says to it."""
    home = tmp_path_factory.mktemp("airflow")
    python = ROOT / ".tools" / "airflow" / "bin" / "python"
    if not python.exists():
        pytest.fail("needs Airflow: run .ci/tools airflow")
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "PYTHONTZPATH": str(Path(tzdata.__file__).parent / "zoneinfo"),
        "PYTHONPATH": str(ROOT / "tests" / "offline"),
        "PATH": f"{python.parent}:{os.environ['PATH']}",
    }
    command = [python, Path(__file__).with_name("airflow_reader.py")]
    done = subprocess.run(
        command, input=json.dumps(asked(home)), capture_output=True, text=True, env=environment, check=False
    )
    (home / "said").write_text(done.stderr)
    assert done.returncode == 0, done.stderr[-4000:]
    return {**json.loads(done.stdout), "ran": (home / "ran").read_text()}


def test_the_table_has_what_the_timetable_does(airflow: dict[str, Any]) -> None:
    rule = ENGINES["airflow"].rule
    cases = nights()
    print(f"{len(cases)} cases")
    assert len(cases) > 250
    for (text, days, zone, start, end), found in zip(cases, airflow["fires"], strict=True):
        begun = start - timedelta(minutes=1)
        expected = takewhile(lambda at: at < end, fires(parsed(text, days), zone, start=begun, rule=rule))  # noqa: B023
        assert found == [f"{at:%Y-%m-%dT%H:%MZ}" for at in expected], (text, zone, start)


def test_the_sample_loads_with_a_dag_for_each_tenant(airflow: dict[str, Any]) -> None:
    found = airflow["bags"]["sample"]
    assert found["errors"] == {}
    assert len(found["dags"]) == len(sample("airflow").installations) == 22
    for dag in found["dags"].values():
        assert (dag["catchup"], dag["max_active_runs"], dag["paused"]) == (False, 1, False)
        assert dag["operator"] == "BashOperator"
        assert dag["timeout"] > 0


def test_files_called_as_airflow_and_its_libraries_load(airflow: dict[str, Any]) -> None:
    found = airflow["bags"]["shadow"]
    assert found["errors"] == {}
    assert {"airflow-json", "kubernetes-dags"} <= set(found["dags"])


def test_options_reach_the_task(airflow: dict[str, Any]) -> None:
    dag = airflow["bags"]["options"]["dags"]["orders-acme"]
    assert (dag["retries"], dag["queue"], dag["pool"]) == ([2, 300.0], "sync", "default_pool")
    assert dag["tags"] == ["nightly", "orders", "tenantry"]
    assert re.search(
        r"/tenantry run orders/acme --build /etc/tenantry/build --state /var/lib/tenantry$", dag["command"]
    )


def test_a_paused_tenant_has_a_dag_that_never_comes_due(airflow: dict[str, Any]) -> None:
    dag = airflow["bags"]["options"]["dags"]["orders-borealis"]
    assert dag["schedule"] == "None"
    assert "paused" in dag["tags"]
    assert airflow["run"]["next"]["orders-borealis"] is None
    assert airflow["run"]["next"]["orders-acme"] is not None


def test_a_new_dag_waits_for_its_next_time_unless_one_has_just_been(airflow: dict[str, Any]) -> None:
    waits, runs = airflow["first"]
    assert 28 <= waits <= 30
    assert -4 <= runs <= -3


def test_airflow_knows_every_zone_that_we_take(airflow: dict[str, Any]) -> None:
    assert airflow["zones"] == []


def test_a_run_starts_the_tenant(airflow: dict[str, Any]) -> None:
    assert airflow["run"]["states"] == {"run": "success"}
    assert airflow["ran"] == "run orders/acme --build /etc/tenantry/build --state /var/lib/tenantry\n"


def expanded(text: str) -> str:
    """What Kubernetes makes of a value: $$ is one $, and $(NAME) is the value of a variable."""
    return re.sub(r"\$(\$|\([A-Za-z_][A-Za-z0-9_]*\))", lambda found: "$" if found[1] == "$" else "EXPANDED", text)


def test_hostile_values_reach_the_pod_as_they_were_written(airflow: dict[str, Any]) -> None:
    found = airflow["bags"]["hostile"]
    assert found["errors"] == {}
    pod = found["dags"]["orders-acme"]["pod"]
    (container,) = pod["spec"]["containers"]
    env = {each["name"]: expanded(each["value"]) for each in container["env"] if "value" in each}
    assert [env[f"PAN_CFG_TEXT_{n}"] for n in range(len(HOSTILE))] == HOSTILE
    assert [expanded(part) for part in container["command"]] == ["/bin/sh", "-c", RUN]
    assert json.loads(pod["metadata"]["annotations"]["tenantry.io/metadata"]) == {"notes": HOSTILE}


def test_secrets_of_kubernetes_and_options_reach_the_pod(airflow: dict[str, Any]) -> None:
    found = airflow["bags"]["keys"]
    assert found["errors"] == {}
    pod = found["dags"]["orders-acme"]["pod"]
    (container,) = pod["spec"]["containers"]
    (reference,) = [each["valueFrom"]["secretKeyRef"] for each in container["env"] if "valueFrom" in each]
    assert reference == {"name": "orders-acme-shop", "key": "token"}
    assert container["envFrom"] == []
    assert (pod["metadata"]["namespace"], pod["spec"]["serviceAccountName"]) == ("syncs", "runner")
    assert pod["spec"]["imagePullSecrets"] == [{"name": "pull"}]
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True


def test_names_of_pods_are_within_the_limits_of_kubernetes(airflow: dict[str, Any]) -> None:
    (found,) = [each for name, each in airflow["bags"]["keys"]["dags"].items() if LONG in name]
    metadata = found["pod"]["metadata"]
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", metadata["name"])
    assert len(metadata["name"]) <= 63
    assert all(len(value) <= 63 for value in metadata["labels"].values())


def test_the_pod_refers_to_secrets_and_gets_metadata_as_a_file(airflow: dict[str, Any]) -> None:
    pod = airflow["bags"]["hostile"]["dags"]["orders-acme"]["pod"]
    (container,) = pod["spec"]["containers"]
    assert container["name"] == "sync"
    assert container["envFrom"] == [{"secretRef": {"name": "orders-acme"}}]
    assert container["volumeMounts"] == [{"name": "metadata", "mountPath": "/etc/tenantry", "readOnly": True}]
    (volume,) = pod["spec"]["volumes"]
    (item,) = volume["downwardAPI"]["items"]
    assert item["fieldRef"]["fieldPath"] == "metadata.annotations['tenantry.io/metadata']"
    assert pod["spec"]["activeDeadlineSeconds"] == 600
