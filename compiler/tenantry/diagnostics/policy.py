"""What a repository makes of its diagnostics: severities of its own, and inline ignores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tenantry.diagnostics import codes
from tenantry.diagnostics.code import Code, Severity
from tenantry.diagnostics.diagnostic import Diagnostic
from tenantry.model.document import Document, Ignore


def apply_policy(
    diagnostics: Sequence[Diagnostic], *, settings: Document | None, documents: Mapping[str, Document]
) -> list[Diagnostic]:
    """The diagnostics in their order, warnings raised or lowered as `severity` in tenantry.yaml says, those silenced
    by an ignore left out, and what is wrong with severities and ignores themselves added."""
    levels, problems = _levels(settings)
    leveled = [_leveled(problem, levels) for problem in diagnostics]
    kept, used = _silenced(leveled, documents)
    problems += _ignores(documents.values(), leveled, used)
    return sorted([*kept, *(_leveled(problem, levels) for problem in problems)], key=lambda problem: problem.sort_key)


def _levels(settings: Document | None) -> tuple[dict[str, Severity], list[Diagnostic]]:
    written = settings.get("severity") if settings is not None else None
    levels: dict[str, Severity] = {}
    problems: list[Diagnostic] = []
    if settings is None or not isinstance(written, dict):
        return levels, problems
    for name, level in written.items():
        code = codes.BY_ID.get(name)
        if code is None:
            message, help_text = f"there is no code '{name}'", _meant(name)
            span = settings.key("severity", name)
            problems.append(Diagnostic(code=codes.UNKNOWN_CODE, message=message, span=span, help=help_text))
        elif code.severity is Severity.ERROR and level == "warning":
            problems.append(
                Diagnostic(
                    code=codes.LOWERED_ERROR,
                    message=f"{name} is an error, and errors cannot be lowered",
                    span=settings.at("severity", name),
                    help="remove it, and mend what it reports",
                )
            )
        elif level in list(Severity):
            levels[name] = Severity(level)
    return levels, problems


def _meant(name: str) -> str | None:
    """The id of a code that was called by its name or written otherwise, else the nearest one."""
    wanted = name.lower()
    known = next((code.id for code in codes.CODES if wanted in (code.id.lower(), code.name)), None)
    if known:
        return f"codes are named by their id: {known}"
    from tenantry.diagnostics.explain import meant  # noqa: PLC0415  pages are read where one is asked for

    return meant(name)


def _leveled(problem: Diagnostic, levels: Mapping[str, Severity]) -> Diagnostic:
    level = levels.get(problem.code.id)
    return problem if level is None or level is problem.severity else replace(problem, raised=level)


def _silenced(
    diagnostics: Sequence[Diagnostic], documents: Mapping[str, Document]
) -> tuple[list[Diagnostic], set[tuple[Ignore, str]]]:
    """The diagnostics that no ignore silences, and the ignores that silence one, by code."""
    kept: list[Diagnostic] = []
    used: set[tuple[Ignore, str]] = set()
    written = _by_line(documents.values())
    for problem in diagnostics:
        ignore = _ignore_of(problem, written.get((problem.span.path, problem.span.line), ()))
        if ignore is None or problem.severity is Severity.ERROR:
            kept.append(problem)
        else:
            used.add((ignore, problem.code.id))
    return kept, used


def _by_line(documents: Iterable[Document]) -> dict[tuple[str, int], list[Ignore]]:
    written: dict[tuple[str, int], list[Ignore]] = {}
    for document in documents:
        for ignore in document.ignores:
            written.setdefault((document.path, ignore.span.line), []).append(ignore)
    return written


def _ignore_of(problem: Diagnostic, ignores: Iterable[Ignore]) -> Ignore | None:
    """The reasoned one of the ignores on the problem's line that names its code."""
    return next((ignore for ignore in ignores if problem.code.id in ignore.codes and ignore.reason), None)


def _ignores(
    documents: Iterable[Document], diagnostics: Sequence[Diagnostic], used: set[tuple[Ignore, str]]
) -> list[Diagnostic]:
    errors = {
        (problem.span.path, problem.span.line, problem.code.id)
        for problem in diagnostics
        if problem.severity is Severity.ERROR
    }
    found: list[Diagnostic] = []
    for document in documents:
        for ignore in document.ignores:
            found += _wrong(ignore, errors, used)
    return found


def _wrong(
    ignore: Ignore, errors: set[tuple[str, int, str]], used: set[tuple[Ignore, str]]
) -> Iterator[Diagnostic]:  # fmt: skip
    if not ignore.reason:
        yield _about(
            codes.UNREASONED_IGNORE, ignore, "the ignore has no reason, so it silences nothing", "say why after the ]"
        )
        return
    if not ignore.codes:
        yield _about(
            codes.UNUSED_IGNORE, ignore, "the ignore names no code", "write it as in ignore[TN412] and the reason"
        )
    for name in ignore.codes:
        if name not in codes.BY_ID:
            yield _about(codes.UNKNOWN_CODE, ignore, f"there is no code '{name}'", _meant(name))
        elif (ignore.span.path, ignore.span.line, name) in errors:
            yield _about(
                codes.IGNORED_ERROR, ignore, f"{name} is an error here, and errors cannot be ignored", "mend it"
            )
        elif (ignore, name) not in used:
            yield _about(codes.UNUSED_IGNORE, ignore, f"there is no {name} on this line to ignore", "remove the ignore")


def _about(code: Code, ignore: Ignore, message: str, help_text: str | None) -> Diagnostic:
    return Diagnostic(code=code, message=message, span=ignore.span, help=help_text)
