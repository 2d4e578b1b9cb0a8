"""The target of another package that docs/targets.md explains: built, installed and used for real."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support_install import built, environment, run

pytestmark = pytest.mark.consumer
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = Path(__file__).resolve().parent / "example_package"
BASE = ROOT / "tests" / "diagnostics" / "base"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Ours, and that of the example, built from a copy."""
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("source") / "example")
    return built(ROOT, tmp_path_factory.mktemp("ours")), built(source, tmp_path_factory.mktemp("theirs"))


@pytest.fixture(scope="module")
def program(wheels: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("installed"), *wheels)


def config(folder: Path, options: str) -> Path:
    root = shutil.copytree(BASE, folder / "config")
    (root / "tenantry.yaml").write_text(f"version: 1\ntargets:\n  wallchart: {options}\n")
    return root


def test_an_installed_target_renders(program: Path, tmp_path: Path) -> None:
    root = config(tmp_path, "{}")
    run(program, "compile", cwd=root)
    run(program, "compile", "--check", cwd=root)
    rows = (root / "build" / "wallchart" / "orders.csv").read_text().splitlines()
    assert rows[0] == "tenant,cron,timezone,paused,release"
    assert [row.split(",")[0] for row in rows[1:]] == ["orders/acme", "orders/borealis"]


def test_its_options_are_checked_documented_and_in_the_schema(program: Path, tmp_path: Path) -> None:
    root = config(tmp_path, "{rows: 0, colour: red}")
    told = run(program, "validate", cwd=root, code=1)
    assert "tenantry.yaml:3:21: error[TN704]" in told
    assert "error[TN702] unknown-option" in told
    assert "rows (number): Rows that fit on a chart. Default: 50." in run(program, "targets", cwd=root)
    run(program, "schema", cwd=root)
    assert "Rows that fit on a chart" in (root / "schemas" / "tenantry.schema.json").read_text()


def test_what_it_cannot_do_is_told_at_its_place(program: Path, tmp_path: Path) -> None:
    told = run(program, "validate", cwd=config(tmp_path, "{rows: 1}"), code=1)
    assert "tenantry.yaml:3:15: error[TN711] artifact-too-large: the chart of orders has 1 rows, and 2 tenants" in told


def test_the_example_shown_in_the_documentation_is_the_one_that_runs() -> None:
    page = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
    for file in ("pyproject.toml", "acme_tenantry/wallchart.py"):
        assert (EXAMPLE / file).read_text(encoding="utf-8") in page


def test_a_package_that_takes_a_name_of_ours_is_refused(
    wheels: tuple[Path, Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = shutil.copytree(EXAMPLE, tmp_path / "source")
    project = source / "pyproject.toml"
    project.write_text(project.read_text().replace("wallchart = ", "kubernetes = "))
    program = environment(tmp_path / "installed", wheels[0], built(source, tmp_path_factory.mktemp("taken")))
    told = run(program, "validate", cwd=config(tmp_path, "{}"), code=2)
    assert "target 'kubernetes' of acme-tenantry 1.0.0 has the name of one that tenantry brings itself" in told
