"""Compiles a part of a repository: some tenants with all that they are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tenantry.declare.layout import Kind, place
from tenantry.incremental.reach import Reach
from tenantry.incremental.state import State
from tenantry.ledger import below
from tenantry.model.compiled import Compiled
from tenantry.model.purpose import Purpose
from tenantry.model.snapshot import Snapshot
from tenantry.pipeline import compile_for

_COMMON: Final = ("tenantry.yaml", "tenants/_defaults.yaml")


def compile_part(
    state: State,
    reach: Reach,
    *,
    integrations: frozenset[str],
    purpose: Purpose,
) -> Compiled:
    """The tenants of the reach that the state has, each compiled as in the whole: with the files of their integrations,
    the defaults above them, and what belongs to all. `integrations` are all that there are."""
    files = dict(state.read(files_of(state, reach)))
    others = [f"integrations/{name}/integration.yaml" for name in sorted(integrations - reach.keys())]
    someone = next((path for path in reversed(state.ids.paths) if _is_tenant(path)), None)
    beside = [*others, *([someone] if someone is not None and someone not in files else [])]
    snapshot = Snapshot(files=files, beside=beside)
    return compile_for(purpose, snapshot, as_of=state.as_of)


def files_of(state: State, reach: Reach) -> list[str]:
    """The files that the tenants of the reach are made of, sorted."""
    paths = state.ids.paths
    return sorted({*_common(paths, state), *_needed(paths, state, reach)})


def _common(paths: Sequence[str], state: State) -> Iterator[str]:
    yield from (path for path in _COMMON if path in state.ids)
    yield from (path for path in below(paths, "overrides") if path.endswith(".yaml"))


def _needed(paths: Sequence[str], state: State, reach: Reach) -> Iterator[str]:
    for name, wanted in reach.items():
        yield from (path for path in below(paths, f"integrations/{name}") if path.lower().endswith((".yaml", ".yml")))
        yield from (path for path in {*wanted, *_layers(name, wanted)} if path in state.ids)


def _is_tenant(path: str) -> bool:
    at = place(path)
    return at is not None and at.kind is Kind.TENANT


def _layers(integration: str, paths: Collection[str]) -> set[str]:
    """The files of defaults that these may inherit from below an integration's folder; also above those that are gone,
    as a plan asks whether what they inherited is still there."""
    folders = {path.rpartition("/")[0] for path in paths} | {f"tenants/{integration}"}
    depths = ((folder.split("/"), depth) for folder in folders for depth in range(2, folder.count("/") + 2))
    return {"/".join([*names[:depth], "_defaults.yaml"]) for names, depth in depths}
