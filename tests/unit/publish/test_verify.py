"""`tenantry verify`: what passes is what was published, and whatever was touched is told."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support_cli import Ran, Run
from support_git import git
from support_publish import RUNTIME, Scene, scene
from tenantry.model.outputs.publish import VerifyOutput
from tenantry.publish.commit import provenance_of
from tenantry.publish.provenance import authenticated, read_envelope


@pytest.fixture
def at(tmp_path: Path, invoke: Run) -> Scene:
    """A config repository whose remote `origin` is published and fetched."""
    found = scene(tmp_path, invoke)
    found.published()
    git(found.root, "fetch", "--quiet")
    return found


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A new ssh key, and beside it the file `allowed` that names its owner."""
    return new_key(tmp_path / "key", "ada@example.org")


def new_key(path: Path, owner: str) -> Path:
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.fail("needs ssh-keygen: .ci/tools openssh-client")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    public = path.with_suffix(".pub").read_text().strip()
    path.with_suffix(".allowed").write_text(f'{owner} namespaces="tenantry" {public}\n')
    return path


def checks(ran: Ran) -> dict[str, str]:
    found: dict[str, Any] = json.loads(ran.stdout)
    VerifyOutput.model_validate(found)
    return {check["name"]: check["verdict"] for check in found["checks"]}


def verify(at: Scene, *arguments: str | Path) -> Ran:
    return at.run("verify", *arguments, "--format", "json", "-C", at.root)


def checkout(at: Scene, folder: Path) -> Path:
    git(at.root, "clone", "--quiet", "--branch", "rendered", str(at.remote), str(folder))
    return folder


def test_what_was_published_is_verified(at: Scene) -> None:
    ran = verify(at, "origin/rendered", "--strict")
    assert (ran.code, checks(ran)) == (0, {"tree": "ok", "rebuild": "ok", "provenance": "ok"})
    found = json.loads(ran.stdout)
    assert (found["verified"], found["source"]) == (True, git(at.root, "rev-parse", "HEAD"))


def test_a_folder_is_verified_as_a_commit_is(at: Scene, tmp_path: Path) -> None:
    assert checks(verify(at, checkout(at, tmp_path / "tree"), "--strict")) == {"tree": "ok", "rebuild": "ok"}
    at.run("compile", "--ref", "HEAD", "--out", tmp_path / "build", "-C", at.root)
    assert verify(at, tmp_path / "build", "--strict").code == 0


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (f"echo x >> {RUNTIME}", [f"differs: {RUNTIME}"]),
        (f"rm {RUNTIME}", [f"missing: {RUNTIME}"]),
        ("echo x > 'a b'", ["unexpected: a b"]),
        (f"rm {RUNTIME}; ln -s /etc/passwd {RUNTIME}", [f"differs: {RUNTIME}"]),
        ("ln -s . runtime/loop", ["unexpected: runtime/loop"]),
        (f"rm {RUNTIME}; mkdir {RUNTIME}; echo > {RUNTIME}/x", [f"missing: {RUNTIME}", f"unexpected: {RUNTIME}/x"]),
        ("mkfifo pipe", ["unexpected: pipe"]),
        ("truncate -s 4G big", ["unexpected: big"]),
    ],
)
def test_whatever_differs_in_a_folder_is_told(at: Scene, tmp_path: Path, script: str, lines: list[str]) -> None:
    tree = checkout(at, tmp_path / "tree")
    subprocess.run(["sh", "-euc", script], cwd=tree, check=True)
    ran = verify(at, tree)
    assert (ran.code, json.loads(ran.stdout)["checks"][0]["lines"]) == (1, lines)


def test_the_provenance_of_a_folder_is_given_beside_it(at: Scene, key: Path, tmp_path: Path) -> None:
    at.change("paused: true\n")
    at.published("--sign", key)
    raw = subprocess.run(["git", "cat-file", "commit", "rendered"], cwd=at.remote, check=True, capture_output=True)
    (tmp_path / "provenance.json").write_bytes(provenance_of(raw.stdout) or b"")
    tree, given = checkout(at, tmp_path / "tree"), ("--provenance", tmp_path / "provenance.json")
    allowed = ("--allowed-signers", key.with_suffix(".allowed"))
    assert checks(verify(at, tree, *given, *allowed))["signature"] == "ok"
    assert verify(at, tree, *allowed).code == 1
    git(tree, "checkout", "--quiet", "HEAD~1")
    ran = verify(at, tree, *given, *allowed)
    assert (ran.code, checks(ran)["provenance"]) == (1, "failed")


def test_a_hand_made_commit_is_told(at: Scene) -> None:
    at.by_hand({RUNTIME: "{}", "x": "y"})
    git(at.root, "fetch", "--quiet")
    ran = at.run("verify", "origin/rendered", "-C", at.root)
    assert ran.code == 1
    assert f"  differs: {RUNTIME}\n  unexpected: x\n" in ran.stdout
    assert "provenance:  unchecked, there is none" in ran.stdout
    assert verify(at, "origin/rendered~1").code == 0


def test_a_tree_with_a_manifest_that_fits_it_is_still_not_the_source(at: Scene, tmp_path: Path) -> None:
    import hashlib  # noqa: PLC0415

    from tenantry.write import digest_of  # noqa: PLC0415

    tree = checkout(at, tmp_path / "tree")
    (tree / RUNTIME).write_text("{}")
    manifest = json.loads((tree / "manifest.json").read_text())
    row = next(row for row in manifest["artifacts"] if row["path"] == RUNTIME)
    row |= {"size": 2, "sha256": hashlib.sha256(b"{}").hexdigest()}
    manifest["digest"] = digest_of({row["path"]: row["sha256"] for row in manifest["artifacts"]})
    (tree / "manifest.json").write_text(json.dumps(manifest))
    ran = verify(at, tree)
    assert (ran.code, checks(ran)) == (1, {"tree": "ok", "rebuild": "failed"})


