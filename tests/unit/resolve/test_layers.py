"""Layers, weakest first: what merges, what is replaced, what null removes, and who set it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_compile import compile_base, installation, shown
from tenantry.model.document import Document
from tenantry.resolve.inherit import Section

ACME = "tenants/orders/acme.yaml"
ALL, ORDERS = "tenants/_defaults.yaml", "tenants/orders/_defaults.yaml"

LAYERS = st.lists(st.none() | st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 3)), max_size=5)


@given(LAYERS)
def test_the_values_that_won_are_those_of_the_chains(layers: list[dict[str, int | None] | None]) -> None:
    section = Section("labels", {})
    for number, layer in enumerate(layers):
        section = section.merged(layer, Document(path=str(number), data={"labels": layer}, nodes={}))
    won, idle = folded(layers)
    assert {key: [int(each.document.path) for each in chain] for key, chain in section.items()} == won
    assert section.won == {key: chain[0].value for key, chain in section.items()}
    assert [(int(each.document.path), each.keys[1]) for each in section.idle()] == idle


def folded(layers: list[dict[str, int | None] | None]) -> tuple[dict[str, list[int]], list[tuple[int, str]]]:
    """The layers that set each key, the winner first, and the nulls with nothing to remove."""
    won: dict[str, list[int]] = {}
    idle = []
    for number, layer in enumerate(layers):
        if layer is None:
            won = {}
        for key, value in (layer or {}).items():
            if value is not None:
                won[key] = [number, *won.get(key, [])]
            elif won.pop(key, None) is None:
                idle.append((number, key))
    return won, idle


def test_four_mappings_merge_key_by_key() -> None:
    found = installation(
        {
            ALL: "labels: {tier: silver, region: eu}\nmetadata: {a: 1}\n",
            ORDERS: "labels: {tier: gold}\nconfigs: {region: us}\n",
            ACME: "configs: {batch_size: 7}\nmetadata: {b: [2]}\n",
        }
    )
    assert found.labels == {"region": "eu", "tier": "gold"}
    assert found.configs == {"batch_size": 7, "region": "us"}
    assert found.metadata == {"a": 1, "b": [2]}


def test_release_schedule_and_paused_are_replaced_whole() -> None:
    found = installation(
        {
            ORDERS: 'release: {pin: "1.1.0", reason: x}\nschedule: {every: 1d, at: "03:00"}\npaused: true\n',
            ACME: "release: {channel: default}\nschedule: {every: 1h}\npaused: false\n",
        }
    )
    assert (found.release.version, found.release.pin) == ("1.0.0", None)
    assert (found.schedule.source, found.schedule.paused) == ("every 1h", False)


@pytest.mark.parametrize(
    ("text", "configs", "labels"),
    [
        ("configs: {region: null}\n", {"region": "eu", "batch_size": 9}, {"tier": "gold"}),
        ("configs: null\n", {"region": "eu"}, {"tier": "gold"}),
        ("labels: {tier: null}\n", {"region": "us", "batch_size": 9}, {}),
    ],
)
def test_null_removes_what_was_inherited(text: str, configs: dict[str, object], labels: dict[str, str]) -> None:
    found = installation({ORDERS: "labels: {tier: gold}\nconfigs: {region: us, batch_size: 9}\n", ACME: text})
    assert (dict(found.configs), dict(found.labels)) == (configs, labels)


def test_null_returns_to_the_default_schedule_and_channel() -> None:
    found = installation(
        {ORDERS: "schedule: {every: 15m}\nrelease: {channel: beta}\n", ACME: "schedule: null\nrelease: null\n"}
    )
    assert (found.schedule.source, found.release.version) == ("every 1h", "1.0.0")


def test_groups_give_defaults_and_take_no_part_in_the_id() -> None:
    group = "tenants/orders/europe/north/_defaults.yaml"
    found = installation(
        {group: "labels: {region: north}\n", "tenants/orders/europe/north/fjord.yaml": "paused: true\n"}, "orders/fjord"
    )
    assert (found.groups, dict(found.labels)) == (("europe", "north"), {"region": "north"})


def test_every_value_knows_who_set_it_the_winner_first() -> None:
    found = installation({ALL: "configs: {region: us}\n", ORDERS: "configs: {region: eu}\n", ACME: "paused: false\n"})
    places = [(origin.span.path, origin.span.line, origin.span.column) for origin in found.origins["configs.region"]]
    assert places == [(ORDERS, 1, 19), (ALL, 1, 19)]


def test_a_problem_of_a_layer_stands_in_the_layer_and_names_its_tenants() -> None:
    result = compile_base({ORDERS: "configs: {warehouse: DE-1}\n"})
    assert shown(result) == [f"TN220 {ORDERS}:1:11-1:20 the release has no config 'warehouse'"]
    assert result.diagnostics[0].tenants == ("orders/acme", "orders/borealis")


def test_a_broken_tenant_hides_no_other() -> None:
    result = compile_base({ACME: "release: {channel: gold}\n", "tenants/orders/calypso.yaml": "pausd: true\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN302", "TN201"]
    assert [each.id for each in result.installations] == ["orders/borealis"]


def test_a_broken_integration_makes_no_noise_about_its_tenants() -> None:
    result = compile_base({"integrations/orders/integration.yaml": "title: [\n"})
    assert [problem.code.id for problem in result.diagnostics] == ["TN101"]


def test_a_broken_release_makes_no_noise_about_who_runs_it() -> None:
    result = compile_base({"integrations/orders/releases/1.0.0/release.yaml": "status: fine\n"})
    assert {problem.span.path for problem in result.diagnostics} == {"integrations/orders/releases/1.0.0/release.yaml"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("configs: {regoin: null}\n", f"TN220 {ACME}:1:11-1:17 the release has no config 'regoin'"),
        ("connections: {shopp: null}\n", f"TN510 {ACME}:1:15-1:20 orders has no connector 'shopp'"),
    ],
)
def test_a_null_that_removes_nothing_and_names_nothing_is_a_mistake(text: str, expected: str) -> None:
    found = compile_base({ACME: text})
    assert [problem.partition(",")[0] for problem in shown(found)] == [expected]
    assert (found.diagnostics[0].help or "").startswith(("did you mean 'region'", "did you mean 'shop'"))


@pytest.mark.parametrize(
    ("above", "text"),
    [
        ("labels: {a: b}\n", "configs: {region: null}\n"),
        ("labels: {a: b}\n", "connections: {shop: null}\n"),
        ("configs: {gone: 1}\n", "configs: {gone: null}\n"),
    ],
)
def test_a_null_may_remove_what_is_known_or_inherited(above: str, text: str) -> None:
    files = {"tenants/orders/eu/_defaults.yaml": above, "tenants/orders/eu/acme.yaml": text, ACME: None}
    assert shown(compile_base(files)) == []
