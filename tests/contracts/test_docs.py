"""What the documentation says is so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support_cli import Run
from tenantry.cli.group import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "compiler" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
TRACKED = ("md", "py", "yaml", "yml", "toml", "sh", "in", "txt", "json")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_readme_is_short_and_starts_with_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    assert [line.split()[:2] for line in lines[2:4]] == [["make", "demo"], ["make", "test"]]


def test_the_error_in_the_readme_is_what_the_tool_prints() -> None:
    page = (ROOT / "compiler" / "tenantry" / "diagnostics" / "pages" / "TN302.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n(tenants/orders.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    assert shown.group(1) in page


def test_the_tenant_in_the_readme_is_one_of_the_sample() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n# (tenants/\S+)\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    assert shown.group(2) in (ROOT / shown.group(1)).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_commands_that_are_named_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|\$ |bin/)tenantry (?:-C \S+ )?([a-z][a-z-]+)", text, re.MULTILINE))
    assert named - set(COMMANDS) - {"run", "is"} == set()


def test_every_command_is_in_the_readme(invoke: Run) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in COMMANDS if f"`tenantry {command}" not in text] == []
    assert all(command in invoke("--help").stdout for command in COMMANDS)


def test_generated_pages_are_fresh(tmp_path: Path) -> None:
    script = (ROOT / "docs" / "generate.py").read_text(encoding="utf-8")
    (tmp_path / "generate.py").write_text(script, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "schedules.md", tmp_path)
    subprocess.run([sys.executable, tmp_path / "generate.py"], check=True, env={"PYTHONPATH": str(ROOT / "compiler")})
    written = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert written
    assert {page: (ROOT / "docs" / page).read_bytes() for page in written} == written


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    words = re.compile(
        "TO" + "DO|FIX" + r"ME|/ro" + r"ot/|/wo" + r"rk/|/ho" + "me/[a-z]|regis" + "try\\.npmjs|py" + "pi\\.org"
    )
    found = []
    for path in listed:
        if path.rsplit(".", 1)[-1] in TRACKED and (ROOT / path).is_file():
            found += [path for _ in words.finditer((ROOT / path).read_text(encoding="utf-8", errors="replace"))]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "tenants").rglob("*.yaml")), ids=name)
def test_samples_name_their_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert schema != first
    assert (path.parent / schema).is_file()


def test_the_map_names_each_part_once() -> None:
    rows = (ROOT / "compiler" / "README.md").read_text(encoding="utf-8").splitlines()
    named = [
        part
        for row in rows
        if row.startswith("| `")
        for part in re.findall(r"`([a-z_]+)(?:/|\.py)`", row.split("|")[1])
    ]
    package = ROOT / "compiler" / "tenantry"
    parts = [
        path.name.removesuffix(".py")
        for path in package.iterdir()
        if path.name[0] != "_" and path.suffix in ("", ".py")
    ]
    assert sorted(named) == sorted(parts)
