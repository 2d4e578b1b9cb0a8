"""CloudFormation templates of EventBridge schedules, as data; their expressions by a reader of AWS's own grammar."""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from support_compile import artifact, compile_base, shown
from support_targets import rendered, tenants_of
from targets.aws_cron import read
from tenantry.model.compiled import Compiled
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.meaning import DayRule, Schedule
from tenantry.targets.eventbridge.cron import expressions

ACME = "tenants/orders/acme.yaml"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:sync"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:starts"
ROLE = "arn:aws:iam::123456789012:role/start"
TASK = (
    "{definition: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/sync:7', subnets: [subnet-0123456789abcdef0]}"
)
ECS = f"{{target: ecs, arn: 'arn:aws:ecs:eu-central-1:123456789012:cluster/sync', role: '{ROLE}', task: {TASK}}}"
CALENDAR = [date(2024, 1, 1) + timedelta(days=n) for n in range(5 * 366)]


def template(text: str, options: str = "{}") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        artifact(rendered("eventbridge", {ACME: text}, options), "eventbridge/orders-1.json")
    )
    return found


def schedules(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["Properties"] for each in found["Resources"].values() if each["Type"] == "AWS::Scheduler::Schedule"]


def acme(text: str, options: str = "{}") -> dict[str, Any]:
    (found,) = [each for each in schedules(template(text, options)) if each["Name"] == "orders-acme"]
    return found


def problems(text: str, options: str = "{}") -> list[str]:
    top = f"version: 1\ntargets: {{eventbridge: {options}}}\n"
    found = compile_base({"tenantry.yaml": top, ACME: text}).diagnostics
    return sorted({problem.code.id for problem in found})


def parsed(expression: str, days: str | None = None) -> Schedule:
    schedule, found = parse_cron(expression, key="x/acme", days=days)
    assert schedule is not None, found
    return schedule


