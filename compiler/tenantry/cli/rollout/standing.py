"""How rollouts stand, with every gate of their next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tenantry.diagnostics import Severity, nearest
from tenantry.errors import UsageError
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations
from tenantry.report.rollout import Standing
from tenantry.resolve import against
from tenantry.rollouts import Gate, Progress, Signal, gates, opens, progress, signal_gate, under_way


def standings(
    state: Compiled,
    declarations: Declarations,
    named: tuple[str | None, str | None],
    *,
    as_of: datetime,
    signal: Signal | None = None,
) -> list[Standing]:
    """Every rollout under way, or those of the integration and channel that are named, with `signal` as one more gate.
    UsageError where one is named that there is not."""
    integration, channel = named
    known = list(under_way(declarations))
    if integration is not None and integration not in declarations.integrations:
        raise UsageError(f"there is no integration '{integration}'", nearest(integration, declarations.integrations))
    wanted = [each for each in known if integration in (None, each[0]) and channel in (None, each[1])]
    if channel is not None and not wanted:
        raise UsageError(
            f"no rollout of channel '{channel}' of {integration} is under way",
            nearest(channel, [each[1] for each in known if each[0] == integration]),
        )
    found = [progress(state, declarations, *each) for each in wanted]
    return [_standing(declarations, each, signal, as_of=as_of) for each in found]


def results_gate(integration: str, channel: str, signal: Signal | None) -> Callable[[Compiled], Gate] | None:
    """The gate that results close, for a repository that is yet to be read; None where there are none."""
    if signal is None:
        return None

    def gate(state: Compiled) -> Gate:
        if state.declarations is None:
            raise ValueError("a repository without settings has no rollout")
        return signal_gate(progress(state, state.declarations, integration, channel), signal)

    return gate


def _standing(declarations: Declarations, found: Progress, signal: Signal | None, *, as_of: datetime) -> Standing:
    told = [signal_gate(found, signal)] if signal else []
    all_gates = [*gates(found, declarations.settings, as_of=as_of), *told, *_unable(declarations, found)]
    return Standing(progress=found, gates=all_gates, possible=opens(all_gates, declarations.settings, as_of=as_of))


def _unable(declarations: Declarations, found: Progress) -> list[Gate]:
    """A gate that is closed where tenants of the next wave could not take the release."""
    release = found.rollout.model.to
    coming = list(found.next.tenants if found.next else found.left)
    if release not in declarations.releases.get(found.integration, {}):
        return []
    tried = against(declarations, found.integration, release, tenants=coming)
    unable = [trial.tenant.id for trial in tried if any(each.severity is Severity.ERROR for each in trial.problems)]
    if not unable:
        return []
    says = f"{len(unable)} of {len(coming)} tenants that come next could not take {release}: {', '.join(unable[:5])}"
    return [Gate(name="release", open=False, says=says, place=found.rollout.document.at("to"))]
