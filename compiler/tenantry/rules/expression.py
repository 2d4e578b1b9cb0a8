"""The users' own rules, in CEL over the installation (the `tenant` of `show --format json`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tenantry.diagnostics import Code, Diagnostic, Related, codes
from tenantry.model.declared.settings import Rule
from tenantry.model.document import Document, Span
from tenantry.model.resolved import Installation
from tenantry.model.view import view
from tenantry.rules.facts import Facts

LIMIT: Final = 1000
"""Characters in one expression. With MACROS it bounds the work that a hostile rule can ask for."""
MACROS: Final = 2
_MACRO: Final = re.compile(r"\.\s*(all|exists|exists_one|filter|map)\s*\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    rule: Rule
    index: int
    when: Any
    require: Any


def expressions(facts: Facts) -> Iterator[Diagnostic]:
    """Stands on the tenant's file, the rule is related; a broken rule is reported where it is written."""
    settings = facts.declarations.settings
    if not settings.model.rules:
        return
    compiled = []
    for index, rule in enumerate(settings.model.rules):
        problems = [
            *_problems(settings.document, index, "when", rule.when),
            *_problems(settings.document, index, "require", rule.require),
        ]
        yield from problems
        if not problems:
            compiled.append(
                _Compiled(
                    rule=rule, index=index, when=rule.when and _program(rule.when), require=_program(rule.require)
                )
            )
    for installation in facts.installations:
        seen = {"tenant": view(installation)}
        for each in compiled:
            yield from _ask(each, installation, seen, settings.document)


def _program(text: str) -> Any:
    import cel  # noqa: PLC0415  only repositories with rules pay for it

    return cel.compile(text)


def _problems(document: Document, index: int, field: str, text: str | None) -> Iterator[Diagnostic]:
    if text is None:
        return
    problem = None
    if len(text) > LIMIT or len(_MACRO.findall(text)) > MACROS:
        problem = (
            f"the expression is too large: at most {LIMIT} characters and {MACROS} macros (all, exists, filter, map)"
        )
    else:
        try:
            _program(text)
        except ValueError as refused:
            problem = "this is no CEL expression: " + _first_error(str(refused))
    if problem is not None:
        yield Diagnostic(
            code=codes.INVALID_RULE,
            message=problem,
            span=document.at("rules", index, field),
            help="as in: 'tier' in tenant.labels && tenant.labels.tier == 'gold'",
        )


def _first_error(text: str) -> str:
    found = re.search(r"ERROR: <input>:\d+:(\d+): (.*)", text)
    return f"{found.group(2).strip()} at character {found.group(1)}" if found else "it does not parse"


def _ask(
    rule: _Compiled, installation: Installation, seen: Mapping[str, Any], document: Document
) -> Iterator[Diagnostic]:
    place = Related(f"rule {rule.rule.name}", document.at("rules", rule.index, "require"))
    span = Span(installation.origins["id"][0].span.path)
    try:
        applies = rule.when is None or _truth(rule.when.execute(seen))
        holds = not applies or _truth(rule.require.execute(seen))
    except (KeyError, RuntimeError, TypeError, ValueError) as failed:
        missing = f"there is no {failed.args[0]!r} here" if isinstance(failed, KeyError) else "its values do not fit"
        yield Diagnostic(
            code=codes.INVALID_RULE,
            message=f"rule '{rule.rule.name}' cannot be asked of this tenant: {missing}",
            span=place.span,
            help="ask with has(…) or 'key' in map first",
            tenants=(installation.id,),
        )
        return
    if not holds:
        yield Diagnostic(
            code=_code(rule.rule),
            message=f"{rule.rule.name}: {rule.rule.message}",
            span=span,
            help=f"the rule requires: {rule.rule.require}",
            related=(place,),
            tenants=(installation.id,),
        )


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("a rule must be true or false")
    return value


def _code(rule: Rule) -> Code:
    return codes.RULE_VIOLATED if rule.severity == "error" else codes.RULE_WARNED
