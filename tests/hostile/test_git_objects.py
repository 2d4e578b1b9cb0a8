"""What a hostile commit may hold: refs that are options, replaced objects, attributes, bad trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_git import CONFIG, blob_of, commit_of, fill, git, repository, tree_of
from tenantry.errors import UsageError
from tenantry.git import repository as plumbing
from tenantry.source import read_commit

FILES = {path: content.encode() for path, content in CONFIG.items()}


REFS = [
    "--output=x", "--upload-pack=x", "-h", "--exec", "", " ", "a b", "a\nb", "a\0b", "\x1b]0;x", "main..main", "@{-1}",
    "main@{1}", "HEAD@{now}", ":/state", "HEAD^{/state}", ":tenantry.yaml", "HEAD:tenants", "a*", "a?", "[a]", "a\\b",
    "bidi\u202e", "x" * 600, "HEAD^{tree}", "HEAD^!", "^HEAD", "HEAD:", "\udcff",
]  # fmt: skip


@pytest.mark.parametrize("ref", REFS, ids=ascii)
def test_a_bad_ref_is_wrong_usage(tmp_path: Path, ref: str) -> None:
    root = repository(tmp_path / "root")
    with pytest.raises(UsageError) as refusal:
        read_commit(root, ref)
    assert str(refusal.value).isprintable()
    assert not (root / "x").exists()


def test_replaced_objects_are_read_as_they_were(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    good = git(root, "rev-parse", "HEAD:tenants/orders/acme.yaml")
    git(root, "replace", good, blob_of(root, b"evil: 1\n"))
    first = git(root, "rev-parse", "HEAD")
    git(root, "replace", first, commit_of(root, tree_of(root, [])))
    assert read_commit(root, first)[0].files == FILES


ATTRIBUTES = "*.yaml export-subst\n* export-ignore\n*.yaml eol=crlf ident working-tree-encoding=UTF-16 filter=evil\n"


def test_attributes_change_nothing(tmp_path: Path) -> None:
    files = {**CONFIG, "tenants/orders/subst.yaml": "a: $Format:%ae$ $Id$\n"}
    root = repository(tmp_path / "root", files)
    fill(root, {".gitattributes": ATTRIBUTES, "tenants/.gitattributes": ATTRIBUTES})
    git(root, "add", ".gitattributes")
    tree = git(root, "write-tree")
    snapshot, problems = read_commit(root, commit_of(root, tree))
    assert ({path: content.decode() for path, content in snapshot.files.items()}, problems) == (files, [])


def planted(root: Path, entries: list[tuple[str, str, str]]) -> str:
    """A commit of `CONFIG` whose folder tenants/ holds the bad `entries` too."""
    records = [line.split(None, 3) for line in git(root, "ls-tree", "HEAD:tenants").splitlines()]
    good = [(mode, name, path) for mode, _, name, path in records]
    tenants = tree_of(root, good + entries)
    top = [line.split(None, 3) for line in git(root, "ls-tree", "HEAD").splitlines()]
    rows = [(mode, tenants if path == "tenants" else name, path) for mode, _, name, path in top]
    return commit_of(root, tree_of(root, rows))


NAMES = {
    "..": "TN004", ".": "TN004", ".git": "TN004", ".GIT": "TN004", "a\nb.yaml": "TN004", "\udcff.yaml": "TN004",
    "a\\b.yaml": "TN004", "bidi\u202e.yaml": "TN004", "nul.yaml": "TN004", "x" * 300 + ".yaml": "TN004",
    "Orders": "TN005", "_DEFAULTS.yaml": "TN005",
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), NAMES.items(), ids=ascii)
@pytest.mark.parametrize("mode", ["100644", "040000"])
def test_bad_names_in_a_tree_are_refused(tmp_path: Path, name: str, code: str, mode: str) -> None:
    root = repository(tmp_path / "root")
    inner = blob_of(root, b"evil: 1\n")
    if mode == "040000":
        inner = tree_of(root, [("100644", inner, "evil.yaml")])
    snapshot, problems = read_commit(root, planted(root, [(mode, inner, name)]))
    assert [problem.code.id for problem in problems] == [code]
    assert problems[0].span.path.isprintable()
    assert len(snapshot.files) >= len(FILES) - 1
    assert b"evil: 1\n" not in snapshot.files.values() or code == "TN005"


def test_twins_name_each_other(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    entries = [
        ("100644", blob_of(root, b"x"), name) for name in ("A.yaml", "a.yaml", "caf\u00e9.yaml", "cafe\u0301.yaml")
    ]
    _, problems = read_commit(root, planted(root, entries))
    assert [(one.code.id, one.span.path, one.related[0].span.path) for one in problems] == [
        ("TN005", "tenants/a.yaml", "tenants/A.yaml"),
        ("TN005", "tenants/caf\u00e9.yaml", "tenants/cafe\u0301.yaml"),
    ]


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    entries = [("100644", blob_of(root, content), "a.yaml") for content in (b"x", b"y")]
    _, problems = read_commit(root, planted(root, entries))
    assert [one.message for one in problems] == ["it stands twice in the tree"]


def test_twins_of_the_places_are_refused(tmp_path: Path) -> None:
    root = repository(tmp_path / "root")
    rows = [line.split(None, 3) for line in git(root, "ls-tree", "HEAD").splitlines()]
    entries = [(mode, name, path) for mode, _, name, path in rows]
    entries.append(("040000", tree_of(root, [("100644", blob_of(root, b"evil"), "x.yaml")]), "Tenants"))
    snapshot, problems = read_commit(root, commit_of(root, tree_of(root, entries)))
    assert [(one.code.id, one.span.path) for one in problems] == [("TN005", "Tenants")]
    assert snapshot.files == FILES


@pytest.mark.parametrize(("mode", "code"), [("120000", "TN002"), ("160000", "TN003")])
def test_links_and_submodules_in_a_tree_are_refused(tmp_path: Path, mode: str, code: str) -> None:
    root = repository(tmp_path / "root")
    name = blob_of(root, b"/etc/passwd") if mode == "120000" else "1" * 40
    snapshot, problems = read_commit(root, planted(root, [(mode, name, "odd.yaml"), (mode, name, "odd")]))
    assert [(one.code.id, one.span.path) for one in problems] == [(code, "tenants/odd"), (code, "tenants/odd.yaml")]
    assert "passwd" not in repr(problems)
    assert snapshot.files == FILES


def test_a_tree_that_has_no_end_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten folders that hold the same ten folders, and so on: 10^12 paths in thirteen objects."""
    monkeypatch.setattr(plumbing, "LISTING", 1 << 20)
    root = repository(tmp_path / "root")
    mode, name = "100644", blob_of(root, b"x")
    for _ in range(12):
        name = tree_of(root, [(mode, name, f"d{number}") for number in range(10)])
        mode = "040000"
    _, problems = read_commit(root, planted(root, [(mode, name, "bomb")]))
    assert [(one.code.id, one.span.path) for one in problems] == [("TN007", "tenantry.yaml")]
