"""Targets asked in their order, and what they render put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from support_compile import AS_OF, compile_base, shown
from tenantry import render
from tenantry.model.artifact import Artifact
from tenantry.targets import Target, Work, target_named


def also_renders(path: str) -> Target:
    """A target of another package that renders one file."""

    def artifacts(work: Work) -> Iterator[Artifact]:
        yield Artifact(path=path, content=b"", target=work.target)

    known = target_named("runtime")
    assert known is not None
    return replace(known, name="vault", check=lambda work, as_of: iter(()), render=artifacts)


@pytest.mark.parametrize("path", ["crontab/tenantry", "Crontab/Tenantry"])
def test_two_targets_may_not_render_one_path(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"vault": also_renders(path)}
    monkeypatch.setattr(render, "target_named", lambda name: other.get(name) or target_named(name))
    result = compile_base({"tenantry.yaml": "version: 1\ntargets:\n  crontab: {}\n  vault: {}\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN710"]
    assert shown(result)[0].startswith("TN710 tenantry.yaml:")
    assert not result.artifacts


def test_artifacts_come_sorted_and_runtime_is_always_there() -> None:
    result = compile_base({"tenantry.yaml": "version: 1\ntargets: {vault: {}, crontab: null}\n"})
    paths = [artifact.path for artifact in result.artifacts]
    assert paths == sorted(paths)
    assert {artifact.target for artifact in result.artifacts} == {"crontab", "runtime", "vault"}


def test_a_warning_date_changes_nothing_that_is_rendered() -> None:
    files = {"tenantry.yaml": "version: 1\ntargets: {kubernetes: {}}\n"}
    first, later = compile_base(files), compile_base(files, as_of=AS_OF + timedelta(days=400))
    assert [(each.path, each.content) for each in first.artifacts] == [
        (each.path, each.content) for each in later.artifacts
    ]
