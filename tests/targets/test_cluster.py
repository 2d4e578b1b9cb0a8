"""What the targets of a Kubernetes cluster share: names, sizes, options, and texts that mean nothing there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from support_compile import AS_OF, compile_base, installation, line
from support_targets import objects, rendered, work
from tenantry.load import load
from tenantry.model.resolved import Installation
from tenantry.targets import all_targets
from tenantry.targets.cluster.check import VARIABLE_BYTES, is_small
from tenantry.targets.cluster.tenant import metadata_file

ACME = "tenants/orders/acme.yaml"
TARGETS = ("argo-workflows", "kubernetes")
each_target = pytest.mark.parametrize("target", TARGETS)


def problems(target: str, files: Mapping[str, str | None], options: str = "{}", more: str = "") -> list[str]:
    """Codes and messages of a tenant for a target."""
    settings = f"version: 1\n{more}targets: {{{target}: {options}}}\n"
    found = compile_base({"tenantry.yaml": settings, **files}).diagnostics
    return [f"{each.code.id} {each.message}" for each in found]


@each_target
def test_the_files_of_a_tenant_are_not_the_values_of_another(target: str) -> None:
    files: dict[str, str | None] = {
        ACME: "metadata: {a: 1}\n",
        "tenants/orders/acme-metadata.yaml": "metadata: {a: 2}\n",
        "tenants/orders/acme-files.yaml": "metadata: {a: 3}\n",
    }
    found = [f"{each['kind']} {each['metadata']['name']}" for each in objects(rendered(target, files), target)]
    assert len(set(found)) == len(found)


@each_target
def test_long_names_leave_room_for_what_controllers_add(target: str) -> None:
    tenants: dict[str, str | None] = {f"tenants/orders/{'x' * 62}{end}.yaml": "metadata: {a: 1}\n" for end in "ab"}
    found = objects(rendered(target, tenants), target)
    names = {each["metadata"]["name"] for each in found if each["kind"] in ("CronJob", "CronWorkflow")}
    assert len(names) == 4
    assert max(map(len, names)) == 52
    assert all(len(value) <= 63 for each in found for value in each["metadata"]["labels"].values())


@each_target
def test_the_name_of_the_repository_marks_what_it_owns(target: str) -> None:
    settings = f"version: 1\nname: acme-prod\ntargets: {{{target}: {{}}}}\n"
    for each in objects(compile_base({"tenantry.yaml": settings}), target):
        assert each["metadata"]["labels"]["tenantry.io/repository"] == "acme-prod"


@each_target
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("{image: 'orders:latest'}", "TN704"),
        ("{image: '{{workflow.name}}'}", "TN704"),
        ("{starting_deadline: 5s}", "TN704"),
        ("{keep_failed: -1}", "TN704"),
        ("{keep_failed: '3'}", "TN703"),
        ("{resources: {limits: {memory: lots}}}", "TN704"),
        ("{resources: {limits: {'{{x}}': '1'}}}", "TN704"),
        ("{resources: {requests: {memory: 1Gi}, limits: {memory: 512Mi}}}", "TN704"),
        ("{namespace: Team_A}", "TN704"),
        ("{replicas: 2}", "TN702"),
    ],
)
def test_options_that_a_cluster_would_refuse_are_refused(target: str, options: str, code: str) -> None:
    assert [each.split()[0] for each in problems(target, {}, options)] == [code]


@each_target
def test_a_cluster_cannot_ask_for_both_days(target: str) -> None:
    (found,) = problems(target, {ACME: 'schedule: {cron: "0 4 1-7 * 1", days: both}\n'})
    assert found == f"TN712 target {target} cannot express `days: both`: its cron fires on either day"


@each_target
@pytest.mark.parametrize(
    ("path", "code"), [("orders-acme", None), ("shared.orders", None), ("Orders_Acme", "TN712"), ("a/b", "TN712")]
)
def test_secrets_of_kubernetes_have_names_of_kubernetes(target: str, path: str, code: str | None) -> None:
    more = 'secrets: {store: kubernetes, path: "{integration}-{tenant}-{connector}"}\n'
    found = problems(target, {ACME: f"connections: {{shop: {{path: {path}}}}}\n"}, more=more)
    assert [each.split()[0] for each in found] == ([code] if code else [])


def big(**changes: Any) -> list[str]:
    """Problems of a tenant with these fields."""
    tenant = replace(installation({}), **changes)
    target = next(each for each in all_targets() if each.name == "kubernetes")
    found = target.check(work("kubernetes", tenant), AS_OF)
    return [line(each).partition("1:1-")[2].partition(" ")[2] for each in found]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"env": {"PAN_CFG_A": "x" * (131071 - 10)}}, []),
        (
            {"env": {"PAN_CFG_A": "é" * 66_000}},
            ["PAN_CFG_A is longer than the 128 KiB that a program can be started with"],
        ),
        ({"env": {f"PAN_CFG_{n}": "x" * 100_000 for n in range(10)}}, ["the configs of this tenant do not fit"]),
        ({"metadata": {"a": "x" * 950_000}}, ["the metadata of this tenant does not fit"]),
        ({"env": {"PAN_CFG_" + "A" * 250: "x"}}, ["the name of a config's variable is longer than the 253"]),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, Any], told: list[str]) -> None:
    found = big(**changes)
    assert len(found) == len(told)
    assert all(each.startswith(start) for each, start in zip(found, told, strict=True))


def with_texts(strings: list[str]) -> Installation:
    """A tenant that holds each of these wherever a user's text may stand."""
    plain = installation({})
    return replace(
        plain,
        env={f"PAN_CFG_S{at}": text for at, text in enumerate(strings)},
        metadata={"all": strings},
        release=replace(plain.release, run="\n".join(strings)),
        schedule=replace(plain.schedule, source="\n".join(strings)),
    )


