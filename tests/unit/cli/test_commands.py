"""The commands: options before and after the name, exit codes, and where what is printed goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support_cli import Run
from support_pages import lay
from tenantry.cli import known

BROKEN = "release: {channel: bata}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The base repository, clean."""
    return lay(tmp_path, ())


def break_acme(root: Path) -> Path:
    (root / "tenants/orders/acme.yaml").write_text(BROKEN)
    return root


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate"], 0),
        (["show", "acme"], 0),
        (["show", "orders/acme", "--format", "json"], 0),
        (["show", "orders/acmee"], 2),
        (["explain", "tn302"], 0),
        (["explain", "unknown-channel"], 0),
        (["explain", "TN999"], 2),
        (["validate", "--format", "yaml"], 2),
        (["validate", "--only-new", "no-such-ref"], 2),
        (["validate", "--as-of", "soon"], 2),
        (["validate", "--as-of", "9999-01-01"], 2),
        (["compile", "--ref", "no-such-ref"], 2),
        (["compile", "--target", "kubernets"], 2),
        (["validat"], 2),
        (["targets"], 0),
        (["targets", "--format", "json"], 0),
        (["--version"], 0),
    ],
)
def test_exit_codes(root: Path, tenantry: Run, arguments: list[str], code: int) -> None:
    ran = tenantry("-C", root, *arguments) if arguments != ["--version"] else tenantry("--version")
    assert ran.code == code, ran
    assert "Traceback" not in ran.stderr
    assert bool(ran.stderr) == (code == 2)


def test_no_repository_is_wrong_usage(tmp_path: Path, tenantry: Run) -> None:
    ran = tenantry("validate", cwd=tmp_path)
    assert (ran.code, ran.stdout) == (2, "")
    assert "tenantry.yaml" in ran.stderr


def test_the_repository_is_found_upwards(root: Path, tenantry: Run) -> None:
    assert tenantry("validate", cwd=root / "tenants" / "orders").code == 0


@pytest.mark.parametrize("arguments", [["--format", "json", "validate"], ["validate", "--format", "json"]])
def test_common_options_stand_before_or_after_the_name(root: Path, tenantry: Run, arguments: list[str]) -> None:
    data = json.loads(tenantry(*arguments, cwd=break_acme(root)).stdout)
    assert data["summary"] == {"errors": 1, "warnings": 0, "tenants": 2, "integrations": 1, "files": 8}
    found = data["diagnostics"][0]
    assert (found["code"], found["path"], found["line"], found["column"]) == (
        "TN302",
        "tenants/orders/acme.yaml",
        1,
        20,
    )
    assert (found["end_line"], found["end_column"], found["tenants"]) == (1, 24, ["orders/acme"])


def test_paths_limit_what_is_reported(root: Path, tenantry: Run) -> None:
    break_acme(root)
    assert tenantry("validate", "borealis.yaml", cwd=root / "tenants/orders").code == 0
    assert tenantry("validate", ".", cwd=root / "tenants/orders").code == 1
    assert tenantry("validate", "../../..", cwd=root / "tenants/orders").code == 2
    assert tenantry("validate", "absent.yaml", cwd=root / "tenants/orders").code == 2


