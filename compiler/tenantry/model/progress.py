"""How far long work has come, told to whoever shows it.

The value that hears it is one of the context, not an argument: every function between a command and a loop would have
to hand it on, and none of them does anything with it. Nothing comes back from it, so no result can depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

Item = TypeVar("Item")

READING: Final = "reading YAML files"
RESOLVING: Final = "resolving tenants"
"""The two steps of a compile that go tenant by tenant, or file by file, and of which others tell how far it is."""

Progress = Callable[[str, int, "int | None"], None]
"""Hears what is being done, how many pieces of it are, and of how many, where that is known. It is called for every
piece, so it must be quick."""


def silent(step: str, done: int, total: int | None) -> None:
    """Hears nothing."""
    del step, done, total


_HEARD: Final[ContextVar[Progress]] = ContextVar("progress", default=silent)


@contextmanager
def heard(progress: Progress) -> Iterator[None]:
    """In here it is `progress` that hears."""
    before = _HEARD.set(progress)
    try:
        yield
    finally:
        _HEARD.reset(before)


def hearing() -> Progress:
    """Whatever hears it here."""
    return _HEARD.get()


def tell(step: str, done: int = 0, total: int | None = None) -> None:
    """Tells of a step, and how far it is."""
    _HEARD.get()(step, done, total)


def counted(step: str, items: Collection[Item]) -> Iterator[Item]:
    """The items one by one; before each it is told how many are done."""
    progress, total = _HEARD.get(), len(items)
    for done, item in enumerate(items):
        progress(step, done, total)
        yield item


def counter(step: str, total: int | None = None) -> Callable[[], None]:
    """To be called after each piece."""
    progress, done = _HEARD.get(), 0

    def count() -> None:
        nonlocal done
        done += 1
        progress(step, done, total)

    return count
