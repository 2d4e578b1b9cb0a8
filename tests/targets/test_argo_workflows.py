"""What the target argo-workflows renders: as data, and before Argo's own definition."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from support_compile import installation
from support_targets import definition, objects, rendered, work
from tenantry.model.resolved import Installation
from tenantry.targets.argo_workflows.objects import objects as argo_objects
from tenantry.targets.cluster.pod import inert

ACME = "tenants/orders/acme.yaml"
TARGET = "argo-workflows"
PLAIN = installation({})


def cron_workflow(text: str = "paused: false\n", options: str = "{}") -> dict[str, Any]:
    found = objects(rendered(TARGET, {ACME: text}, options), TARGET)
    return next(each for each in found if each["kind"] == "CronWorkflow" and each["metadata"]["name"] == "orders-acme")


def rendered_with(command: str) -> dict[str, dict[str, Any]]:
    """The objects of a tenant whose release runs a command, by kind and name."""
    tenant: Installation = replace(PLAIN, release=replace(PLAIN.release, run=command))
    found = [each.data for each in argo_objects(work(TARGET, tenant), tenant, "acme")]
    return {f"{each['kind']} {each['metadata']['name']}": each for each in found}


def test_a_cron_workflow_keeps_zone_pause_timeout_and_one_run_at_a_time() -> None:
    spec = cron_workflow('paused: true\nschedule: {every: 1d, at: "06:00", timezone: Asia/Tokyo}\n')["spec"]
    assert (spec["schedules"], spec["timezone"], spec["suspend"]) == (["0 6 * * *"], "Asia/Tokyo", True)
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["workflowSpec"]["activeDeadlineSeconds"] == 600
    assert spec["startingDeadlineSeconds"] == 300


def test_a_sunday_is_0() -> None:
    assert cron_workflow('schedule: {cron: "0 6 * * 7"}\n')["spec"]["schedules"] == ["0 6 * * 0"]


def test_labels_reach_the_workflow_and_its_pods() -> None:
    spec = cron_workflow()["spec"]
    assert spec["workflowMetadata"]["labels"] == spec["workflowSpec"]["podMetadata"]["labels"]
    assert spec["workflowMetadata"]["labels"]["app.kubernetes.io/instance"] == "acme"


def test_an_account_of_the_sidecar_takes_the_token_from_the_run() -> None:
    options = "{service_account: runner, executor_service_account: reporter, image_pull_secrets: [pull]}"
    workflow = cron_workflow(options=options)["spec"]["workflowSpec"]
    assert workflow["automountServiceAccountToken"] is False
    assert workflow["executor"] == {"serviceAccountName": "reporter"}
    assert workflow["serviceAccountName"] == "runner"
    assert workflow["imagePullSecrets"] == [{"name": "pull"}]


@given(st.text(alphabet="{}=$()aw. \n\"'", min_size=1, max_size=30))
@example("echo {{workflow.name}} $(id) $$")
@example("{{='{{'}}workflow.name}}")
def test_no_text_of_a_user_is_a_template_of_argo(command: str) -> None:
    found = rendered_with(command)
    workflow = found["CronWorkflow acme"]["spec"]
    assert "{{" not in json.dumps(workflow)
    run = workflow["workflowSpec"]["templates"][0]["container"]["command"]
    if "{{" in command:
        assert run == ["/bin/sh", "/etc/tenantry/run"]
        assert found["ConfigMap acme.files"]["data"]["run"] == command
    else:
        assert run == ["/bin/sh", "-c", inert(command)]
        assert "ConfigMap acme.files" not in found


def test_a_command_from_a_file_is_mounted_where_it_is_run() -> None:
    workflow = rendered_with("echo {{x}}")["CronWorkflow acme"]["spec"]["workflowSpec"]
    assert workflow["volumes"] == [{"name": "files", "configMap": {"name": "acme.files"}}]
    mounts = workflow["templates"][0]["container"]["volumeMounts"]
    assert mounts == [{"name": "files", "mountPath": "/etc/tenantry", "readOnly": True}]


FORMS = {
    "plain": ("paused: false\n", "{}"),
    "metadata": ("metadata: {a: {b: 1}}\nconfigs: {api_label: '{{workflow.uid}}'}\n", "{keep_failed: 0}"),
    "accounts": ('schedule: {cron: "5 4 1,15 * 1", days: either}\n', "{executor_service_account: reporter}"),
    "options": (
        "paused: true\n",
        '{namespace: jobs, service_account: runner, image_pull_secrets: [pull], resources: {limits: {cpu: "1.5"}}}',
    ),
}


@pytest.fixture(scope="module")
def schema(corpora: Path) -> dict[str, Any]:
    return definition(corpora, "argoproj.io_cronworkflows")


@pytest.mark.consumer
@pytest.mark.parametrize("form", sorted(FORMS))
def test_argos_own_definition_takes_it(form: str, schema: dict[str, Any]) -> None:
    text, options = FORMS[form]
    jsonschema.validate(cron_workflow(text, options), schema)


@pytest.mark.consumer
@pytest.mark.parametrize(
    ("path", "value"),
    [(("schedule",), "0 6 * * *"), (("concurrencyPolicy",), "Never"), (("workflowSpec", "timeout"), 1)],
)
def test_argos_own_definition_would_refuse_a_mistake(
    path: tuple[str, ...], value: object, schema: dict[str, Any]
) -> None:
    wrong = cron_workflow()
    place = wrong["spec"] if len(path) == 1 else wrong["spec"][path[0]]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


@pytest.mark.consumer
def test_the_golden_tree_passes_argos_definition(schema: dict[str, Any]) -> None:
    folder = Path(__file__).resolve().parents[1] / "golden" / TARGET / "orders"
    found = [each for path in sorted(folder.glob("*.yaml")) for each in yaml.safe_load_all(path.read_text())]
    workflows = [each for each in found if each["kind"] == "CronWorkflow"]
    assert len(workflows) == 6
    for each in workflows:
        jsonschema.validate(each, schema)
