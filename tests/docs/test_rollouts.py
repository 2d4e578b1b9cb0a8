"""The page on rollouts, walked through on a new repository: its commands in order, with the exit codes it tells."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support_cli import Ran, Run
from support_git import commit, git

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rollouts.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(console|yaml|text)(?: (\S+))?\n(.*?)```", re.DOTALL)
DAY, NEXT, LATER, THIRD, END = (
    "2026-11-20T09:00:00Z",
    "2026-11-21T09:00:00Z",
    "2026-11-21T10:00:00Z",
    "2026-11-22T10:00:00Z",
    "2026-11-22T22:00:00Z",
)
TIMES = [DAY, DAY, DAY, *[NEXT] * 5, LATER, LATER, LATER, THIRD, END]
"""When each command that knows `--as-of` is run, in the order of the page."""


@pytest.fixture
def config(tmp_path: Path, invoke: Run) -> Path:
    """What `init` writes, with a canary and a tenant that 1.2.0 does not suit, beside the integration's code."""
    root = tmp_path / "config"
    assert invoke("init", root).code == 0
    settings = root / "tenantry.yaml"
    image = f"image: registry.example.com/runtime@sha256:{'a' * 64}"
    settings.write_text(
        settings.read_text().replace("{namespace: integrations}", f"{{namespace: integrations, {image}}}")
    )
    borealis = root / "tenants/orders/borealis.yaml"
    borealis.write_text(borealis.read_text() + "labels: {ring: canary}\n")
    (root / "tenants/orders/cygnus.yaml").write_text("configs: {warehouse: FR-9}\n")
    (root / "tenants/orders/dorado.yaml").write_text("configs: {warehouse: DE-1}\n")
    source = tmp_path / "orders"
    source.mkdir()
    shutil.copy(root / "integrations/orders/releases/1.1.0/PANDIUM.yaml", source)
    manifest = (source / "PANDIUM.yaml").read_text()
    wanted = "warehouse: {type: string, enum: [DE-1, SE-2],"
    (source / "PANDIUM.yaml").write_text(manifest.replace("warehouse: {type: string,", wanted))
    git(source, "init", "--quiet")
    commit(source)
    git(source, "tag", "v1.2.0")
    (root / "results.json").write_text(json.dumps({"version": 1, "results": []}))
    return root


def walked(config: Path, invoke: Run) -> Iterator[tuple[str, int, Ran]]:
    """Every command of the page with the exit code that it tells, and how it went; files are written on the way."""
    times = iter(TIMES)
    for kind, path, content in BLOCK.findall(PAGE):
        if kind == "yaml" and path:
            (config / path).parent.mkdir(exist_ok=True)
            (config / path).write_text(content)
        for line in content.splitlines() if kind == "console" else ():
            words, _, told = line.removeprefix("$ tenantry ").partition("#")
            arguments = shlex.split(words)
            if arguments[0] == "why-not" or (arguments[0] == "rollout" and "--results" not in arguments):
                arguments += ["--as-of", next(times)]
            yield words.strip(), int(told.strip().removeprefix("exit ") or 0), invoke(*arguments)
    assert next(times, None) is None


def test_the_page_is_so(config: Path, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config)
    said = ""
    for words, code, ran in walked(config, invoke):
        assert ran.code == code, (words, ran)
        said += ran.stdout
    for kind, _, content in BLOCK.findall(PAGE):
        if kind == "text":
            assert content in said
    for each in ("borealis", "cygnus", "dorado"):
        shown = invoke("show", each, "--format", "json", "-C", config)
        assert json.loads(shown.stdout)["tenant"]["release"]["version"] == "1.2.0"
