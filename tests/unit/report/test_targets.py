"""Targets for `targets`."""

from __future__ import annotations

import json

import pytest

from tenantry.report.targets import FORMATS, options
from tenantry.targets import Target, all_targets

every_target = pytest.mark.parametrize("target", all_targets(), ids=lambda target: target.name)


def test_json_lists_every_target_with_options_and_limits() -> None:
    shown = json.loads(FORMATS["json"](all_targets()))
    assert shown["version"] == 1
    assert [target["name"] for target in shown["targets"]] == [target.name for target in all_targets()]
    crontab = next(target for target in shown["targets"] if target["name"] == "crontab")
    assert crontab["limits"]
    assert {"name": "timezone", "type": "text", "default": "UTC"}.items() <= next(
        option for option in crontab["options"] if option["name"] == "timezone"
    ).items()


@every_target
def test_every_option_says_what_it_is(target: Target) -> None:
    for name, kind, _, description in options(target):
        assert kind, name
        assert description.endswith("."), name


@every_target
def test_text_has_each_option_and_limit_on_a_line(target: Target) -> None:
    lines = FORMATS["text"]([target]).splitlines()
    assert lines[0] == f"{target.name}: {target.title}"
    assert len(lines) == 1 + len(list(options(target))) + len(target.limits)
    for name, kind, _, description in options(target):
        assert any(line.startswith(f"  {name} ({kind}): {description}") for line in lines)


def test_defaults_are_said_once() -> None:
    shown = FORMATS["text"](all_targets())
    for line in shown.splitlines():
        assert line.count("Default:") <= 1
    assert "Default: root." in shown
