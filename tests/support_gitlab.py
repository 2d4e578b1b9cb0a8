"""The pipeline of GitLab run by gitlab-ci-local on this machine: its rules, its merge of keys, its scripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from support_machine import OFFLINE, on_runner

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / ".tools" / "node" / "bin" / "node"
PROGRAM = ROOT / "tests" / "tools" / "node_modules" / "gitlab-ci-local" / "dist" / "index.js"


def pipeline(repository: Path, home: Path, wheels: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the log of the pipeline that these predefined variables start. What it leaves lies below
    `.gitlab-ci-local/builds/<job>`."""
    if not NODE.exists() or not PROGRAM.exists():
        pytest.fail("needs gitlab-ci-local and a current Node.js: run .ci/tools node language-server rsync")
    given = {**OFFLINE, "PIP_FIND_LINKS": str(wheels), **variables}
    options = [f"--home={home}", *(f"--variable={key}={value}" for key, value in given.items())]
    command = [str(NODE), str(PROGRAM), "--force-shell-executor", "--shell-isolation", "--no-color", *options]
    return on_runner(command, repository, home, NODE.parent)
