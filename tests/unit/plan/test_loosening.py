"""Which differences of the settings weaken what judges a change."""

from __future__ import annotations

import pytest

from tenantry.declare.layout import Kind
from tenantry.plan.loosening import loosens

FREEZE = {"name": "peak", "from": "2026-12-24T00:00", "to": "2027-01-02T00:00", "timezone": "UTC", "reason": "retail"}


@pytest.mark.parametrize(
    ("edit", "weaker"),
    [
        ({"to": "2027-01-09T00:00"}, False),
        ({"from": "2026-12-20T00:00"}, False),
        ({"reason": "retail peak"}, False),
        ({"to": "2027-01-01T00:00"}, True),
        ({"from": "2026-12-25T00:00", "to": "2027-01-09T00:00"}, True),
        ({"timezone": "Asia/Tokyo"}, True),
        ({"to": "2027-01-09T00:00:00"}, True),
    ],
)
def test_a_freeze_is_loosened_where_it_no_longer_covers_what_it_did(edit: dict[str, str], weaker: bool) -> None:
    assert loosens(Kind.SETTINGS, "freezes.peak", FREEZE, FREEZE | edit) is weaker


def test_a_freeze_that_is_taken_away_is_loosened_and_a_new_one_is_not() -> None:
    assert loosens(Kind.SETTINGS, "freezes.peak", FREEZE, None)
    assert not loosens(Kind.SETTINGS, "freezes.peak", None, FREEZE)
