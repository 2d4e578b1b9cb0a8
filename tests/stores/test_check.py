"""`tenantry secrets check` before a real OpenBao with TLS, raft storage and an audit log."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support_cli import Run
from support_compile import BASE
from support_openbao import Bao, production

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-value-of-a-token"
CHECKS_ONLY = 'path "kv/subkeys/orders/*" { capabilities = ["read"] }'
SETTINGS = "version: 1\nconnect: {base_url: https://connect.example.com/}\n"


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """One server for this module."""
    with production(tmp_path_factory.mktemp("bao")) as server:
        for tenant in ("acme", "borealis", "bolt", "cargo"):
            server.put(f"orders/{tenant}/shop", {"token": CANARY})
        server.put("orders/keyless/shop", {"other": CANARY})
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The base repository with connect pages."""
    shutil.copytree(BASE, tmp_path / "config")
    (tmp_path / "config" / "tenantry.yaml").write_text(SETTINGS)
    return tmp_path / "config"


def tenants(root: Path, *names: str) -> None:
    for name in names:
        (root / "tenants" / "orders" / f"{name}.yaml").write_text("paused: false\n")


def checked(tenantry: Run, root: Path, env: dict[str, str], *options: str) -> tuple[int, Any]:
    ran = tenantry("secrets", "check", "-C", root, "--format", "json", *options, env=env)
    assert CANARY not in ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    schema = json.loads((ROOT / "schemas/outputs/secrets-check.schema.json").read_text())
    jsonschema.validate(found, schema)
    return ran.code, found


def states(found: Any) -> dict[str, str]:
    return {tenant["id"]: each["state"] for tenant in found["tenants"] for each in tenant["connections"]}


def test_everything_is_there_and_the_audit_log_shows_that_no_value_was_read(
    bao: Bao, root: Path, tenantry: Run
) -> None:
    token, before = bao.token(CHECKS_ONLY), len(bao.audited)
    code, found = checked(tenantry, root, bao.environ(token))
    assert (code, states(found)) == (0, {"orders/acme": "present", "orders/borealis": "present"})
    asked = [each["request"] for each in bao.audited[before:] if each["type"] == "request"]
    assert {(each["operation"], each["path"]) for each in asked} == {
        ("read", "kv/subkeys/orders/acme/shop"),
        ("read", "kv/subkeys/orders/borealis/shop"),
    }


def test_a_missing_path_and_a_missing_key_are_told_with_what_fills_them(bao: Bao, root: Path, tenantry: Run) -> None:
    tenants(root, "nobody", "keyless")
    code, found = checked(tenantry, root, bao.environ(bao.token(CHECKS_ONLY)))
    assert code == 1
    gaps = {tenant["id"]: tenant["connections"][0] for tenant in found["tenants"] if not tenant["ready"]}
    assert {name: each["message"] for name, each in gaps.items()} == {
        "orders/keyless": "kv/orders/keyless/shop lacks token",
        "orders/nobody": "kv/orders/nobody/shop is not there",
    }
    page = "https://connect.example.com/orders/nobody/shop"
    command = "bao kv put -mount=kv orders/nobody/shop token=-"
    assert gaps["orders/nobody"]["fill"] == {"page": page, "command": command}


def test_the_command_that_is_shown_fills_the_gap(bao: Bao, root: Path, tenantry: Run) -> None:
    tenants(root, "fresh")
    _, found = checked(tenantry, root, bao.environ(bao.root.token), "--only", "orders/fresh")
    command = found["tenants"][0]["connections"][0]["fill"]["command"].split()
    env = {**bao.environ(bao.root.token), "PATH": str(ROOT / ".tools" / "openbao" / "bin"), "HOME": "/nonexistent"}
    subprocess.run(command, input=CANARY.encode(), env=env, check=True, capture_output=True)
    assert checked(tenantry, root, bao.environ(bao.root.token), "--only", "orders/fresh")[0] == 0


def test_forbidden_is_another_answer_than_missing(bao: Bao, root: Path, tenantry: Run) -> None:
    token = bao.token('path "kv/subkeys/orders/acme/*" { capabilities = ["read"] }', "one")
    code, found = checked(tenantry, root, bao.environ(token))
    assert (code, states(found)) == (6, {"orders/acme": "present", "orders/borealis": "forbidden"})


def test_nobody_there_and_a_certificate_of_nobody_exit_6(bao: Bao, root: Path, tenantry: Run) -> None:
    tenants(root, *(f"t{number}" for number in range(30)))
    gone = {"VAULT_ADDR": "https://127.0.0.1:1", "VAULT_TOKEN": "t", "VAULT_MAX_RETRIES": "0"}
    code, found = checked(tenantry, root, gone)
    assert (code, set(states(found).values())) == (6, {"unreachable"})
    assert "cannot be reached" in json.dumps(found)
    env = bao.environ("t")
    del env["BAO_CACERT"]
    ran = tenantry("secrets", "check", "-C", root, env=env)
    assert ran.code == 6
    assert "certificate" in ran.stdout


def test_only_and_changed_choose_tenants(bao: Bao, root: Path, tenantry: Run) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=root, check=True)

    tenants(root, "bolt", "cargo")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "base")
    tenants(root, "added")
    (root / "tenants/orders/bolt.yaml").write_text("connections: {shop: {keys: {token: other}}}\n")
    env = bao.environ(bao.token(CHECKS_ONLY))
    assert set(states(checked(tenantry, root, env, "--changed", "HEAD")[1])) == {"orders/added", "orders/bolt"}
    assert set(states(checked(tenantry, root, env, "--only", "acme", "cargo")[1])) == {"orders/acme", "orders/cargo"}
    assert tenantry("secrets", "check", "-C", root, "--only", "nobody", env=env).code == 2
    assert tenantry("secrets", "check", "-C", root, "--changed", "nothing", env=env).code == 2


def test_a_repository_with_an_error_asks_nothing(bao: Bao, root: Path, tenantry: Run) -> None:
    (root / "tenants/orders/acme.yaml").write_text("release: {channel: nowhere}\n")
    before = len(bao.audited)
    ran = tenantry("secrets", "check", "-C", root, env=bao.environ("t"))
    assert (ran.code, ran.stdout, len(bao.audited)) == (1, "", before)
    assert "TN302" in ran.stderr
