"""Where the fields of a tenant come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenantry.model.declared import ConnectionEntry, Release, ReleaseChoice, ScheduleEntry, Tenant
from tenantry.model.document import Span
from tenantry.model.resolved import Origin
from tenantry.resolve.channel import channel_place
from tenantry.resolve.choice import Chosen
from tenantry.resolve.connections import default_place, talked_to
from tenantry.resolve.inherit import Chain, Inherited, inherit, origins
from tenantry.resolve.rollout import rollout_places
from tenantry.resolve.schedule import schedule_places
from tenantry.resolve.scope import Scope


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Places(Mapping[str, tuple[Origin, ...]]):
    """The places that set each field of one tenant, the winner first. They are looked up when somebody asks: about most
    tenants nobody does, but for the schedule and connections, which rules ask for, so that who set these is kept."""

    scope: Scope
    tenant: Tenant
    chosen: Chosen
    schedule: Chain[ScheduleEntry]
    connections: Mapping[str, Chain[ConnectionEntry]]

    def __getitem__(self, field: str) -> tuple[Origin, ...]:
        section, dot, name = field.partition(".")
        chain = self._of_key(section, name) if dot else self._of_whole(section)
        if not chain:
            raise KeyError(field)
        return chain

    def __iter__(self) -> Iterator[str]:
        inherited, schema = inherit(self.tenant.layers), self._release.manifest.configs
        yield from ("release", "schedule")
        if inherited.paused:
            yield "paused"
        for section, names in (
            ("configs", {**inherited.configs, **schema.defaults}),
            ("metadata", inherited.metadata),
            ("connections", talked_to(self.scope, self._release.manifest.connectors)),
            ("labels", inherited.labels),
        ):
            yield from (f"{section}.{name}" for name in names)
        yield from ("environment", "id", "timeout_seconds")

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _inherited(self, section: str) -> Inherited:
        return inherit(self.tenant.layers, only={section})

    @property
    def _release(self) -> Release:
        return self.scope.releases[self.chosen.version]

    def _of_key(self, section: str, name: str) -> tuple[Origin, ...]:
        if section not in ("configs", "connections", "labels", "metadata"):
            return ()
        if section == "connections":
            known = talked_to(self.scope, self._release.manifest.connectors)
            chain = origins(self.connections.get(name, ()))
            return (*chain, default_place(self.scope, name)) if name in known else ()
        chain = origins(getattr(self._inherited(section), section).get(name, ()))
        schema = self._release.manifest.configs
        if section == "configs" and not chain and name in schema.defaults:
            return (Origin(span=schema.place(name), note="default of the release"),)
        return chain

    def _of_whole(self, field: str) -> tuple[Origin, ...]:
        if field == "release":
            return release_places(self.scope, self.chosen, self._inherited(field).release)
        if field == "schedule":
            return schedule_places(self.scope, self.schedule)
        if field == "paused":
            return origins(self._inherited(field).paused)
        return tuple(self._around(field))

    def _around(self, field: str) -> Iterator[Origin]:
        """Fields that no layer sets."""
        if field == "environment":
            yield Origin(self.scope.settings.document.at("environment"), "environment of the repository")
        elif field == "id":
            yield Origin(Span(self.tenant.document.path), "the tenant's file")
        elif field == "timeout_seconds":
            limits = self.scope.integration.document.at("limits", "timeout")
            yield Origin(limits, f"limits of {self.scope.name}")


def release_places(scope: Scope, chosen: Chosen, chain: Chain[ReleaseChoice]) -> tuple[Origin, ...]:
    """What led to the release, the last step first; `chain` are the layers that choose one."""
    if chosen.place is not None:
        return (chosen.place,)
    replaced = (outer.origin("replaced") for outer in chain[1:])
    if chosen.pin is not None:
        return (Origin(chain[0].document.at("release", "pin"), "pinned here"), *replaced)
    asked = (Origin(source.document.at("release", "channel"), "channel chosen here") for source in chain[:1])
    return (*rollout_places(scope, chosen), channel_place(scope, chosen.channel or ""), *asked, *replaced)
