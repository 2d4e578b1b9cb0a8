"""Artifacts that are not what was compiled are refused by name; nothing is read through a link."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenantry.errors import UsageError
from tenantry.runner.artifact import read_runtime

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "runtime" / "orders" / "hourly.json"
NAME = "runtime/orders/hourly.json"


Change = Callable[[dict[str, Any]], object]


def tree(folder: Path, change: Change = lambda data: None, *, raw: bytes | None = None) -> Path:
    """A build tree with the golden artifact, changed before it was compiled."""
    data = json.loads(GOLDEN.read_text())
    change(data)
    content = raw if raw is not None else json.dumps(data).encode()
    (folder / "runtime" / "orders").mkdir(parents=True)
    (folder / NAME).write_bytes(content)
    entry = {"path": NAME, "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps({"version": 1, "artifacts": [entry]}))
    return folder


def refused(build: Path, tenant: str = "orders/hourly") -> str:
    with pytest.raises(UsageError) as error:
        read_runtime(build, tenant)
    return str(error.value)


@pytest.mark.parametrize("path", sorted(GOLDEN.parent.glob("*.json")), ids=lambda path: path.stem)
def test_everything_that_is_rendered_is_read(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    (tmp_path / "runtime" / "orders").mkdir(parents=True)
    (tmp_path / "runtime" / "orders" / path.name).write_bytes(content)
    entry = {"path": f"runtime/orders/{path.name}", "sha256": hashlib.sha256(content).hexdigest()}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": [entry]}))
    assert read_runtime(tmp_path, f"orders/{path.stem}").tenant.name == path.stem


CHANGES: dict[str, tuple[Change, str]] = {
    "version": (lambda data: data.update(version=2), "version: Input should be 1"),
    "unknown key": (lambda data: data.update(more=1), "more: Extra inputs are not permitted"),
    "no run": (lambda data: data["release"].pop("run"), "release.run: Field required"),
    "loader": (lambda data: data["env"].update(LD_PRELOAD="/x.so"), "env.LD_PRELOAD"),
    "path": (lambda data: data["secrets"].update(PATH=data["secrets"]["PAN_SEC_SHOP_TOKEN"]), "secrets.PATH"),
    "own variable": (lambda data: data["env"].update(PAN_CTX_RUN_MODE="init"), "env.PAN_CTX_RUN_MODE"),
    "NUL": (lambda data: data["env"].update(PAN_CFG_A="a\0b"), "env.PAN_CFG_A: holds NUL"),
    "no text": (lambda data: data["env"].update(PAN_CFG_A=1), "env.PAN_CFG_A: Input should be a valid string"),
    "way out": (lambda data: data["secrets"]["PAN_SEC_SHOP_TOKEN"].update(path="a/../b"), "a segment of dots"),
    "no time": (lambda data: data.update(timeout_seconds=0), "timeout_seconds: Input should be greater"),
    "commit": (lambda data: data["release"].update(commit="--upload-pack=x"), "release.commit"),
    "other tenant": (lambda data: data["tenant"].update(id="orders/other"), "is of another tenant"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_sound_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, message = CHANGES[name]
    said = refused(tree(tmp_path / "build", change))
    assert NAME in said
    assert message in said


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"a": 1, "a": 2}', b"\xff", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_no_artifact_at_all_is_refused(raw: bytes, tmp_path: Path) -> None:
    assert NAME in refused(tree(tmp_path / "build", raw=raw))


def test_a_changed_artifact_is_not_what_was_compiled(tmp_path: Path) -> None:
    build = tree(tmp_path / "build")
    (build / NAME).write_bytes((build / NAME).read_bytes() + b" ")
    assert "its digest is not the manifest's" in refused(build)
    (build / "manifest.json").write_text('{"artifacts": 3}')
    assert "damaged" in refused(build)
    (build / "manifest.json").unlink()
    assert "no manifest.json" in refused(build)


NAMES = ["orders", "../x/y", "orders/../hourly", "orders/hourly/x", "/etc/passwd", "orders/", "Orders/x", ""]


@pytest.mark.parametrize("tenant", NAMES)
def test_a_name_leads_nowhere_else(tenant: str, tmp_path: Path) -> None:
    assert "is not a tenant's id" in refused(tree(tmp_path / "build"), tenant)


def test_links_and_odd_files_are_not_read(tmp_path: Path) -> None:
    build = tree(tmp_path / "build")
    (build / NAME).rename(tmp_path / "hourly.json")
    (build / NAME).symlink_to(tmp_path / "hourly.json")
    assert "cannot be read" in refused(build)
    (build / NAME).unlink()
    os.mkfifo(build / NAME)
    assert "is no plain file" in refused(build)
    (build / "runtime" / "orders").rename(tmp_path / "orders")
    (build / "runtime" / "orders").symlink_to(tmp_path / "orders")
    assert "cannot be read" in refused(build)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path / "nowhere")
    assert "there is no tenant 'orders/none'" in refused(tree(tmp_path / "build"), "orders/none")
