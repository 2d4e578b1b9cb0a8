"""A host that runs tenants: a config repository, its build tree, a state folder, and `tenantry run` there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support_cli import Ran
from support_compile import BASE

ROOT = Path(__file__).resolve().parent.parent
RELEASE = "integrations/orders/releases/1.0.0"
SECRET = "S3cret/of+the \"shop\" '1'"
TOKEN = {"PAN_SEC_SHOP_TOKEN": SECRET}
SETTINGS = "version: 1\nenvironment: prod\nsecrets: {store: env}\n"
TENANT = "orders/acme"


@dataclass(frozen=True)
class Host:
    """`config`, `build`, `state` and `code` are folders below `folder`."""

    folder: Path

    @property
    def state(self) -> Path:
        """What outlives a run."""
        return self.folder / "state"

    def runs(self, run: str, *, timeout: str = "10m", more: str = "", files: Mapping[str, str] | None = None) -> None:
        """Compiles the repository, whose release runs this command; `more` is the end of its run manifest."""
        config = self.folder / "config"
        if not config.exists():
            shutil.copytree(BASE, config)
        manifest = f"version: 1.0\nrun: {json.dumps(run)}\nconnectors: [shop]\n{more}"
        configs = "configs: {schema: {properties: {batch_size: {type: integer, default: 7}}}}\n"
        integration = (BASE / "integrations/orders/integration.yaml").read_text()
        written = {
            "tenantry.yaml": SETTINGS,
            "integrations/orders/integration.yaml": f"{integration}limits: {{timeout: {timeout}}}\n",
            f"{RELEASE}/PANDIUM.yaml": manifest + configs,
            "tenants/orders/acme.yaml": "configs: {batch_size: 50}\n",
            "tenants/orders/borealis.yaml": "configs: {}\n",
            **(files or {}),
        }
        for path, text in written.items():
            (config / path).parent.mkdir(parents=True, exist_ok=True)
            (config / path).write_text(text)
        (self.folder / "code").mkdir(exist_ok=True)
        (self.folder / "code" / "PANDIUM.yaml").write_text(manifest + configs)
        done = self.tenantry("-C", config, "compile", "--out", self.folder / "build")
        assert done.code == 0, done

    def run(self, *arguments: str | Path, env: Mapping[str, str] = TOKEN, tenant: str = TENANT) -> Ran:
        """`tenantry run`, with the code in a folder of its own."""
        return self.tenantry(*self.words(*arguments, tenant=tenant), env=env)

    def words(self, *arguments: str | Path, tenant: str = TENANT) -> list[str | Path]:
        """The words of that command."""
        folders = ["--build", self.folder / "build", "--state", self.state]
        workdir = [] if "-C" in arguments else ["--workdir", self.folder / "code"]
        return ["run", tenant, *folders, *workdir, *arguments]

    def start(
        self, *arguments: str | Path, env: Mapping[str, str] = TOKEN, tenant: str = TENANT
    ) -> subprocess.Popen[bytes]:
        """The same, not waited for."""
        command = [sys.executable, "-m", "tenantry", *map(str, self.words(*arguments, tenant=tenant))]
        return subprocess.Popen(
            command, cwd=self.folder, env=_around(env), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def tenantry(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> Ran:
        """Any command, in the host's folder."""
        command = [sys.executable, "-m", "tenantry", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self.folder, env=_around(env or {}), capture_output=True, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def history(self, *arguments: str) -> list[dict[str, Any]]:
        """What `tenantry runs` tells."""
        done = self.tenantry("runs", *arguments, "--state", self.state, "--format", "json")
        assert done.code == 0, done
        found: list[dict[str, Any]] = json.loads(done.stdout)["runs"]
        return found

    def written(self) -> dict[str, bytes]:
        """Every file below the host's folder that the runner wrote."""
        return {str(path): path.read_bytes() for path in self.state.rglob("*") if path.is_file()}


def _around(env: Mapping[str, str]) -> dict[str, str]:
    paths = os.pathsep.join((str(ROOT / "tests" / "offline"), str(ROOT / "compiler")))
    return {**os.environ, "PYTHONPATH": paths, **env}


def child_environment(done: Ran) -> dict[str, str]:
    """What a child found in its environment, where it ran `ENVIRONMENT`."""
    found: dict[str, str] = json.loads(done.stdout)
    return found


ENVIRONMENT = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"


def processes(mark: str) -> list[int]:
    """Living processes in whose environment or arguments the mark stands."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            held = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            dead = (folder / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
        except (OSError, IndexError):
            continue
        if folder.name.isdigit() and mark.encode() in held and not dead:
            found.append(int(folder.name))
    return found
