"""Every page is run: its failing example has exactly its code and shows exactly its output, its passing one has not."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from support_cli import Run
from support_pages import (
    also,
    change,
    expected,
    found_by_plan,
    judges_changes,
    lay,
    problems,
    section,
    with_output,
)
from tenantry.diagnostics import Code
from tenantry.diagnostics.codes import CODES
from tenantry.diagnostics.explain import page
from tenantry.diagnostics.page import Block, Page, read_page

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "TN001": "tests/hostile/test_paths.py",  # needs a file that this user cannot read; root reads all
    "TN007": "tests/hostile/test_paths.py",  # a hundred thousand files
    "TN840": "tests/unit/publish/test_publish.py",  # needs a published branch
    "TN710": "tests/unit/test_render.py",  # needs a target of another package
}
"""Codes whose page cannot be run as it stands, and the tests that show that they are emitted, and where."""
every_code = pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)


run_code = pytest.mark.parametrize(
    "code", [code for code in CODES if code.id not in ELSEWHERE], ids=lambda code: code.id
)


def _page(code: Code) -> Page:
    try:
        return read_page(code)
    except FileNotFoundError:
        pytest.fail(f"{code.id} {code.name} has no page")


def _emitted(found: Page, blocks: tuple[Block, ...], code: Code, folder: Path) -> set[str]:
    """The ids of what one example of a page brings up."""
    if judges_changes(code):
        return {problem.code.id for problem in found_by_plan(change(folder, found.base, blocks))}
    return {problem.code.id for problem in problems(lay(folder, blocks))}


def test_the_base_repository_is_clean(tmp_path: Path) -> None:
    assert problems(lay(tmp_path, ())) == []


@every_code
def test_a_page_says_what_why_and_how_to_fix(code: Code) -> None:
    text = _page(code).text
    assert _page(code).title == f"{code.id} {code.name}"
    for line in (r"^What: \S", r"^Why: \S", r"^## Fails$", r"^## Passes$", r"^## Fix\n\n\S"):
        assert len(re.findall(line, text, re.MULTILINE)) == 1, line


@run_code
def test_the_failing_example_has_this_code(code: Code, tmp_path: Path) -> None:
    found = _page(code)
    assert found.fails
    emitted = _emitted(found, found.fails, code, tmp_path)
    assert emitted == {code.id} | also(found.text)


@run_code
def test_the_failing_example_shows_this_output(code: Code, tmp_path: Path, invoke: Run, bless: bool) -> None:
    found = _page(code)
    options = ("--as-of", "2026-11-24", "--color", "never")
    if judges_changes(code):
        root = change(tmp_path, found.base, found.fails)
        output = section(invoke("plan", "HEAD", *options, "-C", root).stdout, code)
    else:
        output = invoke("validate", *options, "-C", lay(tmp_path, found.fails)).stdout
    if bless:
        source = Path(str(files("tenantry.diagnostics"))) / "pages" / f"{code.id}.md"
        source.write_text(with_output(found.text, output), encoding="utf-8")
        found = _page(code)
    assert expected(found.fails) == output


@every_code
def test_the_passing_example_is_free_of_it(code: Code, tmp_path: Path) -> None:
    found = _page(code)
    assert found.passes
    left = _emitted(found, found.passes, code, tmp_path)
    assert code.id not in left
    assert left <= also(found.text)


@every_code
def test_explain_shows_the_whole_page(code: Code) -> None:
    shown = page(code)
    assert shown.startswith(f"{code.id} {code.name}\n")
    assert "```" not in shown
    for block in (*_page(code).fails, *_page(code).passes):
        for line in block.content.splitlines():
            assert line in shown


def test_there_is_no_page_of_a_code_that_is_not() -> None:
    names = {path.name for path in Path(str(files("tenantry.diagnostics"))).joinpath("pages").iterdir()}
    assert names <= {f"{code.id}.md" for code in CODES}


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_what_cannot_be_run_here_is_shown_elsewhere(code: str) -> None:
    assert f'"{code}"' in (ROOT / ELSEWHERE[code]).read_text(encoding="utf-8")
