"""Many places asked about at once: in parallel, and not on and on when the store is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tenantry.secrets.stores.store import Forbidden, Missing, Place, Store, Unreachable

WORKERS: Final = 8
"""Requests under way at once."""
PATIENCE: Final = 3
"""Places for which the store may be unreachable (each after its retries) before no more are asked."""


class State(StrEnum):
    """What is known of a place."""

    PRESENT = "present"
    UNVERIFIED = "unverified"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The state of a place; `missing` are the keys that are not there, all that are wanted where the path is not."""

    state: State
    missing: tuple[str, ...] = ()
    message: str | None = None


_NOT_ASKED: Final = Answer(state=State.UNREACHABLE, message="not asked, as the store cannot be reached")
Identity = tuple[str, str, tuple[tuple[str, str], ...]]


def identity(place: Place) -> Identity:
    """What makes two places one."""
    return place.mount, place.path, tuple(sorted(place.keys.items()))


def survey(store: Store, places: Iterable[Place], *, told: Callable[[], None]) -> Mapping[Identity, Answer]:
    """The answer for each place; each is asked once. `told` is called, in this thread, after each answer."""
    wanted = {identity(place): place for place in places}
    answers: dict[Identity, Answer] = {}
    lost: list[Identity] = []  # to append is one step, whichever thread does it

    def asked(key: Identity) -> Answer:
        if len(lost) >= PATIENCE:
            return _NOT_ASKED
        answer = ask(store, wanted[key])
        if answer.state is State.UNREACHABLE:
            lost.append(key)
        return answer

    pool = ThreadPoolExecutor(max_workers=WORKERS)
    try:
        waiting = {pool.submit(asked, key): key for key in wanted}
        for done in as_completed(waiting):
            answers[waiting[done]] = done.result()
            told()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return answers


def ask(store: Store, place: Place) -> Answer:
    """The answer for one place; every way in which a store says no is one."""
    try:
        found = store.check(place)
    except Missing as missing:
        return Answer(state=State.MISSING, missing=tuple(sorted(set(place.keys.values()))), message=str(missing))
    except Forbidden as forbidden:
        return Answer(state=State.FORBIDDEN, message=str(forbidden))
    except Unreachable as unreachable:
        return Answer(state=State.UNREACHABLE, message=str(unreachable))
    if found.missing:
        message = f"{place.shown} lacks {', '.join(found.missing)}"
        return Answer(state=State.MISSING, missing=found.missing, message=message)
    return Answer(state=State.PRESENT if found.verified else State.UNVERIFIED)
