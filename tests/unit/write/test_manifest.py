"""The manifest of a build tree, and a digest that other programs can check."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from support_write import PROVENANCE, artifacts
from tenantry.model.artifact import Artifact
from tenantry.write import digest, manifest, write

names = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0/"), min_size=1, max_size=8)


def test_a_manifest_says_what_is_there_and_where_it_comes_from() -> None:
    data = json.loads(manifest(artifacts(count=2), PROVENANCE))
    assert data == {
        "version": 1,
        "compiler": "1.2.3",
        "tzdata": "2026.1",
        "source": {"commit": "a" * 40, "dirty": False},
        "digest": digest(artifacts(count=2)),
        "artifacts": [
            {
                "path": f"target/{n}/file-{n}.yaml",
                "sha256": "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806",
                "size": 4,
                "target": "target",
                "tenant": f"orders/t{n}",
            }
            for n in (0, 1)
        ],
    }


def test_the_order_of_artifacts_makes_no_difference() -> None:
    some = artifacts(count=20)
    mixed = random.Random(1).sample(some, len(some))
    assert manifest(some, PROVENANCE) == manifest(mixed, PROVENANCE)


@given(names, names, st.binary(max_size=8), st.binary(max_size=8))
def test_paths_and_contents_cannot_be_confused(one: str, other: str, content: bytes, more: bytes) -> None:
    def single(path: str, data: bytes) -> str:
        return digest([Artifact(path=path, content=data, target="t", tenant=None)])

    assert (single(one, content) == single(other, more)) is ((one, content) == (other, more))


def test_the_digest_is_what_sha256sum_says(tmp_path: Path) -> None:
    write(artifacts(count=5), PROVENANCE, tmp_path / "build")
    script = "find * -type f ! -path manifest.json | LC_ALL=C sort | xargs sha256sum | sha256sum"
    said = subprocess.run(["sh", "-c", script], cwd=tmp_path / "build", capture_output=True, text=True, check=True)
    assert digest(artifacts(count=5)) == "sha256:" + said.stdout.split()[0]
