"""Targets that other packages bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest

from tenantry import targets
from tenantry.errors import UsageError
from tenantry.targets import Target, all_targets
from tenantry.targets.runtime import TARGET

FOREIGN = replace(TARGET, name="foreign")
NOT_ONE = object()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    all_targets.cache_clear()
    yield
    all_targets.cache_clear()


def bring(patch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    found = [EntryPoint(name=name, value=f"{__name__}:{value}", group=targets.GROUP) for name, value in points]
    loaded = {f"{__name__}:{name}": globals()[name] for name in ("FOREIGN", "NOT_ONE", "TARGET")}
    patch.setattr(EntryPoint, "load", lambda point: loaded[point.value])
    patch.setattr(targets, "entry_points", lambda **_: found)


def test_a_target_of_another_package_stands_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, ("foreign", "FOREIGN"))
    names = [target.name for target in all_targets()]
    assert "foreign" in names
    assert names == sorted(names)
    assert all(isinstance(target, Target) for target in all_targets())


@pytest.mark.parametrize(
    "points",
    [
        [("foreign", "NOT_ONE")],
        [("another", "FOREIGN")],
        [("runtime", "TARGET")],
        [("foreign", "FOREIGN"), ("foreign", "FOREIGN")],
    ],
)
def test_what_is_no_target_or_takes_a_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, points: list[tuple[str, str]]
) -> None:
    bring(monkeypatch, *points)
    with pytest.raises(UsageError):
        all_targets()
