"""One field of a cron expression: its grammar, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tenantry.schedule.meaning import Problem
from tenantry.schedule.spread import spread

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_VALUE: Final = r"[0-9]{1,9}|[A-Za-z]{3}"
_ITEM: Final = re.compile(
    rf"(?:(?P<star>\*)|(?P<hash>H)(?:\((?P<hlow>[0-9]{{1,9}})-(?P<hhigh>[0-9]{{1,9}})\))?|(?P<low>{_VALUE})(?:-(?P<high>{_VALUE}))?)"
    r"(?:/(?P<step>[0-9]{1,9}))?",
    re.ASCII,
)
_SIGNS: Final = {
    "?": "`?` belongs to Quartz; write *",
    "L": "`L` (last) is not cron; choose a day that every month has, up to 28",
    "W": "`W` (nearest weekday) is not cron",
    "#": "`#` (nth weekday) is not cron; restrict both day fields and say `days: both`, as in `0 2 1-7 * 1`",
    "R": "`R` (random) is not the same twice; write H",
    "~": "`~` (random) is not the same twice; write H(a-b)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What a field counts."""

    name: str
    low: int
    high: int
    names: Mapping[str, int] = field(default_factory=dict)
    hashed: bool = False


FIELDS: Final = (
    Range(name="minute", low=0, high=59, hashed=True),
    Range(name="hour", low=0, high=23, hashed=True),
    Range(name="day of month", low=1, high=31),
    Range(name="month", low=1, high=12, names=dict(zip(_MONTHS, range(1, 13), strict=True))),
    Range(name="day of week", low=0, high=7, names=dict(zip(_WEEKDAYS, range(7), strict=True))),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The values of a field, sorted. `starred`: it is written with a leading `*`; `text` is its portable form."""

    values: tuple[int, ...]
    starred: bool
    text: str

    def restricts(self, size: int) -> bool:
        """Whether it leaves out any value of its range."""
        return len(self.values) < size


class FieldReader:
    """Reads one field; `problems` has what is wrong, by offset into the expression."""

    def __init__(self, known: Range, *, text: str, start: int, key: str) -> None:
        self.range = known
        self.text = text
        self.start = start
        self.key = key
        self.problems: list[Problem] = []

    def read(self) -> Field | None:
        """The field, or None where nothing can be made of it."""
        values: set[int] = set()
        position = self.start
        for item in self.text.split(","):
            values |= self._item(item, position)
            position += len(item) + 1
        if any(not problem.warns for problem in self.problems):
            return None
        if self.range.high == 7:
            values = {value % 7 for value in values}
        ordered = tuple(sorted(values))
        starred = self.text.startswith("*")
        return Field(values=ordered, starred=starred, text=self._portable(ordered, starred))

    def _portable(self, values: tuple[int, ...], starred: bool) -> str:
        """The form that every engine reads alike. A leading `*` stays in minute and hour, where it says that the
        schedule follows the running clock; in the day fields it would change how Vixie's cron combines them."""
        size = 7 if self.range.high == 7 else self.range.high - self.range.low + 1
        if len(values) == size and (starred or not self.range.hashed):
            return "*"
        return self.text if starred and self.range.hashed else compressed(values)

    def _item(self, item: str, at: int) -> set[int]:
        found = _ITEM.fullmatch(item)
        if found is None:
            self._not_an_item(item, at)
            return set()
        low, high = self._bounds(found, item, at)
        if low is None or high is None:
            return set()
        step = int(found["step"]) if found["step"] is not None else 1
        if not self._step_fits(found, item, at, size=high - low + 1, step=step):
            return set()
        if found["hash"]:
            return self._hashed(low, high, step if found["step"] else None)
        return set(range(low, high + 1, step))

    def _bounds(self, found: re.Match[str], item: str, at: int) -> tuple[int | None, int | None]:
        if found["star"]:
            return self.range.low, min(self.range.high, 6) if self.range.high == 7 else self.range.high
        if found["hash"]:
            return self._hash_bounds(found, item, at)
        low = self._value(found["low"], item, at)
        high = self._value(found["high"], item, at) if found["high"] else low
        if low is None or high is None:
            return None, None
        if found["high"] is None and found["step"] is not None:
            last = 6 if self.range.high == 7 else self.range.high
            return self._refuse(item, at, f"`{item}` has a step without a range", f"write {low}-{last}/{found['step']}")
        if high < low:
            wrapped = f"{low}-{self.range.high},{self.range.low}-{high}"
            if self.range.high == 7:
                wrapped = f"{low}-7" if high == 0 else f"{low}-7,1-{high}"
            return self._refuse(item, at, f"the range `{item}` runs backwards", f"write {wrapped}")
        return low, high

    def _hash_bounds(self, found: re.Match[str], item: str, at: int) -> tuple[int | None, int | None]:
        if not self.range.hashed:
            return self._refuse(item, at, f"`H` cannot stand for a {self.range.name}", "use it in minute and hour")
        if found["hlow"] is None:
            return self.range.low, self.range.high
        low, high = int(found["hlow"]), int(found["hhigh"])
        if not self.range.low <= low <= high <= self.range.high:
            return self._refuse(item, at, f"`{item}` is no range of a {self.range.name}", self._limits())
        return low, high

    def _value(self, text: str, item: str, at: int) -> int | None:
        if text.isdigit():
            value = int(text)
        elif text.lower() in self.range.names:
            value = self.range.names[text.lower()]
        else:
            self._not_an_item(item, at)
            return None
        if not self.range.low <= value <= self.range.high:
            self._refuse(item, at, f"{value} is no {self.range.name}", self._limits())
            return None
        return value

    def _step_fits(self, found: re.Match[str], item: str, at: int, *, size: int, step: int) -> bool:
        if found["step"] is None:
            return True
        if step == 0:
            self._refuse(item, at, "a step of 0 never moves on", "write a step from 1 on")
            return False
        if step >= size > 1:
            message = f"a step of {step} does not fit into {size} values, so it fires at the first alone"
            self._add("step-too-large", item, at, (message, "write the values that are meant"))
            return False
        whole = found["star"] or (found["hash"] and found["hlow"] is None)
        if whole and size % step:
            turn = _TURN[self.range.name]
            message = f"{size} is no multiple of {step}: the last interval before each new {turn} is shorter"
            even = [str(n) for n in range(2, size) if size % n == 0]
            help_text = "even steps: " + ", ".join(even) if even else "write the values that are meant"
            self._add("uneven-step", item, at, (message, help_text))
        return True

    def _hashed(self, low: int, high: int, step: int | None) -> set[int]:
        size = high - low + 1
        if step is None:
            return {low + spread(self.key, self.range.name, size)}
        return set(range(low + spread(self.key, self.range.name, step), high + 1, step))

    def _not_an_item(self, item: str, at: int) -> None:
        sign = next((sign for sign in _SIGNS if sign in item.upper()), None)
        if not item:
            self._refuse(item, at, f"the {self.range.name} has an empty item", "remove a comma")
        elif sign is not None and (sign in "?#~" or item.upper() in ("L", "W", "R", "LW")):
            self._refuse(item, at, f"`{_shown(item)}` is no {self.range.name}", _SIGNS[sign])
        else:
            self._refuse(item, at, f"`{_shown(item)}` is no {self.range.name}", self._limits())

    def _limits(self) -> str:
        names = f", or {' '.join(self.range.names)}" if self.range.names else ""
        return f"a {self.range.name} is {self.range.low}-{self.range.high}{names}"

    def _refuse(self, item: str, at: int, message: str, help_text: str) -> tuple[None, None]:
        self._add("invalid", item, at, (message, help_text))
        return None, None

    def _add(self, kind: str, item: str, at: int, words: tuple[str, str]) -> None:
        message, help_text = words
        self.problems.append(Problem(kind=kind, message=message, help=help_text, start=at, end=at + max(1, len(item))))


_TURN: Final = {"minute": "hour", "hour": "day", "day of month": "month", "month": "year", "day of week": "week"}


def _shown(item: str) -> str:
    return item if len(item) <= 20 else item[:20] + "…"


def compressed(values: tuple[int, ...]) -> str:
    """Numbers as a cron list: runs of three and more as ranges."""
    parts: list[str] = []
    index = 0
    while index < len(values):
        last = index
        while last + 1 < len(values) and values[last + 1] == values[last] + 1:
            last += 1
        if last - index >= 2:
            parts.append(f"{values[index]}-{values[last]}")
        else:
            parts += [str(value) for value in values[index : last + 1]]
        index = last + 1
    return ",".join(parts)
