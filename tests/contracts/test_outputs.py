"""What commands print as JSON is what its schema says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from support_cli import Run
from support_compile import BASE
from support_git import commit, git
from tenantry.model.outputs import OUTPUTS

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "outputs"
ROLLOUT = 'from: "1.0.0"\nto: "1.1.0"\nwaves: [{name: half, percent: 50, soak: 1d}, {name: all, percent: 100}]\n'
COMMANDS = {
    "edit": ("rollout", "hold", "orders", "default", "--reason", "errors", "--owner", "@example/oncall"),
    "plan": ("plan", "HEAD~1"),
    "release-list": ("release", "list", "--behind", "0"),
    "rollout-simulate": ("rollout", "simulate", "orders", "default"),
    "rollout-status": ("rollout", "status"),
    "schedule-describe": ("schedule", "describe", "*/7 2 1 * 1"),
    "schedule-load": ("schedule", "load"),
    "schedule-next": ("schedule", "next", "acme"),
    "secrets-refs": ("secrets", "refs"),
    "what-if": ("what-if", "orders", "1.1.0"),
    "why": ("why", "acme"),
    "why-not": ("why-not", "acme", "1.1.0"),
}
ELSEWHERE = {
    "apply": "tests/targets/test_temporal_apply.py",
    "publish": "tests/unit/publish/test_publish.py",
    "run": "tests/runner/test_run.py",
    "run-dry": "tests/runner/test_run.py",
    "run-results": "tests/unit/cli/test_rollout.py",
    "runs": "tests/runner/test_run.py",
    "secrets-check": "tests/stores/test_check.py",
    "verify": "tests/unit/publish/test_verify.py",
}
"""Outputs that need a server or a run, and the tests that hold them to their schema."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The base repository in git, with a rollout that came in its last commit."""
    root = tmp_path / "config"
    shutil.copytree(BASE, root)
    git(root, "init", "--quiet")
    commit(root)
    path = root / "integrations/orders/rollouts/default.yaml"
    path.parent.mkdir()
    path.write_text(ROLLOUT)
    commit(root)
    return root


@pytest.mark.parametrize("name", COMMANDS)
def test_an_output_fits_its_schema(name: str, root: Path, invoke: Run) -> None:
    done = invoke(*COMMANDS[name], "--format", "json", "-C", root)
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(done.stdout))


def test_every_output_is_held_to_its_schema() -> None:
    assert {*COMMANDS, *ELSEWHERE} >= set(OUTPUTS)
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == set(OUTPUTS)
