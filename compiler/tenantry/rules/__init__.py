"""Policy over complete data: one file per rule, asked in this order.

A rule of RULES says of a tenant what follows from it and what is declared; those of CREW look at all tenants of an
integration together, those of STORE at the places of all tenants in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic
from tenantry.model.progress import counted
from tenantry.rules.deprecated_release import deprecated_release
from tenantry.rules.duplicate_name import duplicate_name
from tenantry.rules.end_of_life import end_of_life
from tenantry.rules.expression import expressions
from tenantry.rules.facts import Facts
from tenantry.rules.fleet import Crew, Store
from tenantry.rules.foreign_secret_path import foreign_secret_path
from tenantry.rules.freeze_over import freeze_over
from tenantry.rules.idle_wave import idle_wave
from tenantry.rules.nested_mount import nested_mount
from tenantry.rules.no_tenants import no_tenants
from tenantry.rules.override_expired import override_expired
from tenantry.rules.override_unknown_integration import override_unknown_integration
from tenantry.rules.pin_expired import pin_expired
from tenantry.rules.pin_without_reason import pin_without_reason
from tenantry.rules.plain_secret import plain_secret
from tenantry.rules.run_longer_than_interval import run_longer_than_interval
from tenantry.rules.secret_path_collision import secret_path_collision
from tenantry.rules.shared_start import shared_start
from tenantry.rules.time_in_clock_change import time_in_clock_change
from tenantry.rules.too_many_at_once import too_many_at_once

RULES: Final[tuple[Callable[[Facts], Iterator[Diagnostic]], ...]] = (
    deprecated_release,
    duplicate_name,
    end_of_life,
    expressions,
    idle_wave,
    freeze_over,
    no_tenants,
    override_expired,
    override_unknown_integration,
    pin_expired,
    pin_without_reason,
    plain_secret,
    run_longer_than_interval,
    time_in_clock_change,
)


CREW: Final[tuple[Callable[[Crew], Iterator[Diagnostic]], ...]] = (shared_start, too_many_at_once)
STORE: Final[tuple[Callable[[Store], Iterator[Diagnostic]], ...]] = (
    foreign_secret_path,
    nested_mount,
    secret_path_collision,
)


def judge(facts: Facts) -> list[Diagnostic]:
    """What every rule finds about single tenants and files."""
    return [problem for rule in counted("checking rules", RULES) for problem in rule(facts)]


def judge_crew(crew: Crew) -> list[Diagnostic]:
    """What every rule finds about the tenants of one integration together."""
    return [problem for rule in CREW for problem in rule(crew)]


def judge_store(store: Store) -> list[Diagnostic]:
    """What every rule finds about the places that tenants use in the store."""
    return [problem for rule in STORE for problem in rule(store)]
