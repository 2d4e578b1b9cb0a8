"""`compile` by what earlier runs left: only what changed is rendered, and nothing that is kept is believed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.generate import edited
from support_changes import repository
from support_cli import Ran
from support_ways import ask, lay
from support_write import tree
from tenantry.cli import built, placed, rebuilt
from tenantry.cli.placed import Asked
from tenantry.incremental import whole
from tenantry.model.compiled import Compiled
from tenantry.write import Stage
from unit.test_build_ways import APART, BROKEN, compiled


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository that was compiled into `build` of the folder beside it."""
    lay(tmp_path / "config", {**repository(12, 3, mistakes=0.0), "tenantry.yaml": APART})
    assert kept(tmp_path / "config").code == 0
    return tmp_path / "config"


def kept(root: Path, *words: str, jobs: int = 1) -> Ran:
    """A compile with a cache."""
    return compiled(root, root.parent / "place", *words, jobs=jobs, cache=root.parent / "cache")


def wanted(root: Path) -> dict[str, str]:
    """The tree as it is compiled without anything that is left."""
    shutil.rmtree(root.parent / "new", ignore_errors=True)
    assert compiled(root, root.parent / "new").code == 0
    return tree(root.parent / "new/build")


def is_right(root: Path) -> bool:
    """Whether the tree is that, and no file is of two trees or has rights of its own."""
    build = root.parent / "place/build"
    files = [path.lstat() for path in build.rglob("*") if not path.is_dir()]
    assert {(each.st_nlink, each.st_mode & 0o7777) for each in files} == {(1, 0o644)}
    return tree(build) == wanted(root) and os.listdir(root.parent / "place") == ["build"]


def a_tenant(root: Path) -> Path:
    return min(path for path in (root / "tenants").rglob("*.yaml") if path.name != "_defaults.yaml")


