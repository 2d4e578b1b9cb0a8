"""Target: a file of DAGs for each integration, one DAG for each tenant."""

from tenantry.targets.airflow.check import check
from tenantry.targets.airflow.options import Options
from tenantry.targets.airflow.render import render
from tenantry.targets.target import Target, nothing_common, renders_apart

__all__ = ["TARGET"]

TARGET = Target(
    name="airflow",
    title="Airflow DAG files, which start `tenantry run` or the release's image as a pod (Airflow 3.3)",
    options=Options,
    limits=(
        "Fixed times that a clock change skips run late by its length, those that come twice run the second time.",
        "What runs in every hour, but not on every day, runs once in an hour that comes twice, the second time.",
        "`days: both` can be expressed for whole weeks, as in `1-7 * 1` (the first Monday), else it is refused.",
        "A paused tenant has a DAG without schedule, with the tag `paused`; somebody can still start it by hand.",
        "A start missed while Airflow was down, a run took too long or the tenant was paused is made up for, once.",
        "A new DAG waits for its next time, but for a time less than five minutes ago.",
        "With the operator `kubernetes`, credentials kept elsewhere than in Kubernetes are read from the Secret"
        " `<integration>-<tenant>`, whose keys are the variables' names; it is not rendered.",
        "An integration's `limits.concurrency` is not rendered: give its runs a pool.",
    ),
    check=check,
    render=render,
    apart=renders_apart,
    common=nothing_common,
)
