"""Changed files → the tenants that they may mean something to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tenantry.declare.layout import Kind, Place, place
from tenantry.ledger import account_of, below
from tenantry.model.declared.base import is_name
from tenantry.model.ids import Ids

Reach = Mapping[str, frozenset[str]]
"""The files of tenants and defaults to look at again, by integration, whose own files are looked at again with them;
under COMMON those that belong to all, where they are others."""

COMMON: Final = ""

_FOR_ALL: Final = Place(kind=Kind.LAYER)
"""What every tenant inherits."""
_OWN: Final = (Kind.INTEGRATION, Kind.RELEASE, Kind.MANIFEST, Kind.ROLLOUT)


def reached(ids: Ids, changed: Mapping[str, str | None]) -> Reach | None:
    """What the files of a state with these ids reach that have another id now (None: they are gone). None where that is
    everything, or where they are no files that the layout knows."""
    paths = ids.paths
    found: dict[str, set[str]] = {}
    for path, now in changed.items():
        if path.endswith(".json"):
            continue
        at = place(path)
        if at is None or not _known(at) or (at.kind in _OWN and not _stays(ids, path, now)):
            return None
        found.setdefault(at.integration, set())
        for each in _files(paths, path, at):
            found.setdefault(account_of(each), set()).add(each)
    new = any(now is not None and path not in ids for path, now in changed.items())
    if new and any(_twins(paths, name, reach, changed) for name, reach in found.items()):
        return None
    return {name: frozenset(reach) for name, reach in found.items()}


def _known(at: Place) -> bool:
    """Whether a file belongs to one integration, and all names in its path may be names; or to all, and yet not
    everything follows from it."""
    if at.kind is Kind.OVERRIDE or at == _FOR_ALL:
        return True
    tenant = at.name if at.kind is Kind.TENANT else at.integration
    return all(map(is_name, (at.integration, tenant, *at.groups)))


def _files(paths: Sequence[str], path: str, at: Place) -> Iterable[str]:
    if at.kind in _OWN:
        return _tenants(below(paths, f"tenants/{at.integration}"))
    if at.kind is Kind.LAYER:
        return [path, *_tenants(below(paths, path.rpartition("/")[0]))]
    return [path]


def _stays(ids: Ids, path: str, now: str | None) -> bool:
    """Whether there are the same integrations and the same files of them as before, whatever is in them."""
    return now is not None and path in ids


def _tenants(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if (at := place(path)) is not None and at.kind is Kind.TENANT)


def _twins(paths: Sequence[str], integration: str, reach: Iterable[str], changed: Mapping[str, str | None]) -> bool:
    """Whether a new file has the name of another tenant: that is an error, and nobody's own."""
    there = _tenants(below(paths, f"tenants/{integration}"))
    files = {path for path in there if changed.get(path, "") is not None}
    files |= {path for path in reach if changed.get(path) is not None}
    return len({path.rpartition("/")[2] for path in files}) < len(files)
