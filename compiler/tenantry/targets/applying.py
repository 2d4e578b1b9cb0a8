"""What `tenantry apply` asks of a target: what is on the platform, and how it becomes what is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import BaseModel

from tenantry.model.artifact import Artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to apply, and as whom: `owner` is the name of the repository. What is None is left to the environment,
    then to the options of the target. `environment` holds what only the command line may read."""

    owner: str
    address: str | None = None
    namespace: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be done to one object of the platform, called `name` there.

    `fields` differ from what is declared; `drift` says that they were changed on the platform by hand, `note` what was
    noted there then.
    """

    action: Literal["create", "update", "remove"]
    tenant: str
    name: str
    fields: tuple[str, ...] = ()
    drift: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is there: how many objects this repository owns, the changes that are due, and the names that are declared
    but taken by an object of somebody else, with its owner where it says so."""

    owned: int
    unchanged: int
    changes: Sequence[Change]
    foreign: Mapping[str, str | None]


class Platform(Protocol):
    """A platform that is connected to. Failures are `ExternalError`s."""

    address: str
    namespace: str

    def survey(self) -> Survey:
        """Looks, and writes nothing."""

    def carry_out(self, changes: Sequence[Change], done: Callable[[Change], None]) -> None:
        """Makes the changes; `done` is told of each. Stopped at any moment, the next `survey` finds the rest."""


Connect = Callable[[Sequence[Artifact], BaseModel, Place], AbstractContextManager[Platform]]
"""Connects to the platform, with the artifacts that the target has rendered and its options."""
