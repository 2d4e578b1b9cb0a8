"""Guard, freezes, overrides and approvals: what judges a change is BASE's, and a change cannot disarm it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support_compile import base_files
from support_plan import INTEGRATION, SETTINGS, Files, codes, fleet, planned
from tenantry.model.change import Plan

DEFAULTS = "tenants/orders/_defaults.yaml"
OVERRIDE = "overrides/move.yaml"
CHANNELS = base_files()[INTEGRATION].decode()
MOVED = {INTEGRATION: CHANNELS.replace('default: "1.0.0"', 'default: "1.1.0"')}
LABELS = {DEFAULTS: "labels: {region: eu}\n"}
IN_FREEZE = datetime(2026, 12, 25, tzinfo=UTC)
FREEZE = (
    'freezes:\n  - {name: y, from: "2026-12-24T00:00", to: "2027-01-02T00:00", timezone: Europe/Berlin, reason: r}\n'
)
WIDE = "guard: {max_changed: 100%, max_removed: 100%}\n"


def settings(*more: str) -> Files:
    return {SETTINGS: "version: 1\nenvironment: prod\n" + "".join(more)}


def override(*, allow: str, until: str = "2027-01-31", integration: str = "") -> Files:
    where = f"integration: {integration}\n" if integration else ""
    return {OVERRIDE: f'allow: [{allow}]\n{where}reason: r\nowner: "@a/b"\nuntil: "{until}"\n'}


def edited(number: int) -> Files:
    return dict.fromkeys(list(fleet(12))[:number], "labels: {a: b}\n")


def removed(number: int) -> Files:
    return dict.fromkeys(list(fleet(62))[:number])


@pytest.mark.parametrize(
    ("size", "limits", "change", "found"),
    [
        (12, "", edited(3), set[str]()),
        (12, "", edited(4), {"TN801"}),
        (12, "guard: {max_changed: 4}\n", edited(4), set()),
        (12, "guard: {max_changed: 3}\n", edited(4), {"TN801"}),
        (12, "guard: {max_changed: 1%}\n", edited(1), set()),
        (12, "guard: {max_changed: 1%}\n", edited(2), {"TN801"}),
        (12, "guard: {max_changed: 0%}\n", edited(1), set()),
        (12, "guard: {max_changed: 0%}\n", edited(2), {"TN801"}),
        (12, "guard: {max_changed: 0}\n", edited(1), {"TN801"}),
        (12, "guard: {max_removed: 0}\n", removed(1), {"TN802"}),
        (12, "", removed(1), set()),
        (12, "", removed(2), {"TN802"}),
        (62, "", removed(3), set()),
        (62, "", removed(4), {"TN802"}),
        (2, "", fleet(200), set()),
        (6, "", LABELS, {"TN801"}),
        (12, "guard: {max_changed: 10%}\n", dict.fromkeys(list(fleet(12))[:2], "paused: true\n"), {"TN801"}),
    ],
)
def test_a_limit_is_reached_not_broken_when_equal(size: int, limits: str, change: Files, found: set[str]) -> None:
    before = {**settings(limits), **fleet(size)}
    result = planned(before, change)
    assert codes(result) == found
    assert result.refused == result.guard.tripped == bool(found)


@pytest.mark.parametrize("guard", [WIDE, "guard: {max_changed: 2}\n"])
def test_a_change_does_not_disarm_its_own_guard(guard: str) -> None:
    for before in (settings(), settings("guard: {max_changed: 30%}\n")):
        result = planned(before, {**LABELS, **settings(guard)})
        assert "TN801" in codes(result)
        assert [each.loosens for each in result.settings if each.field == "guard.max_changed"] == [True]


def test_a_guard_that_base_does_not_write_may_be_tightened_at_once() -> None:
    tight = settings("guard: {max_changed: 5%}\n")
    assert codes(planned({**settings(), **fleet(30)}, {**edited(2), **tight})) == {"TN801"}
    assert codes(planned({**settings(), **fleet(30)}, edited(2))) == set()


def test_the_last_tenant_does_not_leave_unnoticed() -> None:
    gone: Files = {"tenants/orders/acme.yaml": None, "tenants/orders/borealis.yaml": None}
    assert "TN803" in codes(planned(settings(WIDE), gone))
    allowed = planned(settings(WIDE), {**gone, **override(allow="guard")})
    assert not allowed.refused
    assert not planned(gone, {}).refused


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        (override(allow="guard"), True),
        (override(allow="guard", integration="orders"), True),
        (override(allow="guard", integration="invoices"), False),
        (override(allow="soak, freeze, hold"), False),
        (override(allow="guard", until="2026-11-24"), True),
        (override(allow="guard", until="2026-11-23"), False),
    ],
)
def test_an_override_opens_what_it_names_until_its_end(given: Files, opens: bool) -> None:
    result = planned({}, {**LABELS, **given})
    assert result.refused is not opens
    assert ("TN811" in codes(result)) is (not opens and result.overrides != [])
    assert [each.loosens for each in result.settings if each.path == OVERRIDE] == [True]


@pytest.mark.parametrize("before", [settings(WIDE, FREEZE), {**settings(WIDE, FREEZE), **MOVED}])
@pytest.mark.parametrize("ending", [{}, settings(WIDE)])
def test_no_release_moves_during_a_freeze_forward_or_back(before: Files, ending: Files) -> None:
    after = MOVED if INTEGRATION not in before else {INTEGRATION: CHANNELS}
    assert "TN804" in codes(planned(before, {**after, **ending}, as_of=IN_FREEZE))
    assert "TN804" not in codes(planned(before, after))
    opened = planned(before, {**after, **override(allow="freeze")}, as_of=IN_FREEZE)
    assert codes(opened) == set()


@pytest.mark.parametrize(
    ("at", "frozen"),
    [("2026-12-23T22:59", False), ("2026-12-23T23:00", True), ("2027-01-01T22:59", True), ("2027-01-01T23:00", False)],
)
def test_a_freeze_begins_and_ends_by_the_clocks_of_its_zone(at: str, frozen: bool) -> None:
    time = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert ("TN804" in codes(planned(settings(WIDE, FREEZE), MOVED, as_of=time))) is frozen


def test_a_freeze_stops_pins_and_lets_other_changes_and_new_tenants_pass() -> None:
    before = settings(WIDE, FREEZE)
    pin = {"tenants/orders/acme.yaml": 'release: {pin: "1.1.0", reason: r}\n'}
    assert "TN804" in codes(planned(before, pin, as_of=IN_FREEZE))
    assert codes(planned(before, {**LABELS, **fleet(4)}, as_of=IN_FREEZE)) == set()


def needed(found: Plan) -> set[tuple[str, str]]:
    return {(each.owner, each.because) for each in found.approvals}


RULES = (
    "approvals:\n  - {when: [release, rollout], owners: integration}\n  - {when: [connections], owners: ['@x/sec']}\n"
    "  - {when: [guard], owners: ['@x/plat']}\n"
)


ACME = "tenants/orders/acme.yaml"
OWNER, SECURITY, PLATFORM = "@example/integrations", "@x/sec", "@x/plat"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (MOVED, {(OWNER, "release of 2 tenants changes")}),
        (LABELS, set[tuple[str, str]]()),
        (override(allow="guard"), {(PLATFORM, "override move is new or changed")}),
        (settings(RULES, "guard: {max_changed: 99%}\n"), {(PLATFORM, f"{SETTINGS} loosens guard.max_changed")}),
        (settings(), {(PLATFORM, f"{SETTINGS} loosens approvals")}),
        (settings(RULES, FREEZE), set()),
        (
            {ACME: None},
            {(OWNER, "release of 1 removed tenant"), (SECURITY, "connections of 1 removed tenant")},
        ),
        ({ACME: "connections: {shop: {path: a/b}}\n"}, {(SECURITY, "connections of 1 tenant change")}),
        ({INTEGRATION: CHANNELS.replace(OWNER, "@evil/me")}, {(PLATFORM, f"{INTEGRATION} loosens owners")}),
        ({INTEGRATION: MOVED[INTEGRATION].replace(OWNER, "@evil/me")}, {(OWNER, "release of 2 tenants changes")}),
    ],
)
def test_who_must_approve_follows_from_what_changes(change: Files, expected: set[tuple[str, str]]) -> None:
    found = needed(planned(settings(RULES), change))
    assert found >= expected
    assert found - expected <= {(PLATFORM, f"{INTEGRATION} loosens owners")}
