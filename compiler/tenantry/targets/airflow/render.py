"""The artifacts of the target airflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.airflow.options import Options
from tenantry.targets.airflow.pod import base, own
from tenantry.targets.airflow.timetable import expressions
from tenantry.targets.python_text import python_literal
from tenantry.targets.target import Work

if TYPE_CHECKING:
    from jinja2 import Template

NAME_LIMIT: Final = 200
"""A DAG's id is at most 250 characters (https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html);
ours have 127 at most."""

SECRET_LIMIT: Final = 52
"""As target kubernetes names the Secret that it has External Secrets make."""


def render(work: Work) -> Iterator[Artifact]:
    """A file for each integration."""
    for integration, installations in work.by_integration.items():
        content = _program(work, integration, installations).encode("ascii")
        yield Artifact(path=f"airflow/dags/{integration}.py", content=content, target=work.target, tenant=None)


def _program(work: Work, integration: str, installations: Sequence[Installation]) -> str:
    options: Options = work.options
    task = {
        "retries": options.retries,
        "retry_delay_seconds": options.retry_delay,
        "pool": options.pool,
        "queue": options.queue,
    }
    text: str = _template().render(
        operator=options.operator,
        integration=integration,
        tags=list(options.tags),
        task=task,
        pod=base(work),
        command=f"{options.command} {{}} --build {options.build} --state {options.state}",
        tenants={work.names.of(each, limit=NAME_LIMIT): _tenant(work, each) for each in installations},
    )
    return text


def _tenant(work: Work, installation: Installation) -> dict[str, Any]:
    options: Options = work.options
    schedule = installation.schedule
    tenant: dict[str, Any] = {
        "tenant": installation.id,
        "release": installation.release.version,
        "schedule": schedule.source,
        "cron": expressions(schedule.meaning) or [],
        "timezone": schedule.timezone,
        "paused": schedule.paused,
        "timeout_seconds": installation.timeout_seconds,
    }
    if options.operator == "kubernetes":
        tenant["pod"] = own(work, installation, work.names.of(installation, limit=SECRET_LIMIT))
    return tenant


@lru_cache(maxsize=1)
def _template() -> Template:
    """The program. Every value that is put into it becomes a literal, so that none can become code."""
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=python_literal,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.from_string(files(__package__).joinpath("dags.py.j2").read_text(encoding="utf-8"))
