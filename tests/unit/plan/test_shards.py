"""Files that tenants share: a plan tells whose part of them differs, and a change of layout changes no tenant."""

from __future__ import annotations

import pytest

from support_plan import SETTINGS, Files, codes, fleet, planned, state, told
from tenantry.model.change import ArtifactCount
from tenantry.plan.pieces import differing
from tenantry.report.plan import FORMATS, Asked
from tenantry.targets.cluster.shards import shard_of

SHARED = "layout: shard, shards: 4"


def settings(options: str, more: str = "") -> Files:
    return {SETTINGS: f"version: 1\nenvironment: prod\n{more}targets: {{kubernetes: {{{options}}}}}\n"}


FLEET = {**fleet(20), **settings(SHARED)}
ONE = {"tenants/orders/t0001.yaml": "labels: {a: b}\nmetadata: {a: 1}\n"}


def test_a_tenant_that_changes_is_the_only_one_told() -> None:
    found = planned(FLEET, ONE)
    assert list(told(found)) == ["orders/t0001"]
    assert found.artifacts["kubernetes"] == ArtifactCount(created=0, updated=1, deleted=0)
    assert (found.rerendered, codes(found)) == ([], set())


@pytest.mark.parametrize("layout", ["layout: tenant", SHARED])
def test_an_option_renders_every_tenant_anew_in_either_layout(layout: str) -> None:
    found = planned({**FLEET, **settings(layout)}, settings(f"{layout}, keep_failed: 5"))
    assert len(found.tenants) == 20
    (one,) = found.rerendered
    assert (len(one.tenants), one.artifacts) == (20, 4 if layout == SHARED else 20)
    assert one.cause is not None
    assert codes(found) == {"TN801"}


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("", SHARED, ArtifactCount(created=4, updated=1, deleted=20)),
        (SHARED, "", ArtifactCount(created=20, updated=1, deleted=4)),
        (SHARED, "layout: shard, shards: 8", ArtifactCount(created=4, updated=5, deleted=0)),
    ],
)
def test_a_change_of_layout_changes_no_tenant(before: str, after: str, count: ArtifactCount) -> None:
    found = planned({**FLEET, **settings(before)}, settings(after))
    assert (told(found), codes(found)) == ({}, set())
    assert found.artifacts["kubernetes"] == count
    assert [each.field for each in found.settings] == ["targets.kubernetes"]
    (one,) = found.rerendered
    assert (one.tenants, one.artifacts) == ((), count.created + count.updated + count.deleted)


def test_a_change_of_layout_hides_no_change_of_a_tenant() -> None:
    found = planned({**FLEET, **settings("")}, {**settings(SHARED), **ONE})
    assert list(told(found)) == ["orders/t0001"]
    other = planned({**FLEET, **settings("")}, settings(f"{SHARED}, keep_failed: 5"))
    assert len(other.tenants) == 20


def test_what_others_in_the_shard_do_changes_nothing_of_the_digest() -> None:
    near = next(f"t{n:04}" for n in range(2, 18) if shard_of(f"orders/t{n:04}", 4) == shard_of("orders/t0001", 4))
    elsewhere = {**FLEET, f"tenants/orders/{near}.yaml": "metadata: {b: 2}\n"}
    assert planned(elsewhere, ONE).digest == planned(FLEET, ONE).digest
    assert planned(FLEET, {**ONE, f"tenants/orders/{near}.yaml": "paused: true\n"}).digest != planned(FLEET, ONE).digest


def test_a_broken_tenant_is_not_counted_by_its_shard() -> None:
    found = planned(FLEET, {"tenants/orders/t0001.yaml": "channel: none\n"})
    assert found.artifacts.get("kubernetes") is None
    assert found.unread == ["orders/t0001"]


def test_a_tenant_called_as_a_shard_meets_nobody() -> None:
    called = {"tenants/orders/shard-0001.yaml": "paused: false\n"}
    found = planned({**FLEET, **settings(""), **called}, settings(SHARED))
    assert told(found) == {}
    pieces = differing(state({**FLEET, **called}), state({**FLEET, **called, **ONE})).pieces
    assert {piece.tenant for piece in pieces} == {"orders/t0001"}


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_format_tells_a_change_of_layout(form: str) -> None:
    found = FORMATS[form](planned({**FLEET, **settings("")}, settings(SHARED)), Asked())
    assert "kubernetes" in found
