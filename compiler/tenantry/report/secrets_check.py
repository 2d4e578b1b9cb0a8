"""What the store says of tenants' connections, for `secrets check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import click

from tenantry.model.declared import SettingsFile
from tenantry.model.outputs.secrets import CheckedConnection, CheckedTenant, Counts, Fill, SecretsCheck
from tenantry.model.places import connection_places
from tenantry.model.resolved import Connection, Installation
from tenantry.report.escape import json_text, terminal
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Place
from tenantry.secrets.survey import Answer, Identity, State, identity

_FINE: Final = frozenset({State.PRESENT, State.UNVERIFIED})
_COLORS: Final = {State.MISSING: "red", State.FORBIDDEN: "magenta", State.UNREACHABLE: "magenta"}


def outcome(
    settings: SettingsFile, installations: Sequence[Installation], answers: Mapping[Identity, Answer]
) -> SecretsCheck:
    """The answers by tenant, with what fills a gap."""
    tenants = [_tenant(settings, installation, answers) for installation in installations]
    states = Counter(connection.state for tenant in tenants for connection in tenant.connections)
    counts = Counts(
        tenants=len(tenants),
        ready=sum(tenant.ready for tenant in tenants),
        **{state.value: states[state.value] for state in State},
    )
    return SecretsCheck(version=1, store=settings.secrets.store, summary=counts, tenants=tenants)


def exit_code(found: SecretsCheck) -> int:
    """6 where the store would not or could not say, else 1 where something is missing, else 0 (CONTRACT §4.3)."""
    if found.summary.forbidden or found.summary.unreachable:
        return 6
    return int(bool(found.summary.missing))


def _tenant(settings: SettingsFile, installation: Installation, answers: Mapping[Identity, Answer]) -> CheckedTenant:
    found = [
        _connection(settings, installation, connection, place=place, answer=answers[identity(place)])
        for connection, place in connection_places(installation)
    ]
    return CheckedTenant(id=installation.id, ready=all(State(each.state) in _FINE for each in found), connections=found)


def _connection(
    settings: SettingsFile, installation: Installation, connection: Connection, *, place: Place, answer: Answer
) -> CheckedConnection:
    fill = None
    if answer.missing:
        command = store_kind(settings.secrets.store).command(place, answer.missing)
        fill = Fill(page=_page(settings, installation, connection), command=command)
    return CheckedConnection(
        connector=connection.connector,
        scope="global" if connection.scope == "global" else "tenant",
        mount=place.mount,
        path=place.path,
        keys=sorted(set(place.keys.values())),
        state=answer.state.value,
        missing=list(answer.missing),
        message=answer.message,
        fill=fill,
    )


def _page(settings: SettingsFile, installation: Installation, connection: Connection) -> str | None:
    """Where the customer connects: <connect.base_url>/<integration>/<tenant>/<connector>."""
    if settings.connect is None or connection.scope == "global":
        return None
    return f"{settings.connect.base_url.rstrip('/')}/{installation.id}/{connection.connector}"


def _json(found: SecretsCheck, *, color: bool = False) -> str:
    del color
    return json_text(found.model_dump())


def _text(found: SecretsCheck, *, color: bool = False) -> str:
    """What is not as it should be, and a line that counts. What tenants share is told once."""
    lines = [line for tenant in found.tenants if not tenant.ready for line in _own(tenant, color)]
    shared: dict[str, list[CheckedConnection]] = {}
    lost: dict[str, list[CheckedConnection]] = {}
    for tenant in found.tenants:
        for each in tenant.connections:
            if State(each.state) is State.UNREACHABLE:
                lost.setdefault(each.message or "", []).append(each)
            elif each.scope == "global" and State(each.state) not in _FINE:
                shared.setdefault(f"{tenant.id.partition('/')[0]}: {each.connector}", []).append(each)
    for name, gaps in shared.items():
        head = f"{terminal(name.partition(':')[0])} (global, {_tenants(len(gaps))})"
        lines += [click.style(head, bold=True) if color else head, *_gap(gaps[0], color)]
    for message, gaps in lost.items():
        word = _word(State.UNREACHABLE, color)
        lines.append(f"{word}: {terminal(message)} ({len(gaps)} connection{'s' if len(gaps) > 1 else ''})")
    return "".join(f"{line}\n" for line in [*lines, _count(found)])


def _own(tenant: CheckedTenant, color: bool) -> Iterator[str]:
    """The gaps of a tenant's own connections, below its id."""
    told = {*_FINE, State.UNREACHABLE}
    gaps = [each for each in tenant.connections if each.scope == "tenant" and State(each.state) not in told]
    if gaps:
        yield click.style(terminal(tenant.id), bold=True) if color else terminal(tenant.id)
    for each in gaps:
        yield from _gap(each, color)


def _gap(each: CheckedConnection, color: bool) -> Iterator[str]:
    yield f"  {terminal(each.connector)}: {_word(State(each.state), color)}: {terminal(each.message or '')}"
    if each.fill is not None:
        if each.fill.page is not None:
            yield f"    connect: {terminal(each.fill.page)}"
        yield f"    fill:    {terminal(each.fill.command)}"


def _word(state: State, color: bool) -> str:
    return click.style(state.value, fg=_COLORS[state]) if color else state.value


def _tenants(count: int) -> str:
    return "1 tenant" if count == 1 else f"{count} tenants"


def _count(found: SecretsCheck) -> str:
    summary = found.summary
    states = [f"{count} {state.value}" for state in State if (count := getattr(summary, state.value))]
    return f"{_tenants(summary.tenants)}, {summary.ready} ready; connections: {', '.join(states) or 'none'}"


FORMATS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType({"text": _text, "json": _json})
