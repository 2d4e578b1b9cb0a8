"""One DAG for each tenant of an integration.

Rendered by tenantry: changes here are lost. What may differ stands in the data; the program below it never changes.
"""

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, CronTriggerTimetable, MultipleCronTriggerTimetable, get_parsing_context, literal

LATE = timedelta(minutes=5)  # how long ago the first time of a new DAG may lie
INTEGRATION = "orders"
TAGS = []
TASK = {
    "retries": 0,
    "retry_delay_seconds": 300,
    "pool": "default_pool",
    "queue": None,
}
COMMAND = "tenantry run {} --build /etc/tenantry/build --state /var/lib/tenantry"
TENANTS = {
    "orders-hourly": {
        "tenant": "orders/hourly",
        "release": "1.0.0",
        "schedule": "every 1h",
        "cron": ["39 * * * *"],
        "timezone": "UTC",
        "paused": False,
        "timeout_seconds": 600,
    },
    "orders-monthly": {
        "tenant": "orders/monthly",
        "release": "1.0.0",
        "schedule": "every 1mo",
        "cron": ["45 20 25 * *"],
        "timezone": "UTC",
        "paused": False,
        "timeout_seconds": 600,
    },
    "orders-odd-values": {
        "tenant": "orders/odd-values",
        "release": "1.0.0",
        "schedule": "every 15m",
        "cron": ["2,17,32,47 * * * *"],
        "timezone": "UTC",
        "paused": False,
        "timeout_seconds": 600,
    },
    "orders-office": {
        "tenant": "orders/office",
        "release": "1.0.0",
        "schedule": "cron */20 8-18 * * 1-5",
        "cron": ["*/20 8-18 * * 1-5"],
        "timezone": "UTC",
        "paused": False,
        "timeout_seconds": 600,
    },
    "orders-paused": {
        "tenant": "orders/paused",
        "release": "1.0.0",
        "schedule": "every 1d at 06:00",
        "cron": ["0 6 * * *"],
        "timezone": "UTC",
        "paused": True,
        "timeout_seconds": 600,
    },
    "orders-tokyo": {
        "tenant": "orders/tokyo",
        "release": "1.0.0",
        "schedule": "every 1w on mon at 03:10",
        "cron": ["10 3 * * 1"],
        "timezone": "Asia/Tokyo",
        "paused": False,
        "timeout_seconds": 600,
    },
}


def schedule(tenant):
    """When a tenant runs: never by itself while it is paused, and not before its first time has come."""
    if tenant["paused"]:
        return None
    kind = CronTriggerTimetable if len(tenant["cron"]) == 1 else MultipleCronTriggerTimetable
    return kind(*tenant["cron"], timezone=tenant["timezone"], run_immediately=LATE)


def tags(tenant):
    """What the list of DAGs can be searched for."""
    return ["tenantry", INTEGRATION, *TAGS, *(["paused"] if tenant["paused"] else [])]


def describe(tenant):
    """A line for the list of DAGs."""
    paused = ", paused" if tenant["paused"] else ""
    return f"{tenant['tenant']}, release {tenant['release']}: {tenant['schedule']}, {tenant['timezone']}{paused}"


def task(dag_id, tenant):
    """The one task of a DAG. Nothing in it is a template: `literal` hands values on as they are."""
    settings = {
        "task_id": "run",
        "execution_timeout": timedelta(seconds=tenant["timeout_seconds"]),
        "retries": TASK["retries"],
        "retry_delay": timedelta(seconds=TASK["retry_delay_seconds"]),
        "pool": TASK["pool"],
        "do_xcom_push": False,
    }
    if TASK["queue"] is not None:
        settings["queue"] = TASK["queue"]
    # 5 is what `tenantry run` exits with where a run of the tenant is already going on.
    return BashOperator(bash_command=literal(COMMAND.format(tenant["tenant"])), skip_on_exit_code=5, **settings)


# A task that runs needs its own DAG alone.
wanted = get_parsing_context().dag_id

for dag_id, tenant in TENANTS.items():
    if wanted in (None, dag_id):
        with DAG(
            dag_id,
            description=describe(tenant),
            schedule=schedule(tenant),
            catchup=False,
            max_active_runs=1,
            is_paused_upon_creation=False,
            tags=tags(tenant),
        ):
            task(dag_id, tenant)
