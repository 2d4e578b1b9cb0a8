"""Releases by the commands: recorded once, listed, marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support_cli import Run
from support_compile import base_files
from support_git import commit, git

Write = Callable[[Mapping[str, str | bytes]], Path]
FOLDER = "integrations/orders/releases/1.2.0"
MANIFEST = b"""\
version: 1.0\r
run: node dist/index.js # started by the platform\r
configs:\r
  schema:\r
    type: object\r
    properties:\r
      depot: {type: string}\r
    required: [depot]\r
"""
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def config(repository: Write) -> Path:
    return repository(dict(base_files()))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "PANDIUM.yaml").write_bytes(MANIFEST)
    commit(folder)
    git(folder, "tag", "v1.2.0")
    return folder


def test_a_release_is_recorded_from_a_tag(config: Path, source: Path, invoke: Run) -> None:
    done = invoke("release", "add", "orders", "1.2.0", "--repo", source, "--tag", "v1.2.0", "-C", config)
    assert done.code == 0, done
    assert (config / FOLDER / "PANDIUM.yaml").read_bytes() == MANIFEST
    head = git(source, "rev-parse", "HEAD")
    text = (config / FOLDER / "release.yaml").read_text()
    assert text.splitlines()[1:] == ['built_at: "2026-01-01T00:00:00Z"', f'commit: "{head}"', "status: available"]
    assert "added: depot" in done.stdout
    assert "now required: depot" in done.stdout
    assert "0 of 2 tenants could take it" in done.stdout
    assert invoke("validate", "-C", config).code == 0


def test_a_second_time_and_a_moved_tag_are_refused(config: Path, source: Path, invoke: Run) -> None:
    arguments = ("release", "add", "orders", "1.2.0", "--repo", source, "--tag", "v1.2.0", "-C", config)
    invoke(*arguments)
    assert "recorded already" in invoke(*arguments).stderr
    commit(source)
    git(source, "tag", "--force", "v1.2.0")
    before = (config / FOLDER / "release.yaml").read_bytes()
    again = invoke(*arguments)
    assert again.code == 2
    assert "the tag was moved" in again.stderr
    assert (config / FOLDER / "release.yaml").read_bytes() == before


def test_a_release_is_recorded_from_files(config: Path, source: Path, invoke: Run) -> None:
    image = "registry.example.com/orders@sha256:" + "a" * 64
    given = ("--manifest", source / "PANDIUM.yaml", "--commit", COMMIT, "--built-at", "2026-11-01", "--image", image)
    done = invoke("release", "add", "orders", "1.2.0", *given, "--format", "json", "-C", config)
    assert done.code == 0, done
    data = json.loads(done.stdout)
    assert data["written"] == [f"{FOLDER}/PANDIUM.yaml", f"{FOLDER}/release.yaml"]
    assert [each["id"] for each in data["release"]["unable"]] == ["orders/acme", "orders/borealis"]
    assert data["release"]["configs"]["required"] == ["depot"]
    text = (config / FOLDER / "release.yaml").read_text()
    assert f'image: "{image}"' in text
    assert 'built_at: "2026-11-01T00:00:00Z"' in text


@pytest.mark.parametrize(
    ("version", "given", "code", "says"),
    [
        ("1.2.0", ["--commit", COMMIT], 2, "nothing says what was built"),
        ("1.2.0", ["--manifest", "M", "--commit", COMMIT, "--tag", "v1"], 2, "nothing says what was built"),
        ("../1", ["--manifest", "M", "--commit", COMMIT], 2, "cannot name a release"),
        ("1.0.0", ["--manifest", "M", "--commit", COMMIT], 2, "the tag was moved"),
        ("1.2.0", ["--manifest", "M", "--commit", "abc"], 1, "TN333"),
        ("1.2.0", ["--manifest", "M", "--commit", COMMIT, "--image", "x:latest"], 1, "TN333"),
        ("1.2.0", ["--manifest", "M", "--commit", COMMIT, "--built-at", "soon"], 2, "is not a time"),
    ],
)
def test_what_is_wrong_writes_nothing(
    config: Path, source: Path, invoke: Run, *, version: str, given: list[str], code: int, says: str
) -> None:
    arguments = [str(source / "PANDIUM.yaml") if each == "M" else each for each in given]
    done = invoke("release", "add", "orders", version, *arguments, "-C", config)
    assert done.code == code
    assert says in done.stdout + done.stderr
    assert not (config / FOLDER).exists()


def test_an_invalid_manifest_is_refused_at_its_place(config: Path, source: Path, invoke: Run) -> None:
    (source / "PANDIUM.yaml").write_text("version: 1.0\nruns: x\n")
    given = ("--manifest", source / "PANDIUM.yaml", "--commit", COMMIT)
    done = invoke("release", "add", "orders", "1.2.0", *given, "-C", config)
    assert done.code == 1
    assert "TN342" in done.stdout
    assert not (config / FOLDER).exists()


def test_who_runs_what_is_listed(config: Path, invoke: Run) -> None:
    pin = 'release: {pin: "1.1.0", reason: asked for it}\nschedule: {every: 1h}\n'
    (config / "tenants/orders/acme.yaml").write_text(pin)
    shown = json.loads(invoke("release", "list", "orders", "--format", "json", "-C", config).stdout)
    newest, oldest = shown["integrations"][0]["releases"]
    assert (newest["version"], newest["channels"], newest["pinned"]) == ("1.1.0", ["beta", "latest"], ["orders/acme"])
    assert (oldest["version"], oldest["channels"], oldest["tenants"]) == ("1.0.0", ["default"], ["orders/borealis"])
    assert "[beta, latest] 1 tenant: acme (pinned)" in invoke("release", "list", "-C", config).stdout
    assert invoke("release", "list", "order", "-C", config).code == 2


def test_tenants_that_are_far_behind_are_named(config: Path, invoke: Run) -> None:
    def behind(number: int) -> list[str]:
        shown = invoke("release", "list", "--behind", str(number), "--format", "json", "-C", config).stdout
        return [each["tenant"] for each in json.loads(shown)["integrations"][0]["behind"]]

    assert behind(0) == ["orders/acme", "orders/borealis"]
    assert behind(1) == []
    assert (
        "behind: orders/acme runs 1.0.0, 1 release ago"
        in invoke("release", "list", "--behind", "0", "-C", config).stdout
    )


def test_a_yanked_release_says_who_must_move(config: Path, invoke: Run) -> None:
    path = config / "integrations/orders/releases/1.0.0/release.yaml"
    before = path.read_text()
    done = invoke("release", "yank", "orders", "1.0.0", "--reason", "sends twice: stop", "-C", config)
    assert done.code == 0
    assert "TN303" in done.stdout
    expected = before.replace("status: available\n", 'status: yanked\nreason: "sends twice: stop"\n')
    assert sorted(path.read_text().splitlines()) == sorted(expected.splitlines())
    assert invoke("validate", "-C", config).code == 1
    assert invoke("release", "yank", "orders", "1.0.0", "--reason", "again", "-C", config).code == 2


@pytest.mark.parametrize("command", ["yank", "deprecate"])
def test_a_mark_without_a_reason_is_refused(config: Path, invoke: Run, command: str) -> None:
    path = config / "integrations/orders/releases/1.0.0/release.yaml"
    before = path.read_bytes()
    done = invoke("release", command, "orders", "1.0.0", "--reason", " ", "-C", config)
    assert done.code == 2
    assert "the reason is empty" in done.stderr
    assert path.read_bytes() == before


def test_a_deprecated_release_is_a_warning(config: Path, invoke: Run) -> None:
    assert invoke("release", "deprecate", "orders", "1.0.0", "--reason", "old", "-C", config).code == 0
    assert "TN304" in invoke("validate", "-C", config).stdout
    assert invoke("release", "deprecate", "orders", "9.0.0", "--reason", "old", "-C", config).code == 2
