"""The CI files that `init` writes, by the programs that judge such files, and by what they must hold to."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenantry import __version__
from tenantry.scaffold import write_scaffold

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` writes."""
    root = tmp_path_factory.mktemp("scaffold") / "tenants"
    write_scaffold(root)
    return root


def workflows(root: Path) -> dict[str, Any]:
    return {file.name: yaml.safe_load(file.read_text()) for file in sorted((root / ".github/workflows").iterdir())}


def steps(root: Path) -> list[dict[str, Any]]:
    jobs = [job for each in workflows(root).values() for job in each["jobs"].values()]
    action = yaml.safe_load((root / ".github/actions/tenantry/action.yml").read_text())
    return [step for job in (*jobs, action["runs"]) for step in job["steps"]]


def judged(*command: str | Path, cwd: Path) -> None:
    """Asserts that a program of this environment finds nothing."""
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing(written: Path) -> None:
    judged("zizmor", "--offline", "--quiet", ".github", cwd=written)


def test_actionlint_finds_nothing(written: Path) -> None:
    judged("actionlint", *sorted((written / ".github/workflows").iterdir()), cwd=written)


def test_the_pipeline_of_gitlab_fits_its_schema(written: Path) -> None:
    schema = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    judged("check-jsonschema", *schema, ".gitlab-ci.yml", cwd=written)


def test_actions_are_pinned_and_leave_no_credentials(written: Path) -> None:
    used = [step for step in steps(written) if "uses" in step]
    assert used
    for step in used:
        assert re.fullmatch(r"\./\.github/actions/tenantry|actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
        if step["uses"].startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


def test_no_script_holds_an_expression(written: Path) -> None:
    assert [step for step in steps(written) if "${{" in step.get("run", "")] == []


def test_only_the_job_that_reads_no_code_writes_to_a_pull_request_of_a_stranger(written: Path) -> None:
    files = workflows(written)
    assert all(each["permissions"] == {} for each in files.values())
    assert files["tenantry-plan.yml"]["jobs"]["plan"]["permissions"] == {"contents": "read"}
    assert "secrets." not in (written / ".github/workflows/tenantry-plan.yml").read_text()
    comment = files["tenantry-comment.yml"]["jobs"]["comment"]["steps"]
    assert [step["uses"].partition("@")[0] for step in comment if "uses" in step] == ["actions/download-artifact"]


def test_the_version_that_wrote_it_is_the_version_it_uses(written: Path) -> None:
    assert (written / "requirements.txt").read_text() == f"tenantry=={__version__}\n"


def test_this_repository_uses_the_workflow_that_it_gives(written: Path) -> None:
    name = Path(".github/workflows/tenantry-plan.yml")
    assert (ROOT / name).read_bytes() == (written / name).read_bytes()
