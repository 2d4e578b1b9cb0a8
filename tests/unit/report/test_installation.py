"""One tenant for `show`, as JSON and for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support_cli import Run
from support_pages import lay
from tenantry.cli.compiled import compiled
from tenantry.model.resolved import Installation
from tenantry.model.view import view
from tenantry.report.installation import FORMATS

TENANT = """\
labels: {tier: gold}
release: {pin: "1.0.0", reason: "1.1.0 drops the export", owner: "@example/orders", until: "2027-01-31"}
schedule: {cron: "0 9 1 * 1-5", days: both, timezone: Europe/Berlin}
paused: true
configs: {batch_size: 50, api_label: "%s"}
metadata: {seats: [1, 2], note: null}
"""
Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def acme(tmp_path: Path) -> Installation:
    """A tenant that has everything that one can have."""
    root = lay(tmp_path, ())
    (root / "tenants/orders/acme.yaml").write_text(TENANT % "Gr\u00f6\u00dfe")
    found = compiled(root, as_of=datetime(2026, 11, 24, tzinfo=UTC))
    assert not found.failed, found.diagnostics
    return next(installation for installation in found.installations if installation.id == "orders/acme")


def test_json_is_the_installation_and_the_places_of_its_values(acme: Installation) -> None:
    shown = json.loads(FORMATS["json"](acme))
    assert set(shown) == {"version", "id", "tenant", "origins"}
    assert (shown["version"], shown["id"], shown["tenant"]) == (1, "orders/acme", view(acme))
    assert shown["origins"]["configs.batch_size"][0] == {
        "path": "tenants/orders/acme.yaml", "line": 5, "column": 23, "note": "set here"
    }  # fmt: skip


def test_every_field_that_a_file_sets_has_its_place(acme: Installation) -> None:
    origins = json.loads(FORMATS["json"](acme))["origins"]
    for name in ("release", "schedule", "paused", "labels.tier", "configs.region", "configs.batch_size",
                 "configs.api_label", "metadata.seats", "connections.shop", "timeout_seconds"):  # fmt: skip
        assert origins[name], name
        assert set(origins[name][0]) == {"path", "line", "column", "note"}


def test_text_has_every_value_with_its_place(acme: Installation) -> None:
    shown = FORMATS["text"](acme)
    for part in ("orders/acme\n", "1.0.0 pinned, until 2027-01-31: 1.1.0 drops the export", "Europe/Berlin, days both",
                 "paused ", "yes\n", "configs.batch_size ", "50\n", "Größe", "[1, 2]", "kv/orders/acme/shop (token)",
                 "tenants/orders/acme.yaml:5:23 set here"):  # fmt: skip
        assert part in shown, part


def test_only_the_first_line_and_the_places_are_coloured(acme: Installation) -> None:
    plain, colored = FORMATS["text"](acme), FORMATS["text"](acme, color=True)
    assert "\x1b" not in plain
    assert colored.startswith("\x1b[1morders/acme\x1b[0m\n")


def test_text_of_users_is_escaped_and_cut(acme: Installation) -> None:
    hostile = replace(acme, configs={"\x1b[2J": "\x1b]0;x\x07" + "a" * 500}, labels={"a": "x\ny"})
    shown = FORMATS["text"](hostile)
    assert "\x1b" not in shown
    assert "a: x" not in shown
    assert max(len(line) for line in shown.splitlines()) < 200
    assert json.loads(FORMATS["json"](hostile))["tenant"]["labels"] == {"a": "x\ny"}


@pytest.mark.parametrize("form", FORMATS)
def test_a_tenant_with_a_secret_in_it_is_not_shown(tmp_path: Path, invoke: Run, form: str) -> None:
    root = lay(tmp_path, ())
    secret = "ghp_0123456789abcdef0123456789abcdef0123"
    (root / "tenants/orders/acme.yaml").write_text(TENANT % secret)
    ran = invoke("show", "orders/acme", "--format", form, "-C", root)
    assert (ran.code, ran.stdout) == (1, "")
    assert "TN514" in ran.stderr
    assert secret not in ran.stderr
    assert invoke("show", "orders/borealis", "-C", root).code == 0
