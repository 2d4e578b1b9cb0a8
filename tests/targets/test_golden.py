"""Every artifact of a small repository, byte for byte; `pytest --bless` writes them anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support_compile import AS_OF
from tenantry.pipeline import compile_snapshot
from tenantry.source import read_worktree
from tenantry.targets import all_targets

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.mark.parametrize("target", [target.name for target in all_targets()])
def test_artifacts_are_those_of_the_golden_tree(target: str, *, bless: bool) -> None:
    snapshot, found = read_worktree(GOLDEN / "config")
    result = compile_snapshot(snapshot, as_of=AS_OF, found=found, only=[target])
    assert not result.failed, result.diagnostics
    rendered = {artifact.path: artifact.content for artifact in result.artifacts if artifact.target == target}
    assert rendered
    folder = GOLDEN / target
    if bless:
        shutil.rmtree(folder, ignore_errors=True)
        for path, content in rendered.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(content)
    there = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert there == rendered