def test_strict_fails_on_warnings(root: Path, tenantry: Run) -> None:
    (root / "tenants/orders/acme.yaml").write_text('release: {pin: "1.0.0"}\n')
    assert tenantry("-C", root, "validate").code == 0
    assert tenantry("-C", root, "validate", "--strict").code == 1


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def test_only_new_leaves_out_what_the_base_has(root: Path, tenantry: Run) -> None:
    break_acme(root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    (root / "tenants/orders/acme.yaml").write_text("# moved down\n\n" + BROKEN)
    assert tenantry("-C", root, "validate", "--only-new", "HEAD").code == 0
    (root / "tenants/orders/borealis.yaml").write_text("pausd: true\n")
    ran = tenantry("-C", root, "validate", "--only-new", "HEAD")
    assert (ran.code, ran.stdout.count("error[")) == (1, 1)
    (root / "tenants/orders/acme.yaml").unlink()
    (root / "tenants/orders/borealis.yaml").unlink()
    assert tenantry("-C", root, "compile", "--ref", "HEAD", "--out", root.parent / "out").code == 1


def test_colour_only_where_it_is_wanted(root: Path, tenantry: Run) -> None:
    break_acme(root)
    assert "\x1b[" not in tenantry("-C", root, "validate").stdout
    assert "\x1b[" in tenantry("-C", root, "validate", "--color", "always").stdout
    assert "\x1b[" not in tenantry("-C", root, "validate", env={"NO_COLOR": "1"}).stdout


def test_compile_writes_and_checks(root: Path, tenantry: Run) -> None:
    out = root / "build"
    assert tenantry("-C", root, "compile", "--check", "--out", out).code == 4
    assert not out.exists()
    assert tenantry("-C", root, "compile", "--out", out).code == 0
    assert tenantry("-C", root, "compile", "--check", "--out", out).code == 0
    (out / "runtime/orders/acme.json").write_text("{}")
    ran = tenantry("-C", root, "compile", "--check", "--out", out)
    assert (ran.code, "runtime/orders/acme.json" in ran.stdout) == (4, True)


def test_an_error_leaves_the_old_tree(root: Path, tenantry: Run) -> None:
    out = root / "build"
    tenantry("-C", root, "compile", "--out", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    ran = tenantry("-C", break_acme(root), "compile", "--out", out)
    assert (ran.code, ran.stdout) == (1, "")
    assert "TN302" in ran.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_target_may_be_chosen(root: Path, tenantry: Run) -> None:
    out = root / "build"
    assert tenantry("-C", root, "compile", "--target", "vault", "--target", "crontab", "--out", out).code == 0
    assert sorted(path.name for path in out.iterdir()) == ["crontab", "manifest.json", "runtime", "vault"]


def test_show_has_every_field_and_its_places(root: Path, tenantry: Run) -> None:
    data = json.loads(tenantry("-C", root, "show", "acme", "--format", "json").stdout)
    assert (data["version"], data["id"]) == (1, "orders/acme")
    assert data["tenant"]["release"]["channel"] == "default"
    assert "pin" not in data["tenant"]["release"]
    assert data["tenant"]["groups"] == []
    place = data["origins"]["configs.batch_size"][0]
    assert (place["path"], place["line"], place["column"]) == ("tenants/orders/acme.yaml", 4, 23)


def test_schemas_are_written_and_checked(root: Path, tenantry: Run) -> None:
    assert tenantry("-C", root, "schema", "--check").code == 4
    assert tenantry("-C", root, "schema").code == 0
    assert tenantry("-C", root, "schema", "--check").code == 0
    assert (root / "schemas/tenants/orders.schema.json").exists()


def test_a_bug_is_told_without_a_traceback(root: Path, invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setattr(known, "identify_worktree", fail)
    ran = invoke("-C", root, "validate")
    assert ran.code == 3
    assert "hunter2" not in ran.stderr
    assert "RuntimeError" in ran.stderr


def test_an_interrupt_and_a_closed_pipe_are_no_bugs(
    root: Path, invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(known, "identify_worktree", interrupt)
    assert invoke("-C", root, "validate").code == 130
    command = f"{sys.executable} -m tenantry targets | head -c 1"
    paths = {"PYTHONPATH": str(Path(known.__file__).parents[2]), "PATH": os.environ["PATH"]}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=paths, check=True)
    assert done.stderr == ""


def test_init_writes_a_repository_that_compiles(tmp_path: Path, tenantry: Run) -> None:
    folder = tmp_path / "new"
    assert tenantry("init", folder).code == 0
    assert tenantry("-C", folder, "validate", "--strict").code == 0
    assert tenantry("-C", folder, "schema", "--check").code == 0
    assert tenantry("compile", cwd=folder).code == 0
    assert (folder / "build" / "manifest.json").exists()
    assert tenantry("init", folder).code == 2


def test_help_imports_nothing_heavy(tenantry: Run) -> None:
    script = "import os, sys; import tenantry.cli; sys.argv, os._exit = ['tenantry', '--help'], sys.exit\n"
    script += "try: tenantry.cli.main()\nexcept SystemExit: pass\n"
    script += "print(sorted({'pydantic', 'yaml', 'jsonschema_rs', 'cel', 'detect_secrets'} & set(sys.modules)))"
    paths = {"PYTHONPATH": str(Path(known.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=paths, check=True)
    assert done.stdout.endswith("[]\n")


def test_verbose_says_what_is_done_and_quiet_says_nothing(root: Path, tenantry: Run, tmp_path: Path) -> None:
    told = tenantry("-v", "-C", root, "compile", "--out", tmp_path / "build").stderr.splitlines()
    assert [line.split()[1] for line in told] == ["reading", "read", "resolved", "writing"]
    assert tenantry("compile", "-C", root, "--out", tmp_path / "build").stderr == ""
    assert tenantry("-q", "-C", root, "validate") == (0, "", "")
    assert "error[TN302]" in tenantry("-q", "-C", break_acme(root), "validate").stdout


def test_a_stale_schema_is_named_with_the_command_that_mends_it(root: Path, tenantry: Run) -> None:
    ran = tenantry("-C", root, "schema", "--check")
    assert ran.code == 4
    assert "schemas/tenants/orders.schema.json" in ran.stdout.splitlines()
    assert "`tenantry schema`" in ran.stderr


@pytest.mark.parametrize(
    ("code", "expected"),
    [("TN119x", "TN118, TN119"), ("tn99", "three digits"), ("unknwn-channel", "did you mean 'unknown-channel'")],
)
def test_a_code_that_there_is_not_leads_to_those_there_are(tenantry: Run, code: str, expected: str) -> None:
    ran = tenantry("explain", code)
    assert ran.code == 2
    assert expected in ran.stderr
