"""`manifest.json` of the build tree (CONTRACT §4.2), and the digest of what was compiled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.write.listing import Listed, Listing, summed

MANIFEST: Final = "manifest.json"
VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a build tree comes from: the versions of the compiler and of the tz database, and the source's commit."""

    compiler: str
    tzdata: str
    commit: str | None
    dirty: bool


def digest(artifacts: Iterable[Artifact] | Listing) -> str:
    """The digest of paths and contents, `sha256:` and 64 hex digits; the order of `artifacts` does not matter.

    It is the SHA-256 of what `sha256sum` prints for the artifacts in the order of their paths' bytes. So anyone can
    check it: `find * -type f ! -path manifest.json | LC_ALL=C sort | xargs sha256sum | sha256sum`.
    """
    if isinstance(artifacts, Listing):
        return artifacts.digest
    return digest_of({artifact.path: artifact.sha256 for artifact in artifacts})


def digest_of(contents: Mapping[str, str]) -> str:
    """The digest of paths with the SHA-256 of their contents, as hex digits."""
    lines = sorted((path.encode("utf-8", "surrogateescape"), content.encode()) for path, content in contents.items())
    text = b"".join(summed(path, content) for path, content in lines)
    return "sha256:" + hashlib.sha256(text).hexdigest()


def manifest(artifacts: Sequence[Artifact] | Listing, provenance: Provenance) -> bytes:
    """The manifest as ASCII JSON, one line for each artifact, sorted by path."""
    head = {
        "version": VERSION,
        "compiler": provenance.compiler,
        "tzdata": provenance.tzdata,
        "source": {"commit": provenance.commit, "dirty": provenance.dirty},
        "digest": digest(artifacts),
    }
    members = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    rows: Iterable[Artifact | Listed] = artifacts
    if not isinstance(artifacts, Listing):
        rows = sorted(artifacts, key=lambda one: one.path.encode())
    text = BytesIO()  # of many artifacts there is no room for a second copy
    text.write(("{\n" + ",\n".join(members) + ',\n  "artifacts": [').encode())
    for number, row in enumerate(rows):
        text.write(f"{',' if number else ''}\n    {json.dumps(_row(row))}".encode())
    text.write(b"\n  ]\n}\n" if len(artifacts) else b"]\n}\n")
    return text.getvalue()


def is_manifest(content: bytes) -> bool:
    """Whether this is a manifest that some version of the compiler wrote."""
    data = _parsed(content)
    return data is not None and isinstance(data.get("artifacts"), list) and isinstance(data.get("compiler"), str)


def source_of(content: bytes) -> tuple[str | None, bool] | None:
    """The commit and the dirty mark that a manifest names; None where it is not a manifest of ours."""
    source = (_parsed(content) or {}).get("source")
    if not isinstance(source, dict):
        return None
    commit, dirty = source.get("commit"), source.get("dirty")
    return (commit, dirty) if isinstance(commit, str | None) and isinstance(dirty, bool) else None


def _row(artifact: Artifact | Listed) -> dict[str, object]:
    return {
        "path": artifact.path,
        "sha256": artifact.sha256,
        "size": artifact.size,
        "target": artifact.target,
        "tenant": artifact.tenant,
    }


def _parsed(content: bytes) -> dict[str, object] | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and isinstance(data.get("digest"), str) else None
