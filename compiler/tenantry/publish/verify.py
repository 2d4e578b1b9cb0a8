"""Proves that a published tree is what its manifest lists, its source compiles to and its provenance says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tenantry.model.artifact import Artifact
from tenantry.model.publication import Check, Verdict
from tenantry.publish.commit import Origin
from tenantry.publish.provenance import Envelope, authenticated, read_envelope, statement
from tenantry.publish.signature import signer
from tenantry.publish.tree import Tree, differences
from tenantry.write import Provenance, Recorded, digest_of, manifest, recorded

Rebuild = Callable[[str], Sequence[Artifact] | None]
"""Compiles a commit again; None where it is not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is verified: a tree with its manifest, and what came with it. `origin` are the trailers of its commit,
    `envelope` its provenance as it is kept; None where there is none."""

    tree: Tree
    manifest: bytes = field(repr=False)
    recorded: Recorded
    origin: Origin | None = None
    envelope: bytes | None = field(repr=False, default=None)


def check_tree(subject: Subject) -> Check:
    """Every file of the manifest is there with its content, and nothing else."""
    found = differences(subject.tree, subject.recorded, subject.manifest)
    if digest_of({path: row.sha256 for path, row in subject.recorded.rows.items()}) != subject.recorded.digest:
        found.append("the manifest's digest is not that of its artifacts")
    if found:
        return _failed("tree", "the tree is not what its manifest lists", found)
    return _ok("tree", f"{len(subject.recorded.rows)} artifacts, {subject.recorded.digest}")


def check_rebuild(subject: Subject, rebuild: Rebuild, by: Provenance) -> Check:
    """Compiling the recorded commit again gives the same bytes; `by` are the versions of this compiler."""
    listed = subject.recorded
    if listed.commit is None or listed.dirty:
        return _open("rebuild", "the manifest names no commit that could be compiled again")
    artifacts = rebuild(listed.commit)
    if artifacts is None:
        return _open(
            "rebuild", f"commit {listed.commit[:12]} is not at hand: run this in a clone that has it, or fetch it"
        )
    same = Provenance(compiler=listed.compiler, tzdata=listed.tzdata, commit=listed.commit, dirty=False)
    again = manifest(artifacts, same)
    if again == subject.manifest:
        return _ok("rebuild", f"commit {listed.commit[:12]} compiles to what the manifest lists")
    if (by.compiler, by.tzdata) != (listed.compiler, listed.tzdata):
        made = f"tenantry {listed.compiler} with tz database {listed.tzdata}"
        return _open(
            "rebuild", f"it was compiled by {made}; this is {by.compiler} with {by.tzdata}, which compiles it otherwise"
        )
    return _failed("rebuild", f"commit {listed.commit[:12]} compiles to something else", _between(again, listed))


def check_provenance(subject: Subject, allowed: Path | None) -> Iterator[Check]:
    """The statement is about this tree, and signed by somebody of the file `allowed` where one is given."""
    if subject.envelope is None:
        yield _failed("provenance", "there is none", ()) if allowed else _open("provenance", "there is none")
        return
    kept = read_envelope(subject.envelope)
    if kept is None:
        yield _failed("provenance", "what is kept as it cannot be read", ())
        return
    wrong = _wrong(subject, kept)
    if wrong:
        yield _failed("provenance", "the statement is not about this tree", wrong)
    else:
        yield _ok("provenance", f"an in-toto statement about {_sha256(subject.manifest)[:12]}")
    if allowed is not None:
        yield _signature(kept, allowed)
    elif kept.signatures:
        yield _open("signature", "name with --allowed-signers who may sign")


def _signature(kept: Envelope, allowed: Path) -> Check:
    names = [signer(authenticated(kept.payload), one, allowed) for one in kept.signatures]
    good = next((name for name in names if name is not None), None)
    if good is None:
        return _failed("signature", "nobody of the allowed signers made one" if names else "there is none", ())
    return _ok("signature", f"made by {good}")


def _wrong(subject: Subject, kept: Envelope) -> list[str]:
    """What a statement says that is not so."""
    listed, told = subject.recorded, kept.origin
    if told is None or statement(subject.manifest, told, name=kept.name) != kept.statement:
        return ["it says otherwise than the manifest"]
    said = (told.commit, told.tree, told.compiler, told.tzdata)
    wrong = []
    if said != (listed.commit, listed.digest, listed.compiler, listed.tzdata):
        wrong.append("it says otherwise than the manifest")
    if subject.origin is not None and subject.origin != told:
        wrong.append("the trailers of the commit say otherwise")
    return wrong


def _between(again: bytes, listed: Recorded) -> list[str]:
    found = recorded(again)
    rows = found.rows if found else {}
    paths = sorted(rows.keys() | listed.rows.keys())
    return [f"differs: {path}" for path in paths if rows.get(path) != listed.rows.get(path)]


def _ok(name: str, message: str) -> Check:
    return Check(name=name, verdict=Verdict.OK, message=message)


def _open(name: str, message: str) -> Check:
    return Check(name=name, verdict=Verdict.UNCHECKED, message=message)


def _failed(name: str, message: str, lines: Sequence[str]) -> Check:
    return Check(name=name, verdict=Verdict.FAILED, message=message, lines=tuple(lines))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
