"""Policies, roles and agents of the target vault before a real OpenBao."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hvac
import pytest

from support_compile import artifact
from support_openbao import Bao, development, program
from support_targets import rendered, sample, write_tree
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation
from tenantry.secrets.places import places
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Forbidden

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]
ROLES = "{kubernetes: {audience: vault}, jwt: {}, approle: {}, agent: {}}"
ODD = "a b\"c\\d`e$f${HOME}'#\nsecond line"
"""A value with what quotes, shells and line ends make of it."""


UNIT = """
[Service]
Type=oneshot
EnvironmentFile={file}
ExecStart=/bin/sh -c 'printenv PAN_SEC_SHOP_TOKEN > {out}'
"""
MANAGER = """
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system {run}
export XDG_RUNTIME_DIR={run}
/lib/systemd/systemd --user &
manager=$!
trap 'kill $manager; wait $manager || true' EXIT
for attempt in $(seq 100); do systemctl --user is-system-running >/dev/null 2>&1 && break; sleep 0.1; done
systemctl --user start read.service
"""
"""A manager of units in a mount namespace of its own, as systemd is not the first process here."""


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """One server with the auth methods that roles are for."""
    with development(tmp_path_factory.mktemp("bao")) as server:
        for method in ("approle", "jwt", "kubernetes"):
            server.root.sys.enable_auth_method(method)
        yield server


def fill(bao: Bao, result: Compiled) -> None:
    """Policies under the names that roles expect, roles, and a value for every secret."""
    name = result.declarations.settings.model.name if result.declarations else None
    for installation in result.installations:
        for place in places(installation.secrets):
            bao.put(place.path, dict.fromkeys(place.keys.values(), f"canary of {place.path}"), mount=place.mount)
    for each in result.artifacts:
        kind, _, rest = each.path.removeprefix("vault/").partition("/")
        if each.target == "vault" and kind == "policies":
            bao.root.sys.create_or_update_acl_policy(f"{name or 'tenantry'}/{rest[:-4]}", each.content.decode())
        elif each.target == "vault" and kind == "roles":
            method, role = rest.removesuffix(".json").split("/")
            bao.root.adapter.post(f"/v1/auth/{method}/role/{role}", json=json.loads(each.content))


def as_tenant(bao: Bao, policy: str) -> hvac.Client:
    made = bao.root.auth.token.create(policies=[policy], no_default_policy=True, ttl="10m")
    return hvac.Client(url=bao.address, token=made["auth"]["client_token"])


def refused(client: hvac.Client, method: str, path: str) -> bool:
    try:
        client.adapter.request(method, f"/v1/{path}", json={"data": {"x": "y"}} if method == "post" else None)
    except hvac.exceptions.Forbidden:
        return True
    return False


def test_each_tenant_of_the_sample_reads_its_own_and_nothing_else(bao: Bao) -> None:
    result = sample()
    fill(bao, result)
    paths = {each.id: {place.path for place in places(each.secrets)} for each in result.installations}
    everything = sorted(set().union(*paths.values()))
    assert len(everything) == 40
    for tenant, own in paths.items():
        client = as_tenant(bao, f"northwind-integrations/{tenant}")
        for path in everything:
            assert refused(client, "get", f"kv/data/{path}") is (path not in own), (tenant, path)


def test_a_tenant_may_not_list_write_or_look_around(bao: Bao) -> None:
    fill(bao, sample())
    client = as_tenant(bao, "northwind-integrations/hubspot-s3/maple-clinic")
    own = "hubspot-s3/maple-clinic"
    for method, path in (
        ("list", "kv/metadata"),
        ("list", "kv/metadata/hubspot-s3"),
        ("list", f"kv/metadata/{own}"),
        ("get", f"kv/metadata/{own}/hubspot"),
        ("get", f"kv/subkeys/{own}/hubspot"),
        ("get", f"kv/data/{own}"),
        ("get", f"kv/data/{own}/hubspot/below"),
        ("get", "kv/config"),
        ("get", "sys/mounts"),
        ("get", "auth/token/lookup-self"),
        ("post", f"kv/data/{own}/hubspot"),
        ("delete", f"kv/data/{own}/hubspot"),
    ):
        assert refused(client, method, path), (method, path)


def test_an_approle_is_its_tenant_alone(bao: Bao) -> None:
    result = rendered("vault", {}, ROLES)
    fill(bao, result)
    roles = bao.root.auth.approle
    environ = {
        "VAULT_ADDR": bao.address,
        "VAULT_ROLE_ID": roles.read_role_id("orders-acme")["data"]["role_id"],
        "VAULT_SECRET_ID": roles.generate_secret_id("orders-acme")["data"]["secret_id"],
    }
    assert reads(result, environ) == {"orders/acme"}


def test_a_jwt_is_its_tenant_alone(bao: Bao, tmp_path: Path) -> None:
    result = rendered("vault", {}, ROLES)
    fill(bao, result)
    issuer = Issuer(tmp_path)
    bao.root.adapter.post("/v1/auth/jwt/config", json={"jwt_validation_pubkeys": [issuer.public]})
    environ = {"VAULT_ADDR": bao.address, "VAULT_JWT": issuer.token("tenantry:orders/acme")}
    assert reads(result, {**environ, "VAULT_ROLE": "orders-acme"}) == {"orders/acme"}
    with pytest.raises(Forbidden, match="refuses the login"):
        reads(result, {**environ, "VAULT_ROLE": "orders-borealis"})
    other = issuer.token("tenantry:orders/acme", audience="another")
    with pytest.raises(Forbidden, match="refuses the login"):
        reads(result, {**environ, "VAULT_JWT": other, "VAULT_ROLE": "orders-acme"})


def test_the_commands_of_the_documentation_install_everything(bao: Bao, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "secrets.md").read_text()
    script = re.search(r"```sh\n(cd build/vault\n.*?)```", page, re.DOTALL)
    assert script is not None
    result = rendered("vault", {}, ROLES)
    write_tree(result, tmp_path / "build")
    env = {"BAO_ADDR": bao.address, "BAO_TOKEN": "root", "PATH": f"{Path(program()).parent}:/usr/bin:/bin", "HOME": "/"}
    subprocess.run(["sh", "-eu", "-c", script.group(1)], cwd=tmp_path, env=env, check=True, capture_output=True)
    installed = bao.root.sys.read_acl_policy("northwind-integrations/orders/acme")["data"]["policy"]
    assert installed.encode() == artifact(result, "vault/policies/orders/acme.hcl")
    for method in ("approle", "jwt", "kubernetes"):
        listed = bao.root.adapter.list(f"/v1/auth/{method}/role")["data"]["keys"]
        assert {"orders-acme", "orders-borealis"} <= set(listed)


def test_a_role_of_kubernetes_is_taken_as_it_stands(bao: Bao) -> None:
    fill(bao, rendered("vault", {}, ROLES))
    role = bao.root.auth.kubernetes.read_role("orders-acme")
    assert role["bound_service_account_names"] == ["orders-acme"]
    assert role["bound_service_account_namespaces"] == ["default"]
    assert role["audience"] == "vault"
    assert (role["token_policies"], role["token_no_default_policy"]) == (["tenantry/orders/acme"], True)


def test_an_agent_writes_the_variables_once(bao: Bao, tmp_path: Path) -> None:
    written = agent(bao, tmp_path, ODD)
    quoted = ODD.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`").replace("$", "\\$")
    assert written.read_text() == f'PAN_SEC_SHOP_TOKEN="{quoted}"\n'
    assert written.stat().st_mode & 0o777 == 0o600


def test_systemd_reads_from_that_file_the_very_value(bao: Bao, tmp_path: Path) -> None:
    value = ODD + "\ttab = ; % \\n \\\\ end\\ é'\"$PATH`\n"
    written, home = agent(bao, tmp_path, value), tmp_path / "home" / ".config" / "systemd" / "user"
    home.mkdir(parents=True)
    (home / "read.service").write_text(UNIT.format(file=written, out=tmp_path / "out"))
    script = MANAGER.format(run=tmp_path / "manager")
    env = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(tmp_path / "home")}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-eu", "-c", script], env=env, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "out").read_bytes() == value.encode() + b"\n"


def reads(result: Compiled, environ: Mapping[str, str]) -> set[str]:
    """The tenants whose secrets whoever logs in so can read."""
    found = set()
    with store_kind("vault").open(Access(environ=environ)) as store:
        for installation in result.installations:
            if readable(store, installation):
                found.add(installation.id)
    return found


def readable(store: Any, installation: Installation) -> bool:
    try:
        return bool([store.read(place) for place in places(installation.secrets)])
    except Forbidden:
        return False


def agent(bao: Bao, folder: Path, value: str) -> Path:
    """The file that the agent of orders/acme writes."""
    options = f"{{approle: {{}}, agent: {{login: {folder}, directory: {folder}/run}}}}"
    result = rendered("vault", {}, options)
    fill(bao, result)
    bao.put("orders/acme/shop", {"token": value})
    own = folder / "orders-acme"
    own.mkdir()
    roles = bao.root.auth.approle
    (own / "role-id").write_text(roles.read_role_id("orders-acme")["data"]["role_id"])
    (own / "secret-id").write_text(roles.generate_secret_id("orders-acme")["data"]["secret_id"])
    config = folder / "agent.json"
    config.write_bytes(next(each.content for each in result.artifacts if each.path == "vault/agent/orders-acme.json"))
    env = {"VAULT_ADDR": bao.address, "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [program(), "agent", f"-config={config}"], env=env, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "run" / "orders-acme.env"


class Issuer:
    """Signs tokens as an identity provider does, by openssl."""

    def __init__(self, folder: Path) -> None:
        self._key = folder / "issuer.key"
        subprocess.run(["openssl", "genrsa", "-out", self._key, "2048"], check=True, capture_output=True)
        done = subprocess.run(["openssl", "rsa", "-in", self._key, "-pubout"], check=True, capture_output=True)
        self.public = done.stdout.decode()

    def token(self, subject: str, audience: str = "vault") -> str:
        """A token of ten minutes."""
        now = int(time.time())
        parts = [{"alg": "RS256", "typ": "JWT"}, {"sub": subject, "aud": audience, "iat": now, "exp": now + 600}]
        body = ".".join(_url(json.dumps(part).encode()) for part in parts)
        command = ["openssl", "dgst", "-sha256", "-sign", self._key]
        return f"{body}.{_url(subprocess.run(command, input=body.encode(), check=True, capture_output=True).stdout)}"


def _url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
