"""One field of a cron expression: its grammar, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tenantry.schedule.meaning import Problem
from tenantry.schedule.spread import spread

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_VALUE: Final = r"[0-9]{1,9}|[A-Za-z]{3}"
ITEM: Final = re.compile(
    rf"(?:(?P<star>\*)|(?P<hash>H)(?:\((?P<hlow>[0-9]{{1,9}})-(?P<hhigh>[0-9]{{1,9}})\))?|(?P<low>{_VALUE})(?:-(?P<high>{_VALUE}))?)"
    r"(?:/(?P<step>[0-9]{1,9}))?",
    re.ASCII,
)
"""One item of a field's list."""
_LAST: Final = "`L` (last) is not cron; choose a day that every month has, up to 28, or a weekday"
_SIGNS: Final = (
    (r".*\?.*", "`?` belongs to Quartz; write *"),
    (r".*#.*", "`#` (nth weekday) is not cron; restrict both day fields and say `days: both`, as in `0 2 1-7 * 1`"),
    (r".*~.*", "`~` (random) is not the same twice; write H(a-b)"),
    (r"([0-9]+|[A-Z]{3})?L(-[0-9]+)?", _LAST),
    (r"([0-9]+|L)?W", "`W` (nearest weekday) is not cron"),
    (r"R(\(.*\))?(/[0-9]+)?", "`R` (random) is not the same twice; write H"),
    (r"H.*", "write H, H/15 or H(0-29), with a capital letter and without commas inside"),
)
"""Forms of other schedulers, in capital letters, and what to write here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """What a field counts."""

    name: str
    low: int
    high: int
    names: Mapping[str, int] = field(default_factory=dict)
    hashed: bool = False

    @property
    def last(self) -> int:
        """The highest value, where 7 says Sunday once more."""
        return 6 if self.high == 7 else self.high

    @property
    def size(self) -> int:
        """How many values there are."""
        return self.last - self.low + 1


FIELDS: Final = (
    Range(name="minute", low=0, high=59, hashed=True),
    Range(name="hour", low=0, high=23, hashed=True),
    Range(name="day of month", low=1, high=31),
    Range(name="month", low=1, high=12, names=dict(zip(MONTHS, range(1, 13), strict=True))),
    Range(name="day of week", low=0, high=7, names=dict(zip(WEEKDAYS, range(7), strict=True))),
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
        if not self.range.hashed:
            return "*" if len(values) == self.range.size else compressed(values)
        if not starred:
            return compressed(values)
        if len(values) == self.range.size:
            return "*"
        first = self.text.partition(",")[0]
        shown = f"*/{int(first.partition('/')[2])}"
        rest = tuple(value for value in values if (value - self.range.low) % int(shown[2:]))
        return shown + ("," + compressed(rest) if rest else "")

    def _item(self, item: str, at: int) -> set[int]:
        found = ITEM.fullmatch(item)
        if found is None:
            self._not_an_item(item, at)
            return set()
        low, high = self._bounds(found, item, at)
        if low is None or high is None:
            return set()
        step = int(found["step"]) if found["step"] is not None else 1
        if not self._step_fits(found, item, at, size=high - low + 1, step=step):
            return set()
        if found["step"]:
            self._even(item, at, low=low, high=high, step=step)
        if found["hash"]:
            return self._hashed(low, high, step if found["step"] else None)
        return set(range(low, high + 1, step))

    def _bounds(self, found: re.Match[str], item: str, at: int) -> tuple[int | None, int | None]:
        if found["star"]:
            return self.range.low, self.range.last
        if found["hash"]:
            return self._hash_bounds(found, item, at)
        low = self._value(found["low"], item, at)
        high = self._value(found["high"], item, at) if found["high"] else low
        if low is None or high is None:
            return None, None
        if found["high"] is None and found["step"] is not None:
            help_text = f"write {low}-{max(low, self.range.last)}/{found['step']}"
            return self._refuse(item, at, f"`{item}` has a step without a range", help_text)
        if high < low:
            return self._refuse(item, at, f"the range `{item}` runs backwards", f"write {self._turned(low, high)}")
        return low, high

    def _turned(self, low: int, high: int) -> str:
        """What a range that runs over the end means, in two."""
        first = 1 if self.range.high == 7 else self.range.low
        ends = ((low, self.range.high), (first, high))
        return ",".join(f"{a}-{b}" if a < b else str(a) for a, b in ends if a <= b)

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
        if step >= size and step > 1:
            values = "1 value" if size == 1 else f"{size} values"
            message = f"a step of {step} does not fit into {values}, so it fires at the first alone"
            self._add("step-too-large", item, at, (message, "write the values that are meant"))
            return False
        return True

    def _even(self, item: str, at: int, *, low: int, high: int, step: int) -> None:
        """Warns where the steps go all the way round and do not meet: `*/7`, `0-59/7` and `5-59/7`, but neither
        `5-59/15` nor `8-18/3`. Only minutes and hours may begin later; `1-5/2` says Monday, Wednesday and Friday."""
        size = self.range.size
        begins = low - self.range.low < (step if self.range.hashed else 1)
        ends = high - (high - low) % step + step > self.range.last
        if begins and ends and size % step:
            turn = _TURN[self.range.name]
            message = f"{size} is no multiple of {step}: the last interval before each new {turn} is shorter"
            even = [str(n) for n in range(2, size) if size % n == 0]
            help_text = "even steps: " + ", ".join(even) if even else "write the values that are meant"
            self._add("uneven-step", item, at, (message, help_text))

    def _hashed(self, low: int, high: int, step: int | None) -> set[int]:
        size = high - low + 1
        if step is None:
            return {low + spread(self.key, self.range.name, size)}
        return set(range(low + spread(self.key, self.range.name, step), high + 1, step))

    def _not_an_item(self, item: str, at: int) -> None:
        if not item:
            self._refuse(item, at, f"the {self.range.name} has an empty item", "remove a comma")
            return
        known = (help_text for form, help_text in _SIGNS if re.fullmatch(form, item.upper()))
        self._refuse(item, at, f"`{_shown(item)}` is no {self.range.name}", next(known, self._limits()))

    def _limits(self) -> str:
        names = f", or {' '.join(self.range.names)}" if self.range.names else ""
        article = "an" if self.range.name == "hour" else "a"
        return f"{article} {self.range.name} is {self.range.low}-{self.range.high}{names}"

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
