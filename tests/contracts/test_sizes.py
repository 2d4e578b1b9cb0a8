"""Modules, functions and their parameters stay small; what may be larger is counted, and the count may only shrink."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "compiler" / "tenantry").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MODULE_LINES = 300
FUNCTION_LINES = 40
COMMAND_LINES = 25
TEST_LINES = 25
PARAMETERS = 5
EXEMPT: dict[str, int] = {}
"""Functions over the limit, and how long each may be."""


def functions(path: Path) -> list[ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


def lines(node: ast.FunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_are_small(path: Path) -> None:
    limits = {node.name: EXEMPT.get(f"{name(path)}:{node.name}", FUNCTION_LINES) for node in functions(path)}
    assert [node.name for node in functions(path) if lines(node) > limits[node.name]] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_take_few_parameters(path: Path) -> None:
    def taken(node: ast.FunctionDef) -> int:
        named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return sum(argument.arg not in ("self", "cls") for argument in named)

    many = [node.name for node in functions(path) if taken(node) > PARAMETERS and node.name != "command"]
    assert many == []


def test_exemptions_are_needed() -> None:
    found = {f"{name(path)}:{node.name}": lines(node) for path in SOURCES for node in functions(path)}
    assert {key for key in EXEMPT if found.get(key, 0) <= FUNCTION_LINES} == set()


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_are_small(path: Path) -> None:
    tests = [node for node in functions(path) if node.name.startswith("test_")]
    assert [node.name for node in tests if lines(node) > TEST_LINES] == []
