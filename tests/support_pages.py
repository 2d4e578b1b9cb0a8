"""The examples of pages, laid over the small base repository and run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support_git import commit, git
from tenantry.cli.cache import Effort
from tenantry.cli.compiled import compiled
from tenantry.cli.planned import planned
from tenantry.diagnostics import Code, Diagnostic
from tenantry.diagnostics.page import Block

BASE = Path(__file__).resolve().parent / "diagnostics" / "base"
AS_OF = datetime(2026, 11, 24, tzinfo=UTC)
"""The instant at which pages judge dates."""


def lay(folder: Path, blocks: Iterable[Block]) -> Path:
    """A copy of the base repository below `folder` with the blocks of one example laid over it."""
    root = folder / "config"
    shutil.copytree(BASE, root)
    return lay_over(root, blocks)


def lay_over(root: Path, blocks: Iterable[Block]) -> Path:
    """Lays the blocks of one example over a repository."""
    for block in blocks:
        if block.language == "sh":
            done = subprocess.run(
                ["sh", "-eu"], input=block.content.encode(), cwd=root, capture_output=True, check=False
            )
            if done.returncode:
                pytest.fail(f"the example's script failed: {done.stderr.decode()}")
        elif block.path:
            (root / block.path).parent.mkdir(parents=True, exist_ok=True)
            (root / block.path).write_text(block.content, encoding="utf-8")
    return root


def change(folder: Path, base: Iterable[Block], blocks: Iterable[Block]) -> Path:
    """A git repository whose commit is the base repository with `base`, and whose worktree has the blocks on top."""
    root = lay(folder, base)
    git(root, "init", "--quiet")
    commit(root)
    return lay_over(root, blocks)


def judges_changes(code: Code) -> bool:
    """Whether a code is the plan's: its example is then a change of a commit, and its output that of `plan HEAD`."""
    return code.id.startswith("TN8")


def found_by_plan(root: Path) -> list[Diagnostic]:
    """What the plan from the commit to the worktree says, and what the whole pipeline does."""
    found, after = planned(root, "HEAD", None, as_of=AS_OF, effort=Effort(cached=False, jobs=1))
    return [*found.introduced, *after.diagnostics]


def section(output: str, code: Code) -> str:
    """The part of a plan's output that shows a code."""
    return next(part for part in output.split("\n\n") if f"[{code.id}]" in part).rstrip("\n") + "\n"


def problems(root: Path) -> list[Diagnostic]:
    """What the whole pipeline says of a repository."""
    return list(compiled(root, as_of=AS_OF).diagnostics)


def expected(blocks: Iterable[Block]) -> str | None:
    """The output that an example shows: its text block without a path."""
    return next((block.content for block in blocks if block.language == "text" and not block.path), None)


def also(text: str) -> frozenset[str]:
    """The other codes that a page says its example has: `Also: TN123, TN124`."""
    return frozenset(re.findall(r"TN\d{3}", " ".join(re.findall(r"^Also: (.*)$", text, re.MULTILINE))))


def with_output(text: str, output: str) -> str:
    """The page with `output` as the text block of its failing example."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", output)), default=0))
    fence = f"{ticks}text\n{output.rstrip()}\n{ticks}\n"
    head, heading, rest = text.partition("\n## Fails\n")
    example, passes, tail = rest.partition("\n## Passes\n")
    example = re.sub(r"^(`{3,})text\n.*?^\1[ \t]*\n?", "", example, flags=re.MULTILINE | re.DOTALL)
    return f"{head}{heading}{example.rstrip()}\n\n{fence}{passes}{tail}"
