"""Whole plans of small changes, in every format, byte for byte; `pytest --bless` writes them anew.

tests/plans/<sentence>/before and after hold what lies over the base repository in each state; a file named in
`removed` is not there afterwards.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support_compile import AS_OF
from support_plan import Files, state
from tenantry.plan import plan
from tenantry.report.plan import FORMATS, Asked

PLANS = Path(__file__).resolve().parents[2] / "plans"
SUFFIXES = {"text": "txt", "json": "json", "markdown": "md", "html": "html"}


def files(folder: Path) -> Files:
    found = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}
    listed = folder / "removed"
    gone = listed.read_text(encoding="utf-8").split() if listed.exists() else []
    return {**found, **dict.fromkeys(gone)}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("sentence", sorted(path.name for path in PLANS.iterdir()))
def test_a_plan_reads_as_it_did(sentence: str, form: str, *, bless: bool) -> None:
    folder = PLANS / sentence
    before = files(folder / "before")
    found = plan(state(before), state(before, files(folder / "after")), as_of=AS_OF, refs=("main", None))
    written = FORMATS[form](found, Asked())
    expected = folder / "expected" / f"plan.{SUFFIXES[form]}"
    if bless:
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(written, encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == written
