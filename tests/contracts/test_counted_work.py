"""How much work a command does, counted: what costs time grows with what must be done, and with nothing else."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.generate import edited, generate
from support_compile import AS_OF
from support_git import git
from support_ways import ask, committed, lay
from tenantry import load, pipeline
from tenantry.cli import main
from tenantry.manifest.draft import Draft
from tenantry.manifest.read import read_manifest
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.model.shared import ALONE, Shared
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_snapshot
from tenantry.plan import plan
from tenantry.resolve import installation
from tenantry.yaml.build import Builder

SMALL, LARGE = 30, 90
VERSIONS = 4
"""Releases of a generated integration, each with one schema."""


@dataclass
class Work:
    """What was done how often."""

    counts: Counter[str] = field(default_factory=Counter)

    def counting(self, name: str, done: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.counts[name] += 1
            return done(*given, **named)

        return counted


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts what is done from here on: files parsed, files read strictly, schemas compiled, tenants resolved, contents
    made and processes started."""
    done = Work()
    monkeypatch.setattr(load, "load_document", done.counting("parsed", load.load_document))
    monkeypatch.setattr(Builder, "read", done.counting("strictly", Builder.read))
    monkeypatch.setattr(Draft, "compiled", done.counting("schemas", Draft.compiled))
    monkeypatch.setattr(installation, "installed", done.counting("resolved", installation.installed))
    monkeypatch.setattr(Artifact, "once", done.counting("contents", Artifact.once))
    monkeypatch.setattr(subprocess, "Popen", done.counting("processes", subprocess.Popen))
    return done


def files(tenants: int) -> dict[str, bytes]:
    return {path: text.encode() for path, text in generate(tenants).files.items()}


def compiled(content: dict[str, bytes], shared: Shared = ALONE) -> Compiled:
    return compile_snapshot(Snapshot(files=content), as_of=AS_OF, shared=shared)


@pytest.mark.parametrize("tenants", [SMALL, LARGE])
def test_a_check_reads_each_file_once_and_each_schema_once(work: Work, tenants: int) -> None:
    content = files(tenants)
    integrations = sum(path.endswith("integration.yaml") for path in content)
    result = compiled(content)
    assert result.artifacts
    assert work.counts == {"parsed": len(content), "schemas": VERSIONS * integrations, "resolved": tenants}


def test_a_sound_release_is_not_searched_for_places(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = Work()
    monkeypatch.setattr(load, "Places", searched.counting("places", load.Places))
    manifests = {path: content for path, content in files(SMALL).items() if path.endswith("PANDIUM.yaml")}
    documents, problems = load.load(manifests)
    read = [read_manifest(document) for document in documents.values()]
    assert read
    assert not problems + [problem for _, found in read for problem in found]
    assert any(manifest.configs.required for manifest, _ in read if manifest is not None)
    assert not searched.counts


def test_contents_are_made_once_and_when_somebody_reads_them() -> None:
    made = Counter[str]()
    artifact = Artifact(path="a", content=partial(_content, made), target="t")
    assert not made
    assert artifact.content == artifact.content == b"x"
    assert made == {"content": 1}


def _content(made: Counter[str]) -> bytes:
    made["content"] += 1
    return b"x"


@pytest.mark.parametrize("layout", ["tenant", "shard"])
@pytest.mark.parametrize("tenants", [SMALL, LARGE])
def test_a_plan_repeats_the_work_of_what_differs_alone(work: Work, tenants: int, layout: str) -> None:
    before = files(tenants)
    settings = before["tenantry.yaml"]
    before["tenantry.yaml"] = settings.replace(b"kubernetes: {", f"kubernetes: {{layout: {layout}, ".encode())
    assert before["tenantry.yaml"] != settings
    path = next(path for path in before if path.startswith("tenants/") and not path.endswith("_defaults.yaml"))
    shared = Shared()
    base = compiled(before, shared)
    first = Counter(work.counts)
    head = compiled({**before, path: edited(before[path].decode()).encode()}, shared)
    found = plan(base, head, as_of=AS_OF)
    assert [len(found.tenants), len(found.tenants[0].changes)] == [1, 1]
    again = work.counts - first
    assert again["contents"] < SMALL  # read of the tenant's own and of indexes; those of other tenants are known
    del again["contents"]
    assert again == {"parsed": 1, "resolved": 1}


def tenant_of(root: Path) -> Path:
    """The same tenant in a repository of any size."""
    return min(path for path in (root / "tenants").rglob("*-0.yaml") if "_defaults" not in path.name)


def tenants_beside(root: Path) -> Iterator[Path]:
    """It, and the others of its integration."""
    integration = tenant_of(root).relative_to(root / "tenants").parts[0]
    return (path for path in (root / "tenants" / integration).rglob("*.yaml") if "_defaults" not in path.name)


@pytest.fixture(params=[SMALL, LARGE])
def warm(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of which everything is known, read long after its last change; and an edited tenant."""
    root, real = tmp_path / "config", time.time_ns
    lay(root, files(request.param))
    git(root, "init", "--quiet")
    committed(root)
    monkeypatch.setattr(time, "time_ns", lambda: real() + 10**10)
    ask(root, "plan", "HEAD", cache=tmp_path / "cache")
    return root


def edit(root: Path) -> None:
    tenant_of(root).write_text(edited(tenant_of(root).read_text()))


def test_where_nothing_changed_the_settings_alone_are_read(warm: Path, work: Work) -> None:
    assert ask(warm, "validate", cache=warm.parent / "cache").code == 0
    assert work.counts == {"parsed": 1}


def test_a_check_of_one_edited_tenant_costs_the_same_in_any_fleet(warm: Path, work: Work) -> None:
    edit(warm)
    assert ask(warm, "validate", cache=warm.parent / "cache").code == 0
    assert work.counts == {"parsed": 16, "schemas": VERSIONS, "resolved": 1}


def test_a_plan_of_one_edited_tenant_costs_the_same_in_any_fleet(warm: Path, work: Work) -> None:
    edit(warm)
    assert ask(warm, "plan", "HEAD", "--exit-code", cache=warm.parent / "cache").code == 4
    assert work.counts == {"parsed": 17, "schemas": VERSIONS, "resolved": 3, "contents": 8, "processes": 7}


def test_a_compile_of_one_edited_tenant_renders_its_integration(warm: Path, work: Work) -> None:
    compiling = ("-C", str(warm), "compile", "--out", str(warm.parent / "build"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(warm.parent / "cache"))
        assert CliRunner().invoke(main, compiling).exit_code == 0
        edit(warm)
        work.counts.clear()
        assert CliRunner().invoke(main, compiling).exit_code == 0
    mates = len(list(tenants_beside(warm)))
    assert (work.counts["resolved"], work.counts["contents"]) == (1 + mates, 2 * mates + 2)


def test_a_plan_of_a_moved_channel_compiles_each_side_once(
    warm: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "judge", work.counting("judged", pipeline.judge))
    integration = tenant_of(warm).relative_to(warm / "tenants").parts[0]
    file = warm / "integrations" / integration / "integration.yaml"
    moved = file.read_text().replace('default: "1.1.0"', 'default: "1.2.0"')
    assert moved != file.read_text()
    file.write_text(moved)
    paths = list(tenants_beside(warm))
    assert ask(warm, "plan", "HEAD", "--exit-code", cache=warm.parent / "cache").code in (4, 5)
    assert work.counts["resolved"] == 2 * len(paths)
    assert work.counts["schemas"] == VERSIONS
    assert work.counts["judged"] == 1  # what is found in HEAD is known
