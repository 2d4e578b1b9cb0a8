"""A plain secret in any YAML of a repository is found at its place, and nothing shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_compile import base_files, compile_base
from tenantry.cli.compiled import report_of
from tenantry.report import FORMATS

ACME = "tenants/orders/acme.yaml"
CANARY = "gh" + "p_" + "c4n4ryC4N4RYc4n4ryC4N4RYc4n4ryC4N4RY"
LINES = {
    "a config": f"configs: {{note: {CANARY}}}\n",
    "a config in a list": f"configs: {{notes: [a, {{b: {CANARY}}}]}}\n",
    "a label": f"labels: {{team: {CANARY}}}\n",
    "metadata": f"metadata: {{deep: {{deeper: [{CANARY}]}}}}\n",
    "a key": f"metadata: {{{CANARY}: x}}\n",
    "a key of configs": f"configs: {{{CANARY}: x}}\n",
    "in place of a connection": f"connections: {{shop: {CANARY}}}\n",
    "a path": f"connections: {{shop: {{path: a/{CANARY}}}}}\n",
    "the name of a key": f"connections: {{shop: {{keys: {{token: {CANARY}}}}}}}\n",
    "a reason": f'release: {{pin: "1.0.0", reason: {CANARY}}}\n',
    "a channel": f"release: {{channel: {CANARY}}}\n",
    "a schedule": f"schedule: {{cron: {CANARY}}}\n",
    "an unknown key's value": f"colour: {CANARY}\n",
    "an unknown key": f"{CANARY}: x\n",
    "a comment": f"# old token: {CANARY}\npaused: false\n",
    "a comment after a value": f"paused: false  # {CANARY}\n",
    "a comment after an ignore": f"paused: false  # tenantry: ignore[TN412] {CANARY}\n",
    "a block of text": f"metadata:\n  note: |\n    first\n    # {CANARY}\n",
    "folded text": f"metadata:\n  note: >-\n    first\n    {CANARY}\n",
    "an anchor's text": f"metadata: {{a: &x {CANARY}, b: *x}}\n",
}
FILES = [path for path in base_files() if path.endswith(".yaml")]


def shown(files: dict[str, str | None]) -> tuple[list[str], str]:
    """The codes, and everything that any format of `validate` prints."""
    result = compile_base(files)
    assert result.artifacts == []
    report = report_of(result)
    text = "".join(FORMATS[form](report, color=color) for form in FORMATS for color in (False, True))
    return [problem.code.id for problem in result.diagnostics], text


@pytest.mark.parametrize("where", LINES)
def test_it_is_found_and_shown_by_no_format(where: str) -> None:
    codes, text = shown({ACME: LINES[where]})
    assert "TN514" in codes
    assert CANARY not in text


@pytest.mark.parametrize("where", LINES)
def test_it_is_found_once(where: str) -> None:
    codes, _ = shown({ACME: LINES[where]})
    assert codes.count("TN514") == (2 if "anchor" in where else 1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).name)
def test_it_is_found_in_every_kind_of_file(path: str) -> None:
    for text in (f"# {CANARY}\n", ""):
        extra = "" if text else f"zzz: {CANARY}\n"
        codes, output = shown({path: text + base_files()[path].decode() + extra})
        assert "TN514" in codes
        assert CANARY not in output


def test_a_comment_that_only_speaks_of_secrets_is_none() -> None:
    notes = "# the token comes from the vault, its password is in the safe; see https://example.com/token?id=2024\n"
    assert not compile_base({ACME: f"{notes}paused: false\n"}).failed
