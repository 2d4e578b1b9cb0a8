"""A change is told with the line that was edited, wherever its effect shows."""

from __future__ import annotations

import pytest

from support_compile import base_files
from support_plan import INTEGRATION, SETTINGS, Files, only, place, planned

ACME = "tenants/orders/acme.yaml"
CHANNELS = base_files()[INTEGRATION].decode()
MOVED = CHANNELS.replace('default: "1.0.0"', 'default: "1.1.0"')
ROLLOUT = "integrations/orders/rollouts/default.yaml"
WAVES = (
    'from: "1.0.0"\nto: "1.1.0"\nwaves:\n  - {name: gold, select: {tier: gold}}\n  - {name: everyone, percent: 100}\n'
)
REACHED = WAVES + 'reached: gold\nsince: "2026-11-20T09:00:00Z"\n'
RELEASE = "integrations/orders/releases/1.1.0/release.yaml"
YANKED = base_files()[RELEASE].decode().replace("status: available", "status: yanked\nreason: broken")
DEFAULTS = "tenants/_defaults.yaml"
NEW = "integrations/orders/releases/1.1.0/PANDIUM.yaml"
GROUP = "tenants/orders/eu/_defaults.yaml"
IN_GROUP = {"tenants/orders/eu/delta.yaml": "paused: false\n"}
CASES: dict[str, tuple[Files, Files, str, str, str]] = {
    "channel": ({}, {INTEGRATION: MOVED}, "orders/acme", "release", f"{INTEGRATION}:3:21"),
    "other channel": ({}, {ACME: "release: {channel: beta}\n"}, "orders/acme", "release", f"{ACME}:1:20"),
    "pin": ({}, {ACME: 'release: {pin: "1.1.0", reason: r}\n'}, "orders/acme", "release", f"{ACME}:1:16"),
    "pin removed": (
        {ACME: 'labels: {a: b}\nrelease: {pin: "1.1.0", reason: r}\n'},
        {ACME: "labels: {a: b}\n"},
        "orders/acme",
        "release",
        f"{ACME}:2:16",
    ),
    "wave": ({ROLLOUT: WAVES}, {ROLLOUT: REACHED}, "orders/acme", "release", f"{ROLLOUT}:6:10"),
    "next wave": (
        {ROLLOUT: REACHED},
        {ROLLOUT: REACHED.replace("reached: gold", "reached: everyone")},
        "orders/borealis",
        "release",
        f"{ROLLOUT}:6:10",
    ),
    "rollout aborted": ({ROLLOUT: REACHED}, {ROLLOUT: WAVES}, "orders/acme", "release", f"{ROLLOUT}:6:10"),
    "label that a wave selects": (
        {ROLLOUT: REACHED},
        {"tenants/orders/borealis.yaml": "labels: {tier: gold}\n"},
        "orders/borealis",
        "release",
        "tenants/orders/borealis.yaml:1:16",
    ),
    "latest yanked": (
        {ACME: "release: {channel: latest}\n", INTEGRATION: CHANNELS.replace(', beta: "1.1.0"', "")},
        {RELEASE: YANKED},
        "orders/acme",
        "release",
        f"{RELEASE}:4:9",
    ),
    "default inherited": (
        {},
        {DEFAULTS: "configs:\n  region: us\n"},
        "orders/acme",
        "configs.region",
        f"{DEFAULTS}:2:11",
    ),
    "default removed": (
        {DEFAULTS: "labels: {a: b}\nconfigs: {region: us}\n"},
        {DEFAULTS: "labels: {a: b}\n"},
        "orders/acme",
        "configs.region",
        f"{DEFAULTS}:2:19",
    ),
    "null": (
        {DEFAULTS: "labels: {a: b}\n"},
        {ACME: "labels: {a: null}\n"},
        "orders/acme",
        "labels.a",
        f"{ACME}:1:13",
    ),
    "section null": (
        {DEFAULTS: "labels: {a: b}\n"},
        {ACME: "labels: null\n"},
        "orders/acme",
        "labels.a",
        f"{ACME}:1:9",
    ),
    "layer file removed": (
        {**IN_GROUP, GROUP: "labels: {a: b}\n"},
        {GROUP: None},
        "orders/delta",
        "labels.a",
        f"{GROUP}:1:13",
    ),
    "move": (
        {**IN_GROUP, GROUP: "labels: {a: b}\n"},
        {"tenants/orders/eu/delta.yaml": None, "tenants/orders/delta.yaml": "paused: false\n"},
        "orders/delta",
        "labels.a",
        "tenants/orders/delta.yaml:1:1",
    ),
    "config of a new release": (
        {NEW: base_files()[NEW].decode() + "      fresh: {type: boolean, default: true}\n"},
        {INTEGRATION: MOVED},
        "orders/acme",
        "configs.fresh",
        f"{INTEGRATION}:3:21",
    ),
    "schedule": ({}, {ACME: "schedule: {every: 15m}\n"}, "orders/acme", "schedule", f"{ACME}:1:19"),
    "spread": (
        {},
        {SETTINGS: "version: 1\nenvironment: prod\nschedule: {spread: false}\n"},
        "orders/acme",
        "schedule.cron",
        f"{SETTINGS}:3:20",
    ),
    "zone of the repository": (
        {},
        {SETTINGS: "version: 1\nenvironment: prod\ntimezone: Europe/Berlin\n"},
        "orders/acme",
        "schedule.timezone",
        f"{SETTINGS}:3:11",
    ),
    "environment": (
        {},
        {SETTINGS: "version: 1\nenvironment: dev\n"},
        "orders/acme",
        "env.PAN_CTX_ENV",
        f"{SETTINGS}:2:14",
    ),
    "secret path": (
        {},
        {SETTINGS: 'version: 1\nenvironment: prod\nsecrets: {path: "x/{tenant}/{connector}"}\n'},
        "orders/acme",
        "connections.shop",
        f"{SETTINGS}:3:17",
    ),
    "new key of a connector": (
        {},
        {INTEGRATION: CHANNELS.replace("secrets: [token]", "secrets: [token, shop]")},
        "orders/acme",
        "connections.shop",
        f"{INTEGRATION}:5:9",
    ),
    "timeout": (
        {},
        {INTEGRATION: CHANNELS + "limits: {timeout: 5m}\n"},
        "orders/acme",
        "limits.timeout",
        f"{INTEGRATION}:7:19",
    ),
    "rebuilt release": (
        {},
        {
            "integrations/orders/releases/1.0.0/PANDIUM.yaml": "run: other\nconnectors: [shop]\n",
            ACME: "paused: false\n",
        },
        "orders/acme",
        "release.run",
        "integrations/orders/releases/1.0.0/PANDIUM.yaml:1:6",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_the_line_that_was_edited(name: str) -> None:
    before, after, tenant, field, expected = CASES[name]
    assert place(only(planned(before, after), tenant, field)) == expected
