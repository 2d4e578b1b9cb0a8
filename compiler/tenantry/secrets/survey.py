"""Many places asked about at once: in parallel, and not on and on when the store is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tenantry.secrets.stores.store import Forbidden, Missing, Place, Store, Unreachable

WORKERS: Final = 8
"""Requests under way at once."""
PATIENCE: Final = 3
"""Places for which the store may be unreachable (each after its retries) before no more are asked."""
_NOT_ASKED: Final = "not asked, as the store cannot be reached"


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


Identity = tuple[str, str, tuple[tuple[str, str], ...]]


def identity(place: Place) -> Identity:
    """What makes two places one."""
    return place.mount, place.path, tuple(sorted(place.keys.items()))


def survey(store: Store, places: Iterable[Place], *, told: Callable[[], None]) -> Mapping[Identity, Answer]:
    """The answer for each place; each is asked once. `told` is called, in this thread, after each answer."""
    wanted = {identity(place): place for place in places}
    answers: dict[Identity, Answer] = {}
    pool = ThreadPoolExecutor(max_workers=WORKERS)
    try:
        waiting = {pool.submit(ask, store, place): key for key, place in wanted.items()}
        lost = 0
        for done in as_completed(waiting):
            answers[waiting[done]] = done.result()
            told()
            lost += answers[waiting[done]].state is State.UNREACHABLE
            if lost >= PATIENCE:
                answers |= _given_up(waiting, answers)
                break
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return answers


def _given_up(waiting: Mapping[Future[Answer], Identity], answers: Mapping[Identity, Answer]) -> dict[Identity, Answer]:
    """Those that have no answer yet; what is under way is waited for and not looked at."""
    open_ones = [key for key in waiting.values() if key not in answers]
    return {key: Answer(state=State.UNREACHABLE, message=_NOT_ASKED) for key in open_ones}


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