def test_what_cannot_be_rebuilt_is_said_and_fails_where_all_is_asked(at: Scene, tmp_path: Path) -> None:
    tree = checkout(at, tmp_path / "tree")
    ran = at.run("verify", tree, "-C", tmp_path)
    assert (ran.code, "rebuild:     unchecked" in ran.stdout) == (0, True)
    assert at.run("verify", tree, "--strict", "-C", tmp_path).code == 1
    (at.root / "tenants/orders/acme.yaml").write_text("paused: true\n")
    at.run("compile", "--out", tmp_path / "dirty", "-C", at.root)
    assert checks(verify(at, tmp_path / "dirty")) == {"tree": "ok", "rebuild": "unchecked"}


@pytest.mark.parametrize("name", ["nothing", "HEAD", "-x", "."])
def test_what_holds_no_tree_is_wrong_usage(at: Scene, name: str) -> None:
    assert at.run("verify", "-C", at.root, "--", name).code == 2


def test_the_statement_is_of_in_toto_and_slsa(at: Scene) -> None:
    raw = subprocess.run(
        ["git", "cat-file", "commit", "rendered"], cwd=at.remote, check=True, capture_output=True
    ).stdout
    packed = json.loads(provenance_of(raw) or b"")
    said = json.loads(base64.b64decode(packed["payload"]))
    assert (said["_type"], said["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/provenance/v1",
    )
    assert [one["name"] for one in said["subject"]] == ["manifest.json"]
    built = said["predicate"]["buildDefinition"]
    assert built["resolvedDependencies"][0]["digest"]["gitCommit"] == git(at.root, "rev-parse", "HEAD")
    assert {"buildType", "externalParameters"} <= built.keys()
    assert said["predicate"]["runDetails"]["builder"]["id"].startswith("urn:")


def test_a_signature_is_checked_by_ssh_keygen(at: Scene, key: Path, tmp_path: Path) -> None:
    at.change("paused: true\n")
    at.published("--sign", key)
    git(at.root, "fetch", "--quiet")
    ran = at.run("verify", "origin/rendered", "--allowed-signers", key.with_suffix(".allowed"), "-C", at.root)
    assert (ran.code, "signature:   ok, made by ada@example.org" in ran.stdout) == (0, True), ran
    assert checks(verify(at, "origin/rendered"))["signature"] == "unchecked"
    other = new_key(tmp_path / "other", "eve@example.org").with_suffix(".allowed")
    ran = verify(at, "origin/rendered", "--allowed-signers", other)
    assert (ran.code, checks(ran)["signature"]) == (1, "failed")
    assert verify(at, "origin/rendered~1", "--allowed-signers", other).code == 1


def test_whatever_of_the_provenance_is_touched_is_refused(at: Scene, key: Path) -> None:
    at.change("paused: true\n")
    at.published("--sign", key)
    raw = subprocess.run(["git", "cat-file", "commit", "rendered"], cwd=at.remote, check=True, capture_output=True)
    kept = provenance_of(raw.stdout) or b""
    for touched in tampered(kept):
        forged = git(at.remote, "hash-object", "-t", "commit", "-w", "--stdin", given=raw.stdout.replace(kept, touched))
        git(at.remote, "update-ref", "refs/heads/forged", forged)
        git(at.root, "fetch", "--quiet")
        ran = verify(at, "origin/forged", "--allowed-signers", key.with_suffix(".allowed"))
        assert ran.code == 1, touched


def tampered(kept: bytes) -> list[bytes]:
    """The envelope with another statement, another signature, none, and broken."""
    data = json.loads(kept)
    envelope = read_envelope(kept)
    assert envelope is not None
    said = json.dumps({**envelope.statement, "subject": []}).encode()
    other = {**data, "payload": base64.b64encode(said).decode()}
    signature = data["signatures"][0]["sig"]
    swapped = {**data, "signatures": [{"sig": signature[:-8] + "AAAA" + signature[-4:]}]}
    return [json.dumps(each).encode() for each in (other, swapped, {**data, "signatures": []})] + [b"{}", b"x"]


def test_a_signature_for_another_purpose_does_not_count(at: Scene, key: Path) -> None:
    from tenantry.publish.signature import sign, signer  # noqa: PLC0415

    content = authenticated(b"{}")
    allowed = key.with_suffix(".allowed")
    assert signer(content, sign(key, content, environment={}), allowed) == "ada@example.org"
    done = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", key], input=content, capture_output=True, check=True
    )
    assert signer(content, "".join(done.stdout.decode().split("\n")[1:-2]), allowed) is None
    assert signer(content, "not base64!", allowed) is None


def test_a_key_that_is_not_there_is_wrong_usage_before_anything_is_pushed(at: Scene, tmp_path: Path) -> None:
    at.change("paused: true\n")
    tip = at.tip()
    assert (at.publish("--sign", tmp_path / "none").code, at.tip()) == (2, tip)
    (tmp_path / "bad").write_text("no key\n")
    assert (at.publish("--sign", tmp_path / "bad").code, at.tip()) == (6, tip)
    assert verify(at, "origin/rendered", "--allowed-signers", tmp_path / "none").code == 2


def test_other_versions_do_not_pass_for_tampering(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenantry.cli import verified  # noqa: PLC0415

    monkeypatch.setattr(verified, "__version__", "9.9.9")
    assert checks(verify(at, "origin/rendered"))["rebuild"] == "ok"
    monkeypatch.setattr(verified, "compile_snapshot", lambda *_, **__: type("Empty", (), {"artifacts": []}))
    assert checks(verify(at, "origin/rendered"))["rebuild"] == "unchecked"
