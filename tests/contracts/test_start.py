"""What a run loads: counted, as what is loaded is most of the time that a small run takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

LOADED = """\
import os, sys
before = set(sys.modules)
os._exit = sys.exit
sys.argv[0] = "tenantry"
from tenantry.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""
ENDED = """\
import atexit
class Made:
    def __del__(self):
        print("taken apart")
made = Made()
atexit.register(print, "at the end")
from tenantry.cli import main
main()
"""
SETTINGS = "version: 1\nname: example\ntimezone: Europe/Berlin\ntargets: {kubernetes: {namespace: integrations}}\n"
MODELS = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}


def loaded(folder: Path, *args: str, **environment: str) -> set[str]:
    """The modules that a run of the command line loads beyond those of a bare interpreter."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *args], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return set(run.stderr.splitlines()[-1].split())


def packages(modules: set[str]) -> set[str]:
    """The packages of others among modules, without what their builds bring along."""
    found = {name.partition(".")[0] for name in modules if not name.startswith("_")}
    return found - sys.stdlib_module_names - {"coverage", "cython_runtime", "tenantry"}


def parts(modules: set[str], package: str) -> set[str]:
    """The parts of a package of ours among modules."""
    return {name.removeprefix(f"{package}.").partition(".")[0] for name in modules if name.startswith(f"{package}.")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` writes, with a zone that is none of the standard library's own."""
    folder = tmp_path_factory.mktemp("small")
    loaded(folder, "init", ".")
    (folder / "tenantry.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("args", "environment"),
    [
        (["--version"], {}),
        (["--help"], {}),
        ([], {"_TENANTRY_COMPLETE": "bash_complete", "COMP_WORDS": "tenantry ", "COMP_CWORD": "1"}),
        ([], {"_TENANTRY_COMPLETE": "zsh_complete", "COMP_WORDS": "tenantry schedule ", "COMP_CWORD": "2"}),
        ([], {"_TENANTRY_COMPLETE": "fish_complete", "COMP_WORDS": "tenantry plan --", "COMP_CWORD": "--"}),
    ],
    ids=["version", "help", "bash", "zsh", "fish"],
)
def test_what_is_told_of_the_command_line_alone_loads_click_alone(
    tmp_path: Path, args: list[str], environment: dict[str, str]
) -> None:
    found = loaded(tmp_path, *args, **environment)
    assert packages(found) == {"click"}
    assert not found & {"dataclasses", "importlib.metadata", "pathlib", "sqlite3", "subprocess"}
    assert parts(found, "tenantry") <= {"cli", "errors"}


def test_a_command_ends_without_taking_apart_what_it_made(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", ENDED, "--version"], cwd=tmp_path, env={}, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[1:] == ["at the end"]


def test_help_of_a_command_loads_no_models(tmp_path: Path) -> None:
    assert packages(loaded(tmp_path, "validate", "--help")) == {"click"}


def test_a_clean_check_loads_what_reads_and_what_checks(small: Path) -> None:
    found = loaded(small, "validate")
    assert packages(found) == {"click", "jsonschema_rs", "tzdata", *MODELS}
    assert "sqlite3" not in found


def test_the_strict_reader_is_loaded_for_what_is_not_everyday(small: Path, tmp_path: Path) -> None:
    copytree(small, tmp_path, dirs_exist_ok=True)
    settings = tmp_path / "tenantry.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("example", '"exa\\x6dple"'), encoding="utf-8")
    assert "yaml" in packages(loaded(tmp_path, "validate"))


def test_where_nothing_changed_what_compiles_is_not_loaded(small: Path, tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    loaded(small, "validate", **cache)
    found = loaded(small, "validate", **cache)
    assert packages(found) == {"click"}
    assert not found & {"importlib.metadata", "shutil", "tempfile", "zoneinfo"}
    assert not parts(found, "tenantry") & {"manifest", "pipeline", "resolve", "rules", "targets"}
    assert not parts(found, "tenantry.secrets")


def test_a_check_loads_the_targets_that_are_chosen_and_one_format(small: Path) -> None:
    found = loaded(small, "validate")
    kept = {
        "airflow",
        "argo_workflows",
        "crontab",
        "eventbridge",
        "kubernetes",
        "runtime",
        "systemd",
        "temporal",
        "vault",
    }
    assert parts(found, "tenantry.targets") & kept == {"kubernetes", "runtime"}
    assert parts(found, "tenantry.report") & {"github", "gitlab", "json", "junit", "sarif", "text"} == {"text"}
    assert not parts(found, "tenantry") & {"gates", "plan", "publish", "runner", "schemas", "write"}


def test_a_check_starts_no_detector_where_no_text_has_a_cue(small: Path) -> None:
    assert "detect_secrets" not in packages(loaded(small, "validate"))
