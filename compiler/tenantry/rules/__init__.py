"""Policy over complete data: one file per rule, asked in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tenantry.diagnostics import Diagnostic
from tenantry.rules.deprecated_release import deprecated_release
from tenantry.rules.end_of_life import end_of_life
from tenantry.rules.expression import expressions
from tenantry.rules.facts import Facts
from tenantry.rules.no_tenants import no_tenants
from tenantry.rules.override_expired import override_expired
from tenantry.rules.pin_expired import pin_expired
from tenantry.rules.pin_without_reason import pin_without_reason
from tenantry.rules.plain_secret import plain_secret

RULES: Final[tuple[Callable[[Facts], Iterator[Diagnostic]], ...]] = (
    deprecated_release,
    end_of_life,
    expressions,
    no_tenants,
    override_expired,
    pin_expired,
    pin_without_reason,
    plain_secret,
)


def judge(facts: Facts) -> list[Diagnostic]:
    """What every rule finds."""
    return [problem for rule in RULES for problem in rule(facts)]
