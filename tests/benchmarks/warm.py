"""What a pull request waits for, and a merge, after an earlier run in the same repository: one tenant edited, nothing
changed, a channel moved.

Before each run a tenant gets a content that it never had, so that no run finds its own work done. Sizes are taken by
turns.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from measure import Cost, Figure, at_most, by_turns, taken
from workplace import SIZES, Repository, repository

PLANNED: Final = (0, 5)
"""A plan's exit codes: the guard lets it pass, or does not."""
EDITED: Final = 0.4
"""Seconds from an edit to the answer, at any size."""
GROWTH: Final = 1.5
SCANNED: Final = 5.0
"""By a look at every file, without git's index, against a run with it."""
MOVED: Final = 3.0
MOVED_AT: Final = 10_000
MARKDOWN: Final = 65_000
_CHANNEL: Final = 'channels: {default: "1.1.0"'


def figures(folder: Path) -> Iterator[Figure]:
    """All of them."""
    repositories = {tenants: repository(folder, tenants) for tenants in SIZES}
    works = {
        f"{command[0]}, {tenants:,} tenants": partial(_edited, found, command)
        for tenants, found in repositories.items()
        for command in (("validate",), ("plan", "HEAD"))
    }
    for found in repositories.values():
        prepare(found)
    edited = by_turns(works)
    for name, cost in edited.items():
        command, _, size = name.partition(", ")
        smallest = edited[f"{command}, {SIZES[0]:,} tenants"]
        yield taken(f"{'plan HEAD' if command == 'plan' else command}, one of {size} edited", cost)
        yield at_most("wall", cost.wall, EDITED, "s")
        if cost is not smallest:
            yield at_most(f"against {SIZES[0]:,}, cpu", cost.cpu / smallest.cpu, GROWTH)
    for tenants, found in repositories.items():
        yield from _unchanged(tenants, found)
        yield from _scanned(tenants, found, edited[f"validate, {tenants:,} tenants"])
        yield from _compiled(tenants, found)
    for tenants in (size for size in SIZES if size <= MOVED_AT):
        yield from _moved(tenants, repositories[tenants])


def prepare(found: Repository) -> None:
    """Fills what is kept between runs."""
    found.warm("validate")
    found.warm("plan", "HEAD")


def _edited(found: Repository, command: tuple[str, ...]) -> Cost:
    found.edit(last(found))
    return found.warm(*command, codes=PLANNED)


def last(found: Repository) -> Path:
    """Some tenant, without a look at all of them."""
    integration = max((found.root / "tenants").glob("*/"))
    return max(path for path in integration.glob("*.yaml") if path.name != "_defaults.yaml")


def _unchanged(tenants: int, found: Repository) -> Iterator[Figure]:
    found.restore()
    works: dict[str, Callable[[], Cost]] = {
        "validate": lambda: found.warm("validate"),
        "plan HEAD": lambda: found.warm("plan", "HEAD"),
    }
    for work in works.values():
        work()
    for name, cost in by_turns(works).items():
        yield taken(f"{name}, nothing changed, {tenants:,} tenants", cost)


def _compiled(tenants: int, found: Repository) -> Iterator[Figure]:
    """Into the tree that the run before made."""
    compiling = ("compile", "--out", str(found.scratch / "build"))
    found.warm(*compiling)
    yield taken(f"compile, one of {tenants:,} edited", by_turns({"": partial(_edited, found, compiling)})[""])
    yield taken(f"compile, nothing changed, {tenants:,} tenants", by_turns({"": partial(found.warm, *compiling)})[""])
    found.restore()


def _scanned(tenants: int, found: Repository, indexed: Cost) -> Iterator[Figure]:
    """The same folder without a repository of git: only a look at every file tells what changed."""
    git, away = found.root / ".git", found.scratch / "git"
    git.rename(away)
    try:
        found.warm("validate")
        cost = by_turns({"": partial(_edited, found, ("validate",))})[""]
    finally:
        away.rename(git)
    yield taken(f"validate, one of {tenants:,} edited, no git", cost)
    yield at_most("against a run with git's index, cpu", cost.cpu / indexed.cpu, SCANNED)
    found.restore()


def _moved(tenants: int, found: Repository) -> Iterator[Figure]:
    """The channel that most tenants are on, moved in another half of the integrations each round."""
    files = sorted(found.root.glob("integrations/*/integration.yaml"))
    rounds = itertools.count()

    def moved() -> Cost:
        start = next(rounds)
        for index, path in enumerate(files):
            text = path.read_text(encoding="utf-8").replace(_CHANNEL.replace("1.1.0", "1.2.0"), _CHANNEL)
            if (index + start) % len(files) < len(files) // 2:
                text = text.replace(_CHANNEL, _CHANNEL.replace("1.1.0", "1.2.0"))
            path.write_text(text, encoding="utf-8")
        return found.warm("plan", "HEAD", "--format", "markdown", codes=PLANNED)

    cost = by_turns({"": moved})[""]
    told = found.told("plan", "HEAD", "--format", "markdown")
    found.restore()
    yield taken(f"plan HEAD, a channel moved under half of {tenants:,}", cost)
    if tenants == MOVED_AT:
        yield at_most("wall", cost.wall, MOVED, "s")
    yield at_most("bytes of its markdown", len(told), MARKDOWN, "bytes")
