"""Every tenant of an integration against a release, and the tenants that a channel on the move reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenantry.declare.layout import Kind, place
from tenantry.diagnostics import Diagnostic, Severity, codes, nearest
from tenantry.errors import UsageError
from tenantry.model.change import Reach, SettingChange
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.model.trial import Outcome, Variable, WhatIf
from tenantry.plan.access import added
from tenantry.plan.mask import masked
from tenantry.resolve import Trial, against


def what_if(state: Compiled, integration: str, version: str) -> WhatIf:
    """Who could take the release and who could not. UsageError where there is no such integration or release, or it
    cannot be read."""
    declarations = state.declarations
    if declarations is None:
        raise UsageError("tenantry.yaml cannot be used", "tenantry validate tells why")
    if integration not in declarations.integrations:
        raise UsageError(
            f"there is no integration '{integration}'", _hint(integration, declarations.integrations, declarations)
        )
    releases = declarations.releases.get(integration, {})
    if version not in releases:
        hint = _hint(f"{integration}/{version}", releases, declarations)
        raise UsageError(f"{integration} has no release '{version}'", hint)
    current = {each.id: each for each in state.installations}
    file = releases[version].file.model
    return WhatIf(
        integration=integration,
        release=version,
        status=file.status.value,
        reason=file.reason,
        outcomes=[_outcome(trial, current) for trial in against(declarations, integration, version)],
    )


def _hint(name: str, known: Mapping[str, object], declarations: Declarations) -> str | None:
    if name in declarations.broken:
        return "it is there, and broken: tenantry validate tells how"
    return nearest(name.rpartition("/")[2], known)


def _outcome(trial: Trial, current: Mapping[str, Installation]) -> Outcome:
    was, now = current.get(trial.tenant.id), trial.installation
    return Outcome(
        tenant=trial.tenant.id,
        release=was.release.version if was else None,
        channel=was.release.channel if was else None,
        problems=tuple(problem for problem in trial.problems if problem.severity is Severity.ERROR),
        env=tuple(_variables(was, now)) if now else (),
        connections=tuple(added(was, now)) if now else (),
    )


def _variables(was: Installation | None, now: Installation) -> Iterator[Variable]:
    old = was.env if was else {}
    for name in sorted({*old, *now.env}):
        before, after = old.get(name), now.env.get(name)
        if before != after:
            yield Variable(name=name, before=_masked(name, before), after=_masked(name, after))


def _masked(name: str, value: str | None) -> str | None:
    return None if value is None else str(masked(name, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A channel that goes to another release, or begins to, and some of the tenants on it: those that are `there`, how
    many are not, and what keeps some of these from it."""

    channel: tuple[str, str, str]
    """Integration, channel and release."""
    there: Sequence[str]
    others: int
    unable: Mapping[str, tuple[Diagnostic, ...]]


def courses(after: Compiled, settings: Sequence[SettingChange]) -> list[Course]:
    """For each channel that goes to another release, or begins to."""
    if after.declarations is None:
        return []
    moving = sorted(set(_moving(after.declarations, settings)))
    return [_course(after, after.declarations, each) for each in moving]


def reaches(found: Iterable[Course], after: Compiled) -> list[Reach]:
    """Whom these reach: of the tenants that are there already, those could not take it which have errors now."""
    wrong = _errors_by_tenant(after)
    together: dict[tuple[str, str, str], list[Course]] = {}
    for course in found:
        together.setdefault(course.channel, []).append(course)
    return [_reach(channel, some, wrong) for channel, some in sorted(together.items())]


def _moving(declarations: Declarations, settings: Sequence[SettingChange]) -> Iterator[tuple[str, str, str]]:
    """Integration, channel and release of every channel that moves."""
    for setting in settings:
        at = place(setting.path)
        if at is None or at.integration not in declarations.integrations or setting.after is None:
            continue
        rollout = declarations.rollouts.get(at.integration, {}).get(at.name)
        if at.kind is Kind.ROLLOUT and rollout is not None and setting.field in ("", "to"):
            yield at.integration, at.name, rollout.model.to
        elif at.kind is Kind.INTEGRATION and setting.field.startswith("channels."):
            channel = setting.field.partition(".")[2]
            yield at.integration, channel, declarations.integrations[at.integration].model.channels[channel]


def _course(after: Compiled, declarations: Declarations, moving: tuple[str, str, str]) -> Course:
    integration, channel, version = moving
    on_it = [
        each for each in after.installations if each.integration == integration and each.release.channel == channel
    ]
    others = [each.id for each in on_it if each.release.version != version]
    unable: dict[str, tuple[Diagnostic, ...]] = {}
    if others and version in declarations.releases.get(integration, {}):
        for trial in against(declarations, integration, version, tenants=others):
            errors = tuple(each for each in trial.problems if each.severity is Severity.ERROR)
            if errors:
                unable[trial.tenant.id] = errors
    there = [each.id for each in on_it if each.release.version == version]
    return Course(channel=moving, there=there, others=len(others), unable=unable)


def _reach(moving: tuple[str, str, str], some: Sequence[Course], wrong: Mapping[str, tuple[Diagnostic, ...]]) -> Reach:
    integration, channel, version = moving
    unable = {tenant: wrong[tenant] for course in some for tenant in course.there if tenant in wrong}
    unable.update((tenant, problems) for course in some for tenant, problems in course.unable.items())
    return Reach(
        integration=integration,
        channel=channel,
        release=version,
        tenants=sum(len(course.there) + course.others for course in some),
        unable=dict(sorted(unable.items())),
    )


def _errors_by_tenant(after: Compiled) -> dict[str, tuple[Diagnostic, ...]]:
    found: dict[str, list[Diagnostic]] = {}
    for problem in after.diagnostics:
        for tenant in problem.tenants if problem.severity is Severity.ERROR else ():
            found.setdefault(tenant, []).append(problem)
    return {tenant: tuple(problems) for tenant, problems in found.items()}


def stranded(found: Sequence[Reach], after: Compiled) -> Iterator[Diagnostic]:
    """A warning for each rollout that will reach tenants which could not take its release."""
    rollouts = after.declarations.rollouts if after.declarations else {}
    for reach in found:
        rollout = rollouts.get(reach.integration, {}).get(reach.channel)
        if reach.unable and rollout is not None:
            first = next(iter(reach.unable.values()))[0]
            yield Diagnostic(
                code=codes.UNABLE_TO_TAKE,
                message=f"{len(reach.unable)} of {reach.tenants} tenants on channel {reach.channel} could not take "
                f"{reach.release}, as in: {first.message}",
                span=rollout.document.at("to") if rollout.document.has("to") else Span(rollout.document.path),
                help=f"tenantry what-if {reach.integration} {reach.release} tells what each of them lacks",
                tenants=tuple(reach.unable),
            )
