"""What processes list of a tree, packed and in parts, is what one list of all artifacts says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_write import PROVENANCE
from tenantry.model.artifact import Artifact
from tenantry.write import digest, manifest
from tenantry.write.listing import Listing, listed, packed

PATHS = st.from_regex(r"[a-zé]{1,3}(/[a-z\-.0]{1,4}[a-z]){0,2}", fullmatch=True)
TREES = st.dictionaries(PATHS, st.tuples(st.binary(max_size=5), st.sampled_from([None, "a/b", "a-b/c"])), max_size=12)


def artifact(path: str, content: bytes = b"", tenant: str | None = None) -> Artifact:
    return Artifact(path=path, content=content, target="t", tenant=tenant)


def listing(artifacts: list[Artifact], parts: int) -> Listing:
    """The artifacts by so many parts, each with every so manyth."""
    rows = [listed(each, each.content) for each in artifacts]
    return Listing([packed(rows[first::parts]) for first in range(parts)])


@given(TREES, st.integers(1, 4))
def test_manifest_and_digest_are_those_of_the_artifacts(
    tree: dict[str, tuple[bytes, str | None]], parts: int
) -> None:  # fmt: skip
    artifacts = [artifact(path, *rest) for path, rest in tree.items()]
    found = listing(artifacts, parts)
    assert digest(found) == digest(artifacts)
    assert manifest(found, PROVENANCE) == manifest(artifacts, PROVENANCE)
    assert len(found) == len(artifacts)
    assert list(found.paths) == sorted(tree, key=str.encode)
    assert not found.collides


@pytest.mark.parametrize(("one", "other", "collide"), [("a", "a", True), ("a/B", "A/b", True), ("a/B", "a/c", False)])
@pytest.mark.parametrize("parts", [1, 2])
def test_two_artifacts_of_one_path_collide(one: str, other: str, parts: int, *, collide: bool) -> None:
    artifacts = [artifact(one), artifact("between"), artifact(other, b"x")]
    assert listing(artifacts, parts).collides is collide