def test_a_schedule_keeps_zone_pause_and_time() -> None:
    found = acme('paused: true\nschedule: {every: 1w, on: sun, at: "06:00", timezone: Asia/Tokyo}\n')
    assert found["ScheduleExpression"] == "cron(0 6 ? * 1 *)"
    assert (found["ScheduleExpressionTimezone"], found["State"]) == ("Asia/Tokyo", "DISABLED")
    assert found["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert acme("paused: false\n")["State"] == "ENABLED"


def test_a_start_names_the_tenant_and_its_variables_and_no_value() -> None:
    found = json.loads(acme("configs: {api_label: <aws.scheduler.execution-id>}\n")["Target"]["Input"])
    assert found["tenant"] == "orders/acme"
    assert found["timeout_seconds"] == 600
    assert "PAN_CFG_API_LABEL" in found["env"]
    assert found["secrets"] == ["PAN_SEC_SHOP_TOKEN"]
    assert re.findall(r"<[^>]*>", json.dumps(found)) == ["<aws.scheduler.scheduled-time>"]


def test_without_options_a_stack_has_all_that_it_refers_to() -> None:
    found = template("paused: false\n")
    text = json.dumps(found)
    named = set(re.findall(r'"Ref": "(\w+)"', text)) | set(re.findall(r'"Fn::GetAtt": \["(\w+)"', text))
    assert named - {"AWS::AccountId"} <= set(found["Resources"])
    assert "Parameters" not in found
    assert found["Resources"]["Queue"]["Properties"]["FifoQueue"] is True
    assert acme("paused: false\n")["Target"]["SqsParameters"] == {"MessageGroupId": "orders/acme"}


@pytest.mark.parametrize(
    ("options", "action"),
    [
        (f"{{target: lambda, arn: '{FUNCTION}'}}", "lambda:InvokeFunction"),
        ("{target: step-functions, arn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:sync'}", "states:Start"),
        (f"{{arn: '{QUEUE}.fifo'}}", "sqs:SendMessage"),
    ],
)
def test_the_role_may_start_what_is_named_and_nothing_else(options: str, action: str) -> None:
    found = template("paused: false\n", options)
    (policy,) = found["Resources"]["Role"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"].startswith(action)
    assert statement["Resource"] in options
    assert "Queue" not in found["Resources"]


def test_a_task_runs_the_tenant() -> None:
    target = acme("paused: false\n", ECS)["Target"]
    (override,) = json.loads(target["Input"])["containerOverrides"]
    command = ["tenantry", "run", "orders/acme", "--build", "/etc/tenantry/build"]
    assert override == {"name": "sync", "command": command}
    assert target["RoleArn"] == ROLE
    assert target["EcsParameters"]["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"


def test_queues_of_the_stack_let_a_foreign_role_send() -> None:
    (statement,) = template("paused: false\n", f"{{role: '{ROLE}'}}")["Resources"]["QueuePolicy"]["Properties"][
        "PolicyDocument"
    ]["Statement"]
    assert statement["Principal"] == {"AWS": ROLE}


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("{target: lambda}", ["TN705"]),
        ("{target: step-functions}", ["TN705"]),
        ("{target: ecs}", ["TN705"]),
        (ECS.replace(f"role: '{ROLE}', ", ""), ["TN705"]),
        (ECS.replace(", subnets: [subnet-0123456789abcdef0]", ""), ["TN705"]),
        (f"{{arn: '{FUNCTION}'}}", ["TN704"]),
        ("{arn: 'arn:aws:sqs:eu-central-1:123456789012:${x}'}", ["TN704"]),
        ("{role: admin}", ["TN704"]),
        (f"{{dead_letter: '{QUEUE}.fifo'}}", ["TN704"]),
        ("{max_age: 2d}", ["TN704"]),
        ("{retries: 186}", ["TN704"]),
        (ECS, []),
    ],
)
def test_what_is_missing_or_wrong_is_named(options: str, codes: list[str]) -> None:
    assert problems("paused: false\n", options) == codes


def test_what_eventbridge_cannot_do_is_refused_or_warned_of() -> None:
    both = 'schedule: {cron: "0 2 13 * 5", days: both}\n'
    either = 'schedule: {cron: "0 2 1-7 * 5", days: either}\n'
    function = f"{{target: lambda, arn: '{FUNCTION}'}}"
    assert problems(both) == ["TN712"]
    assert problems(either) == []
    assert problems(either, function) == ["TN720"]
    assert problems(either, f"{{arn: '{QUEUE}'}}") == ["TN720"]
    assert problems('schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n') == ["TN412"]


@pytest.mark.parametrize(
    ("expression", "days", "written"),
    [
        ("*/20 8-18 * * 1-5", None, ["cron(0/20 8-18 ? * 2-6 *)"]),
        ("0 */6 1,15 * *", None, ["cron(0 0/6 1,15 * ? *)"]),
        ("30 2 * * *", None, ["cron(30 2 * * ? *)"]),
        ("30 2 * * 7", None, ["cron(30 2 ? * 1 *)"]),
        ("30 2 * * 5-7", None, ["cron(30 2 ? * 1,6,7 *)"]),
        ("*/30,7 * * jan *", None, ["cron(0,7,30 * * 1 ? *)"]),
        ("0 2 1-7 * 1", "both", ["cron(0 2 ? * 2#1 *)"]),
        ("0 2 29-31 2 0,6", "both", ["cron(0 2 ? 2 1#5 *)", "cron(0 2 ? 2 7#5 *)"]),
        ("0 2 13 * 1", "either", ["cron(0 2 13 * ? *)", "cron(0 2 ? * 2 *)"]),
        ("0 2 13 * 1", "both", None),
    ],
)
def test_expressions_are_of_eventbridges_grammar(expression: str, days: str | None, written: list[str] | None) -> None:
    assert expressions(parsed(expression, days)) == written


def random_expression(rng: random.Random) -> tuple[str, str | None]:
    def some(low: int, high: int) -> str:
        first = rng.randint(low, high)
        last = rng.randint(first, high)
        forms = ["*", str(first), f"{first}-{last}", f"{low},{first},{high}", f"{low}-{high}/2", "*/2", "*/3"]
        return rng.choice(forms)

    week = rng.choice(["1-7", "8-14", "15-21", "1-14", "22-28", "29-31"])
    days = rng.choice([("*", "*", None), (some(1, 31), "*", None), ("*", some(0, 6), None), (week, "1,3", "both")])
    day, weekday, rule = rng.choice([days, ("3-9", "2", "either")])
    return f"{some(0, 59)} {some(0, 23)} {day} {some(1, 12)} {weekday}", rule


def test_expressions_mean_what_the_schedule_does() -> None:
    rng = random.Random(3)
    checked = 0
    for _ in range(300):
        expression, rule = random_expression(rng)
        schedule, _found = parse_cron(expression, key="x/acme", days=rule)
        if schedule is None:
            continue
        found = [read(each) for each in expressions(schedule) or ()]
        assert found
        assert all(each.minutes == set(schedule.minutes) and each.hours == set(schedule.hours) for each in found)
        starts = [sum(each.on(day) for each in found) for day in CALENDAR]
        assert [bool(count) for count in starts] == [schedule.on(day) for day in CALENDAR], expression
        assert max(starts) <= (2 if schedule.day_rule is DayRule.EITHER else 1)
        checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    "wrong",
    [
        "cron(0 2 * * *)", "cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "cron(60 2 * * ? *)", "cron(0 2 ? * 0 *)",
        "cron(0 2 ? * 8 *)", "cron(0 2 ? * 2#6 *)", "cron(0 2 ? * 2#1,3#1 *)", "cron(*/0 2 * * ? *)", "rate(1 hour)",
        "cron(0 5-2 * * ? *)", "cron(0  2 * * ? *)",
    ],
)  # fmt: skip
def test_the_reader_refuses_what_aws_would(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(wrong)


def test_names_are_unique_within_their_group_and_short_enough() -> None:
    texts = tenants_of("a-b/c", "a/b-c", "a/" + "x" * 63, "a/" + "x" * 62 + "y")
    texts["tenants/a/either.yaml"] = 'schedule: {cron: "0 2 1-14 * 1,2,3", days: both}\n'
    texts["tenants/a/either-2.yaml"] = "paused: false\n"
    result = rendered("eventbridge", texts)
    for each in result.artifacts:
        if each.target == "eventbridge":
            found = json.loads(each.content)
            names = [schedule["Name"] for schedule in schedules(found)]
            assert len(names) == len(set(names))
            assert all(re.fullmatch(r"[0-9a-zA-Z_.-]{1,64}", name) for name in names)
            assert all(re.fullmatch(r"[A-Za-z0-9]{1,255}", logical) for logical in found["Resources"])
    assert len(schedules(json.loads(artifact(result, "eventbridge/a-1.json")))) == 10


def test_the_stack_says_whose_it_is() -> None:
    settings = "version: 1\nname: acme-integrations\ntargets: {eventbridge: {}}\n"
    result = compile_base({"tenantry.yaml": settings})
    assert not result.failed, shown(result)
    found = json.loads(artifact(result, "eventbridge/orders-1.json"))
    group = found["Resources"]["Group"]["Properties"]
    assert group["Name"] == "acme-integrations-orders-1"
    assert {"Key": "tenantry:repository", "Value": "acme-integrations"} in group["Tags"]
    assert found["Metadata"]["tenantry"]["repository"] == "acme-integrations"


def fleet(count: int, extra: dict[str, str | None] | None = None) -> Compiled:
    tenants = [f"orders/customer-{n:04}" for n in range(count)]
    return rendered("eventbridge", tenants_of(*tenants) | (extra or {}))


def places(result: Compiled) -> dict[str, str]:
    """The template that each schedule stands in."""
    return {
        schedule["Name"]: Path(each.path).name
        for each in result.artifacts
        if each.target == "eventbridge"
        for schedule in schedules(json.loads(each.content))
    }


def test_templates_keep_within_the_limits_of_cloudformation() -> None:
    result = fleet(1200)
    for each in result.artifacts:
        if each.target == "eventbridge":
            assert len(json.loads(each.content)["Resources"]) <= 500
            assert len(each.content) <= 1_000_000
    assert len(places(result)) == 1202


def test_a_new_tenant_moves_no_other_and_a_full_template_moves_only_its_own() -> None:
    before, after, more, most = (places(fleet(count)) for count in (490, 600, 700, 1500))
    assert set(before.values()) == {"orders-1.json"}
    assert set(after.values()) == {"orders-1.json", "orders-2.json"}
    assert 180 < sum(after[name] == before[name] for name in before) < 310
    assert all(more[name] == place for name, place in after.items())
    kept = {"orders-1.json": {"orders-1.json", "orders-3.json"}, "orders-2.json": {"orders-2.json", "orders-4.json"}}
    assert all(most[name] in kept[place] for name, place in more.items())


def test_no_value_of_a_tenant_reaches_a_template(corpora: Path) -> None:
    strings = json.loads((corpora / "naughty-strings" / "blns.json").read_text(encoding="utf-8"))
    usable = [text for text in strings if text.isprintable() and text.isascii() and text.strip()]
    print(f"{len(usable)} strings")
    assert len(usable) > 250
    benign = artifact(rendered("eventbridge", {ACME: values(["plain"] * len(usable))}), "eventbridge/orders-1.json")
    hostile = artifact(rendered("eventbridge", {ACME: values(usable)}), "eventbridge/orders-1.json")
    assert hostile == benign


def values(texts: list[str]) -> str:
    """A tenant with these as configs, labels and metadata."""
    labels = {f"label-{n}": text[:60] for n, text in enumerate(texts)}
    return json.dumps({"configs": {"api_label": texts[0]}, "labels": labels, "metadata": {"texts": texts}})
