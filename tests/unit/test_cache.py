"""Where ledgers are kept: for this repository and this compiler alone, and never too many."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support_changes import repository
from support_ways import agree, ask, entries, lay, whole
from tenantry.cli import cache as module
from tenantry.cli.cache import KEPT, Cache
from tenantry.ledger import load

VALIDATE = ("validate", "--format", "json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository without git."""
    lay(tmp_path / "config", repository(6, 3, mistakes=0.0))
    return tmp_path / "config"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for caches."""
    return tmp_path / "cache"


def folders(cache: Path) -> list[str]:
    return sorted(os.listdir(cache / "tenantry"))


def aged(cache: Path, number: int) -> list[Path]:
    """So many ledgers of other repositories, long not used."""
    made = [cache / "tenantry" / f"{each:032x}" for each in range(number)]
    for age, folder in enumerate(made):
        folder.mkdir(parents=True, mode=0o700)
        (folder / "outline").write_bytes(b"x")
        os.utime(folder, (age, age))
    (cache / "tenantry").chmod(0o700)
    return made


def test_of_too_many_the_oldest_go(root: Path, cache: Path) -> None:
    made = aged(cache, KEPT + 8)
    (cache / "tenantry/mine").mkdir()
    ask(root, *VALIDATE, cache=cache)
    left = set(folders(cache))
    assert len(left) == KEPT + 1
    assert {"mine", made[-1].name} < left
    assert made[8].name not in left


def test_what_a_link_leads_to_is_left_alone(root: Path, cache: Path, tmp_path: Path) -> None:
    aged(tmp_path / "else", KEPT + 8)
    cache.mkdir(mode=0o700)
    (cache / "tenantry").symlink_to(tmp_path / "else/tenantry")
    assert ask(root, *VALIDATE, cache=cache) == whole(root, *VALIDATE)
    assert len(folders(tmp_path / "else")) == KEPT + 8


@pytest.mark.parametrize("place", ["file", "folder", "null"])
def test_a_place_that_cannot_be_used_is_no_problem(root: Path, cache: Path, place: str) -> None:
    if place == "file":
        cache.write_bytes(b"")
    elif place == "folder":
        cache.mkdir()
        (cache / "tenantry").write_bytes(b"")
    agree(root, *VALIDATE, cache=Path(os.devnull) if place == "null" else cache)


def test_another_compiler_has_another_ledger(root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(root, *VALIDATE, cache=cache)
    monkeypatch.setattr(module, "_compiler", lambda: "another")
    agree(root, *VALIDATE, cache=cache)
    assert len(folders(cache)) == 2


def test_a_compiler_is_told_by_its_files_and_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = module._compiler()
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "tzdata-2099.1.dist-info").mkdir()
    with_package = module._compiler()
    monkeypatch.setattr(module.sys, "version", "another Python")
    assert len({before, with_package, module._compiler()}) == 3


def test_a_ledger_is_that_of_one_folder(root: Path, cache: Path, tmp_path: Path) -> None:
    lay(tmp_path / "other", repository(5, 8, mistakes=0.5))
    agree(root, *VALIDATE, cache=cache)
    agree(tmp_path / "other", *VALIDATE, cache=cache)
    os.rename(root, tmp_path / "kept")
    os.rename(tmp_path / "other", root)
    agree(root, *VALIDATE, cache=cache)


@pytest.mark.parametrize("damage", ["entries", "outline"])
def test_a_damaged_ledger_is_replaced(
    root: Path, cache: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    ask(root, *VALIDATE, cache=cache)
    folder = Cache.of(root).folder
    assert folder is not None
    for name in entries(cache):
        if name.startswith(damage):
            (folder / name).write_bytes(b"damaged")
    path = next(path for path in (root / "tenants").rglob("*.yaml") if "_defaults" not in path.name)
    path.write_bytes(path.read_bytes() + b"colour: red\n")
    agree(root, *VALIDATE, cache=cache)
    found = load(folder)
    assert found is not None
    assert sum(len(list(account.entries)) for account in found.accounts.values()) == 6


def test_no_ledger_is_left_without_leave(root: Path, cache: Path) -> None:
    ask(root, *VALIDATE, cache=None)
    assert not cache.exists()
