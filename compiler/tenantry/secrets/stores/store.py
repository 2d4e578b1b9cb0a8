"""What a store of credentials is: it says what is there without reading it, and reads what one run needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import SecretStr

from tenantry.errors import ExternalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One path of a store, and what is wanted there: `keys` maps names of PAN_SEC_ variables to keys at the path."""

    mount: str
    path: str
    keys: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The place in words."""
        return f"{self.mount}/{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What is known of a path that is there: keys that it lacks, sorted. `verified` is False where the store cannot
    name keys without handing out the values."""

    missing: tuple[str, ...] = ()
    verified: bool = True


class Missing(Exception):
    """A path or key is not there, or holds no text: exit code 1. The message begins with what it is about."""


class Forbidden(ExternalError):
    """The store refuses whoever asks: exit code 6."""


class Unreachable(ExternalError):
    """The store does not answer, or not as a store does: exit code 6."""


class Store(Protocol):
    """An open store; both methods may be called from several threads at once."""

    def check(self, place: Place) -> Presence:
        """What of a place is there, without reading a value. Raises Missing, Forbidden, Unreachable."""

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        """The values of a place by variable. Raises Missing, Forbidden, Unreachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What opens a store: the address in tenantry.yaml, the environment of the command (credentials are in it), and
    the namespace of Kubernetes objects."""

    environ: Mapping[str, str] = field(repr=False)
    address: str | None = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreKind:
    """A kind of store, as `secrets.store` names it. `command` gives people the command
    that fills these keys of a place.

    `open` raises UsageError where it cannot know what to open, Forbidden and Unreachable where the store says no.
    """

    name: str
    title: str
    open: Callable[[Access], AbstractContextManager[Store]]
    command: Callable[[Place, Sequence[str]], str]


def lacking(place: Place, there: Iterable[str]) -> tuple[str, ...]:
    """The keys that a place lacks of what is wanted."""
    return tuple(sorted(set(place.keys.values()) - set(there)))


def chosen(place: Place, found: Mapping[str, object]) -> dict[str, SecretStr]:
    """The wanted values of what stands at a place; Missing where one is not there, or cannot be a variable's value."""
    missing = lacking(place, found)
    if missing:
        raise Missing(f"{place.shown} lacks {', '.join(missing)}")
    return {variable: _text(place, key, found[key]) for variable, key in place.keys.items()}


def _text(place: Place, key: str, value: object) -> SecretStr:
    """An empty value is as good as none, and no variable can hold NUL."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise Missing(f"{place.shown} has no usable text under {key}: it must be text, not empty, without NUL")
    return SecretStr(value)
