"""Imports point one way: the command line, the pipeline, the stages, then what they all share."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "compiler" / "tenantry"
SHARED = {"model", "schedule", "secrets", "diagnostics", "errors"}
ALLOWED = {
    "actions": {"diagnostics", "edit", "errors", "load", "model"},
    "edit": {"errors", "load", "model"},
    "errors": set[str](),
    "folders": set[str](),
    "schedule": set[str](),
    "secrets": {"errors"},
    "diagnostics": {"model"},
    "model": {"diagnostics", "manifest", "schedule", "secrets"},
    "yaml": {"diagnostics", "model"},
    "git": {"errors", "folders"},
    "runner": {"diagnostics", "errors", "git", "load", "manifest", "model", "secrets"},
    "source": {"diagnostics", "model", "errors", "git", "signals"},
    "load": {"diagnostics", "model", "yaml"},
    "manifest": {"diagnostics", "model"},
    "declare": {"diagnostics", "model", "manifest", "targets"},
    "resolve": {"diagnostics", "model", "manifest", "schedule", "secrets"},
    "rules": {"diagnostics", "model", "schedule", "secrets", "signals"},
    "targets": SHARED,
    "render": {"diagnostics", "model", "targets"},
    "gates": {"diagnostics", "model", "schedule"},
    "rollouts": {"diagnostics", "errors", "gates", "model", "resolve", "schedule"},
    "plan": {"declare", "diagnostics", "errors", "gates", "model", "resolve", "schedule", "secrets"},
    "write": {"errors", "folders", "model"},
    "publish": {"diagnostics", "errors", "git", "model", "write"},
    "report": {
        "diagnostics",
        "manifest",
        "model",
        "rollouts",
        "runner",
        "schedule",
        "secrets",
        "targets",
        "__version__",
    },
    "schemas": {"declare", "load", "model", "targets"},
    "scaffold": {"errors", "model", "schemas", "__version__"},
    "pipeline": {"declare", "diagnostics", "load", "model", "render", "resolve", "rules", "secrets"},
    "ledger": {"diagnostics", "model", "schedule"},
    "incremental": {
        "declare",
        "diagnostics",
        "ledger",
        "model",
        "pipeline",
        "plan",
        "rules",
        "schedule",
        "secrets",
        "signals",
        "targets",
    },
    "signals": set[str](),
}
"""Which parts a part may import; the command line may import all. What is not named here does not exist."""


def part(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Parts of the package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [
                f"{node.module}.{alias.name}" if node.module == "tenantry" else node.module for alias in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            if name.startswith("tenantry."):
                yield name.split(".")[1]


WRITTEN = PACKAGE / "scaffold" / "files"
"""What `init` writes: programs of other repositories, and no modules of the package."""
MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if part(path) not in ("cli", "__main__", "__init__") and not path.is_relative_to(WRITTEN)
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_part_may(path: Path) -> None:
    own = part(path)
    assert set(imports(path)) - {own} <= ALLOWED[own]


def test_every_part_is_there() -> None:
    assert {part(path) for path in MODULES} == set(ALLOWED)


PROGRAMS = {PACKAGE / "runner" / "guard.py"}
"""Programs of their own, which get an environment as others get arguments."""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_below_the_command_line_asks_the_clock_or_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    asked = (
        "datetime.now",
        "date.today",
        "time.time(",
        "os.environ",
        "os.getcwd",
        "Path.cwd",
        "Path.home",
        "import random",
    )
    assert path in PROGRAMS or [word for word in asked if word in text] == []
