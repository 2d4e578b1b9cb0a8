"""A CODEOWNERS file from the owners of the repository, for forges that ask for reviews by path
(https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).

A path cannot tell what a change means, so this is coarser than the approvals of a plan: it names at least those who may
be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tenantry.model.declared import Declarations

BEGIN: Final = "# tenantry codeowners: what stands between this line and the next such one is generated"
END: Final = "# tenantry codeowners: end"
_OWNER: Final = re.compile(r"@[\w-]+(/[\w.-]+)?|[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
"""A user, a team, or a mail address. Other owners are people whom no forge knows, and are left out."""


def merged(existing: str, declarations: Declarations, prefix: str) -> str:
    """The file with its generated part put in, or brought up to date; lines of others stay as they are. `prefix` is the
    config repository's folder, "" or with a slash after."""
    block = "\n".join([BEGIN, *_lines(declarations, prefix), END]) + "\n"
    found = re.search(rf"^{re.escape(BEGIN)}$.*?^{re.escape(END)}$\n?", existing, re.MULTILINE | re.DOTALL)
    if found is not None:
        return existing[: found.start()] + block + existing[found.end() :]
    gap = "" if not existing else "\n" if existing.endswith("\n") else "\n\n"
    return existing + gap + block


def _lines(declarations: Declarations, prefix: str) -> Iterator[str]:
    """Weakest first, as the last line that matches decides."""
    owners = {name: file.model.owners for name, file in sorted(declarations.integrations.items())}
    everybody = sorted({owner for each in owners.values() for owner in each})
    guards = _guards(declarations) or everybody
    yield from _line(f"/{prefix}tenants/", everybody)
    for name, each in owners.items():
        yield from _line(f"/{prefix}integrations/{name}/", each)
        yield from _line(f"/{prefix}tenants/{name}/", each)
    yield from _line(f"/{prefix}tenantry.yaml", guards)
    yield from _line(f"/{prefix}overrides/", guards)


def _guards(declarations: Declarations) -> list[str]:
    """Those who approve what weakens the guard."""
    rules = [rule for rule in declarations.settings.model.approvals if "guard" in rule.when]
    return sorted({owner for rule in rules if isinstance(rule.owners, list) for owner in rule.owners})


def _line(path: str, owners: Sequence[str]) -> Iterator[str]:
    known = [owner for owner in owners if _OWNER.fullmatch(owner)]
    if known:
        yield " ".join([re.sub(r"([\\ #])", r"\\\1", path), *known])
