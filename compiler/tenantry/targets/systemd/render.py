"""Artifacts of the target systemd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tenantry.model.artifact import Artifact
from tenantry.model.resolved import Installation
from tenantry.targets.runner import words
from tenantry.targets.systemd.calendar import on_calendar
from tenantry.targets.systemd.options import Options
from tenantry.targets.systemd.unit import Setting, argument, instance, unit_file
from tenantry.targets.target import Work

NAME_LIMIT: Final = 255
"""Most characters of a unit's name, its suffix included (systemd.unit(5))."""
_TEMPLATE: Final = "tenantry-run@"
_TIMER_LIMIT: Final = NAME_LIMIT - len("tenantry-.timer")
_GRACE: Final = 60
"""Seconds after the longest timeout: `tenantry run` ends a run itself, and says so; this is for when it cannot."""
_STATE: Final = "tenantry"
_NEVER: Final = "*-02-30 00:00:00 UTC"
"""A date that no year has. Unlike a timer without `OnCalendar=` it loads, and unlike a condition it also holds for a
timer that was started before the tenant was paused."""

_CLOSED: Final = (
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "read-only"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("ProtectClock", "yes"),
    ("ProtectControlGroups", "yes"),
    ("ProtectHostname", "yes"),
    ("ProtectKernelLogs", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectKernelTunables", "yes"),
    ("ProtectProc", "invisible"),
    ("LockPersonality", "yes"),
    ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_NETLINK AF_UNIX"),
    ("RestrictNamespaces", "yes"),
    ("RestrictRealtime", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("SystemCallArchitectures", "native"),
    ("UMask", "0077"),
)
"""What a run of an integration has no need of. It may write below its state folder and its own /tmp alone; memory that
is written and run stays allowed, as Node.js and Java need it (systemd.exec(5))."""


def render(work: Work) -> Iterator[Artifact]:
    """The template service, and a timer for each tenant."""
    yield Artifact(path=f"systemd/{_TEMPLATE}.service", content=_service(work), target=work.target)
    for installation in work.installations:
        name = work.names.of(installation, limit=_TIMER_LIMIT)
        path = f"systemd/tenantry-{name}.timer"
        yield Artifact(
            path=path, content=_timer(installation, work.options), target=work.target, tenant=installation.id
        )


def service_of(installation: Installation) -> str:
    """The instance of the service that runs a tenant."""
    return f"{_TEMPLATE}{instance(installation.id)}.service"


def _timer(installation: Installation, options: Options) -> bytes:
    schedule = installation.schedule
    events = on_calendar(schedule.meaning, schedule.timezone)
    source = " ".join(schedule.source.split())
    when: list[Setting] = [("", f"{source}, {schedule.timezone}")]
    if schedule.paused:
        when += [("", f"paused: OnCalendar={event}") for event in events]
        events = [_NEVER]
    when += [("OnCalendar", event) for event in events]
    timer = [
        *when,
        ("AccuracySec", "1s"),
        ("RandomizedDelaySec", "0"),
        ("Persistent", "yes" if options.catch_up else "no"),
        ("Unit", service_of(installation)),
    ]
    install = [("WantedBy", "timers.target")]
    return unit_file(
        [("Unit", [("Description", f"Schedule of {installation.id}")]), ("Timer", timer), ("Install", install)]
    )


def _service(work: Work) -> bytes:
    options: Options = work.options
    program, *arguments = words(options.command)
    given = [*(argument(each) for each in arguments), "%I", "--build", argument(options.build)]
    command = " ".join([program, *given, "--state", f"%S/{_STATE}"])
    longest = max((installation.timeout_seconds for installation in work.installations), default=0)
    run: list[Setting] = [
        ("Type", "oneshot"),
        ("ExecStart", command),
        ("TimeoutStartSec", f"{longest + _GRACE}s"),
        ("KillMode", "mixed"),
        ("User", options.user),
        ("DynamicUser", "yes"),
        ("StateDirectory", _STATE),
        ("WorkingDirectory", f"%S/{_STATE}"),
        ("Environment", f"HOME=%S/{_STATE}"),
        ("EnvironmentFile", f"-{options.environment_file}"),
        *_CLOSED,
    ]
    unit = [
        ("Description", "Sync of %I"),
        ("Wants", "network-online.target"),
        ("After", "network-online.target"),
    ]
    return unit_file([("Unit", unit), ("Service", run)])
