"""A look at a worktree from outside notices everything that changes what is read, and nothing else."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from support_git import CONFIG, commit, configured, fill, git, repository
from tenantry.model.snapshot import Footprint
from tenantry.source import Look, footprint, identify_worktree, look, looking, read_worktree, single
from tenantry.source.footprint import NOTHING, trusted
from tenantry.source.intake import ENTRIES, TOTAL_BYTES

LATER = 10**10
"""Nanoseconds after which every mark is old enough to be trusted."""
TENANT = "tenants/orders/acme.yaml"
SAME_SIZE = CONFIG[TENANT].replace("eu", "us")
Change = Callable[[Path], object]


def seen(root: Path) -> Footprint:
    """The footprint of a worktree that was read long after its last change."""
    found = identify_worktree(root, at=time.time_ns() + LATER)[2].footprint
    assert found is not None
    return found


def notices(root: Path, before: Footprint) -> bool:
    """Whether a look finds another state than before, or leaves it to a reader."""
    found = looked(root, before)
    return found is None or bool(found.contents) or bool(found.gone)


def looked(root: Path, before: Footprint) -> Look | None:
    """A look, long after the last change; it says what a reader of all would find, or leaves it to one."""
    at = time.time_ns() + LATER
    found = look(root, before, at=at)
    snapshot, problems, identity = identify_worktree(root, at=at)
    if found is None:
        return None
    assert not problems
    assert list(found.footprint.files) == list(snapshot.files)
    assert sorted(set(before.files) - set(found.gone) | set(found.contents)) == list(snapshot.files)
    assert {path: snapshot.files[path] for path in found.contents} == found.contents
    there = identity.footprint
    assert there is not None
    assert found.footprint.entries >= there.entries
    assert found.footprint.size >= there.size
    assert list(found.footprint.marks) == list(there.marks)
    assert {path: tuple(each) for path, each in found.footprint.folders.items()} == there.folders
    assert (found.footprint.names, found.footprint.ignored) == (there.names, there.ignored)
    assert {path: tuple(each) for path, each in found.footprint.git.items()}.items() >= there.git.items()
    return found


def in_place(root: Path) -> None:
    times = (root / TENANT).stat()
    (root / TENANT).write_text(SAME_SIZE)
    os.utime(root / TENANT, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(root: Path) -> None:
    shutil.copy2(root / TENANT, root / "new")
    (root / "new").write_text(SAME_SIZE)
    os.utime(root / "new", ns=(0, (root / TENANT).stat().st_mtime_ns))
    os.rename(root / "new", root / TENANT)


def instead(root: Path, make: Callable[[Path], object], path: str = TENANT) -> None:
    shutil.move(root / path, root / "kept")
    make(root / path)


def swapped_folder(root: Path) -> None:
    os.rename(root / "tenants/orders", root / "elsewhere")
    os.symlink(root / "elsewhere", root / "tenants/orders")


def ignoring(path: str, pattern: str = "acme.yaml\n") -> Change:
    return lambda root: fill(root, {path: pattern})


def swept(root: Path) -> None:
    git(root, "rm", "-r", "--cached", "--quiet", "tenants/orders")


CHANGES: dict[str, Change] = {
    "in place, size and mtime as before": in_place,
    "replaced by rename": replaced,
    "a symlink": lambda root: instead(root, lambda path: path.symlink_to("../../kept")),
    "a FIFO": lambda root: instead(root, os.mkfifo),
    "a folder": lambda root: instead(root, Path.mkdir),
    "a hard link": lambda root: os.link(root / TENANT, root / "other-name"),
    "a folder by a symlink": swapped_folder,
    "the root's folder by a symlink": lambda root: instead(root, lambda path: path.symlink_to("kept"), "tenants"),
    "a new file": lambda root: fill(root, {"tenants/orders/new.yaml": ""}),
    "a new place": lambda root: fill(root, {"overrides/a.yaml": ""}),
    "a file gone": lambda root: (root / TENANT).unlink(),
    "a repository within": lambda root: git(root / "tenants/orders", "init", "--quiet"),
    "case twins at the root": lambda root: fill(root, {"Tenants/orders/acme.yaml": ""}),
    "case twins within": lambda root: fill(root, {"tenants/orders/Acme.yaml": ""}),
    "rights taken away": lambda root: (root / TENANT).chmod(0),
    "the settings": lambda root: fill(root, {"tenantry.yaml": "version: 1\nname: other\n"}),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("tracked", [True, False])
def test_a_change_is_noticed(tmp_path: Path, change: str, tracked: bool) -> None:
    root = repository(tmp_path) if tracked else fill(tmp_path)
    before = seen(root)
    assert not notices(root, before)
    CHANGES[change](root)
    assert notices(root, before)


def saved_by_editor(root: Path) -> None:
    (root / "tenants/orders/.acme.yaml.swp").write_text("")
    replaced(root)
    (root / "tenants/orders/.acme.yaml.swp").unlink()


SEEN: dict[str, tuple[Change, set[str], set[str]]] = {
    "saved by an editor": (saved_by_editor, {TENANT}, set()),
    "a new file": (lambda root: fill(root, {"tenants/orders/new.yaml": "a: 1\n"}), {"tenants/orders/new.yaml"}, set()),
    "a file gone": (lambda root: (root / TENANT).unlink(), set(), {TENANT}),
    "another name": (lambda root: os.rename(root / TENANT, root / f"{TENANT}.yml"), {f"{TENANT}.yml"}, {TENANT}),
    "a folder gone": (lambda root: shutil.rmtree(root / "tenants/orders"), set(), {TENANT}),
    "another folder": (
        lambda root: os.rename(root / "tenants/orders", root / "tenants/bills"), {"tenants/bills/acme.yaml"}, {TENANT},
    ),
    "a file moved deeper": (
        lambda root: fill(root, {"tenants/orders/eu/de/b.yaml": ""}), {"tenants/orders/eu/de/b.yaml"}, set(),
    ),
    "a page beside": (lambda root: fill(root, {"tenants/orders/README.md": ""}), set(), set()),
    "an empty folder": (lambda root: (root / "tenants/orders/eu").mkdir(), set(), set()),
    "another committed": (
        lambda root: commit(fill(root, {"tenants/orders/new.yaml": ""})), {"tenants/orders/new.yaml"}, set(),
    ),
    "one that git ignores": (lambda root: fill(root, {"tenants/orders/a.local.yaml": ""}), set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("change", SEEN)
@pytest.mark.parametrize("beside", [True, False])
def test_what_comes_and_goes_is_read_alone(tmp_path: Path, change: str, beside: bool) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "*.local.yaml\n"})
    fill(root, {"tenants/orders/b.local.yaml": ""} if beside else {})
    before, (make, contents, gone) = seen(root), SEEN[change]
    make(root)
    found = looked(root, before)
    assert found is not None
    assert (set(found.contents), set(found.gone)) == (contents, gone)
    again = looked(root, found.footprint)
    assert again is not None
    assert not again.contents
    assert not again.gone


@pytest.mark.parametrize(
    "change",
    [
        lambda root: fill(root, {"tenants/orders/.gitignore": "acme.yaml\n"}),
        lambda root: git(root / "tenants/orders", "init", "--quiet"),
        lambda root: git(root, "add", "--force", "tenants/orders/b.local.yaml"),
        lambda root: ((root / TENANT).unlink(), fill(root, {f"{TENANT}/b.yaml": ""})),
        lambda root: fill(root, {"tenants/orders/eu/a.local.yaml": ""}),
        lambda root: fill(root, {"tenants/orders/NUL.yaml": ""}),
        lambda root: fill(root, {"tenants/orders/nul.txt": ""}),
        lambda root: (root / "tenants/orders/link.md").symlink_to("README.md"),
    ],
)
def test_what_a_look_cannot_tell_is_left_to_a_reader(tmp_path: Path, change: Change) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "*.local.yaml\n"})
    fill(root, {"tenants/orders/b.local.yaml": ""})
    before = seen(root)
    change(root)
    assert looked(root, before) is None


NAMES = (
    "a.yaml",
    "B.yaml",
    "b.yaml",
    "README.md",
    "c.local.yaml",
    "deep/d.yaml",
    "deep/er/e.json",
    ".gitignore",
    "deep",
)


def disturbed(root: Path, dice: random.Random) -> None:
    """One small thing happens somewhere below the places."""
    place = root / dice.choice(("tenants/orders", "tenants", "integrations/orders"))
    path = place / dice.choice(NAMES)
    with suppress(OSError):
        match dice.randrange(7):
            case 0 | 1 | 2:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(dice.choice(("", "*.yml\n", "d.yaml\n")))
            case 3:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            case 4:
                os.rename(path, place / dice.choice(NAMES))
            case 5:
                git(root, "add", "-A")
            case 6:
                path.symlink_to("elsewhere") if dice.random() < 0.2 else path.mkdir()


@pytest.mark.parametrize("seed", range(40))
def test_a_look_says_what_a_reader_would(tmp_path: Path, seed: int) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "*.local.yaml\n"})
    dice, before = random.Random(seed), seen(root)
    for _ in range(8):
        for _ in range(dice.randint(1, 3)):
            disturbed(root, dice)
        found = looked(root, before)
        if found is None and identify_worktree(root, at=0)[1]:
            return
        before = found.footprint if found is not None else seen(root)


def test_a_look_counts_what_came_until_there_may_be_too_much(tmp_path: Path) -> None:
    root = repository(tmp_path)
    before = seen(root)
    fill(root, {"tenants/orders/README.md": "", "tenants/orders/new.yaml": "a: 1\n"})
    assert looked(root, before) is not None
    assert looked(root, replace(before, entries=ENTRIES - 1)) is None
    assert looked(root, replace(before, size=TOTAL_BYTES - 4)) is None


@pytest.mark.parametrize("path", [".gitignore", "tenants/.gitignore", "tenants/orders/.gitignore", ".git/info/exclude"])
@pytest.mark.parametrize("known", [True, False])
def test_what_git_ignores_now_is_noticed(tmp_path: Path, path: str, known: bool) -> None:
    root = repository(tmp_path)
    swept(root)
    fill(root, {path: "nothing\n"} if known else {})
    before = seen(root)
    ignoring(path)(root)
    assert TENANT not in read_worktree(root)[0].files
    assert notices(root, before)


@pytest.mark.parametrize("own", ["*\n", ".gitignore\nacme.yaml\n"])
def test_an_ignored_gitignore_is_asked_for(tmp_path: Path, own: str) -> None:
    root = repository(tmp_path)
    swept(root)
    fill(root, {"tenants/orders/.gitignore": own})
    before = seen(root)
    assert not notices(root, before)
    fill(root, {"tenants/orders/.gitignore": "x" * (len(own) - 1) + "\n"})
    assert TENANT in read_worktree(root)[0].files
    assert notices(root, before)


def test_a_gitignore_above_the_repository_is_noticed(tmp_path: Path) -> None:
    root = repository(tmp_path) / "sub"
    fill(root)
    before = seen(root)
    fill(tmp_path, {".gitignore": "acme.yaml\n"})
    assert notices(root, before)


@pytest.mark.parametrize("path", [".gitignore", "tenants/.gitignore"])
def test_in_a_linked_worktree_git_is_asked_each_time(tmp_path: Path, path: str) -> None:
    root = tmp_path / "linked"
    git(repository(tmp_path / "main"), "worktree", "add", "--quiet", "-b", "other", str(root))
    swept(root)
    before = seen(root)
    assert not notices(root, before)
    fill(root, {path: "acme.yaml\n"})
    assert notices(root, before)


def test_a_file_that_is_ignored_and_then_added_is_noticed(tmp_path: Path) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "*.local.yaml\n"})
    fill(root, {"tenants/orders/a.local.yaml": ""})
    before = seen(root)
    git(root, "add", "--force", "tenants/orders/a.local.yaml")
    assert notices(root, before)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_is_told_to_overlook_is_noticed(tmp_path: Path, flag: str) -> None:
    root = repository(tmp_path)
    git(root, "update-index", flag, TENANT)
    before = seen(root)
    in_place(root)
    assert notices(root, before)


def test_what_git_would_convert_is_read_as_it_is(tmp_path: Path) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitattributes": "*.yaml text eol=crlf filter=evil\n"})
    configured(root, {"core.autocrlf": "true", "filter.evil.clean": "false"})
    before = seen(root)
    (root / TENANT).write_bytes(CONFIG[TENANT].replace("\n", "\r\n").encode())
    found = look(root, before, at=time.time_ns() + LATER)
    assert found is not None
    assert found.contents == {TENANT: (root / TENANT).read_bytes()}


@pytest.mark.parametrize("change", ["commit", "switch", "touch", "pack"])
def test_what_changes_no_file_is_not_read_again(tmp_path: Path, change: str) -> None:
    root = repository(tmp_path)
    before = seen(root)
    if change == "commit":
        commit(root)
    elif change == "switch":
        git(root, "switch", "--quiet", "-c", "other")
    else:
        git(root, "gc", "--quiet") if change == "pack" else fill(root, {"README.md": "", "build/x.yaml": ""})
    found = looked(root, before)
    assert found is not None
    assert not found.contents


def test_a_young_file_is_read_again(tmp_path: Path) -> None:
    root = fill(tmp_path)
    young = identify_worktree(root, at=time.time_ns())[2].footprint
    assert young is not None
    assert set(young.marks) == {0}
    found = look(root, young, at=time.time_ns())
    assert found is not None
    assert set(found.contents) == set(CONFIG)


def test_a_gitignore_that_changes_within_the_tick_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, {**CONFIG, ".gitignore": "nothing.y\n"})
    swept(root)
    stuck = footprint.mark(os.stat(root / ".gitignore"))
    before = identify_worktree(root, at=stuck[1])[2].footprint
    fill(root, {".gitignore": "acme.yaml\n"})
    real = footprint.outside
    same = lambda path, **given: stuck if path == str(root / ".gitignore") else real(path, **given)  # noqa: E731
    monkeypatch.setattr(footprint, "outside", same)
    assert before is not None
    assert notices(root, before)


@pytest.mark.parametrize(
    ("changed", "read", "held"),
    [
        (1_000_000_001, 1_200_000_002, True),
        (1_000_000_001, 1_100_000_001, False),
        (1_000_000_001, 999_999_999, False),
        (1_000_000_000, 2_900_000_000, False),  # a file system that counts seconds
        (1_000_000_000, 3_000_000_001, True),
    ],
)
def test_a_mark_is_trusted_once_another_change_would_move_it(changed: int, read: int, held: bool) -> None:
    seen_then = (1, changed, 5)
    assert trusted(seen_then, read) == (seen_then if held else NOTHING)


def test_a_folder_that_becomes_a_link_between_look_and_read_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fill(tmp_path / "config")
    fill(tmp_path / "outside", {"acme.yaml": "configs: {region: secret}\n"})
    before, real = seen(root), single.content_of
    in_place(root)

    def swapping(folder: int, path: str) -> object:
        if not (root / "tenants/orders").is_symlink():
            shutil.rmtree(root / "tenants/orders")
            (root / "tenants/orders").symlink_to(tmp_path / "outside")
        return real(folder, path)

    monkeypatch.setattr(looking, "content_of", swapping)
    assert look(root, before, at=time.time_ns() + LATER) is None


def test_git_is_not_asked_where_nothing_that_it_asks_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    before = seen(root)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a program was started"))
    found = look(root, before, at=time.time_ns() + LATER)
    assert found is not None
    assert not found.contents
