"""Outside signals: how runs of the new release went, as a file of results tells. Never code, only counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from tenantry.errors import UsageError
from tenantry.model.document import Span
from tenantry.model.outputs.runs import RunResult, RunResults
from tenantry.rollouts.opening import Gate
from tenantry.rollouts.progress import Progress

LARGEST = 64 << 20
"""Bytes of a file of results: a hundred thousand tenants on a few releases each."""
_HELP = "write it with `tenantry runs --results FILE`; schemas/outputs/run-results.schema.json describes it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Results, and the share of runs (0 to 1) that may have failed."""

    results: Sequence[RunResult]
    limit: float


def read_results(path: str, content: bytes) -> Sequence[RunResult]:
    """The results of a file. UsageError where it holds anything else."""
    if len(content) > LARGEST:
        raise UsageError(f"{path} is larger than 64 MiB", _HELP)
    try:
        return RunResults.model_validate(json.loads(content)).results
    except (ValueError, RecursionError) as refused:
        first = refused.errors()[0] if isinstance(refused, ValidationError) else None
        where = ".".join(map(str, first["loc"])) + ": " + first["msg"] if first else "it is no JSON"
        raise UsageError(f"{path} holds no results: {where}", _HELP) from None


def signal_gate(found: Progress, signal: Signal) -> Gate:
    """Whether runs of the new release, by tenants that the rollout has reached, fail too often. Without a single run
    nothing is known, and the gate is closed once a wave was let through."""
    release = found.rollout.model.to
    reached = {name for each in found.waves if each.reached for name in each.tenants}
    told = [each for each in signal.results if each.release == release and each.tenant in reached]
    runs, failed = sum(each.runs for each in told), sum(each.failed for each in told)
    place = found.rollout.document.at("reached") if reached else Span(found.rollout.document.path)
    if not reached:
        return Gate(name="results", open=True, says="no tenant has been reached yet", place=place)
    if not runs:
        return Gate(name="results", open=False, says=f"no run of {release} by {len(reached)} tenants", place=place)
    share = failed / runs
    says = f"{failed} of {runs} runs of {release} failed, {share:.1%}; {signal.limit:.1%} may"
    return Gate(name="results", open=share <= signal.limit, says=says, place=place)