def shape(value: Any) -> Any:
    """Keys and kinds alone."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def documents(target: str, tenant: Installation) -> bytes:
    """The file of one tenant."""
    found = next(each for each in all_targets() if each.name == target)
    return next(each.content for each in found.render(work(target, tenant)) if each.tenant is not None)


def naughty(corpora: Path) -> list[str]:
    """The corpus, without what the loader refuses in a config repository, and a few texts of templates."""
    listed = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    return [
        *listed,
        "{{workflow.name}}",
        "$(PAN_SEC_SHOP_TOKEN)",
        "x\n  privileged: true",
        "# a",
        "*a",
        "&a",
        "!a",
        "%a",
    ]


def declarable(text: str) -> bool:
    """Whether the loader takes it: control characters, which kustomize cannot read, are refused in any file."""
    return not load({"a.yaml": b"a: " + json.dumps(text).encode()})[1]


@pytest.mark.hostile
@each_target
def test_naughty_strings_come_back_and_change_no_structure(target: str, corpora: Path) -> None:
    strings = naughty(corpora)
    print(f"{len(strings)} strings")
    written = documents(target, with_texts(strings))
    found = list(yaml.safe_load_all(written))
    assert found == list(YAML(typ="safe", pure=True).load_all(written))
    benign = with_texts(["a{{" if target == "argo-workflows" else "a"] * len(strings))
    assert shape(found) == shape(list(yaml.safe_load_all(documents(target, benign))))
    assert list(found[0]["data"].values()) == strings
    assert json.loads(found[1]["data"]["metadata.json"]) == {"all": strings}
    assert "\n".join(strings) in (found[-1]["metadata"]["annotations"]["tenantry.io/schedule"])


@pytest.mark.hostile
@each_target
def test_kustomize_reads_naughty_strings_as_they_were_written(target: str, corpora: Path, tmp_path: Path) -> None:
    strings = [text for text in naughty(corpora) if declarable(text)]
    assert len(strings) > 450
    (tmp_path / "tenant.yaml").write_bytes(documents(target, with_texts(strings)))
    (tmp_path / "kustomization.yaml").write_text("resources: [tenant.yaml]\n")
    command = [Path(sys.executable).parent / "kubectl", "kustomize", tmp_path]
    done = subprocess.run(command, capture_output=True, check=True)
    found = {f"{each['kind']} {each['metadata']['name']}": each for each in yaml.safe_load_all(done.stdout)}
    data = found["ConfigMap orders-acme"]["data"]
    assert {key: data[key] for key in data} == {f"PAN_CFG_S{at}": text for at, text in enumerate(strings)}
    assert json.loads(found["ConfigMap orders-acme.files"]["data"]["metadata.json"]) == {"all": strings}


@settings(max_examples=15)
@given(st.dictionaries(st.text(), st.recursive(st.text() | st.none() | st.integers(), st.lists)))
def test_metadata_that_seems_small_is_small(metadata: dict[str, Any]) -> None:
    """Each value many times, so that some are around the limit."""
    for times in (1, 40, 800):
        tenant = replace(installation({}), metadata={key: [value] * times for key, value in metadata.items()})
        files = metadata_file(tenant).values()
        assert not is_small(tenant) or sum(len(text.encode()) for text in files) <= VARIABLE_BYTES
