"""Many places asked about at once: each once, in parallel, and not on and on when the store is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import pytest
from pydantic import SecretStr

from tenantry.secrets.stores.store import Forbidden, Missing, Place, Presence, Unreachable
from tenantry.secrets.survey import PATIENCE, WORKERS, State, identity, survey


class Asked:
    """A store that answers as it is told, and counts."""

    def __init__(self, answer: Callable[[Place], Presence]) -> None:
        self.answer, self.count, self.at_once, self.most = answer, 0, 0, 0
        self._lock = threading.Lock()

    def check(self, place: Place) -> Presence:
        with self._lock:
            self.count += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            return self.answer(place)
        finally:
            with self._lock:
                self.at_once -= 1

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        raise AssertionError("a value was read")


def places(count: int) -> list[Place]:
    return [Place(mount="kv", path=f"p{number}", keys={"PAN_SEC_A": "a", "PAN_SEC_B": "b"}) for number in range(count)]


def slow(place: Place) -> Presence:
    time.sleep(0.01)
    return Presence()


def test_each_place_is_asked_once_and_several_at_a_time() -> None:
    store, told = Asked(slow), []
    answers = survey(store, [*places(60), *places(60)], told=lambda: told.append(1))
    assert (len(answers), store.count, len(told)) == (60, 60, 60)
    assert {answer.state for answer in answers.values()} == {State.PRESENT}
    assert 1 < store.most <= WORKERS


def test_a_store_that_is_gone_is_left_alone() -> None:
    def gone(place: Place) -> Presence:
        raise Unreachable("gone")

    store = Asked(gone)
    answers = survey(store, places(500), told=lambda: None)
    assert {answer.state for answer in answers.values()} == {State.UNREACHABLE}
    assert len(answers) == 500
    assert store.count <= PATIENCE + 2 * WORKERS


def test_every_answer_keeps_its_place() -> None:
    def answer(place: Place) -> Presence:
        errors = {"p0": Missing("none"), "p1": Forbidden("no"), "p2": Unreachable("gone")}
        if place.path in errors:
            raise errors[place.path]
        return Presence(missing=("b",)) if place.path == "p3" else Presence(verified=False)

    wanted = places(5)
    answers = survey(Asked(answer), wanted, told=lambda: None)
    found = [answers[identity(place)] for place in wanted]
    assert [each.state.value for each in found] == ["missing", "forbidden", "unreachable", "missing", "unverified"]
    assert [each.missing for each in found] == [("a", "b"), (), (), ("b",), ()]
    assert [each.message for each in found] == ["none", "no", "gone", "kv/p3 lacks b", None]


def test_a_bug_is_no_answer() -> None:
    def broken(place: Place) -> Presence:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        survey(Asked(broken), places(3), told=lambda: None)
