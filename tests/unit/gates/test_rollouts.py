"""Gates of rollouts: a change by hand goes the way that the commands would go, or is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from support_plan import INTEGRATION, SETTINGS, Files, codes, state
from tenantry.model.change import Plan
from tenantry.plan import plan

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMMITTED = datetime(2026, 11, 24, 6, tzinfo=UTC)
ROLLOUT = "integrations/orders/rollouts/default.yaml"
WAVES = """\
  - {name: canary, select: {ring: canary}, soak: 24h}
  - {name: half, percent: 50, soak: 48h}
  - {name: everyone, percent: 100}
"""
CHANNELS = """\
title: Orders to ledger
owners: ["@example/integrations"]
channels: {default: "%s", beta: "1.1.0"}
connectors:
  shop: {auth: api_key, secrets: [token]}
"""
BASE: Files = {SETTINGS: "version: 1\nenvironment: prod\nguard: {max_changed: 100%}\n", INTEGRATION: CHANNELS % "1.0.0"}
OVERRIDE = 'allow: [%s]\nreason: agreed\nowner: "@example/oncall"\nuntil: "2026-11-25"\n'


def rollout(reached: str = "", since: str = "", rest: str = "", *, waves: str = WAVES, to: str = "1.1.0") -> str:
    lines = [f"reached: {reached}\n" if reached else "", f'since: "{since}"\n' if since else "", rest]
    return f'from: "1.0.0"\nto: "{to}"\nwaves:\n{waves}{"".join(lines)}'


def judged(before: str | None, after: str | None, over: Mapping[str, str] | None = None) -> Plan:
    old = state(BASE, {ROLLOUT: before})
    new = state({**BASE, ROLLOUT: before}, {ROLLOUT: after, **(over or {})})
    return plan(old, new, as_of=NOW, committed=COMMITTED)


def gates(before: str | None, after: str | None, over: Mapping[str, str] | None = None) -> set[str]:
    found = judged(before, after, over)
    shut = {code for code in codes(found) if code.startswith("TN83")} - {"TN835"}
    assert found.refused == bool(shut)
    return shut


HELD = 'hold: {reason: errors, owner: "@example/oncall", since: "2026-11-24T07:00:00Z"}\n'
NEW, OLD, FRESH = "2026-11-24T11:00:00Z", "2026-11-20T00:00:00Z", "2026-11-24T05:00:00Z"


@pytest.mark.parametrize(
    ("before", "after", "shut"),
    [
        (None, rollout(), set()),
        (None, rollout("canary", NEW), set()),
        (None, rollout("half", NEW), {"TN831"}),
        (None, rollout("canary"), {"TN833"}),
        (rollout(), rollout("canary", NEW), set()),
        (rollout(), rollout("canary", FRESH), {"TN833"}),
        (rollout("canary", OLD), rollout("half", NEW), set()),
        (rollout("canary", OLD), rollout("half", OLD), {"TN833"}),
        (rollout("canary", OLD), rollout("everyone", NEW), {"TN831"}),
        (rollout("canary", FRESH), rollout("half", NEW), {"TN832"}),
        (rollout("canary"), rollout("half", NEW), {"TN832"}),
        (rollout("canary", FRESH), rollout("canary", OLD), {"TN833"}),
        (rollout("canary", FRESH), rollout("canary"), {"TN833"}),
        (rollout("canary", OLD, HELD), rollout("half", NEW, HELD), {"TN830"}),
        (rollout("canary", OLD, HELD), rollout("half", NEW), {"TN830"}),
        (rollout("canary", OLD, HELD), rollout("canary", OLD), set()),
        (rollout("half", FRESH), rollout("canary", FRESH), set()),
        (rollout("half", FRESH, HELD), rollout(), set()),
        (rollout("half", FRESH), None, set()),
    ],
)
def test_a_step(before: str | None, after: str | None, shut: set[str]) -> None:
    assert gates(before, after) == shut


@pytest.mark.parametrize(
    ("before", "shut"),
    [
        (rollout("everyone", FRESH), set()),
        (rollout("everyone", FRESH, waves=WAVES.replace("100}", "100, soak: 12h}")), {"TN832"}),
        (rollout("everyone", OLD, HELD), {"TN830"}),
        (rollout("half", OLD), {"TN831"}),
        (rollout(), {"TN831"}),
    ],
)
def test_an_end(before: str, shut: set[str]) -> None:
    assert gates(before, None, {INTEGRATION: CHANNELS % "1.1.0"}) == shut


@pytest.mark.parametrize(
    ("old", "new", "reached", "shut"),
    [
        ("percent: 50", "percent: 80", "half", {"TN834"}),
        ("soak: 24h", "soak: 1h", "half", {"TN834"}),
        ("percent: 50", "percent: 80", "canary", set()),
        ("percent: 100", "percent: 60", "half", set()),
        ("  - {name: canary, select: {ring: canary}, soak: 24h}\n", "", "half", {"TN834"}),
    ],
)
def test_waves_that_were_let_through_stay(old: str, new: str, reached: str, shut: set[str]) -> None:
    before, after = rollout(reached, OLD), rollout(reached, OLD, waves=WAVES.replace(old, new))
    assert gates(before, after) == shut


def test_a_shorter_soak_in_the_same_change_does_not_open_the_gate() -> None:
    after = rollout("half", NEW, waves=WAVES.replace("soak: 24h", "soak: 1m"))
    assert gates(rollout("canary", FRESH), after) >= {"TN832"}


@pytest.mark.parametrize(
    ("allow", "before", "after"),
    [
        ("soak", rollout("canary", FRESH), rollout("half", NEW)),
        ("soak", rollout("canary", OLD), rollout("everyone", NEW)),
        ("hold", rollout("canary", OLD, HELD), rollout("half", NEW)),
    ],
)
def test_a_committed_override_opens_a_gate(allow: str, before: str, after: str) -> None:
    assert gates(before, after)
    assert not gates(before, after, {"overrides/now.yaml": OVERRIDE % allow})
    assert gates(before, after, {"overrides/now.yaml": OVERRIDE % "freeze"})


def test_another_rollout_begins_at_its_first_wave() -> None:
    before = rollout("half", OLD)
    after = rollout("half", NEW, to="1.0.0").replace('from: "1.0.0"', 'from: "1.1.0"')
    assert gates(before, after) == {"TN831"}


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (rollout("canary", OLD), True),
        (rollout(), True),
        (rollout("canary", OLD, HELD), False),
        (rollout("half", OLD), False),
        (None, False),
    ],
)
def test_a_way_back_wants_a_hold(after: str | None, told: bool) -> None:
    assert ("TN835" in codes(judged(rollout("half", OLD), after))) == told
