"""Whatever a command comes to its answer by, the answer is the same: with what earlier runs left, without it, and by
one compile of everything."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.generate import edited as edited_tenant
from support_changes import edited, repository
from support_cli import Ran
from support_git import git
from support_ways import AS_OF, COMMANDS, agree, ask, committed, lay, state_of, whole

TENANT = "tenants/hubspot-salesforce-2/asia/new.yaml"
LAYER = "tenants/hubspot-salesforce-2/asia/_defaults.yaml"


@pytest.fixture
def files() -> dict[str, bytes]:
    """A small repository."""
    return repository(6, 3, mistakes=0.0)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for caches."""
    return tmp_path / "cache"


def asked(root: Path, cache: Path, *, base: str, head: str) -> list[Ran]:
    """Every command by all ways."""
    words = [[word.format(base=base, head=head) for word in command] for command in COMMANDS]
    return [agree(root, *each, cache=cache) for each in words]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_edits_all_ways_say_the_same(tmp_path: Path, cache: Path, seed: int) -> None:
    chance, root = random.Random(seed), tmp_path / "config"
    files = state_of(repository(9, seed, mistakes=0.05), chance)
    lay(root, files)
    git(root, "init", "--quiet")
    commits = [committed(root)]
    for _ in range(2):
        now = edited(files, chance)
        lay(root, now, files)
        asked(root, cache, base=commits[0], head=commits[-1])
        commits.append(committed(root))
        files = now


def test_defaults_that_a_moved_tenant_left_are_still_there(
    tmp_path: Path, cache: Path, files: dict[str, bytes]
) -> None:
    own, group = b"configs: {warehouse: A}\n", b"labels: {region: asia}\n"
    before = {**files, TENANT: own, LAYER: group}
    lay(tmp_path, before)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    lay(tmp_path, {**files, LAYER: group, TENANT.replace("asia", "else"): own}, before)
    found = asked(tmp_path, cache, base=base, head=base)
    assert '"tenants/hubspot-salesforce-2/else/new.yaml"' in found[1].stdout


