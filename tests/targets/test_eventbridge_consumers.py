"""Templates before cfn-lint, which knows CloudFormation's own definitions of resources (.tools/cfn-lint)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from support_targets import rendered, sample
from targets.test_eventbridge import ACME, ECS, FUNCTION, QUEUE, ROLE
from tenantry.model.compiled import Compiled

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]
OPTIONS = [
    "{}",
    f"{{target: lambda, arn: '{FUNCTION}', dead_letter: '{QUEUE}', retries: 0, max_age: 1d}}",
    "{target: step-functions, arn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:sync:live'}",
    f"{{arn: '{QUEUE}.fifo', kms_key: 'arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c'}}",
    f"{{arn: '{QUEUE}', role: '{ROLE}'}}",
    ECS,
    ECS.replace("subnets:", "launch_type: EC2, public_ip: true, security_groups: [sg-0123456789abcdef0], subnets:"),
]
TENANT = 'paused: true\nschedule: {cron: "*/20 1-5 1-14 * 1,7", days: both, timezone: Europe/Berlin}\n'


def lint(*files: Path) -> subprocess.CompletedProcess[str]:
    """Every finding, informational ones too."""
    program = ROOT / ".tools" / "cfn-lint" / "bin" / "cfn-lint"
    if not program.exists():
        pytest.fail("needs cfn-lint: run .ci/tools cfn-lint")
    command = [program, "--include-checks", "I", "--include-checks", "E", "--", *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def templates(result: Compiled, folder: Path) -> list[Path]:
    """The templates as files."""
    folder.mkdir()
    files = []
    for each in result.artifacts:
        if each.target == "eventbridge":
            files.append(folder / Path(each.path).name)
            files[-1].write_bytes(each.content)
    return files


def test_cfn_lint_finds_nothing_whatever_the_options(tmp_path: Path) -> None:
    files = templates(sample("eventbridge"), tmp_path / "sample")
    for index, options in enumerate(OPTIONS):
        files += templates(rendered("eventbridge", {ACME: TENANT}, options), tmp_path / str(index))
    print(f"{len(files)} templates")
    assert len(files) == len(OPTIONS) + 3
    done = lint(*files)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("key", "value", "finding"),
    [("State", "PAUSED", "E3030"), ("Names", "x", "E3002"), ("Name", "a/b", "E3031"), ("Target", {}, "E3003")],
)
def test_cfn_lint_sees_what_is_wrong(tmp_path: Path, key: str, value: object, finding: str) -> None:
    (file,) = templates(rendered("eventbridge", {}), tmp_path / "wrong")
    template = json.loads(file.read_text())
    schedule = next(each for each in template["Resources"].values() if each["Type"] == "AWS::Scheduler::Schedule")
    schedule["Properties"][key] = value
    file.write_text(json.dumps(template))
    done = lint(file)
    assert done.returncode != 0
    assert finding in done.stdout
