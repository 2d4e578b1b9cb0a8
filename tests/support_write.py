"""Build trees for the tests of writing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tenantry.model.artifact import Artifact
from tenantry.write import Provenance

PROVENANCE = Provenance(compiler="1.2.3", tzdata="2026.1", commit="a" * 40, dirty=False)


def artifacts(content: bytes = b"one\n", *, count: int = 3) -> list[Artifact]:
    """A few artifacts, some in folders, all with this content."""
    return [
        Artifact(path=f"target/{n % 2}/file-{n}.yaml", content=content, target="target", tenant=f"orders/t{n}")
        for n in range(count)
    ]


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder: its path and the digest of its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
