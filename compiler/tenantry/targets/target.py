"""What a target is: an output platform, its options, what it cannot express, and how artifacts for it are made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from tenantry.diagnostics import Diagnostic
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Declared, SettingsFile
from tenantry.model.document import Span
from tenantry.model.form import Form
from tenantry.model.resolved import Installation
from tenantry.targets.names import Names

if TYPE_CHECKING:
    from tenantry.targets.applying import Connect


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a target gets: all installations by id, its own options, and the repository's settings."""

    target: str
    installations: Sequence[Installation]
    options: Any
    settings: Declared[SettingsFile]
    names: Names = field(repr=False)
    around: Work | None = field(default=None, repr=False, compare=False)
    """The same without any installation: all that the content of one tenant's own artifact follows from, but for the
    tenant."""

    _forms: dict[tuple[object, ...], Form] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_integration(self) -> Mapping[str, Sequence[Installation]]:
        """Installations by integration, both sorted."""
        found: dict[str, list[Installation]] = {}
        for installation in self.installations:
            found.setdefault(installation.integration, []).append(installation)
        return found

    def form(self, make: Callable[..., Mapping[str, Any]], *about: Hashable) -> Form:
        """The form with the data that `make` makes of this work and of what it is told besides; made once."""
        known = self._forms.get((make, *about))
        if known is None:
            known = self._forms[make, *about] = Form(make(self, *about))
        return known

    def option(self, *keys: str) -> Span:
        """Where an option of this target stands in tenantry.yaml, or the nearest place above it."""
        return self.settings.document.key("targets", self.target, *keys)


class Apart(IntEnum):
    """How far tenants stand apart in a target: not at all; what `check` says of one follows from it alone; and an
    artifact of several differs just where what is made of one of them does."""

    NO = 0
    CHECKS = 1
    RENDERS = 2


def _never(options: Any) -> Apart:
    del options
    return Apart.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A platform. `check` says what it cannot do as declared, seen from an instant; `render` is pure and holds no date.

    `options` is a strict model in which every field has a default; `limits` says in words what cannot be expressed.
    `apply` is there for platforms that take no files: it connects to one (targets/applying.py). `apart` tells of
    options what may be compiled for single tenants; a target that does not say is compiled as a whole. Where tenants
    stand apart in what is rendered, `common` has the artifacts of more than one integration, by the names of those that
    have tenants: all others of an integration are rendered from its tenants alone.
    """

    name: str
    title: str
    options: type[BaseModel]
    limits: tuple[str, ...]
    check: Callable[[Work, datetime], Iterator[Diagnostic]]
    render: Callable[[Work], Iterator[Artifact]]
    apply: Connect | None = None
    apart: Callable[[Any], Apart] = _never
    common: Callable[[Work, Sequence[str]], Iterator[Artifact]] | None = None


def renders_apart(options: Any) -> Apart:
    """For targets in which one tenant means nothing to another, whatever the options."""
    del options
    return Apart.RENDERS


def nothing_common(work: Work, integrations: Sequence[str]) -> Iterator[Artifact]:
    """For targets in which every artifact is of one integration."""
    del work, integrations
    yield from ()


def checks_apart(options: Any) -> Apart:
    """For targets that lay out the artifacts of all tenants together."""
    del options
    return Apart.CHECKS