def edit(root: Path) -> Path:
    path = a_tenant(root)
    path.write_text(edited(path.read_text()))
    return path


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The integrations that are rendered from here on; a compile that does not come from the cache is a failure."""
    found: list[str] = []
    real = rebuilt._rendered

    def noted(stage: Stage, common: frozenset[str], result: Compiled) -> object:
        found.extend({each.integration for each in result.installations})
        return real(stage, common, result)

    def read(asked: Asked, as_of: datetime, **more: int) -> object:
        assert asked.cache.folder is None, "nothing that earlier runs left was used"
        return afresh(asked, as_of, **more)

    afresh = built._read
    monkeypatch.setattr(rebuilt, "_rendered", noted)
    monkeypatch.setattr(built, "_read", read)
    return found


def test_where_nothing_changed_nothing_is_rendered_and_the_tree_stays(
    root: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (root.parent / "place/build").stat().st_ino
    monkeypatch.setattr(placed, "manifest", None)  # one is made to look whether the tree is current, and no other
    assert kept(root).code == 0
    assert (root.parent / "place/build").stat().st_ino == before
    assert rendered == []


def test_of_an_edit_its_integration_is_rendered_and_the_rest_linked(root: Path, rendered: list[str]) -> None:
    path = edit(root)
    files = [each for each in (root.parent / "place/build/runtime").rglob("*.json") if each.stem != path.stem]
    before = {each: each.stat().st_ino for each in files}
    assert kept(root).code == 0
    assert rendered == [path.relative_to(root / "tenants").parts[0]]
    assert before == {each: each.stat().st_ino for each in files}
    assert before


def test_an_error_is_told_and_nothing_is_done(root: Path, rendered: list[str]) -> None:
    a_tenant(root).write_bytes(a_tenant(root).read_bytes() + BROKEN)
    before = tree(root.parent / "place/build")
    found = kept(root)
    assert (found.code, rendered) == (1, [])
    assert found.stderr == compiled(root, root.parent / "new").stderr
    assert tree(root.parent / "place/build") == before


def test_after_a_check_of_the_repository_a_compile_has_to_render_alone(root: Path, rendered: list[str]) -> None:
    shutil.rmtree(root.parent / "cache")
    ask(root, "validate", cache=root.parent / "cache", as_of=datetime.now(UTC).isoformat())
    assert kept(root).code == 0
    assert sorted(rendered) == sorted(os.listdir(root / "integrations"))
    assert is_right(root)


def test_after_a_compile_a_check_of_the_repository_has_nothing_to_do(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "compile_part", None)
    assert ask(root, "validate", cache=root.parent / "cache", as_of=datetime.now(UTC).isoformat()).code == 0


def test_a_check_compares_with_what_is_there(root: Path, rendered: list[str]) -> None:
    assert kept(root, "--check").code == 0
    file = min((root.parent / "place/build/runtime").rglob("*.json"))
    file.write_bytes(b"{}")
    found = kept(root, "--check")
    assert (found.code, rendered) == (4, [])
    assert f"differs: {file.relative_to(root.parent / 'place/build')}\n" in found.stdout


def _links(file: Path) -> None:
    shutil.move(file, file.with_suffix(".moved"))
    file.symlink_to(file.with_suffix(".moved").name)


TAMPERED: dict[str, Callable[[Path], object]] = {
    "same size": lambda file: file.write_bytes(b" " * file.stat().st_size),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b" "),
    "gone": lambda file: file.unlink(),
    "rights": lambda file: file.chmod(0o666),
    "a link": _links,
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "a pipe": lambda file: (file.unlink(), os.mkfifo(file)),
    "a second name": lambda file: os.link(file, file.with_suffix(".second")),
    "a file beside": lambda file: file.with_suffix(".beside").write_bytes(b""),
    "no folder": lambda file: shutil.rmtree(file.parent),
    "no tree": lambda file: shutil.rmtree(file.parents[2]),
    "another tree": lambda file: (shutil.rmtree(file.parents[2]), file.parents[2].mkdir()),
}


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("how", TAMPERED)
def test_a_tree_that_somebody_touched_is_made_right(
    root: Path, how: str, monkeypatch: pytest.MonkeyPatch, *, changed: bool, jobs: int
) -> None:
    monkeypatch.setattr(whole, "FEW", 0)
    TAMPERED[how](max((root.parent / "place/build/runtime").rglob("*.json")))
    if changed:
        edit(root)
    assert kept(root, jobs=jobs).code == 0
    assert is_right(root)


DAMAGED: dict[str, Callable[[Path], object]] = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-9]),
    "empty": lambda file: file.write_bytes(b""),
    "another's": lambda file: file.write_bytes(max(file.parent.glob("rendered-*")).read_bytes()),
    "gone": lambda file: file.unlink(),
    "of others": lambda file: file.chmod(0o666),
    "a link": _links,
    "a pipe": lambda file: (file.unlink(), os.mkfifo(file)),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_what_is_kept_and_damaged_is_rendered_again(root: Path, how: str, rendered: list[str]) -> None:
    DAMAGED[how](min((root.parent / "cache").rglob("rendered-*")))
    assert kept(root).code == 0
    assert len(set(rendered)) == 1
    assert is_right(root)


def test_what_is_kept_does_not_grow_with_every_run(root: Path) -> None:
    first = len(list((root.parent / "cache").rglob("rendered-*")))
    for number in range(3 * first):
        a_tenant(root).write_bytes(a_tenant(root).read_bytes() + b"# %d\n" % number)
        assert kept(root).code == 0
    assert len(list((root.parent / "cache").rglob("rendered-*"))) <= 2 * first
    assert is_right(root)


def test_a_change_that_reaches_many_is_not_checked_apart(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilt, "MOST", 2)
    monkeypatch.setattr(rebuilt, "in_parts", None)
    for path in (root / "integrations").rglob("integration.yaml"):
        path.write_bytes(path.read_bytes() + b"# moved\n")
    assert kept(root).code == 0
    assert is_right(root)
