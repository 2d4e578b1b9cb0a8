"""Names that no file may have, and how they are shown."""

from __future__ import annotations

import pytest

from tenantry.source.names import fault, folded, path_fault, shown, text

GOOD = [
    "acme.yaml",
    "_defaults.yaml",
    "1.4.2+build-7",
    ".gitkeep",
    "README.md",
    "Grüße.txt",
    "console.yaml",
    "-rf",
    "a b",
]
BAD = {
    "": "this is no name",
    ".": "this is no name",
    "..": "this is no name",
    ".git": "the name belongs to git",
    ".GIT": "the name belongs to git",
    ".git. ": "the name belongs to git",
    "git~1": "the name belongs to git",
    "a\nb.yaml": "cannot be seen",
    "a\x1b]0;x.yaml": "cannot be seen",
    "a\x7f.yaml": "cannot be seen",
    "a\u202eb.yaml": "cannot be seen",
    "a\u200db.yaml": "cannot be seen",
    "a\u2028b.yaml": "cannot be seen",
    "\ufeffa.yaml": "cannot be seen",
    "a\\b.yaml": "backslash",
    "acme.yaml.": "a dot",
    " acme.yaml": "a space",
    "acme.yaml ": "a space",
    "aux.yaml": "a device on Windows",
    "CON": "a device on Windows",
    "lpt9.tar.gz": "a device on Windows",
    "x" * 256: "longer than 255 bytes",
    "ü" * 128: "longer than 255 bytes",
    text(b"\xff.yaml"): "not UTF-8",
    text(b"\xc0\xaf"): "not UTF-8",
}


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_names_are_fine(name: str) -> None:
    assert fault(name) is None


@pytest.mark.parametrize(("name", "reason"), BAD.items(), ids=ascii)
def test_bad_names_are_refused_with_the_reason(name: str, reason: str) -> None:
    assert reason in (fault(name) or "")


def test_paths_are_bounded() -> None:
    assert path_fault("/".join(["d"] * 65)) == "it stands more than 64 folders deep"
    assert path_fault("/".join(["d" * 200] * 5)) is None
    assert path_fault("/".join(["d" * 200] * 6)) == "its path is longer than 1024 bytes"


@pytest.mark.parametrize(
    ("one", "other"),
    [("tenants/Acme", "tenants/acme"), ("caf\u00e9", "cafe\u0301"), ("STRASSE", "straße"), ("ΣΑΣ", "σας")],
)
def test_twins_fold_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_different_names_fold_apart() -> None:
    assert folded("a-b") != folded("a.b")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tenants/ä.yaml", "tenants/ä.yaml"),
        ("a\nb", r"a\nb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\x1bb", r"a\x1bb"),
        (text(b"a\xff"), r"a\xff"),
        ("x" * 301, "x" * 300 + "…"),
    ],
)
def test_paths_are_shown_without_what_cannot_be_seen(path: str, expected: str) -> None:
    assert shown(path) == expected
