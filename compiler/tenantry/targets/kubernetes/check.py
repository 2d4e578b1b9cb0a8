"""What Kubernetes cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.schedule import DayRule
from tenantry.targets.kubernetes.options import Options
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes

CONFIG_MAP_BYTES: Final = 1 << 20
"""Most that a ConfigMap may hold (https://kubernetes.io/docs/concepts/configuration/configmap/)."""


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Every tenant that cannot be rendered as it is declared, and clock changes that the engine does not keep."""
    if work.settings.model.secrets.store == "env":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message="target kubernetes cannot read secrets of the store `env`, which is for development",
            span=work.option(),
            help="set `secrets.store` to vault, aws-secrets-manager or kubernetes, or remove the target",
        )
    for installation in work.installations:
        yield from _tenant(work, installation)
        yield from clock_changes(installation, "robfig", "kubernetes", as_of=as_of)


def _tenant(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: Options = work.options
    origins = installation.origins
    if installation.release.image is None and options.image is None:
        yield Diagnostic(
            code=codes.MISSING_OPTION,
            message=f"release {installation.release.version} has no image that Kubernetes could run",
            span=work.option(),
            help="write `image` with its digest in release.yaml, or set the option `image` of target kubernetes",
            tenants=(installation.id,),
        )
    if installation.schedule.meaning.day_rule is DayRule.BOTH:
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message="target kubernetes cannot express `days: both`: its cron fires on either day",
            span=origins["schedule"][0].span,
            help="restrict one of the day fields, or choose a target that can",
            tenants=(installation.id,),
        )
    size = sum(len(name) + len(value.encode()) for name, value in installation.env.items())
    if size > CONFIG_MAP_BYTES * 9 // 10:
        yield Diagnostic(
            code=codes.ARTIFACT_TOO_LARGE,
            message="the configs of this tenant do not fit into a ConfigMap, which holds at most 1 MiB",
            span=origins["id"][0].span,
            help="keep large values elsewhere and refer to them",
            tenants=(installation.id,),
        )
    yield from _secrets(work, installation)


def _secrets(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: Options = work.options
    settings = work.settings.model.secrets
    for name, entry in installation.connections.items():
        span = installation.origins[f"connections.{name}"][0].span
        if settings.store == "kubernetes" and "/" in entry.path:
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"the path of connector '{name}' is no name of a Kubernetes Secret",
                span=span,
                help='set `secrets.path` to a name, as in "{integration}-{tenant}-{connector}"',
                tenants=(installation.id,),
            )
        elif settings.store != "kubernetes" and entry.mount not in (settings.mount, *options.secret_stores):
            yield Diagnostic(
                code=codes.MISSING_OPTION,
                message=f"connector '{name}' is kept at mount '{entry.mount}', for which no store is known",
                span=span,
                help=f"add {{{entry.mount}: <store>}} to the option `secret_stores` of target kubernetes",
                tenants=(installation.id,),
            )
