"""Target: what `tenantry run` and other runtimes read; always rendered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from tenantry.diagnostics import Diagnostic
from tenantry.model.artifact import Artifact
from tenantry.model.declared import Strict
from tenantry.model.view import runtime
from tenantry.targets.target import Target, Work


class Options(Strict):
    """The runtime artifact has no options."""


def _check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    del work, as_of
    yield from ()


def _render(work: Work) -> Iterator[Artifact]:
    for installation in work.installations:
        content = json.dumps(runtime(installation), indent=2, ensure_ascii=False) + "\n"
        path = f"runtime/{installation.id}.json"
        yield Artifact(path=path, content=content.encode(), target=work.target, tenant=installation.id)


TARGET = Target(
    name="runtime",
    title="Runtime artifacts: one JSON file a tenant, with everything that a run needs but the secrets themselves",
    options=Options,
    limits=(),
    check=_check,
    render=_render,
)
