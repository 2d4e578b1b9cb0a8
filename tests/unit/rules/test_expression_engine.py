"""Rules of users' own cost what they ask for: the library alone, and the fields that they name."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tenantry.rules.expression_fault import fields_asked

SCRIPT = """
import sys
from tenantry.rules.expression_engine import engine
assert engine().compile("1 + 1 == 2").execute()
assert not [name for name in sys.modules if name.startswith(("prompt_toolkit", "cel.cli"))]
import cel
assert cel.compile("1 + 1 == 3").execute() is False
assert sys.modules["cel.cel"] is engine()
"""
LOADED = """
import cel
from tenantry.rules.expression_engine import engine
assert engine() is cel
"""


@pytest.mark.parametrize("script", [SCRIPT, LOADED])
def test_the_library_is_loaded_without_its_shell_and_once(script: str) -> None:
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        (["has(tenant.release.pin)", "tenant . labels.tier == 'gold'"], {"release", "labels"}),
        (["'tier' in tenant.labels && tenant.labels.all(x, tenant.env[x] != 'tenant.id')"], {"labels", "env", "id"}),
        (["tenant.tenant.name == 'a'"], {"tenant"}),
        (["tenant['release'].pin == ''"], None),
        (["[tenant].exists(t, has(t.release.pin))"], None),
        (["tenant.paused || true", "tenant == tenant"], None),
        (["'no tenant at all' != ''"], None),
        (["1 == 1"], set()),
        ([], set()),
    ],
)
def test_the_fields_that_expressions_can_read(texts: list[str], fields: set[str] | None) -> None:
    found = fields_asked(texts)
    assert (None if found is None else set(found)) == fields
