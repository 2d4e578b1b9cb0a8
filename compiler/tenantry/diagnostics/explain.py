"""A code explained on a terminal."""

from __future__ import annotations

import re
from typing import Final

from tenantry.diagnostics.code import Code
from tenantry.diagnostics.codes import CODES
from tenantry.diagnostics.diagnostic import nearest
from tenantry.diagnostics.page import read_page

_BLOCK_OR_HEADING: Final = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1[ \t]*$\n?|^#+ +", re.MULTILINE | re.DOTALL)
"""A fenced block, in which nothing is a heading; or the mark of one."""


def search(text: str) -> Code | None:
    """The code of that id (in any case) or name."""
    wanted = text.strip().lower()
    return next((code for code in CODES if wanted in (code.id.lower(), code.name)), None)


def meant(text: str) -> str | None:
    """A help text for a code that there is not: the codes of its family where it looks like an id, else the nearest
    name."""
    family = re.match(r"\s*(TN\d)", text, re.IGNORECASE)
    if family is None:
        return nearest(text, [code.name for code in CODES])
    ids = [code.id for code in CODES if code.id.startswith(family.group(1).upper())]
    return f"codes of this family: {', '.join(ids)}" if ids else "codes are TN and three digits, as in TN302"


def page(code: Code) -> str:
    """The code's page as plain text: headings without marks, examples indented under the file that they stand for."""
    return _BLOCK_OR_HEADING.sub(_plain, read_page(code).text)


def _plain(found: re.Match[str]) -> str:
    if found.group(1) is None:
        return ""
    language, _, path = found.group(2).strip().partition(" ")
    title = {"sh": "  $ sh", "text": ""}.get(language, f"  {path}")
    body = "".join(f"    {line}\n" if line else "\n" for line in found.group(3).rstrip("\n").split("\n"))
    return f"{title}\n\n{body}" if title else body
