"""Runs inside Airflow's own environment: what its parser, timetables, operators and scheduler make of DAG files.

Reads one JSON object from stdin and writes one to stdout. `bags` are folders by name, for the DagBag; `fires` are
(expressions, zone, start, end), for the timetable; `first` are minutes; `zones` are names; `run` is a DAG of the
configured folder to run for real.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta

import pendulum
from airflow.dag_processing.dagbag import DagBag
from airflow.models.dag import DagModel
from airflow.sdk import CronTriggerTimetable, MultipleCronTriggerTimetable
from airflow.serialization.encoders import coerce_to_core_timetable
from airflow.serialization.serialized_objects import DagSerialization
from airflow.settings import Session
from airflow.timetables.base import DataInterval, TimeRestriction
from airflow.utils.db import initdb
from kubernetes.client import ApiClient


def bag(folder):
    """What the DagBag finds in a folder."""
    found = DagBag(folder)
    return {"errors": found.import_errors, "dags": {name: described(dag) for name, dag in found.dags.items()}}


def described(dag):
    """A DAG as the scheduler keeps it, and its task once its templates are rendered."""
    kept = DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dag))))
    (task,) = dag.tasks
    task.render_template_fields({"params": {}, "ti": None})
    return {
        "schedule": kept.timetable.summary,
        "tags": sorted(kept.tags),
        "description": kept.description,
        "catchup": kept.catchup,
        "max_active_runs": kept.max_active_runs,
        "paused": kept.is_paused_upon_creation,
        "operator": task.task_type,
        "timeout": task.execution_timeout.total_seconds(),
        "retries": [task.retries, task.retry_delay.total_seconds()],
        "pool": task.pool,
        "queue": task.queue,
        "command": getattr(task, "bash_command", None),
        "pod": pod(task),
    }


def pod(task):
    """The pod that the operator would ask Kubernetes for."""
    if task.task_type != "KubernetesPodOperator":
        return None
    return ApiClient().sanitize_for_serialization(task.build_pod_request_obj(dry_run=True))


def timetable(crons, zone):
    """The scheduler's timetable for what a DAG file declares."""
    kind = CronTriggerTimetable if len(crons) == 1 else MultipleCronTriggerTimetable
    return coerce_to_core_timetable(kind(*crons, timezone=zone, run_immediately=timedelta(minutes=5)))


def fires(crons, zone, start, end):
    """The fires from a start up to an end, each asked for from the one before."""
    found, table, last = [], timetable(crons, zone), None
    low, high = (pendulum.instance(datetime.fromisoformat(text)) for text in (start, end))
    while True:
        info = table.next_dagrun_info(
            last_automated_data_interval=last, restriction=TimeRestriction(low, None, catchup=True)
        )
        if info.logical_date >= high:
            return found
        found.append(info.logical_date.strftime("%Y-%m-%dT%H:%MZ"))
        last = DataInterval.exact(info.logical_date)


def first(minutes):
    """Minutes from now to the first run of a DAG that has none, where an hourly time was that many minutes ago."""
    now = pendulum.now("UTC")
    info = timetable([f"{(now.minute - minutes) % 60} * * * *"], "UTC").next_dagrun_info(
        last_automated_data_interval=None, restriction=TimeRestriction(None, None, catchup=False)
    )
    return round((info.logical_date - now).total_seconds() / 60)


def unknown(names):
    """The zones that Airflow refuses."""
    found = []
    for name in names:
        try:
            timetable(["0 0 * * *"], name)
        except Exception as error:  # noqa: BLE001 (whatever it is, the DAG would not load)
            found.append([name, str(error)])
    return found


def run(name):
    """The states of a DAG's tasks after a real run, and what the scheduler's tables then say is next."""
    initdb()
    done = DagBag().dags[name].test()
    with Session() as session:
        following = {each.dag_id: each.next_dagrun for each in session.query(DagModel)}
    return {"states": {ti.task_id: str(ti.state) for ti in done.get_task_instances()}, "next": following}


def main():
    """Answers what is asked; what Airflow itself prints goes to stderr."""
    asked, out = json.load(sys.stdin), os.dup(1)
    os.dup2(2, 1)
    answers = {
        "bags": {name: bag(folder) for name, folder in asked["bags"].items()},
        "fires": [fires(*each) for each in asked["fires"]],
        "first": [first(each) for each in asked["first"]],
        "zones": unknown(asked["zones"]),
        "run": run(asked["run"]),
    }
    with os.fdopen(out, "w") as stream:
        json.dump(answers, stream, default=str)


if __name__ == "__main__":
    main()
