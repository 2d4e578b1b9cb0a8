"""DAG files: data that is nothing but data, in a program that never changes."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_compile import artifact, base_files, compile_base, shown
from support_targets import rendered, tenants_of
from tenantry.schedule.cron import parse_cron
from tenantry.targets.airflow.timetable import expressions
from tenantry.targets.python_text import python_literal

ACME = "tenants/orders/acme.yaml"
MANIFEST = "integrations/orders/releases/1.0.0/PANDIUM.yaml"
RELEASE = "integrations/orders/releases/1.0.0/release.yaml"
IMAGE = "registry.example.com/orders@sha256:" + "0" * 64
PODS = f"{{operator: kubernetes, image: '{IMAGE}'}}"


def tree(files: dict[str, str | None], options: str = "{}") -> ast.Module:
    text = artifact(rendered("airflow", files, options), "airflow/dags/orders.py")
    return ast.parse(text)


def data(module: ast.Module, name: str) -> Any:
    """What the program assigns to a name."""
    values = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    ]
    (value,) = values
    return ast.literal_eval(value)


def program(module: ast.Module) -> str:
    """Everything but the data."""
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            node.value = ast.Constant(value=None)
    return ast.dump(module)


def acme(text: str, options: str = "{}") -> dict[str, Any]:
    found: dict[str, Any] = data(tree({ACME: text}, options), "TENANTS")["orders-acme"]
    return found


def refused(text: str, options: str = "{}", settings: str = "") -> list[str]:
    top = f"version: 1\n{settings}targets: {{airflow: {options}}}\n"
    return [problem.code.id for problem in compile_base({"tenantry.yaml": top, ACME: text}).diagnostics]


@pytest.mark.parametrize("options", ["{}", PODS])
def test_the_program_is_the_same_whatever_the_tenants_hold(options: str, corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text.isprintable() and text.isascii()]
    print(f"{len(usable)} strings")
    assert len(usable) > 250
    manifest = {"run": f"npm start {usable[7]}", "connectors": ["shop"], "configs": {"schema": {"properties": {
        "texts": {"type": "array", "items": {"type": "string"}}
    }}}}  # fmt: skip
    hostile = {MANIFEST: json.dumps(manifest), ACME: json.dumps({"configs": {"texts": usable}})}
    assert program(tree(hostile, options)) == program(tree({}, options))
    if options == PODS:
        pod = data(tree(hostile, options), "TENANTS")["orders-acme"]["pod"]
        assert json.loads(pod["env"]["PAN_CFG_TEXTS"].replace("$$", "$")) == usable


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_a_literal_reads_back_equal(value: object) -> None:
    text = python_literal(value)
    assert text.isascii()
    read = ast.literal_eval(text)
    assert read == value
    assert type(read) is type(value)


def test_the_naughty_strings_read_back_equal(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) == 515
    assert ast.literal_eval(python_literal(strings)) == strings


def test_what_is_no_data_has_no_literal() -> None:
    with pytest.raises(TypeError, match="no literal for set"):
        python_literal([{1}])
    with pytest.raises(TypeError, match="no literal for bytes"):
        python_literal(b"x")


def test_a_tenant_keeps_schedule_zone_pause_and_timeout() -> None:
    found = acme('paused: true\nschedule: {every: 1d, at: "06:00", timezone: Asia/Tokyo}\n')
    assert found == {
        "tenant": "orders/acme",
        "release": "1.0.0",
        "schedule": "every 1d at 06:00",
        "cron": ["0 6 * * *"],
        "timezone": "Asia/Tokyo",
        "paused": True,
        "timeout_seconds": 600,
    }


def test_ids_of_two_tenants_never_meet() -> None:
    result = rendered("airflow", tenants_of("a-b/c", "a/b-c", "a/" + "x" * 63))
    files = [each.content for each in result.artifacts if each.target == "airflow"]
    ids = [name for content in files for name in data(ast.parse(content), "TENANTS")]
    assert len(ids) == len(set(ids)) == 5
    assert all(len(name) <= 250 for name in ids)


@pytest.mark.parametrize(
    ("expression", "days", "written"),
    [
        ("0 2 1-7 * 1", "both", ["0 2 * * 1#1"]),
        ("0 2 1-14 * 1,7", "both", ["0 2 * * 0#1,1#1,0#2,1#2"]),
        ("0 2 29-31 * 5", "both", ["0 2 * * 5#5"]),
        ("0 2 29 2 5", "both", ["0 2 * 2 5#5"]),
        ("0 2 13 * 5", "both", None),
        ("0 2 1-6 * 5", "both", None),
        ("0 2 29-30 1 5", "both", None),
        ("0 2 1-7 * 1", "either", ["0 2 1-7 * 1"]),
        ("5 * * * *", None, ["5 * * * *"]),
        ("5 * * * 1", None, ["5 0-11 * * 1", "5 12-23 * * 1"]),
        ("*/5 0-23 1 * *", None, ["*/5 0-11 1 * *", "*/5 12-23 1 * *"]),
    ],
)
def test_dates_are_written_as_airflow_reads_them(expression: str, days: str | None, written: list[str] | None) -> None:
    schedule, problems = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, problems
    assert expressions(schedule) == written


def test_what_airflow_cannot_do_is_refused() -> None:
    assert refused('schedule: {cron: "0 2 13 * 5", days: both}\n') == ["TN712"]
    store = "secrets: {store: env}\n"
    assert refused("paused: false\n", PODS, store) == ["TN712"]
    assert refused("paused: false\n", "{}", store) == []
    assert refused("paused: false\n", PODS, "secrets: {store: kubernetes}\n") == ["TN712"]


def test_a_pod_needs_an_image() -> None:
    lines = base_files()[RELEASE].decode().splitlines(keepends=True)
    release = "".join(line for line in lines if not line.startswith("image:"))
    files = {"tenantry.yaml": "version: 1\ntargets: {airflow: {operator: kubernetes}}\n", RELEASE: release}
    result = compile_base(files)
    assert [(problem.code.id, problem.tenants) for problem in result.diagnostics] == [
        ("TN705", ("orders/acme", "orders/borealis"))
    ]
    assert not compile_base({**files, "tenantry.yaml": f"version: 1\ntargets: {{airflow: {PODS}}}\n"}).failed


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("metadata", {"notes": ["x" * 60_000] * 5}, "annotations"),
        ("configs", {"texts": ["x" * 60_000] * 3}, "128 KiB"),
        ("configs", {f"text_{n}": "x" * 60_000 for n in range(17)}, "1 MB"),
    ],
)
def test_what_does_not_fit_into_a_pod_is_refused(key: str, value: Any, words: str) -> None:
    properties = {"texts": {"type": "array"}, **{f"text_{n}": {"type": "string"} for n in range(18)}}
    manifest = {"run": "npm start", "connectors": ["shop"], "configs": {"schema": {"properties": properties}}}
    manifest["metadata_schema"] = {"schema": {"properties": {"notes": {"type": "array"}}}}
    files = {MANIFEST: json.dumps(manifest), ACME: json.dumps({key: value})}
    (problem,) = compile_base({**files, "tenantry.yaml": f"version: 1\ntargets: {{airflow: {PODS}}}\n"}).diagnostics
    assert problem.code.id == "TN711"
    assert words in problem.message
    assert not compile_base({**files, "tenantry.yaml": "version: 1\ntargets: {airflow: {}}\n"}).failed


@pytest.mark.parametrize(
    "options",
    ["{command: 'tenantry run; id'}", "{build: relative}", "{pool: '{{ x }}'}", "{tags: ['']}", "{retries: -1}"],
)
def test_options_that_would_mean_something_else_are_refused(options: str) -> None:
    assert refused("paused: false\n", options) == ["TN704"]


def test_secrets_of_kubernetes_are_referred_to_one_by_one() -> None:
    settings = (
        'version: 1\nsecrets: {store: kubernetes, path: "{integration}-{tenant}-{connector}"}\n'
        f"targets: {{airflow: {PODS}}}\n"
    )
    result = compile_base({"tenantry.yaml": settings})
    assert not result.failed, shown(result)
    found = data(ast.parse(artifact(result, "airflow/dags/orders.py")), "TENANTS")["orders-acme"]["pod"]
    assert found["secrets"] == {"PAN_SEC_SHOP_TOKEN": {"name": "orders-acme-shop", "key": "token"}}
    assert "secret" not in found


def test_a_clock_change_that_is_not_kept_is_warned_of_with_its_dates() -> None:
    text = 'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n'
    settings = "version: 1\ntargets: {airflow: {}}\n"
    (problem,) = compile_base({"tenantry.yaml": settings, ACME: text}).diagnostics
    assert problem.code.id == "TN412"
    assert "2027-03-28 fires at 03:30 (+02:00) instead of 03:00 (+02:00)" in problem.message
    assert "2027-10-31 fires at 02:30 (+01:00) instead of 02:30 (+02:00)" in problem.message
