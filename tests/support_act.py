"""Workflows of GitHub run by act on this machine: real steps, stand-ins for the actions that need GitHub itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from support_machine import OFFLINE, on_runner

ROOT = Path(__file__).resolve().parent.parent
ACT = ROOT / ".tools" / "act" / "bin" / "act"
STAND_INS: Mapping[str, str] = {
    "actions/checkout": "true",
    "actions/setup-python": "true",
    "actions/upload-artifact": 'mkdir -p "$STORE/$NAME" && cp -R "$ARTIFACT/." "$STORE/$NAME"',
    "actions/download-artifact": 'mkdir -p "$ARTIFACT" && cp -R "$STORE/$NAME/." "$ARTIFACT"',
}
"""What each action does here. `STORE` is where artifacts stay between runs."""


class Act:
    """Runs workflows of a config repository whose tool comes from a wheel, as its requirements file says."""

    def __init__(self, home: Path, wheels: Path) -> None:
        if not ACT.exists():
            pytest.fail("needs act: run .ci/tools act")
        self.home = home
        self.store = home / "store"
        self.environment = {**OFFLINE, "STORE": str(self.store), "PIP_FIND_LINKS": str(wheels)}
        for name, script in STAND_INS.items():
            self._stand_in(name, script)

    def _stand_in(self, name: str, script: str) -> None:
        folder = self.home / name
        folder.mkdir(parents=True)
        inputs = {each: {"default": ""} for each in ("name", "path")}
        given = {"NAME": "${{ inputs.name }}", "ARTIFACT": "${{ inputs.path }}"}
        step = {"run": script, "shell": "bash", "env": given}
        action = {"name": name, "inputs": inputs, "runs": {"using": "composite", "steps": [step]}}
        (folder / "action.yml").write_text(json.dumps(action))

    def run(self, repository: Path, workflow: str, *, event: tuple[str, Any], **environment: str) -> tuple[int, str]:
        """The exit code and the log of a workflow."""
        name, payload = event
        (self.home / "event.json").write_text(json.dumps(payload))
        file = repository / ".github" / "workflows" / workflow
        uses = re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40})", self._text(repository))
        options = [f"--local-repository={action}@{pin}={self.home / action}" for action, pin in sorted(set(uses))]
        options += [f"--env={key}={value}" for key, value in {**self.environment, **environment}.items()]
        options += ["-P", "ubuntu-24.04=-self-hosted", "-e", str(self.home / "event.json"), "--no-cache-server"]
        return on_runner([str(ACT), name, "-W", str(file), *options], repository, self.home)

    def _text(self, repository: Path) -> str:
        return "".join(file.read_text() for file in sorted((repository / ".github").rglob("*.yml")))
