"""Target: what `tenantry run` and other runtimes read; always rendered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from tenantry.diagnostics import Diagnostic
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.model.resolved import Installation
from tenantry.model.view import runtime
from tenantry.targets.json_text import json_file
from tenantry.targets.target import Target, Work, nothing_common, renders_apart


class Options(Strict):
    """The runtime artifact has no options."""


def _check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    del work, as_of
    yield from ()


def _content(installation: Installation) -> bytes:
    return json_file(runtime(installation))


def _render(work: Work) -> Iterator[Artifact]:
    for installation in work.installations:
        path = f"runtime/{installation.id}.json"
        yield Artifact(path=path, content=partial(_content, installation), target=work.target, tenant=installation.id)


TARGET = Target(
    name="runtime",
    title="Runtime artifacts: one JSON file a tenant, with everything that a run needs but the secrets themselves",
    options=Options,
    limits=(),
    check=_check,
    render=_render,
    apart=renders_apart,
    common=nothing_common,
)
