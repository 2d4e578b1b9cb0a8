"""What stands in a worktree cannot lead a reader astray."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from support_git import CONFIG, fill, git, repository
from tenantry.diagnostics import Diagnostic
from tenantry.model.snapshot import Snapshot
from tenantry.source import intake, read_worktree

FILES = {path: content.encode() for path, content in CONFIG.items()}
CANARY = "canary-7f3a"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A config repository beside a secret."""
    (tmp_path / "secret.yaml").write_text(CANARY)
    return fill(tmp_path / "root")


def told(result: tuple[Snapshot, list[Diagnostic]]) -> list[tuple[str, str]]:
    """Code and path of every problem, after a look for the canary in all that was read or said."""
    snapshot, problems = result
    assert CANARY not in repr(problems)
    assert CANARY.encode() not in b"".join(snapshot.files.values())
    assert FILES.items() <= snapshot.files.items(), "the rest is still read"
    return [(problem.code.id, problem.span.path) for problem in problems]


@pytest.mark.parametrize(
    "target",
    ["../../secret.yaml", "/etc/hostname", "absent", "link.yaml", "orders/acme.yaml", "../tenants/orders/acme.yaml"],
)
def test_a_linked_file_is_refused(root: Path, target: str) -> None:
    (root / "tenants/link.yaml").symlink_to(target)
    assert told(read_worktree(root)) == [("TN002", "tenants/link.yaml")]


@pytest.mark.parametrize("target", ["..", "../..", "/", ".", "absent", "orders"])
@pytest.mark.parametrize("place", ["overrides", "tenants/more", "integrations/orders/releases"])
def test_a_linked_folder_is_refused(root: Path, place: str, target: str) -> None:
    (root / place).symlink_to(target)
    assert told(read_worktree(root)) == [("TN002", place)]


def test_a_chain_of_links_is_refused_link_by_link(root: Path) -> None:
    (root / "tenants/a.yaml").symlink_to("b.yaml")
    (root / "tenants/b.yaml").symlink_to("../../secret.yaml")
    assert told(read_worktree(root)) == [("TN002", "tenants/a.yaml"), ("TN002", "tenants/b.yaml")]


def test_a_linked_tenantry_yaml_is_refused(root: Path) -> None:
    (root / "tenantry.yaml").rename(root / "elsewhere")
    (root / "tenantry.yaml").symlink_to("elsewhere")
    assert [problem.code.id for problem in read_worktree(root)[1]] == ["TN002"]


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "hard link"])
def test_special_files_are_refused_and_never_opened(root: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "tenants/orders/odd.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        monkeypatch.chdir(path.parent)  # the path of a socket is short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    elif kind == "hard link":
        os.link(root.parent / "secret.yaml", path)
    elif os.geteuid() == 0:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero, which has no end
    else:
        os.mkfifo(path)
    assert told(read_worktree(root)) == [("TN003", "tenants/orders/odd.yaml")]


@pytest.mark.parametrize("name", [".git", ".GIT"])
def test_a_repository_in_the_repository_is_refused(root: Path, name: str) -> None:
    fill(root / "tenants/sub", {f"{name}/HEAD": "x", "orders/other.yaml": CANARY})
    assert told(read_worktree(root)) == [("TN003", "tenants/sub")]


def test_a_submodule_without_content_is_refused(root: Path) -> None:
    repository(root)
    head = git(root, "rev-parse", "HEAD")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},tenants/sub")
    (root / "tenants/sub").mkdir()
    assert told(read_worktree(root)) == [("TN003", "tenants/sub")]


