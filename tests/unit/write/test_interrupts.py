"""What ends a run waits until it can end cleanly, and then does what it would have done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from support_write import PROVENANCE, artifacts, tree
from tenantry.write import tree as tree_module
from tenantry.write import write
from tenantry.write.interrupts import ENDING, held

Step = Callable[..., object]


@pytest.fixture
def obeyed() -> Iterator[list[int]]:
    """Signals as they reach the program; SIGINT is still KeyboardInterrupt."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if number == signal.SIGINT:
            signal.default_int_handler(number, frame)

    before = {each: signal.signal(each, note) for each in ENDING}
    yield came
    for each, handler in before.items():
        signal.signal(each, handler)


class Finalized:
    """Lets no exception through: Python says that it was ignored, and goes on."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_a_signal_that_gets_lost_on_its_way_ends_the_run_at_the_next_place(
    obeyed: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    reached = []
    with held() as stop, stop.anywhere():
        Finalized()
        reached.append("after")
        stop()
        reached.append("too far")
    assert (reached, obeyed, capsys.readouterr().err) == (["after"], [signal.SIGTERM], "")


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_waits_for_a_place_to_stop_and_is_sent_again(obeyed: list[int], number: int) -> None:
    reached = []
    with pytest.raises(KeyboardInterrupt) if number == signal.SIGINT else held(), held() as stop:
        signal.raise_signal(number)
        reached.append(list(obeyed))
        stop()
        reached.append([])
    assert (reached, obeyed) == ([[]], [number])


def test_without_a_signal_everything_is_as_it_was(obeyed: list[int]) -> None:
    before = [signal.getsignal(each) for each in ENDING]
    with held() as stop:
        stop()
    assert [signal.getsignal(each) for each in ENDING] == before
    assert obeyed == []


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with held() as stop:
            signal.raise_signal(signal.SIGHUP)
            stop()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_error_passes_and_comes_before_the_signal(obeyed: list[int]) -> None:
    def broken() -> None:
        with held():
            signal.raise_signal(signal.SIGTERM)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    assert obeyed == [signal.SIGTERM]


def test_another_thread_can_write_too(tmp_path: Path) -> None:
    thread = threading.Thread(target=write, args=(artifacts(), PROVENANCE, tmp_path / "build"))
    thread.start()
    thread.join()
    assert sorted(os.listdir(tmp_path / "build")) == ["manifest.json", "target"]


def interrupting(step: Step, *, after: bool) -> Step:
    """A step with Ctrl-C just before or after it."""

    def interrupted(*given: object, **named: object) -> object:
        if not after:
            signal.raise_signal(signal.SIGINT)
        result = step(*given, **named)
        if after:
            signal.raise_signal(signal.SIGINT)
        return result

    return interrupted


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["sweep", "fill", "settle", "exchange", "settle_name", "discard"])
def test_an_interrupt_at_any_step_leaves_one_whole_tree_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
) -> None:
    out = tmp_path / "build"
    write(artifacts(), PROVENANCE, out)
    old = tree(out)
    write(artifacts(b"two\n"), PROVENANCE, tmp_path / "other" / "build")
    new = tree(tmp_path / "other" / "build")
    monkeypatch.setattr(tree_module, step, interrupting(getattr(tree_module, step), after=after))
    with pytest.raises(KeyboardInterrupt):
        write(artifacts(b"two\n"), PROVENANCE, out)
    assert tree(out) == (old if step in ("sweep", "fill", "settle") else new)
    assert sorted(os.listdir(tmp_path)) == ["build", "other"]


def test_folders_that_were_made_for_the_tree_go_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "settle", interrupting(tree_module.settle, after=True))
    (tmp_path / "mine").mkdir()
    with pytest.raises(KeyboardInterrupt):
        write(artifacts(), PROVENANCE, tmp_path / "mine" / "deep" / "deeper" / "build")
    assert [list(folders) for _, folders, _ in os.walk(tmp_path)] == [["mine"], []]
