"""`compile` by what earlier runs left, in parts and by processes: the tree, and what is said, are those of one compile
of everything."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import random
import signal
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from support_changes import edited, repository
from support_cli import Ran
from support_git import git
from support_ways import committed, lay, state_of
from support_write import tree
from tenantry.cli import built, main
from tenantry.incremental import whole as parts_module
from tenantry.ledger.renderings import Rendering
from tenantry.model.artifact import Artifact
from tenantry.model.compiled import Compiled
from tenantry.write import Stage
from tenantry.write import tree as tree_module

APART = b"version: 1\nname: generated\ntargets: {kubernetes: {}, airflow: {}, vault: {}, temporal: {}}\n"
COLLECTED = b"version: 1\nname: generated\ntargets: {kubernetes: {}, crontab: {}}\n"
BROKEN = b"colour: red\n"


@pytest.fixture(autouse=True)
def always_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tenants are worth further processes here."""
    monkeypatch.setattr(parts_module, "FEW", 0)


@pytest.fixture
def files() -> dict[str, bytes]:
    """A small repository whose tenants stand apart."""
    return {**repository(9, 3, mistakes=0.0), "tenantry.yaml": APART}


def compiled(root: Path, place: Path, *words: str, jobs: int = 1, cache: Path | None = None) -> Ran:
    """Compiles into `build` below a folder, which is the current one; with a cache, or with none."""
    place.mkdir(exist_ok=True)
    environment = {"XDG_CACHE_HOME": str(cache)} if cache is not None else {}
    options = ["--jobs", str(jobs), *([] if cache is not None else ["--no-cache"])]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        done = CliRunner(env=environment).invoke(main, ["-C", str(root), "compile", *options, *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert not multiprocessing.active_children()
    return Ran(done.exit_code, done.stdout, done.stderr)


def at_once(root: Path, place: Path, *words: str) -> Ran:
    """The same by one compile of everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(built, "_in_parts", lambda *_, **__: None)
        return compiled(root, place, *words)


def no_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a compile of everything is a failure."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the whole was compiled at once")

    monkeypatch.setattr(built, "_whole", refused)


def seen(place: Path) -> dict[str, str]:
    """The tree, and that nothing stands beside it."""
    assert set(os.listdir(place)) <= {"build"}
    return tree(place / "build")


def agree(root: Path, top: Path, *words: str) -> Ran:
    """What all ways do alike, each in its own folder, on top of what it did before."""
    expected = at_once(root, top / "whole", *words)
    for jobs in (1, 3):
        found = compiled(root, top / f"jobs-{jobs}", *words, jobs=jobs)
        assert found == expected, (jobs, words)
        assert seen(top / f"jobs-{jobs}") == seen(top / "whole")
        again = compiled(root, top / f"kept-{jobs}", *words, jobs=jobs, cache=top / f"cache-{jobs}")
        assert quiet(again) == quiet(expected), (jobs, words)
        assert seen(top / f"kept-{jobs}") == seen(top / "whole")
    return expected


def quiet(ran: Ran) -> Ran:
    """Without what -v says of the way."""
    lines = [line for line in ran.stderr.splitlines() if not line.startswith("tenantry: ")]
    return Ran(ran.code, ran.stdout, "\n".join(lines))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_edits_all_ways_do_the_same(tmp_path: Path, seed: int) -> None:
    chance, root, top = random.Random(seed), tmp_path / "config", tmp_path / "ways"
    top.mkdir()
    files = state_of(repository(9, seed, mistakes=0.02), chance)
    lay(root, files)
    git(root, "init", "--quiet")
    committed(root)
    for _ in range(4):
        for words in ((), ("--check", "--format", "json"), ("--target", "kubernetes"), ("--ref", "HEAD"), ("-v",)):
            agree(root, top, *words)
        now = edited(files, chance)
        lay(root, now, files)
        files = now
        if chance.random() < 0.5:
            committed(root)


@pytest.mark.parametrize("layout", ["tenant", "shard"])
def test_a_sound_repository_that_falls_apart_is_compiled_in_parts(
    tmp_path: Path, files: dict[str, bytes], layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files["tenantry.yaml"] = APART.replace(b"kubernetes: {}", f"kubernetes: {{layout: {layout}}}".encode())
    lay(tmp_path / "config", files)
    assert agree(tmp_path / "config", tmp_path).code == 0
    no_whole(monkeypatch)
    assert compiled(tmp_path / "config", tmp_path / "jobs-3", "--check", jobs=3).code == 0


def test_so_is_a_broken_one_and_nothing_is_left(
    tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in files if path.startswith("tenants/shopify") and "_defaults" not in path)
    lay(tmp_path / "config", {**files, path: files[path] + BROKEN})
    expected = at_once(tmp_path / "config", tmp_path / "whole")
    no_whole(monkeypatch)
    found = compiled(tmp_path / "config", tmp_path / "place", "--out", "deep/er/build", jobs=3)
    assert (found, found.code) == (expected, 1)
    assert os.listdir(tmp_path / "place") == []


def test_targets_that_lay_all_tenants_out_together_are_compiled_as_a_whole(
    tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path / "config", {**files, "tenantry.yaml": COLLECTED})
    assert agree(tmp_path / "config", tmp_path).code == 0
    no_whole(monkeypatch)
    assert compiled(tmp_path / "config", tmp_path / "place", "--target", "kubernetes").code == 0


def test_a_tree_that_is_right_is_left_alone(tmp_path: Path, files: dict[str, bytes]) -> None:
    lay(tmp_path / "config", files)
    assert compiled(tmp_path / "config", tmp_path / "place", jobs=2).code == 0
    before = os.stat(tmp_path / "place/build").st_ino
    assert compiled(tmp_path / "config", tmp_path / "place", jobs=2).code == 0
    assert os.stat(tmp_path / "place/build").st_ino == before


def test_what_is_unchanged_is_linked_and_what_was_edited_by_hand_is_made_right(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    lay(tmp_path / "config", files)
    compiled(tmp_path / "config", tmp_path / "place", jobs=2)
    wanted, runtime = seen(tmp_path / "place"), sorted((tmp_path / "place/build/runtime").rglob("*.json"))
    kept = os.stat(runtime[0]).st_ino
    runtime[-1].write_bytes(b"x")
    compiled(tmp_path / "config", tmp_path / "place", jobs=2)
    assert seen(tmp_path / "place") == wanted
    assert os.stat(runtime[0]).st_ino == kept
    assert os.stat(runtime[0]).st_nlink == 1


Fill = Callable[[Stage, Iterable[Artifact]], bytes]


@pytest.mark.parametrize("after", [0, 1, 5])
def test_what_a_killed_process_began_is_done_again(
    tmp_path: Path, files: dict[str, bytes], after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Fill = Stage.fill

    def dying(stage: Stage, artifacts: Iterable[Artifact]) -> bytes:
        if multiprocessing.parent_process() is None:
            return real(stage, artifacts)
        real(stage, list(artifacts)[:after])
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    lay(tmp_path / "config", files)
    expected = at_once(tmp_path / "config", tmp_path / "whole")
    monkeypatch.setattr(Stage, "fill", dying)
    assert compiled(tmp_path / "config", tmp_path / "place", jobs=3) == expected
    assert seen(tmp_path / "place") == seen(tmp_path / "whole")


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, 6), (errno.EACCES, 2)])
def test_a_disk_that_fails_is_told_after_what_is_said_of_the_repository(
    tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, *, jobs: int, number: int, code: int
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    lay(tmp_path / "config", files)
    (tmp_path / "config/overrides").mkdir()
    (tmp_path / "config/overrides/a.yaml").write_text("allow: [guard]\nreason: r\nowner: '@a'\nuntil: '2020-01-01'\n")
    monkeypatch.setattr(tree_module, "fill", failing)
    found = compiled(tmp_path / "config", tmp_path / "place", "-v", jobs=jobs)
    assert found.code == code
    assert found == at_once(tmp_path / "config", tmp_path / "place", "-v")
    assert os.listdir(tmp_path / "place") == []


@pytest.mark.parametrize("words", [("--out", "."), ("--out", "taken"), ("--out", "taken/build"), ("--out", "link")])
@pytest.mark.parametrize("broken", [False, True])
def test_a_place_that_may_not_be_replaced_is_told_in_its_turn(
    tmp_path: Path, files: dict[str, bytes], words: Sequence[str], *, broken: bool
) -> None:
    path = next(path for path in files if path.startswith("tenants/shopify") and "_defaults" not in path)
    lay(tmp_path / "config", {**files, path: files[path] + BROKEN} if broken else files)
    for place in ("whole", "parts"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "taken").write_text("mine")
        (tmp_path / place / "link").symlink_to("taken")
    expected = at_once(tmp_path / "config", tmp_path / "whole", *words)
    assert compiled(tmp_path / "config", tmp_path / "parts", *words, jobs=2) == expected
    assert expected.code == (1 if broken else 2)
    assert sorted(os.listdir(tmp_path / "parts")) == ["link", "taken"]


def artifacts_in_memory() -> list[Artifact]:
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, Artifact)]


def test_memory_holds_the_artifacts_of_one_integration_and_no_contents(
    tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, alive = built._part, []
    before = {id(each) for each in artifacts_in_memory()}

    def counted(stage: Stage, common: Any, compiled: Compiled) -> Rendering:
        alive.append({each.path.split("/")[1] for each in artifacts_in_memory() if id(each) not in before})
        found = real(stage, common, compiled)
        assert all(each._content is None for each in compiled.artifacts if each.tenant is not None)
        return found

    lay(tmp_path / "config", {**files, "tenantry.yaml": b"version: 1\nname: generated\n"})
    monkeypatch.setattr(built, "_part", counted)
    assert compiled(tmp_path / "config", tmp_path / "place").code == 0
    assert len(alive) > 1
    assert all(len(integrations) == 1 for integrations in alive)
