"""What the target kubernetes renders, as data."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from support_compile import artifact, compile_base
from support_targets import objects, rendered, sample
from tenantry.targets.cluster.pod import inert
from tenantry.targets.yaml_text import yaml_documents

ACME = "tenants/orders/acme.yaml"


def cron_job(text: str, options: str = "{}") -> dict[str, Any]:
    result = rendered("kubernetes", {ACME: text}, options)
    found = list(yaml.safe_load_all(artifact(result, "kubernetes/orders/acme.yaml")))
    return next(each for each in found if each["kind"] == "CronJob")


def test_a_cron_job_keeps_zone_pause_timeout_and_one_run_at_a_time() -> None:
    spec = cron_job('paused: true\nschedule: {every: 1d, at: "06:00", timezone: Asia/Tokyo}\n')["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["suspend"]) == ("0 6 * * *", "Asia/Tokyo", True)
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 600


def test_values_of_a_field_that_no_schema_checks_are_ones_that_kubernetes_knows() -> None:
    jobs = [each for each in objects(sample()) if each["kind"] == "CronJob"]
    assert len(jobs) == 22
    for job in jobs:
        spec: Any = job["spec"]
        pod = spec["jobTemplate"]["spec"]["template"]["spec"]
        assert spec["concurrencyPolicy"] == "Forbid"
        assert pod["restartPolicy"] == "Never"
        assert re.fullmatch(r"[0-9*/,-]+( [0-9*/,-]+){4}", spec["schedule"])
        assert "@sha256:" in pod["containers"][0]["image"]
        assert len(job["metadata"]["name"]) <= 52


@pytest.mark.parametrize(
    ("tenants", "names"),
    [
        (["a-b/c", "a/b-c"], 2),
        (["a/b", "a/b-0123456789"], 2),
        (["a/" + "x" * 63, "a/" + "x" * 62 + "y"], 2),
    ],
)
def test_objects_of_two_tenants_never_meet(tenants: list[str], names: int) -> None:
    base = compile_base({})
    files: dict[str, str | None] = {}
    for tenant in tenants:
        integration = tenant.partition("/")[0]
        for path, content in base.snapshot.files.items():
            if path.startswith("integrations/orders/"):
                files[path.replace("/orders/", f"/{integration}/", 1)] = content.decode()
        files[f"tenants/{tenant}.yaml"] = "paused: false\n"
    jobs = [each for each in objects(rendered("kubernetes", files)) if each["kind"] == "CronJob"]
    found = {each["metadata"]["name"] for each in jobs}
    assert len(found) == names + 2
    assert all(len(name) <= 52 for name in found)


def expanded(text: str) -> str:
    """What Kubernetes makes of a command: $$ is one $, and $(NAME) is the value of a variable."""
    return re.sub(r"\$(\$|\([A-Za-z_][A-Za-z0-9_]*\))", lambda found: "$" if found[1] == "$" else "EXPANDED", text)


@given(st.text(alphabet="$()aB_ {}", max_size=20))
def test_a_command_reaches_the_shell_as_it_was_written(command: str) -> None:
    assert expanded(inert(command)) == command


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4))
def test_a_reader_gets_back_what_was_put_in(values: dict[str, str]) -> None:
    data = {"values": values}
    assert yaml.safe_load(yaml_documents([data])) == data


def test_naughty_strings_come_back(corpora: Any) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    print(f"{len(strings)} strings")
    assert len(strings) == 515
    assert yaml.safe_load(yaml_documents([{"all": strings}])) == {"all": strings}


@pytest.mark.parametrize(
    "text", ["NO", "1e3", "0x1F", "22:22", "=", "~", "null", "012", "1_000", "2024-01-01", ".inf", "y"]
)
def test_a_text_stays_a_text_for_readers_of_either_version(text: str) -> None:
    assert yaml_documents([{"a": text}]) == f'---\na: "{text}"\n'.encode()


@pytest.mark.parametrize("section", ["configs", "metadata"])
def test_what_a_config_map_cannot_hold_is_refused(section: str) -> None:
    key = "api_label" if section == "configs" else "long"
    large = json.dumps({key if section == "configs" and not n else f"{key}{n}": "x" * 60_000 for n in range(17)})
    manifest = "run: x\nconnectors: [shop]\nconfigs: {schema: {properties: {batch_size: {type: integer}, api_label: {}"
    manifest += "".join(f", api_label{n}: {{}}" for n in range(1, 17)) + "}}}\n"
    files = {
        "tenantry.yaml": "version: 1\ntargets: {kubernetes: {}}\n",
        "integrations/orders/releases/1.0.0/PANDIUM.yaml": manifest,
        ACME: f"{section}: {large}\n",
    }
    (found,) = compile_base(files).diagnostics
    assert (found.code.id, found.tenants) == ("TN711", ("orders/acme",))
    assert f"the {section} of this tenant" in found.message


@pytest.mark.parametrize(("path", "codes"), [("orders-acme.shop", []), ("Orders_acme", ["TN712"]), ("a/b", ["TN712"])])
def test_a_secret_of_kubernetes_has_a_name_that_kubernetes_takes(path: str, codes: list[str]) -> None:
    settings = "version: 1\nsecrets: {store: kubernetes, path: '{integration}-{tenant}-{connector}'}\n"
    files = {
        "tenantry.yaml": settings + "targets: {kubernetes: {}}\n",
        ACME: f"connections: {{shop: {{path: {path}}}}}\n",
    }
    assert [each.code.id for each in compile_base(files).diagnostics] == codes


def test_secrets_of_kubernetes_are_referred_to_by_name_and_key() -> None:
    settings = "version: 1\nsecrets: {store: kubernetes, path: '{integration}-{tenant}-{connector}'}\n"
    result = compile_base({"tenantry.yaml": settings + "targets: {kubernetes: {}}\n"})
    job = next(each for each in objects(result) if each["kind"] == "CronJob")
    env = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["env"]  # type: ignore[index]
    expected = {"secretKeyRef": {"name": "orders-acme-shop", "key": "token"}}
    assert {"name": "PAN_SEC_SHOP_TOKEN", "valueFrom": expected} in env