def test_defaults_alone_in_the_last_folder_are_no_tenant(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    lay(tmp_path, {**files, "tenants/zebra/_defaults.yaml": b"labels: {a: b}\n"})
    agree(tmp_path, "validate", "--format", "json", cache=cache)
    path = next(path for path in files if path.startswith("tenants/shopify"))
    lay(tmp_path, {path: files[path] + b"# edited\n"})
    assert "TN008" not in agree(tmp_path, "validate", "--format", "json", cache=cache).stdout


def test_a_target_that_fails_in_head_renders_nothing_of_any_tenant(
    tmp_path: Path, cache: Path, files: dict[str, bytes]
) -> None:
    both = b'schedule: {cron: "0 4 1 * 1", days: both}\n'  # which Kubernetes cannot express
    lay(tmp_path, files)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    path = next(path for path in files if path.startswith("tenants/shopify") and "_defaults" not in path)
    lay(tmp_path, {path: both + b"".join(each for each in files[path].splitlines(True) if b"schedule" not in each)})
    found = asked(tmp_path, cache, base=base, head=base)
    assert found[0].code == 1


def test_integrations_that_come_and_go(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    last = sorted({path.split("/")[1] for path in files if path.startswith("integrations/")})[-1]
    fewer = {path: content for path, content in files.items() if f"/{last}/" not in path}
    lay(tmp_path, fewer)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    asked(tmp_path, cache, base=base, head=base)
    lay(tmp_path, files, fewer)
    assert '"added": 0' not in asked(tmp_path, cache, base=base, head=base)[1].stdout
    head = committed(tmp_path)
    asked(tmp_path, cache, base=base, head=head)
    lay(tmp_path, fewer, files)
    assert '"removed": 0' not in asked(tmp_path, cache, base=head, head=base)[1].stdout


def test_from_a_commit_without_files(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    lay(tmp_path, files)
    head = committed(tmp_path)
    found = asked(tmp_path, cache, base=base, head=head)
    assert '"added": 0' not in found[1].stdout


def test_a_channel_moved_in_every_integration(tmp_path: Path, cache: Path) -> None:
    files = repository(9, 5, mistakes=0.0)
    moved = {path: content.replace(b'default: "1.1.0"', b'default: "1.2.0"') for path, content in files.items()}
    lay(tmp_path, files)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    lay(tmp_path, moved, files)
    found = asked(tmp_path, cache, base=base, head=base)
    assert '"changed": 0' not in found[1].stdout


def test_a_channel_moved_in_one_large_integration(tmp_path: Path, cache: Path) -> None:
    files = repository(24, 6, mistakes=0.2)
    path = next(path for path in files if path.endswith("/integration.yaml"))
    lay(tmp_path, files)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    for old, new in ((b'default: "1.1.0"', b'default: "1.2.0"'), (b"typical_run: 90s", b"typical_run: 3h")):
        asked(tmp_path, cache, base=base, head=base)
        files[path] = files[path].replace(old, new)
        lay(tmp_path, {path: files[path]})
    found = asked(tmp_path, cache, base=base, head=base)
    assert '"changed": 0' not in found[1].stdout


@pytest.mark.parametrize("text", [b"labels: {tier: gold}\n", b"labels: [broken\n", b"configs: {left_over: true}\n"])
def test_what_every_tenant_inherits(tmp_path: Path, cache: Path, files: dict[str, bytes], text: bytes) -> None:
    lay(tmp_path, files)
    git(tmp_path, "init", "--quiet")
    base = committed(tmp_path)
    asked(tmp_path, cache, base=base, head=base)
    lay(tmp_path, {"tenants/_defaults.yaml": text})
    asked(tmp_path, cache, base=base, head=base)


def test_overrides_that_come_and_go(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    files["tenantry.yaml"] += b"guard: {max_changed: 0}\napprovals: [{when: [guard], owners: integration}]\n"
    root, override = plain(tmp_path, files), b"allow: [guard]\nreason: r\nowner: '@a'\nuntil: '2026-12-24'\n"
    base = committed(root)
    asked(root, cache, base=base, head=base)
    lay(root, {"overrides/one.yaml": override})
    found = asked(root, cache, base=base, head=base)
    assert "override one is new or changed" in found[1].stdout
    head = committed(root)
    asked(root, cache, base=base, head=head)
    (root / "overrides/one.yaml").unlink()
    asked(root, cache, base=head, head=base)


def test_what_came_with_others_and_what_is_edited_since_the_last_run(
    tmp_path: Path, cache: Path, files: dict[str, bytes]
) -> None:
    root = plain(tmp_path, files)
    base = committed(root)
    asked(root, cache, base=base, head=base)
    first, second, *_ = (path for path in files if path.startswith("tenants/") and "_defaults" not in path)
    lay(root, {first: edited_tenant(files[first].decode()).encode()})
    head = committed(root)
    lay(root, {second: edited_tenant(files[second].decode()).encode()})
    assert '"changed": 1' in agree(root, "plan", head, "--format", "json", cache=cache).stdout


@pytest.mark.parametrize("form", ["json", "markdown", "html", "text"])
def test_hash_seeds_change_nothing(tmp_path: Path, cache: Path, files: dict[str, bytes], form: str) -> None:
    root = plain(tmp_path, files)
    committed(root)
    moved = {path: content.replace(b'default: "1.1.0"', b'default: "1.2.0"') for path, content in files.items()}
    lay(root, moved, files)
    found = set()
    for seed in range(3):
        command = [sys.executable, "-m", "tenantry", "-C", str(root), "plan", "HEAD", "--format", form]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "XDG_CACHE_HOME": str(cache)}
        for more in ([], ["--no-cache"]):
            words = [*command, *more, "--as-of", AS_OF]
            done = subprocess.run(words, env=environment, capture_output=True, check=False)
            assert done.returncode in (0, 5), done.stderr
            found.add(done.stdout)
    assert len(found) == 1


Shape = Callable[[Path, dict[str, bytes]], Path]


def plain(tmp_path: Path, files: dict[str, bytes]) -> Path:
    git(_made(tmp_path / "config", files), "init", "--quiet")
    return tmp_path / "config"


def subfolder(tmp_path: Path, files: dict[str, bytes]) -> Path:
    git(_made(tmp_path / "all/config", files).parent, "init", "--quiet")
    return tmp_path / "all/config"


def sha256(tmp_path: Path, files: dict[str, bytes]) -> Path:
    git(_made(tmp_path / "config", files), "init", "--quiet", "--object-format=sha256")
    return tmp_path / "config"


def detached(tmp_path: Path, files: dict[str, bytes]) -> Path:
    committed(plain(tmp_path, files))
    git(tmp_path / "config", "switch", "--quiet", "--detach")
    return tmp_path / "config"


def linked(tmp_path: Path, files: dict[str, bytes]) -> Path:
    committed(plain(tmp_path, files))
    git(tmp_path / "config", "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    return tmp_path / "linked"


def shallow(tmp_path: Path, files: dict[str, bytes]) -> Path:
    root = plain(tmp_path, files)
    committed(root)
    lay(root, {"README.md": b""})
    committed(root)
    git(tmp_path, "clone", "--quiet", "--depth=1", root.as_uri(), "shallow")
    return tmp_path / "shallow"


def _made(root: Path, files: dict[str, bytes]) -> Path:
    lay(root, files)
    return root


@pytest.mark.parametrize("shape", [plain, subfolder, sha256, detached, linked, shallow])
def test_in_every_shape_of_repository(tmp_path: Path, cache: Path, files: dict[str, bytes], shape: Shape) -> None:
    root = shape(tmp_path, files)
    base = committed(root)
    asked(root, cache, base=base, head=base)
    path = next(path for path in files if path.startswith("tenants/shopify") and "_defaults" not in path)
    lay(root, {path: edited_tenant(files[path].decode()).encode()})
    found = asked(root, cache, base=base, head=base)
    assert '"changed": 1' in found[1].stdout
    head = committed(root)
    found = asked(root, cache, base=base, head=head)
    assert '"changed": 1' in found[2].stdout


def test_without_git_and_before_the_first_commit(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    lay(tmp_path, files)
    alone = agree(tmp_path, "validate", "--format", "json", cache=cache)
    assert agree(tmp_path, "plan", "HEAD", cache=cache).code == 2
    git(tmp_path, "init", "--quiet")
    assert agree(tmp_path, "validate", "--format", "json", cache=cache) == alone
    assert agree(tmp_path, "plan", "HEAD", cache=cache).code == 2
    committed(tmp_path)
    assert agree(tmp_path, "plan", "HEAD", "--format", "json", cache=cache).code == 0


def test_a_commit_that_is_no_longer_there_is_not_asked_for(
    tmp_path: Path, cache: Path, files: dict[str, bytes]
) -> None:
    root = plain(tmp_path, files)
    base = committed(root)
    lay(root, {"README.md": b"one\n"})
    committed(root)
    agree(root, "plan", base, "--format", "json", cache=cache)
    git(root, "commit", "--quiet", "--amend", "--allow-empty", "-m", "again")
    git(root, "reflog", "expire", "--expire=now", "--all")
    git(root, "gc", "--quiet", "--prune=now")
    assert agree(root, "plan", base, "--format", "json", cache=cache).code == 0


@pytest.mark.parametrize(
    "words", [("tenants/hubspot-salesforce-2",), ("--only-new", "HEAD"), ("--strict",), ("tenantry.yaml",)]
)
def test_what_is_asked_of_it_is_the_same(
    tmp_path: Path, cache: Path, files: dict[str, bytes], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = plain(tmp_path, files)
    committed(root)
    monkeypatch.chdir(root)
    for text in (b"schedule: {every: 7m}\n", b"colour: red\n"):
        path = next(
            path for path in files if path.startswith("tenants/hubspot-salesforce-2") and "_defaults" not in path
        )
        lay(root, {path: files[path] + text})
        agree(root, "validate", "--format", "text", *words, cache=cache)


INSTANTS = (
    "2026-11-23T23:59:59.999999Z",
    "2026-11-24T00:00:00Z",
    "2026-11-24T17:59:59.999999Z",
    "2026-11-24T18:00:00Z",  # the end of the freeze, 19:00 in Berlin
    "2026-11-24T23:59:59Z",
    "2026-11-25T00:30:00+01:00",
    "2026-11-25T00:00:00Z",
    "2026-10-24T23:59:59Z",  # before and after a clock change in Berlin
    "2026-10-25T00:59:59Z",
    "2026-10-25T01:00:00Z",
    "2027-03-28T01:00:00Z",
)


def test_a_ledger_of_one_time_does_not_answer_for_another(tmp_path: Path, cache: Path, files: dict[str, bytes]) -> None:
    files["tenantry.yaml"] += (
        b"freezes: [{name: a, from: '2026-11-24T00:00', to: '2026-11-24T19:00', timezone: Europe/Berlin, reason: b}]\n"
    )
    files["overrides/a.yaml"] = b"allow: [guard]\nreason: r\nowner: '@a'\nuntil: '2026-11-24'\n"
    root = plain(tmp_path, files)
    base, answers = committed(root), set()
    for instant in INSTANTS:
        answers.add(agree(root, "validate", "--format", "json", cache=cache, as_of=instant).stdout)
        agree(root, "plan", base, "--format", "json", cache=cache, as_of=instant)
    assert len(answers) > 2


@pytest.mark.parametrize("jobs", [2, 5])
def test_processes_change_nothing(tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenantry.incremental import whole as module  # noqa: PLC0415

    monkeypatch.setattr(module, "FEW", 0)
    lay(tmp_path, repository(9, 4, mistakes=0.2))
    found = ask(tmp_path, "validate", "--format", "json", cache=None, jobs=jobs)
    assert found == whole(tmp_path, "validate", "--format", "json")


@pytest.mark.parametrize("home", [{}, {"HOME": ""}, {"XDG_CACHE_HOME": "relative"}, {"XDG_CACHE_HOME": ""}])
def test_without_a_place_for_it_nothing_is_kept(
    tmp_path: Path, files: dict[str, bytes], home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    for name, value in home.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    lay(tmp_path / "config", files)
    expected = whole(tmp_path / "config", "validate", "--format", "json")
    assert ask(tmp_path / "config", "validate", "--format", "json", cache=Path("relative")) == expected
    shutil.rmtree(tmp_path / "config")
    assert list(tmp_path.iterdir()) == []
