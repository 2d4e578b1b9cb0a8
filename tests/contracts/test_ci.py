"""CI runs what `.ci/run` runs."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def commands(script: str) -> list[str]:
    """The commands of a script that do something to the checkout."""
    return re.findall(r"^(?:make|git|\.venv/bin/tenantry) .*$", script, re.MULTILINE)


def test_the_workflow_has_the_steps_of_the_script() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
    ran = "\n".join(step["run"] for job in jobs.values() for step in job["steps"] if "run" in step)
    assert commands(ran) == commands((ROOT / ".ci/run").read_text())
    assert len(commands(ran)) == 8


def test_no_job_may_run_longer_than_half_an_hour() -> None:
    for file in (ROOT / ".github/workflows").iterdir():
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            assert job["timeout-minutes"] <= 30
