"""Lengths of time, read and written."""

from __future__ import annotations

import pytest

from tenantry.schedule.duration import duration, duration_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("6h", 21_600), ("2d", 172_800), ("1w", 604_800), ("3660d", 316_224_000), ("1s", 1)],
)
def test_read(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "5", "m", "0m", "00s", "01m", "-5m", "+5m", "5 m", " 5m", "5m ", "5m\n", "5M", "1.5h", "1e3s", "\u0665m",
     "1h30m",      "1mo", "1y", "3661d", "999999999w", "9999999999s"],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        duration(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (300, "5m"),
        (90, "90s"),
        (3600, "1h"),
        (5400, "90m"),
        (86_400, "1d"),
        (604_800, "1w"),
        (691_200, "8d"),
        (0, "0s"),
    ],
)
def test_written(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text


def test_what_is_written_is_read_again() -> None:
    cases = [*range(1, 5_000), *range(3600, 2_000_000, 3600)]
    assert all(duration(duration_text(seconds)) == seconds for seconds in cases)
    assert len(cases) == 5_554
