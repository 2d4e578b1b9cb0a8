"""What several states of a repository, or parts of one, have in common is made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final, TypeVar

Made = TypeVar("Made")


class Shared:
    """Results by a name and the very objects that they were made of.

    A plan compiles two states that differ in little, and a state that is compiled in parts has files in each of them.
    Stages ask here first: equal bytes are one document, one document is one model, and a tenant of the same models is
    the same installation. Nothing outlives the states, and a result is handed out again only where every input is the
    same object, so it cannot be stale.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        """With the inputs, as no other object gets the id of one that is kept."""

    def made(self, name: Hashable, inputs: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes of the inputs; it must be a pure function of them and of `name`."""
        key = (name, *map(id, inputs))
        known = self._made.get(key)
        if known is not None:
            return known[1]  # type: ignore[no-any-return]
        result = make()
        self._made[key] = (inputs, result)
        return result

    def held(self) -> Shared:
        """The same for further states of which no more is in common: what they make besides is not kept."""
        return _Held(self._made)


class _Held(Shared):
    def __init__(self, known: Mapping[Hashable, tuple[tuple[object, ...], Any]]) -> None:
        self._known = known

    def made(self, name: Hashable, inputs: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What is known of the inputs, or what `make` makes of them."""
        known = self._known.get((name, *map(id, inputs)))
        return known[1] if known is not None else make()


class Alone(Shared):
    """For one state by itself: nothing is kept, because nothing would be asked for twice."""

    def made(self, name: Hashable, inputs: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes."""
        del name, inputs
        return make()


ALONE: Final = Alone()
