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
from tenantry.rules.expression_example import example
from tenantry.rules.expression_fault import Fault, faults, fields_asked
from tenantry.rules.expression_trial import trial
from tenantry.rules.facts import Facts

LIMIT: Final = 1000
"""Characters in one expression. With MACROS it bounds the work that a hostile rule can ask for."""
MACROS: Final = 2
_ALIKE: Final = 1000
"""Tenants, of those for which all rules hold, that are kept in mind: others that are alike in all that rules name need
not be asked about, and where rules name what no two have in common this bounds what is kept in vain."""
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
    texts = [text for each in compiled for text in (each.rule.when, each.rule.require) if text]
    fields = fields_asked(texts)
    sound: set[str] = set()
    for installation in facts.installations if compiled else ():
        seen = {"tenant": view(installation, fields)}
        alike = repr(seen)  # tells 1, 1.0 and true apart
        if alike in sound:
            continue
        problems = [problem for each in compiled for problem in _ask(each, installation, seen, settings.document)]
        yield from problems
        if not problems and len(sound) < _ALIKE:
            sound.add(alike)


def _program(text: str) -> Any:
    from tenantry.rules.expression_engine import engine  # noqa: PLC0415  only repositories with rules pay for it

    return engine().compile(text)


def _problems(document: Document, index: int, field: str, text: str | None) -> Iterator[Diagnostic]:
    if text is None:
        return
    span = document.at("rules", index, field)
    for fault in _faults(text):
        yield Diagnostic(
            code=codes.INVALID_RULE,
            message=fault.message,
            span=span.part(text, fault.start, fault.end),
            help=fault.help or "as in: 'tier' in tenant.labels && tenant.labels.tier == 'gold'",
        )


def _faults(text: str) -> Iterator[Fault]:
    """Too large, no expression, or about things that there are not."""
    if len(text) > LIMIT or len(_MACRO.findall(text)) > MACROS:
        limits = f"at most {LIMIT} characters and {MACROS} macros (all, exists, filter, map)"
        yield Fault(0, 0, f"the expression is too large: {limits}", None)
        return
    try:
        program = _program(text)
    except ValueError as refused:
        start, message = _first_error(str(refused))
        yield Fault(start, start + 1, f"this is no CEL expression: {message}", None)
        return
    named = list(faults(text, program.variables()))
    yield from named
    reason = None if named else trial(program, text)
    if reason is not None:
        yield Fault(0, len(text), f"this can never be asked: {reason}", None)


def _first_error(text: str) -> tuple[int, str]:
    """Where the parser stopped, and why; its list of all that could stand there is left out."""
    found = re.search(r"ERROR: <input>:\d+:(\d+): (.*)", text)
    if not found:
        return 0, "it does not parse"
    return int(found.group(1)) - 1, found.group(2).partition(" expecting ")[0].strip()


def _ask(
    rule: _Compiled, installation: Installation, seen: Mapping[str, Any], document: Document
) -> Iterator[Diagnostic]:
    failed: Exception | None = None
    holds = False
    try:
        applies = rule.when is None or _truth(rule.when.execute(seen))
        holds = not applies or _truth(rule.require.execute(seen))
    except (KeyError, RuntimeError, TypeError, ValueError) as why:
        failed = why
    if holds:
        return
    place = Related(f"rule {rule.rule.name}", document.at("rules", rule.index, "require"))
    if failed is not None:
        yield Diagnostic(
            code=codes.INVALID_RULE,
            message=f"rule '{rule.rule.name}' cannot be asked of every tenant: {_why(failed)}",
            span=place.span,
            help="ask with has(…) or 'key' in map first",
            tenants=(installation.id,),
        )
    else:
        yield Diagnostic(
            code=_code(rule.rule),
            message=f"{rule.rule.name}: {rule.rule.message}",
            span=Span(installation.origins["id"][0].span.path),
            help=f"the rule requires: {rule.rule.require}{example(rule.rule.require, seen)}",
            related=(place,),
            tenants=(installation.id,),
        )


class _NotTrueOrFalse(TypeError):
    """An expression that comes to something else."""


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _NotTrueOrFalse
    return value


def _why(failed: Exception) -> str:
    """Why an expression has no answer, without the values that it was asked about."""
    if isinstance(failed, KeyError):
        return f"there is no {failed.args[0]!r} here"
    if isinstance(failed, _NotTrueOrFalse):
        return "it comes to neither true nor false"
    unknown = re.match(r"Undefined variable or function: ('\w+')", str(failed))
    return f"there is no function {unknown.group(1)}" if unknown else "its values do not fit"


def _code(rule: Rule) -> Code:
    return codes.RULE_VIOLATED if rule.severity == "error" else codes.RULE_WARNED
