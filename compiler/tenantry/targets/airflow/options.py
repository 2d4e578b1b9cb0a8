"""Options of the target airflow."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tenantry.model.declared import Image, Strict
from tenantry.model.declared.base import Seconds, Text, problem
from tenantry.targets.cluster.options import ObjectName, Resources
from tenantry.targets.runner import Command, HostPath


def _name(text: str) -> str:
    """As Airflow takes pools and queues; no template may stand there."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,250}", text):
        raise problem("is not a name of Airflow", "letters, digits, . _ and - only")
    return text


def _tag(text: str) -> str:
    if len(text) > 100 or not text.isprintable():
        raise problem("is not a tag", "printable text of at most 100 characters")
    return text


AirflowName = Annotated[str, AfterValidator(_name)]


class Options(Strict):
    """How DAGs are rendered, and what their one task runs."""

    operator: Literal["bash", "kubernetes"] = Field(
        default="bash",
        description="bash: BashOperator starts `tenantry run` on the worker; kubernetes: KubernetesPodOperator starts"
        " the release's image. Default: bash.",
    )
    command: Command = Field(
        default="tenantry run",
        description="What starts a tenant (bash); its id, --build and --state follow. Default: tenantry run.",
    )
    build: HostPath = Field(
        default="/etc/tenantry/build",
        description="Where the build tree stands on workers (bash). Default: /etc/tenantry/build.",
    )
    state: HostPath = Field(
        default="/var/lib/tenantry",
        description="Where runs keep their state on workers (bash). Default: /var/lib/tenantry.",
    )
    retries: int = Field(default=0, ge=0, le=100, description="How often a failed run is tried again. Default: 0.")
    retry_delay: Seconds = Field(
        default="5m", validate_default=True, description="How long to wait before that. Default: 5m."
    )
    pool: AirflowName = Field(
        default="default_pool", description="The pool whose slots runs take. Default: default_pool."
    )
    queue: AirflowName | None = Field(default=None, description="The queue of the workers. Default: Airflow's own.")
    tags: list[Annotated[Text, AfterValidator(_tag)]] = Field(
        default=[], description="Tags beside `tenantry`, the integration's name, and `paused` where it is."
    )
    namespace: ObjectName | None = Field(
        default=None, description="Namespace of the pods (kubernetes). Default: that of Airflow's connection."
    )
    image: Image | None = Field(
        default=None, description="Image of releases that have none of their own, by digest (kubernetes)."
    )
    service_account: ObjectName | None = Field(default=None, description="Service account of the pods (kubernetes).")
    image_pull_secrets: list[ObjectName] = Field(
        default=[], description="Secrets that images are pulled with (kubernetes)."
    )
    resources: Resources = Field(
        default=Resources(), description="What a run asks for and may take at most (kubernetes)."
    )
