"""Releases and who runs them, for `release list`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.declared import Declarations, Release, Status
from tenantry.model.declared.base import instant
from tenantry.model.outputs.release import ListedRelease, ListedReleases, ReleaseList, Straggler
from tenantry.model.resolved import Installation
from tenantry.report.escape import json_text, terminal

_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is to be listed: the integrations named, and tenants with more than `behind` newer releases (None: none)."""

    installations: Sequence[Installation]
    declarations: Declarations
    names: Sequence[str]
    behind: int | None


_COLORS: Final = {"available": "green", "deprecated": "yellow", "yanked": "red"}


def _listed(listing: Listing, name: str) -> ListedReleases:
    releases = listing.declarations.releases.get(name, {})
    newest = sorted(releases, key=lambda version: (instant(releases[version].file.model.built_at), version))[::-1]
    usable = [version for version in newest if releases[version].file.model.status is not Status.YANKED]
    declared = listing.declarations.integrations[name].model.channels
    pointers = {**declared, **({"latest": usable[0]} if usable else {})}
    here = [each for each in listing.installations if each.integration == name]
    return ListedReleases(
        integration=name,
        releases=[_entry(version, releases[version], pointers, here) for version in newest],
        behind=list(_stragglers(here, newest, frozenset(usable), listing.behind)),
    )


def _stragglers(
    here: Sequence[Installation], newest: Sequence[str], usable: frozenset[str], behind: int | None
) -> Iterator[Straggler]:
    for each in here if behind is not None else ():
        newer = sum(version in usable for version in newest[: newest.index(each.release.version)])
        if behind is not None and newer > behind:
            yield Straggler(tenant=each.id, release=each.release.version, newer=newer)


def _entry(version: str, release: Release, pointers: Mapping[str, str], here: Sequence[Installation]) -> ListedRelease:
    file = release.file.model
    on_it = [each for each in here if each.release.version == version]
    return ListedRelease(
        version=version,
        built_at=file.built_at,
        commit=file.commit,
        status=file.status.value,
        reason=file.reason,
        end_of_life=file.end_of_life,
        channels=sorted(channel for channel, target in pointers.items() if target == version),
        tenants=[each.id for each in on_it],
        pinned=[each.id for each in on_it if each.release.pin],
    )


def _all(listing: Listing) -> ReleaseList:
    return ReleaseList(version=1, integrations=[_listed(listing, name) for name in listing.names])


def _json(listing: Listing, *, color: bool = False, verbose: bool = False) -> str:
    del color, verbose
    return json_text(_all(listing).model_dump(by_alias=True))


def _text(listing: Listing, *, color: bool = False, verbose: bool = False) -> str:
    def style(text: str, **how: bool | str) -> str:
        return click.style(text, **how) if color else text  # type: ignore[arg-type]

    parts = []
    for each in _all(listing).integrations:
        width = max((len(release.version) for release in each.releases), default=0)
        lines = [style(terminal(each.integration), bold=True)]
        for release in each.releases:
            head = f"{release.version.ljust(width)}  {release.built_at[:10]}"
            status = style(release.status.ljust(10), fg=_COLORS[release.status])
            lines.append(f"  {terminal(head)}  {status}  {terminal(_who(release, verbose=verbose))}")
            lines += [f"  {' ' * width}  {terminal(note)}" for note in _notes(release)]
        lines += [f"  behind: {terminal(_behind(straggler))}" for straggler in each.behind]
        parts.append("".join(f"{line.rstrip()}\n" for line in lines))
    return "\n".join(parts)


def _behind(straggler: Straggler) -> str:
    many = "release" if straggler.newer == 1 else "releases"
    return f"{straggler.tenant} runs {straggler.release}, {straggler.newer} {many} ago"


def _who(release: ListedRelease, *, verbose: bool) -> str:
    number = len(release.tenants)
    shown = release.tenants if verbose else release.tenants[:_NAMED]
    names = [f"{name.partition('/')[2]}{' (pinned)' if name in release.pinned else ''}" for name in shown]
    more = f" and {number - len(shown)} more" if number > len(shown) else ""
    channels = f"[{', '.join(release.channels)}] " if release.channels else ""
    tenants = f"{number} {'tenant' if number == 1 else 'tenants'}"
    return f"{channels}{tenants}{': ' if names else ''}{', '.join(names)}{more}"


def _notes(release: ListedRelease) -> Iterator[str]:
    if release.reason is not None:
        yield release.reason
    if release.end_of_life is not None:
        yield f"supported until {release.end_of_life}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
