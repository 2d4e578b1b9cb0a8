"""A real OpenBao server for tests: in development mode, or with TLS, raft storage and an audit log."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hvac
import pytest

ROOT = Path(__file__).resolve().parent.parent
BAO = ROOT / ".tools" / "openbao" / "bin" / "bao"
START = 20.0
"""Seconds that a server may take to answer."""


class Bao:
    """A running server and a client of its root."""

    def __init__(self, address: str, root: hvac.Client, *, ca: Path | None = None, log: Path | None = None) -> None:
        self.address, self.root, self.ca, self._log = address, root, ca, log

    @property
    def audited(self) -> list[dict[str, Any]]:
        """What the audit log holds."""
        assert self._log is not None
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def put(self, path: str, values: Mapping[str, object], mount: str = "kv") -> None:
        """Writes a secret."""
        self.root.secrets.kv.v2.create_or_update_secret(path, dict(values), mount_point=mount)

    def token(self, policy: str, name: str = "test") -> str:
        """A token that has this policy and no other."""
        self.root.sys.create_or_update_policy(name, policy)
        made = self.root.auth.token.create(policies=[name], no_default_policy=True, ttl="10m")
        return str(made["auth"]["client_token"])

    def environ(self, token: str | None = None) -> dict[str, str]:
        """The variables that lead to it."""
        found = {"BAO_ADDR": self.address, "BAO_MAX_RETRIES": "0"}
        return found | ({"BAO_TOKEN": token} if token else {}) | ({"BAO_CACERT": str(self.ca)} if self.ca else {})


def program() -> str:
    """The server's program, or a failure that names what to run."""
    if not BAO.exists():
        pytest.fail("needs OpenBao: .ci/tools openbao")
    return str(BAO)


def free_port() -> int:
    """A port of this machine with a free one after it, which OpenBao takes too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)


@contextmanager
def development(folder: Path) -> Iterator[Bao]:
    """A server in memory with an empty KV version 2 engine at `kv`."""
    port = free_port()
    options = ["-dev", "-dev-root-token-id=root", f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token"]
    with _running(folder, *options):
        root = hvac.Client(url=f"http://127.0.0.1:{port}", token="root")
        _wait(lambda: root.sys.read_health_status().status_code == 200)
        root.sys.enable_secrets_engine("kv", path="kv", options={"version": "2"})
        yield Bao(f"http://127.0.0.1:{port}", root)


@contextmanager
def production(folder: Path) -> Iterator[Bao]:
    """A server with a certificate of its own, raft storage and a file audit log, unsealed, with an engine at `kv`."""
    port, (certificate, key), log = free_port(), _certificate(folder), folder / "audit.log"
    (folder / "raft").mkdir()
    (folder / "config.hcl").write_text(f"""
storage "raft" {{
  path = "{folder / "raft"}"
  node_id = "one"
  performance_multiplier = 1
}}
listener "tcp" {{
  address = "127.0.0.1:{port}"
  tls_cert_file = "{certificate}"
  tls_key_file = "{key}"
}}
api_addr = "https://127.0.0.1:{port}"
cluster_addr = "https://127.0.0.1:{port + 1}"
audit "file" "log" {{
  options {{
    file_path = "{log}"
  }}
}}
""")
    with _running(folder, f"-config={folder / 'config.hcl'}"):
        root = hvac.Client(url=f"https://127.0.0.1:{port}", verify=str(certificate))
        _wait(lambda: root.sys.read_health_status().status_code == 501)
        made = root.sys.initialize(secret_shares=1, secret_threshold=1)
        root.token = made["root_token"]
        root.sys.submit_unseal_key(made["keys"][0])
        _wait(lambda: root.sys.read_health_status().status_code == 200)
        root.sys.enable_secrets_engine("kv", path="kv", options={"version": "2"})
        _wait(lambda: root.adapter.get("/v1/kv/config") is not None)
        yield Bao(f"https://127.0.0.1:{port}", root, ca=certificate, log=log)


@contextmanager
def _running(folder: Path, *options: str) -> Iterator[None]:
    around = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([program(), "server", *options], env=around, stdout=log, stderr=log)
        try:
            yield
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(ready: Any) -> None:
    until = time.monotonic() + START
    while True:
        try:
            if ready():
                return
        except Exception as error:  # noqa: BLE001 (whatever a server says that is not up yet)
            last: object = error
        else:
            last = "not ready"
        if time.monotonic() > until:
            pytest.fail(f"OpenBao does not come up: {last}")
        time.sleep(0.05)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    certificate, key = folder / "tls.pem", folder / "tls.key"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    subprocess.run([*command, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key
