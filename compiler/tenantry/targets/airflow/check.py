"""What Airflow cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.resolved import Installation
from tenantry.targets.airflow.options import Options
from tenantry.targets.airflow.timetable import expressions
from tenantry.targets.cluster.check import VARIABLE_BYTES, is_secret_name
from tenantry.targets.cluster.tenant import metadata_text
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes, not_whole_weeks

ANNOTATIONS_BYTES: Final = (1 << 18) - 4096
"""Most that a pod's annotations may hold together, less what Airflow and we add to the metadata
(https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/)."""
POD_BYTES: Final = 1_000_000
"""Most that a pod's variables may hold: an object is 1.5 MiB at most in etcd, its head included."""


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Every tenant that cannot be rendered as it is declared, and clock changes that the timetable does not keep."""
    options: Options = work.options
    kubernetes = options.operator == "kubernetes"
    if kubernetes and work.settings.model.secrets.store == "env":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message="pods cannot read secrets of the store `env`, which is for development",
            span=work.option("operator"),
            help="set `secrets.store` to vault, aws-secrets-manager or kubernetes, or the option `operator` to bash",
        )
    for installation in work.installations:
        if expressions(installation.schedule.meaning) is None:
            yield not_whole_weeks(installation, "airflow")
        else:
            yield from clock_changes(installation, "airflow", "airflow", as_of=as_of)
        if kubernetes:
            yield from _pod(work, installation)


def _pod(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: Options = work.options
    if installation.release.image is None and options.image is None:
        yield Diagnostic(
            code=codes.MISSING_OPTION,
            message=f"release {installation.release.version} has no image that Kubernetes could run",
            span=work.option("operator"),
            help="write `image` with its digest in release.yaml, or set the option `image` of target airflow",
            tenants=(installation.id,),
        )
    for message in _too_large(installation):
        yield Diagnostic(
            code=codes.ARTIFACT_TOO_LARGE,
            message=message,
            span=installation.origins["id"][0].span,
            help="keep large values elsewhere and refer to them",
            tenants=(installation.id,),
        )
    for name, entry in installation.connections.items():
        if work.settings.model.secrets.store == "kubernetes" and not is_secret_name(entry.path):
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"the path of connector '{name}' is no name of a Kubernetes Secret",
                span=installation.origins[f"connections.{name}"][0].span,
                help='set `secrets.path` to a name, as in "{integration}-{tenant}-{connector}"',
                tenants=(installation.id,),
            )


def _too_large(installation: Installation) -> Iterator[str]:
    sizes = {name: len(f"{name}={value}".encode()) for name, value in installation.env.items()}
    for name, size in sizes.items():
        if size > VARIABLE_BYTES:
            yield f"variable {name} is longer than the 128 KiB that a program can be started with"
    if sum(sizes.values()) > POD_BYTES:
        yield "the configs of this tenant do not fit into a pod, which holds about 1 MB"
    if len(metadata_text(installation).encode()) > ANNOTATIONS_BYTES:
        yield "the metadata of this tenant do not fit into a pod's annotations, which hold 256 KiB"
