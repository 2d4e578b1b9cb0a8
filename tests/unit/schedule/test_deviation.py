"""The dates on which an engine fires otherwise than is meant; tests/targets asks the engines themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support_robfig import DEVIATIONS, SINCE
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.engines import ENGINES
from tenantry.schedule.engines.deviation import Deviation, deviations

NOW = datetime.fromisoformat(SINCE).replace(tzinfo=UTC)


def found(cron: str, zone: str, since: datetime = NOW, engine: str = "robfig") -> tuple[Deviation, ...]:
    schedule, _ = parse_cron(cron, key="", days=None)
    assert schedule is not None
    return deviations(schedule, zone, engine, since=since)


@pytest.mark.parametrize(("cron", "zone", "told"), DEVIATIONS)
def test_robfig_deviates_on_these_dates(cron: str, zone: str, told: tuple[str, ...]) -> None:
    assert tuple(f"{each.date} {each.kind}" for each in found(cron, zone)) == told


def test_words_say_what_it_does_instead() -> None:
    first, last = found("30 2 * * *", "Europe/Berlin")
    assert first.message == "does not fire, due at 03:00 (+02:00)"
    assert last.message == "fires once more at 02:30 (+01:00)"
    moved = found("47 */3 * * *", "Pacific/Chatham")[0].message
    assert moved == "fires at 02:47 (+12:45) instead of 03:47 (+12:45) and 06:47 (+12:45)"


def test_a_day_that_a_zone_skipped_is_one_that_robfig_never_gets_over() -> None:
    (lost,) = found("0 12 * * 6", "Pacific/Apia", datetime(2011, 12, 25, tzinfo=UTC))
    assert (lost.date, lost.kind) == ("2011-12-31", "skipped")


def test_a_rare_date_away_from_changes_is_kept() -> None:
    assert found("0 0 29 2 *", "Australia/Lord_Howe") == ()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "No/Such_Zone"])
def test_zones_without_changes_have_none(zone: str) -> None:
    assert found("30 2 * * *", zone) == ()


def test_debian_cron_keeps_the_meaning() -> None:
    assert set(ENGINES) >= {"debian-cron", "robfig"}
    assert found("30 2 * * *", "Europe/Berlin", engine="debian-cron") == ()
