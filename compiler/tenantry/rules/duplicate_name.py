"""Two rules, or two freezes, of one name in tenantry.yaml: what refers to the name could mean either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.rules.facts import Facts


def duplicate_name(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the second one's name, the first is related."""
    settings = facts.declarations.settings.model
    yield from _twice(facts, "rules", [rule.name for rule in settings.rules])
    yield from _twice(facts, "freezes", [freeze.name for freeze in settings.freezes])


def _twice(facts: Facts, section: str, names: Sequence[str]) -> Iterator[Diagnostic]:
    document = facts.declarations.settings.document
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if first.setdefault(name, index) != index:
            yield Diagnostic(
                code=codes.DUPLICATE_NAME,
                message=f"two of `{section}` are called '{name}'",
                span=document.at(section, index, "name"),
                help="give each a name of its own",
                related=(Related("the first is here", document.at(section, first[name], "name")),),
            )
