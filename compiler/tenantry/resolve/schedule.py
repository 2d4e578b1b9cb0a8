"""Pass: what was written about times to a schedule with one meaning."""

from __future__ import annotations

from typing import Final

from tenantry.diagnostics import Code, Diagnostic, Related, codes, nearest
from tenantry.model.declared import ScheduleEntry
from tenantry.model.document import Span
from tenantry.model.resolved import Origin, ResolvedSchedule
from tenantry.resolve.inherit import Chain, Inherited, origins
from tenantry.resolve.scope import Scope
from tenantry.resolve.sourced import Sourced
from tenantry.schedule.cron import parse_cron
from tenantry.schedule.duration import duration, duration_text
from tenantry.schedule.interval import shortest_interval
from tenantry.schedule.meaning import Problem, Schedule
from tenantry.schedule.simple import EVERY, simple

CODES: Final = {
    "invalid": codes.INVALID_SCHEDULE,
    "never-fires": codes.NEVER_FIRES,
    "too-frequent": codes.TOO_FREQUENT,
    "ambiguous-days": codes.AMBIGUOUS_DAYS,
    "step-too-large": codes.STEP_TOO_LARGE,
    "uneven-step": codes.UNEVEN_STEP,
    "rare-day": codes.RARE_DAY,
    "unneeded-days": codes.INVALID_SCHEDULE,
}
"""The code of each kind of problem."""


def schedule(
    scope: Scope, inherited: Inherited, tenant: str
) -> tuple[ResolvedSchedule | None, list[Diagnostic]]:  # fmt: skip
    """The tenant's schedule, and what is wrong with it."""
    chain = inherited.schedule
    written = _Written(scope=scope, source=chain[0] if chain else None, tenant=tenant)
    meaning, problems = written.meaning()
    problems = [*problems, *written.refusals(meaning)]
    if meaning is None:
        return None, problems
    paused = inherited.paused[0].value if inherited.paused else False
    resolved = ResolvedSchedule(
        meaning=meaning, timezone=written.timezone, paused=paused, source=written.text, spread=written.spread
    )
    return resolved, problems


def schedule_places(scope: Scope, chain: Chain[ScheduleEntry]) -> tuple[Origin, ...]:
    """The places that set the schedule."""
    return origins(chain) or (Origin(_offered(scope), f"the default of {scope.name}"),)


def _offered(scope: Scope) -> Span:
    """The place of the integration's default."""
    document = scope.integration.document
    return document.at("schedule", "default") if document.has("schedule", "default") else document.key("schedule")


class _Written:
    """A schedule entry, or the integration's default where there is none."""

    def __init__(self, *, scope: Scope, source: Sourced[ScheduleEntry] | None, tenant: str) -> None:
        self.scope = scope
        self.source = source
        self.tenant = tenant
        self.offer = scope.integration.model.schedule
        self.entry = source.value if source else scope.once("schedule", lambda: ScheduleEntry(every=self.offer.start))
        self.timezone = self.entry.timezone or scope.settings.model.timezone

    @property
    def text(self) -> str:
        """What was written, in one line."""
        if self.entry.cron is not None:
            return f"cron {self.entry.cron}"
        parts = [("every", self.entry.every), ("on", self.entry.on), ("at", self.entry.at)]
        return " ".join(f"{word} {value}" for word, value in parts if value is not None)

    @property
    def spread(self) -> tuple[str, ...]:
        """What of its times the stable hash chooses."""
        if self.entry.cron is not None:
            fields = zip(("minute", "hour"), self.entry.cron.split(), strict=False)
            return tuple(name for name, field in fields if "H" in field)
        return ("minute", "hour") if self._spreads and self.entry.at is None else ()

    @property
    def _spreads(self) -> bool:
        default = self.scope.settings.model.schedule.spread
        return default if self.entry.spread is None else self.entry.spread

    def meaning(self) -> tuple[Schedule | None, list[Diagnostic]]:
        entry = self.entry
        if entry.cron is not None:
            found, problems = parse_cron(entry.cron, key=self.tenant, days=entry.days)
        else:
            found, problems = simple(entry.every or "", key=self.tenant, at=entry.at, on=entry.on, spread=self._spreads)
        return found, [self._problem(problem) for problem in problems]

    def refusals(self, meaning: Schedule | None) -> list[Diagnostic]:
        """What this integration or repository does not allow."""
        refused = []
        if self.entry.cron is not None and not self.offer.cron:
            refused.append(
                self._at(codes.CRON_NOT_ALLOWED, f"{self.scope.name} takes no cron expressions", self._choice())
            )
        if (
            self.entry.every is not None
            and self.source
            and self._known()
            and self.entry.every not in self.offer.options
        ):
            message = f"{self.scope.name} does not offer a sync every {self.entry.every}"
            refused.append(self._at(codes.SCHEDULE_NOT_OFFERED, message, self._choice()))
        shortest = self.scope.settings.model.schedule.min_interval
        if meaning is not None and shortest_interval(meaning) < shortest:
            message = f"fires more often than every {duration_text(shortest)}, the repository's `min_interval`"
            refused.append(self._at(codes.TOO_FREQUENT, message, "choose a longer interval"))
        return refused

    def span(self) -> Span:
        """The place of the schedule as a whole."""
        return self.source.span if self.source else _offered(self.scope)

    def _known(self) -> bool:
        return self.entry.every in EVERY

    def _choice(self) -> str:
        return "on offer: " + ", ".join(self.offer.options) + ("; or a cron expression" if self.offer.cron else "")

    def _at(self, code: Code, message: str, help_text: str) -> Diagnostic:
        field = "cron" if self.entry.cron is not None else "every"
        span = self.source.document.at("schedule", field) if self.source else self.span()
        related = (Related("the integration's offer", self.scope.integration.document.key("schedule")),)
        offer = code in (codes.CRON_NOT_ALLOWED, codes.SCHEDULE_NOT_OFFERED)
        return Diagnostic(code=code, message=message, span=span, help=help_text, related=related if offer else ())

    def _problem(self, problem: Problem) -> Diagnostic:
        help_text = problem.help
        field = "cron" if self.entry.cron is not None else problem.field
        span = self.source.document.at("schedule", field) if self.source else self.span()
        if field == "cron":
            span = span.part(self.entry.cron or "", problem.start, problem.end)
        elif field == "every" and not self._known():
            help_text = _period(self.entry.every or "") or help_text
        return Diagnostic(code=CODES[problem.kind], message=problem.message, span=span, help=help_text)


def _period(written: str) -> str | None:
    """What was likely meant: the period of the same length, as `1h` for 60m, before one that is spelt alike."""
    try:
        same = duration_text(duration(written))
    except ValueError:
        same = ""
    return f"write {same}" if same in EVERY else nearest(written, EVERY)