NAMES = {
    b"new\nline.yaml": r"new\nline.yaml",
    b"\x1b]0;title\x07.yaml": r"\x1b]0;title\x07.yaml",
    "bidi\u202e.yaml".encode(): r"bidi\u202e.yaml",
    b"latin-\xe9.yaml": r"latin-\xe9.yaml",
    b"over\xc0\xaf.yaml": r"over\xc0\xaf.yaml",
    b"back\\slash.yaml": r"back\slash.yaml",
    b"..\\..\\x.yaml": r"..\..\x.yaml",
    b"aux.yaml": "aux.yaml",
    b"CON": "CON",
    b"space.yaml ": "space.yaml ",
    b"dot.": "dot.",
    b"git~1": "git~1",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("folder", [False, True])
def test_bad_names_are_refused_and_shown_escaped(root: Path, name: bytes, folder: bool) -> None:
    path = os.fsencode(root / "tenants") + b"/" + name
    if folder:
        os.mkdir(path)
    with open(path + b"/inside.yaml" if folder else path, "w") as file:
        file.write(CANARY)
    result = read_worktree(root)
    assert told(result) == [("TN004", f"tenants/{NAMES[name]}")]
    assert result[1][0].message.isprintable()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tenants/A.yaml", "tenants/a.yaml"),
        ("tenants/caf\u00e9", "tenants/cafe\u0301"),
        ("tenants/Orders", "tenants/orders"),
        ("Tenants", "tenants"),
    ],
)
def test_twins_are_refused_naming_both(root: Path, one: str, other: str) -> None:
    first, second = sorted([one, other]) if one != "Tenants" else (other, one)
    for path in (first, second):
        (root / path).mkdir(exist_ok=True)
    snapshot, problems = read_worktree(root)
    assert [(problem.code.id, problem.span.path) for problem in problems] == [("TN005", second)]
    assert first in problems[0].message
    assert problems[0].related[0].span.path == first
    assert "tenantry.yaml" in snapshot.files


def test_without_the_rights_a_file_is_named_and_the_rest_is_read(root: Path, tmp_path: Path) -> None:
    (root / "tenants/closed.yaml").touch(mode=0)
    (root / "tenants/closed").mkdir(mode=0)
    expected = [("TN001", "tenants/closed"), ("TN001", "tenants/closed.yaml")]
    if os.geteuid():
        assert told(read_worktree(root)) == expected
        return
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder.name.startswith(("popen", "pytest", "test")):
            folder.chmod(0o755)
    script = (
        "import os, sys; from pathlib import Path; from tenantry.source import read_worktree; os.setuid(65534);"
        "print([(one.code.id, one.span.path) for one in read_worktree(Path(sys.argv[1]))[1]])"
    )
    done = subprocess.run([sys.executable, "-c", script, root], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(expected)


def test_deep_folders_are_read_up_to_the_bound(root: Path) -> None:
    fill(root, {"tenants/" + "d/" * 20 + "x.yaml": "a: 1", "tenants/" + "e/" * 63 + "x.yaml": "a: 1"})
    result = read_worktree(root)
    assert told(result) == [("TN004", "tenants/" + "e/" * 63 + "x.yaml")]
    assert "tenants/" + "d/" * 20 + "x.yaml" in result[0].files


def test_too_many_entries_are_told_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "ENTRIES", 20)
    fill(root, {f"tenants/orders/t{number}.yaml": "a: 1" for number in range(50)})
    assert [(one.code.id, one.span.path) for one in read_worktree(root)[1]] == [("TN007", "tenantry.yaml")]


def test_too_many_bytes_are_told_once() -> None:
    full = intake.Intake(_room=1 << 20)
    for number in range(5):
        full.add(f"tenants/orders/t{number}.yaml", b"x" * (1 << 19))
    assert [one.code.id for one in full.problems] == ["TN007"]
    assert len(full.files) == 2


def test_a_folder_swapped_for_a_link_is_never_read_through(root: Path, tmp_path: Path) -> None:
    """Another process swaps a folder and a file for links while they are read, a thousand times."""
    fill(tmp_path / "outside", {"a.yaml": CANARY})
    fill(root, {"tenants/swap/a.yaml": "mine: 1", "tenants/file.yaml": "mine: 1"})
    script = (
        "import os, sys; root, outside = sys.argv[1:]; os.chdir(root + '/tenants')\n"
        "os.symlink(outside, 'trap'); os.symlink(outside + '/a.yaml', 'trap2')\n"
        "while True:\n"
        "    os.rename('swap', 'x'); os.rename('trap', 'swap'); os.rename('swap', 'trap'); os.rename('x', 'swap')\n"
        "    os.rename('file.yaml', 'y'); os.rename('trap2', 'file.yaml'); os.rename('file.yaml', 'trap2')\n"
        "    os.rename('y', 'file.yaml')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, root, tmp_path / "outside"])
    try:
        seen = {code for _ in range(1000) for code, _ in told(read_worktree(root))}
    finally:
        process.kill()
        process.wait()
    assert seen <= {"TN001", "TN002"}
    assert "TN002" in seen
