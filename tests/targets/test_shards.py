"""Layout `shard`: which file a tenant is in follows from its id alone, and a change writes the files that it must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from support_compile import AS_OF, artifact, compile_base, installation, line
from support_targets import objects, rendered, tenants_of, work
from tenantry.model.resolved import Installation
from tenantry.targets import Work, all_targets
from tenantry.targets.cluster import check as check_module
from tenantry.targets.cluster.shards import shard_of

TARGETS = ("argo-workflows", "kubernetes")
each_target = pytest.mark.parametrize("target", TARGETS)
BASE = installation({})
NAMES = st.lists(st.sampled_from([f"t{n}" for n in range(30)] + ["shard-0001", "kustomization"]), unique=True)


def fleet(names: Mapping[str, bool]) -> Work:
    """Tenants of `orders` by name, and whether each is paused, in two shards... of as many as the options say."""
    some = [
        replace(BASE, id=f"orders/{name}", name=name, schedule=replace(BASE.schedule, paused=paused))
        for name, paused in sorted(names.items())
    ]
    one = work("kubernetes", BASE, {"layout": "shard", "shards": 8})
    return replace(one, installations=some)


def files(names: Mapping[str, bool]) -> dict[str, bytes]:
    target = next(each for each in all_targets() if each.name == "kubernetes")
    return {each.path: each.content for each in target.render(fleet(names))}


def of(name: str) -> str:
    """The path of a tenant's shard."""
    return f"kubernetes/orders/shard-{shard_of(f'orders/{name}', 8):04}.yaml"


@given(names=NAMES, data=st.data())
@settings(max_examples=80)
def test_a_change_writes_the_shards_of_its_tenants_and_nothing_else(names: list[str], data: st.DataObject) -> None:
    before = dict.fromkeys([*names, "always"], False)
    pick = st.lists(st.sampled_from(sorted(before)), unique=True)
    removed, paused = (set(data.draw(pick)) - {"always"} for _ in range(2))
    added = set(data.draw(NAMES)) - set(before)
    after = {name: name in paused for name in {*before, *added} - removed}
    old, new = files(before), files(after)
    assert {path for path in {*old, *new} if old.get(path) != new.get(path)} == {
        of(name) for name in added | removed | paused
    }


@each_target
def test_a_shard_holds_just_what_the_files_of_its_tenants_do(target: str) -> None:
    tenants = tenants_of(*(f"orders/t{number}" for number in range(40)), "other/one")
    alone, shared = rendered(target, tenants), rendered(target, tenants, "{layout: shard, shards: 4}")
    assert {each.path for each in shared.artifacts if each.target == target} == {
        f"{target}/kustomization.yaml",
        *(f"{target}/{one}/{file}.yaml" for one in ("orders", "other") for file in
          ("kustomization", "shard-0000", "shard-0001", "shard-0002", "shard-0003")),
    }  # fmt: skip
    found: dict[str, bytes] = {}
    for each in alone.artifacts:
        if each.target == target and each.tenant is not None:
            integration = each.tenant.partition("/")[0]
            path = f"{target}/{integration}/shard-{shard_of(each.tenant, 4):04}.yaml"
            found[path] = found.get(path, b"") + each.content
    assert {path: artifact(shared, path) for path in found} == found
    assert [each.tenant for each in shared.artifacts if each.target == target and each.tenant] == []


@each_target
def test_an_empty_shard_says_so_and_is_listed(target: str) -> None:
    result = rendered(target, {}, "{layout: shard}")
    listed = yaml.safe_load(artifact(result, f"{target}/orders/kustomization.yaml"))["resources"]
    assert listed == [f"shard-{number:04}.yaml" for number in range(16)]
    assert artifact(result, f"{target}/orders/shard-0000.yaml") == b"# No tenant is in this shard.\n"


def test_where_shards_double_a_tenant_stays_or_moves_to_the_new_half() -> None:
    tenants = [f"orders/t{number}" for number in range(2000)]
    moved = {shard_of(each, 32) - shard_of(each, 16) for each in tenants}
    assert moved == {0, 16}
    sizes = [sum(shard_of(each, 16) == shard for each in tenants) for shard in range(16)]
    assert 90 < min(sizes) <= max(sizes) < 165


def test_the_shard_of_a_tenant_is_for_ever() -> None:
    assert [shard_of(each, 16) for each in ("orders/acme", "orders/borealis", "a/b")] == [10, 6, 14]


@each_target
@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("{layout: tenant}", []),
        ("{layout: shard, shards: 1}", []),
        ("{layout: shard, shards: 1024}", []),
        ("{layout: shard, shards: 0}", ["TN704"]),
        ("{layout: shard, shards: 1025}", ["TN704"]),
        ("{layout: shard, shards: '8'}", ["TN703"]),
        ("{layout: shards}", ["TN704"]),
        ("{shards: 8}", ["TN704"]),
        ("{layout: tenant, shards: 8}", ["TN704"]),
    ],
)
def test_options_are_checked(target: str, options: str, codes: list[str]) -> None:
    found = compile_base({"tenantry.yaml": f"version: 1\ntargets: {{{target}: {options}}}\n"}).diagnostics
    assert [each.code.id for each in found] == codes


def sizes(options: dict[str, Any], *tenants: Installation) -> list[str]:
    target = next(each for each in all_targets() if each.name == "kubernetes")
    given = replace(work("kubernetes", tenants[0], options), installations=tenants)
    return [line(each).partition(" ")[2] for each in target.check(given, AS_OF)]


def test_a_shard_that_git_hosts_refuse_is_refused_here(monkeypatch: pytest.MonkeyPatch) -> None:
    tenants = [replace(BASE, id=f"orders/t{number}", name=f"t{number}") for number in range(50)]
    monkeypatch.setattr(check_module, "SHARD_BYTES", 100_000)
    (found,) = sizes({"layout": "shard", "shards": 1}, *tenants)
    assert "shard-0000 of orders has 50 tenants and would be larger than 100 MiB" in found
    assert sizes({"layout": "shard", "shards": 2}, *tenants) == []
    assert sizes({}, *tenants) == []


@each_target
@pytest.mark.parametrize("text", ["paused: false\n", "metadata: {a: 1}\n"])
def test_what_a_tenant_takes_at_least_is_no_guess(target: str, text: str) -> None:
    result = rendered(target, {"tenants/orders/acme.yaml": text})
    one = next(each for each in result.installations if each.name == "acme")
    assert check_module._least(one) <= len(artifact(result, f"{target}/orders/acme.yaml"))
    assert objects(result, target)
