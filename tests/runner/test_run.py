"""`tenantry run`: what a child gets, what it leaves, and how its end is told."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from support_runner import ENVIRONMENT, ROOT, SECRET, TENANT, TOKEN, Host, child_environment, processes

OWN = {"PAN_CTX_RUN_MODE", "PAN_CTX_RUN_TRIGGERS", "PAN_CTX_TENANT_METADATA_FILE"}
HOST = {"PATH", "HOME", "LANG", "TZ"}


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_a_child_gets_what_is_its_own_and_nothing_of_the_host(host: Host) -> None:
    host.runs(ENVIRONMENT)
    credentials = {
        "VAULT_TOKEN": "t",
        "AWS_SECRET_ACCESS_KEY": "k",
        "PYTHONPATH": "x",
        "LC_ALL": "C",
        "LANG": "C.UTF-8",
    }
    found = child_environment(host.run(env={**TOKEN, **credentials}))
    assert {name for name in found if not name.startswith("PAN_")} - {"PWD", "SHLVL", "_", "LC_CTYPE"} <= HOST
    assert found["PAN_CFG_BATCH_SIZE"] == "50"
    assert found["PAN_CTX_TENANT_ID"] == TENANT
    assert found["PAN_SEC_SHOP_TOKEN"] == "***"
    assert found.keys() >= OWN
    assert not [name for name in found if name.startswith("PAN_CTX_LAST_")]


def test_a_child_is_told_of_the_runs_before_it(host: Host) -> None:
    host.runs("echo '{\"page\": 3}'")
    assert host.run().stdout == '{"page": 3}\n'
    host.runs("exit 3")
    assert host.run().code == 1
    host.runs(ENVIRONMENT)
    found = child_environment(host.run("--mode", "init"))
    assert found["PAN_CTX_RUN_MODE"] == "init"
    assert found["PAN_CTX_LAST_RUN_PHASE"] == "Failed (Integration Issue)"
    assert found["PAN_CTX_LAST_SUCCESSFUL_RUN_PHASE"] == "Succeeded"
    assert found["PAN_CTX_LAST_SUCCESSFUL_RUN_STD_OUT"] == '{"page": 3}'
    times = [found[f"PAN_CTX_LAST_RUN_{name}_TIME"] for name in ("START", "COMPLETION")]
    assert all(time.endswith(" +0000 UTC") and len(time) == 29 for time in times)


def test_triggers_are_a_list_and_a_webhook_names_its_body(host: Host) -> None:
    host.runs(ENVIRONMENT)
    body = host.folder / "body.json"
    body.write_text("{}")
    done = host.run("--mode", "webhook", "--payload", "body.json")
    triggers = json.loads(child_environment(done)["PAN_CTX_RUN_TRIGGERS"])
    payload = {"file": str(body)}
    assert triggers == [{"id": 1, "source": "webhook", "mode": "webhook", "payload": payload}]
    assert host.run("--mode", "webhook").code == 2
    assert host.run("--payload", "body.json").code == 2


@pytest.mark.parametrize(
    ("run", "code", "phase", "words"),
    [
        ("exit 3", 1, "Failed (Integration Issue)", "exit code 3"),
        ("kill -9 $$", 1, "Failed (Integration Issue)", "killed by signal 9"),
        ("echo error >&2; exit 0", 0, "Succeeded", "exit code 0"),
        ("no-such-program", 1, "Failed (Integration Issue)", "exit code 127"),
        ("sleep 60", 124, "Failed (Timeout)", "ended after 1 seconds"),
    ],
)
def test_ends_have_names_and_codes(host: Host, run: str, code: int, phase: str, words: str) -> None:
    host.runs(run, timeout="1s")
    done = host.run()
    assert (done.code, done.stdout) == (code, "")
    (found,) = host.history(TENANT)
    assert (found["phase"], found["message"], found["trigger"]) == (phase, words, "cron")
    assert code == 0 or f"{phase}: {words}; its log: {host.state}/logs/orders/acme/1.log" in done.stderr


METADATA = "metadata_schema: {schema: {properties: {cursor: {type: integer}, seen: {type: array}}}}\n"


def test_metadata_is_checked_laid_over_and_told_to_the_next_run(host: Host) -> None:
    files = {"tenants/orders/acme.yaml": "metadata: {cursor: 1, plan: big}\n"}
    show = "cat $PAN_CTX_TENANT_METADATA_FILE >&2; "
    host.runs(show + "echo '{\"seen\": [1]}'", more=METADATA, files=files)
    assert json.loads(host.run().stderr) == {"cursor": 1, "plan": "big"}
    host.runs(show + "echo '{\"cursor\": 2}'", more=METADATA, files=files)
    assert json.loads(host.run().stderr) == {"cursor": 1, "plan": "big", "seen": [1]}
    host.runs(show + 'echo \'{"cursor": "x"}\'', more=METADATA, files=files)
    done = host.run()
    assert json.loads(done.stderr.splitlines()[0]) == {"cursor": 2, "plan": "big", "seen": [1]}
    assert done.code == 1
    assert "Failed (Metadata Validation): 'cursor' must be" in done.stderr
    assert json.loads(host.run().stderr.splitlines()[0])["cursor"] == 2
    assert host.history()[0]["phase"] == "Failed (Metadata Validation)"
    assert not list((host.state / "metadata").rglob("*.json"))


def test_a_secret_reaches_the_child_alone(host: Host) -> None:
    look = "cat /proc/self/cmdline /proc/$PPID/cmdline | tr '\\0' ' ' >&2; "
    host.runs(
        look + 'echo "$PAN_SEC_SHOP_TOKEN" >&2; printf %s "$PAN_SEC_SHOP_TOKEN" | base64; '
        "test ${#PAN_SEC_SHOP_TOKEN} = " + str(len(SECRET))
    )
    done = host.run("-v")
    assert done.code == 0
    assert "***" in done.stdout
    assert "***" in done.stderr
    everything = b"".join(host.written().values()) + done.stdout.encode() + done.stderr.encode()
    assert SECRET.encode() not in everything
    assert b"S3cret" not in everything


def test_a_dry_run_shows_sources_and_writes_nothing(host: Host) -> None:
    host.runs("npm start")
    done = host.run("--dry-run")
    assert done.code == 0
    assert "  command   npm start\n" in done.stdout
    assert SECRET not in done.stdout
    assert not host.state.exists()
    data = json.loads(host.run("--dry-run", "--format", "json", env={}).stdout)
    assert {"name": "PAN_SEC_SHOP_TOKEN", "source": "store env"} in data["variables"]
    assert {"name": "PAN_CFG_BATCH_SIZE", "source": "runtime/orders/acme.json"} in data["variables"]


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_that_is_not_there_keeps_a_run_from_starting(host: Host, value: str | None) -> None:
    host.runs("touch started")
    done = host.run(env={} if value is None else {"PAN_SEC_SHOP_TOKEN": value})
    assert done.code == 1
    assert "orders/acme cannot run: PAN_SEC_SHOP_TOKEN is not set" in done.stderr
    assert not (host.folder / "code" / "started").exists()
    assert host.history()[0]["phase"] == "Failed (Platform Issue)"


def test_a_vault_that_does_not_answer_is_a_failure_outside(host: Host) -> None:
    host.runs("touch started", files={"tenantry.yaml": "version: 1\n"})
    vault = {"VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "t0ken-of-the-tool", "VAULT_MAX_RETRIES": "0"}
    done = host.run(env=vault)
    assert done.code == 6
    assert not (host.folder / "code" / "started").exists()
    assert host.history()[0]["phase"] == "Failed (Platform Issue)"
    assert b"t0ken-of-the-tool" not in b"".join(host.written().values())


def test_results_are_what_gates_read(host: Host) -> None:
    host.runs("exit 1")
    host.run()
    host.runs("true")
    host.run()
    host.run(tenant="orders/borealis")
    done = host.tenantry("runs", "--state", host.state, "--results", "results.json")
    assert len(done.stdout.splitlines()) == 3
    found = json.loads((host.folder / "results.json").read_text())
    assert found["version"] == 1
    counted = [(each["tenant"], each["release"], each["runs"], each["failed"]) for each in found["results"]]
    assert counted == [("orders/acme", "1.0.0", 2, 1), ("orders/borealis", "1.0.0", 1, 0)]
    assert all(each["since"] <= each["until"] for each in found["results"])
    later = host.tenantry("runs", "--state", host.state, "--results", "-", "--since", "2100-01-01")
    assert json.loads(later.stdout) == {"version": 1, "results": []}


def test_outputs_fit_their_schemas(host: Host) -> None:
    host.runs("true")
    said = {
        "run-dry": host.run("--dry-run", "--format", "json"),
        "run": host.run("--format", "json"),
        "runs": host.tenantry("runs", "--state", host.state, "--format", "json"),
    }
    for name, done in said.items():
        schema = json.loads((ROOT / "schemas" / "outputs" / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))


def test_a_full_disk_ends_the_run_and_leaves_nobody(host: Host) -> None:
    host.runs("head -c 3000000 /dev/zero >&2; sleep 301")
    words = shlex.join(map(str, ["-m", "tenantry", *host.words("-q")]))
    done = subprocess.run(
        ["sh", "-c", f"ulimit -f 1000; exec {sys.executable} {words}"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "compiler"), **TOKEN, "TZ": f"full-{host.folder.name}"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 6
    assert b"1.log cannot be written: File too large" in done.stderr
    assert processes(f"full-{host.folder.name}") == []


def test_closed_descriptors_and_ignored_hangups_do_no_harm(host: Host) -> None:
    host.runs("kill -HUP $(cut -d' ' -f4 /proc/$PPID/stat); sleep 0.2; echo fine")
    words = shlex.join(map(str, [sys.executable, "-m", "tenantry", *host.words()]))
    around = {**os.environ, "PYTHONPATH": str(ROOT / "compiler"), **TOKEN}
    for script, said in ((f"trap '' HUP; {words}", b"fine\n"), (f"trap '' HUP; {words} <&- >&- 2>&-", b"")):
        done = subprocess.run(["sh", "-c", script], env=around, capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (0, said)
    assert [each["phase"] for each in host.history()] == ["Succeeded", "Succeeded"]
