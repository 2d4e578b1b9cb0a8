"""`publish --oci` against the registry of Debian's package docker-registry."""

from __future__ import annotations

import io
import json
import shutil
import signal
import socket
import subprocess
import tarfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support_cli import Ran, Run
from support_git import git
from support_publish import Scene, scene, state_of
from tenantry.publish.archive import archive

pytestmark = pytest.mark.consumer


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a registry of our own, stopped at the end."""
    program = shutil.which("docker-registry")
    if program is None:
        pytest.fail("needs docker-registry: .ci/tools docker-registry")
    folder = tmp_path_factory.mktemp("registry")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
        "http": {"addr": address},
    }
    (folder / "config.yml").write_text(json.dumps(settings))
    process = subprocess.Popen(
        [program, "serve", folder / "config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def _wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the registry does not start")


@pytest.fixture
def at(tmp_path: Path, invoke: Run) -> Scene:
    """A config repository."""
    return scene(tmp_path, invoke)


def told(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def get(registry: str, path: str) -> bytes:
    asked = urllib.request.Request(
        f"http://{registry}/v2/{path}", headers={"Accept": "application/vnd.oci.image.manifest.v1+json"}
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


def test_the_tree_is_one_artifact(at: Scene, registry: str, tmp_path: Path) -> None:
    found = told(at.publish("--oci", f"{registry}/acme/rendered:prod", "--format", "json"))
    name, _, digest = str(found["digest"]).partition("@")
    assert name == f"{registry}/acme/rendered"
    manifest = json.loads(get(registry, f"acme/rendered/manifests/{digest}"))
    assert get(registry, "acme/rendered/manifests/prod") == get(registry, f"acme/rendered/manifests/{digest}")
    assert manifest["annotations"]["org.opencontainers.image.revision"] == git(at.root, "rev-parse", "HEAD")
    at.run("compile", "--ref", "HEAD", "--out", tmp_path / "build", "-C", at.root)
    files = state_of(tmp_path / "build")
    layer = get(registry, f"acme/rendered/blobs/{manifest['layers'][0]['digest']}")
    with tarfile.open(fileobj=io.BytesIO(layer), mode="r:gz") as tar:
        unpacked = {one.name: (tar.extractfile(one) or io.BytesIO()).read() for one in tar.getmembers()}
    assert unpacked == files
    assert get(registry, f"acme/rendered/blobs/{manifest['config']['digest']}") == files["manifest.json"]


def test_the_same_commit_has_the_same_digest_everywhere(at: Scene, registry: str, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(at.root), str(clone))
    one = told(at.publish("--oci", f"{registry}/one/rendered:a", "--format", "json"))
    ran = at.run("publish", "--oci", f"{registry}/two/rendered:b", "--format", "json", "-C", clone)
    assert str(one["digest"]).partition("@")[2] == str(told(ran)["digest"]).partition("@")[2]


def test_a_tag_is_judged_as_a_branch_is(at: Scene, registry: str) -> None:
    tag = ("--oci", f"{registry}/judged/rendered:prod")
    first = told(at.publish(*tag, "--format", "json"))
    assert told(at.publish(*tag, "--format", "json"))["status"] == "unchanged"
    at.change("labels: {a: b}\n", "tenants/_defaults.yaml")
    ran = at.publish(*tag)
    assert (ran.code, "TN801" in ran.stdout) == (5, True)
    git(at.root, "revert", "--no-edit", "HEAD")
    at.change("paused: true\n")
    planned = told(at.publish(*tag, "--dry-run", "--format", "json"))
    assert at.publish(*tag, "--expect", "sha256:" + "0" * 64).code == 5
    assert at.tip() is None
    second = told(at.publish(*tag, "--expect", planned["plan"]["digest"], "--format", "json"))
    assert (second["status"], second["base"], second["parent"]) == (
        "published",
        first["source"],
        str(first["digest"]).partition("@")[2],
    )


def test_a_tag_that_is_not_ours_is_left_alone(at: Scene, registry: str) -> None:
    other = {"schemaVersion": 2, "config": {"mediaType": "x/y", "digest": "", "size": 0}, "layers": []}
    empty = told(at.publish("--oci", f"{registry}/foreign/rendered:mine", "--format", "json"))
    assert empty["status"] == "published"
    config = json.loads(get(registry, "foreign/rendered/manifests/mine"))["config"]
    other["config"] = {**config, "mediaType": "application/vnd.oci.image.config.v1+json"}
    asked = urllib.request.Request(
        f"http://{registry}/v2/foreign/rendered/manifests/theirs",
        method="PUT",
        data=json.dumps({**other, "mediaType": "application/vnd.oci.image.manifest.v1+json"}).encode(),
        headers={"Content-Type": "application/vnd.oci.image.manifest.v1+json"},
    )
    urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310
    ran = at.publish("--oci", f"{registry}/foreign/rendered:theirs")
    assert (ran.code, "not ours" in ran.stderr) == (2, True), ran


def test_another_program_copies_it_whole(at: Scene, registry: str, tmp_path: Path) -> None:
    program = shutil.which("skopeo")
    if program is None:
        pytest.fail("needs skopeo: .ci/tools skopeo")
    found = told(at.publish("--oci", f"oci://{registry}/copied/rendered:prod", "--format", "json"))
    source = f"docker://{registry}/copied/rendered:prod"
    command = [program, "copy", "--quiet", "--src-tls-verify=false", source, f"oci:{tmp_path / 'copy'}:prod"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done
    index = json.loads((tmp_path / "copy" / "index.json").read_text())
    assert index["manifests"][0]["digest"] == str(found["digest"]).partition("@")[2]


def test_a_registry_that_is_not_there_fails_soon_and_in_one_line(at: Scene) -> None:
    started = time.monotonic()
    ran = at.publish("--oci", "127.0.0.1:1/acme/rendered:prod")
    assert (ran.code, ran.stdout, len(ran.stderr.splitlines())) == (6, "", 1), ran
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "reference", ["rendered", "acme/rendered:x", "", "127.0.0.1:1/x@sha256:00", "http://127.0.0.1/x"]
)
def test_what_names_no_tag_is_wrong_usage(at: Scene, reference: str) -> None:
    assert at.publish(f"--oci={reference}").code == 2


def test_a_registry_and_a_branch_are_two_things(at: Scene) -> None:
    assert at.publish("--oci", "127.0.0.1:1/x:y", "--branch", "x").code == 2


def test_the_archive_is_what_other_readers_read() -> None:
    for size in (0, 1, 0xFFFF, 0x10000, 200_000):
        files = {"b": b"x" * size, "a/" + "long" * 40: bytes(range(256)) * (size // 256)}
        with tarfile.open(fileobj=io.BytesIO(archive(files)), mode="r:gz") as tar:
            read = {one.name: (tar.extractfile(one) or io.BytesIO()).read() for one in tar.getmembers()}
        assert read == files
        assert archive(dict(reversed(files.items()))) == archive(files)
