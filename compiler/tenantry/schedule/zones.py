"""Time zones from the tzdata package alone, so that every machine compiles with the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pkgutil import get_data
from typing import Final
from zoneinfo import ZoneInfo

_NOT_ZONES: Final = frozenset({"Factory", "localtime"})
_STEP: Final = timedelta(days=3)
"""No zone has changed its clocks twice in twice that time since 1970, or will, as far as the tz database knows."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """An instant at which a zone's clocks are set forward (a gap in local time) or back (a fold)."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def forward(self) -> bool:
        """Whether local times are left out; they come twice otherwise."""
        return self.after > self.before


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every zone and legacy link of the tz database."""
    return frozenset(_read("zones").decode("utf-8").split()) - _NOT_ZONES


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The zone of that exact name, or None."""
    if name not in zone_names():
        return None
    return ZoneInfo.from_file(BytesIO(zone_data(name)), key=name)


def zone_data(name: str) -> bytes:
    """The rules of a zone that is known, in the format TZif (RFC 9636)."""
    return _read(f"zoneinfo/{name}")


def _read(path: str) -> bytes:
    """A file of the database. Raises FileNotFoundError."""
    content = get_data("tzdata", path)
    if content is None:
        raise FileNotFoundError(f"the package tzdata gives no {path}")
    return content


def known_zone(name: str) -> ZoneInfo:
    """The zone of that exact name; ValueError where there is none."""
    found = zone(name)
    if found is None:
        raise ValueError("not a time zone of the IANA database")
    return found


def tzdata_version() -> str:
    """The version of the tz database, as in 2026b."""
    import tzdata  # noqa: PLC0415

    version: str = tzdata.IANA_VERSION
    return version


def offset(found: ZoneInfo, at: datetime) -> timedelta:
    """What the zone's clocks are ahead of UTC at an instant."""
    return at.astimezone(found).utcoffset() or timedelta()


def changes_between(found: ZoneInfo, start: datetime, end: datetime) -> list[ClockChange]:
    """The clock changes of a zone of this database after `start` and up to `end`."""
    return clock_changes(found.key, start=start, end=end)


def _probed(found: ZoneInfo, start: datetime, end: datetime) -> Iterator[ClockChange]:
    """The clock changes in between, found by probing."""
    low, before = start, offset(found, start)
    while low < end:
        high = min(low + _STEP, end)
        after = offset(found, high)
        if after != before:
            yield ClockChange(at=_bisect(found, low, high), before=before, after=after)
        low, before = high, after


def _bisect(found: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first instant after `low` with the offset of `high`."""
    target = offset(found, high)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        if offset(found, middle) == target:
            high = middle
        else:
            low = middle
    return high


@lru_cache(maxsize=4096)
def _changes_of(name: str, year: int) -> tuple[ClockChange, ...]:
    found = zone(name)
    if found is None:
        return ()
    return tuple(_probed(found, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)))


def clock_changes(name: str, *, start: datetime, end: datetime) -> list[ClockChange]:
    """A zone's clock changes after `start` and up to `end`, both aware."""
    years = range(start.astimezone(UTC).year, end.astimezone(UTC).year + 1)
    return [change for year in years for change in _changes_of(name, year) if start < change.at <= end]


@lru_cache(maxsize=1024)
def offsets(name: str) -> frozenset[timedelta]:
    """What the zone is ahead of UTC at any time from 2025 to 2037, as far as the tz database knows; none where the zone
    is not known."""
    found = zone(name)
    if found is None:
        return frozenset()
    changes = [change for year in range(2025, 2038) for change in _changes_of(name, year)]
    return frozenset([offset(found, datetime(2025, 1, 1, tzinfo=UTC)), *(change.after for change in changes)])


def fixed_offset(name: str) -> timedelta | None:
    """What the zone is always ahead of UTC, or None where its clocks change."""
    found = offsets(name)
    return next(iter(found)) if len(found) == 1 else None
