"""Targets of other packages, by entry points of the group `tenantry.targets` (docs/targets.md). They run with the
compiler's own rights; what they get wrong is told as theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.errors import UsageError
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.targets.target import Target, Work

GROUP: Final = "tenantry.targets"
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_PART: Final = re.compile(r"(?!\.+$)[^/\\\x00-\x1f\x7f]+")


def installed(own: Collection[str]) -> list[Target]:
    """Targets of the packages that are installed, by name; `own` are the names that are taken. UsageError where a
    package brings what is no target, or a name that is taken."""
    brought: dict[str, str] = {}
    found: list[Target] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        package = _package(point)
        if point.name in own:
            raise _Broken(point.name, package, "has the name of one that tenantry brings itself")
        if point.name in brought:
            raise UsageError(
                f"{brought[point.name]} and {package} both bring a target '{point.name}'", "uninstall one of them"
            )
        brought[point.name] = package
        found.append(_loaded(point, package))
    return found


class _Broken(UsageError):
    """A target that cannot be used, by its package."""

    def __init__(self, name: str, package: str, message: str) -> None:
        super().__init__(f"target '{name}' of {package} {message}", f"update or uninstall {package}")


def _package(point: EntryPoint) -> str:
    return "an unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def _loaded(point: EntryPoint, package: str) -> Target:
    try:
        target = point.load()
    except Exception as error:
        raise _Broken(point.name, package, f"cannot be loaded: {_said(error)}") from error
    if not isinstance(target, Target):
        raise _Broken(point.name, package, f"is no Target: {point.value} is of type {type(target).__name__}")
    if target.name != point.name or not _NAME.fullmatch(target.name):
        raise _Broken(point.name, package, f"calls itself '{target.name}'; both are one name of letters and hyphens")
    if not (isinstance(target.options, type) and issubclass(target.options, Strict)):
        raise _Broken(point.name, package, "has options that are no tenantry.model.declared.Strict")
    try:
        target.options()
    except ValueError as error:
        raise _Broken(point.name, package, "has an option without a default") from error
    guarded = _Guarded(target=target, package=package)
    return replace(target, check=guarded.check, render=guarded.render, common=None)


def _said(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}{': ' + lines[0] if lines else ''}"


def _read(artifacts: Iterable[Any]) -> list[Any]:
    """All of them, with contents made while failures still name their package."""
    found = list(artifacts)
    for each in found:
        getattr(each, "content", None)
    return found


def _served(artifact: Artifact) -> Iterator[str | None]:
    """The tenants that an artifact and its parts name."""
    yield artifact.tenant
    yield from (part.tenant for part in artifact.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guarded:
    """A target whose failures name its package, and which renders below a folder of its name alone."""

    target: Target
    package: str

    def check(self, work: Work, as_of: datetime) -> Iterator[Diagnostic]:
        """What it says, as long as these are diagnostics."""
        for problem in self._noting(lambda: list(self.target.check(work, as_of))):
            if not isinstance(problem, Diagnostic):
                raise self._broken(f"says a {type(problem).__name__} where a Diagnostic belongs")
            if problem.code not in codes.CODES:
                raise self._broken(f"says {problem.code.id}, which is no code of tenantry")
            yield problem

    def render(self, work: Work) -> Iterator[Artifact]:
        """What it renders, as long as these are artifacts of its own."""
        tenants = {None, *(installation.id for installation in work.installations)}
        for artifact in self._noting(lambda: _read(self.target.render(work))):
            if not (isinstance(artifact, Artifact) and isinstance(artifact.content, bytes)):
                raise self._broken("renders what is no Artifact of bytes")
            if artifact.target != self.target.name or not tenants.issuperset(_served(artifact)):
                raise self._broken(f"renders {artifact.path} for another target or an unknown tenant")
            folder, *parts = artifact.path.split("/")
            if folder != self.target.name or not parts or not all(_PART.fullmatch(part) for part in parts):
                raise self._broken(f"renders {artifact.path!r}, which is no path below {self.target.name}/")
            yield artifact

    def _noting(self, asked: Callable[[], list[Any]]) -> list[Any]:
        try:
            return asked()
        except UsageError:
            raise
        except Exception as error:
            raise self._broken(f"failed: {_said(error)}") from error

    def _broken(self, message: str) -> UsageError:
        return _Broken(self.target.name, self.package, message)
