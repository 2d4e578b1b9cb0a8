"""Where a config repository begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_git import fill
from tenantry.errors import UsageError
from tenantry.source import find_root


@pytest.mark.parametrize("start", [".", "tenants", "tenants/orders"])
def test_the_root_is_found_upwards(tmp_path: Path, start: str) -> None:
    fill(tmp_path)
    assert find_root(tmp_path / start) == tmp_path


def test_a_relative_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fill(tmp_path) / "tenants")
    assert find_root(Path()) == tmp_path


def test_the_nearest_root_wins(tmp_path: Path) -> None:
    inner = fill(fill(tmp_path) / "inner")
    assert find_root(inner / "tenants") == inner


def test_links_in_the_way_stay_as_they_were_written(tmp_path: Path) -> None:
    fill(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert find_root(tmp_path / "link" / "tenants") == tmp_path / "link"


def test_no_root_is_wrong_usage_with_help(tmp_path: Path) -> None:
    (tmp_path / "tenantry.yaml").mkdir()
    with pytest.raises(UsageError, match="there is no config repository") as refusal:
        find_root(tmp_path)
    assert refusal.value.help == "name it with -C DIR, or make one with tenantry init"


@pytest.mark.parametrize("start", ["absent", "tenantry.yaml"])
def test_what_is_no_folder_is_wrong_usage(tmp_path: Path, start: str) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        find_root(fill(tmp_path) / start)


def test_a_link_as_tenantry_yaml_still_marks_the_root(tmp_path: Path) -> None:
    (tmp_path / "tenantry.yaml").symlink_to("/nonexistent")
    assert find_root(tmp_path) == tmp_path
