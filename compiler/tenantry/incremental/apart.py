"""Whether the parts of a repository can be judged one by one."""

from __future__ import annotations

from collections.abc import Sequence

from tenantry.declare.targets import target_options
from tenantry.model.declared import Declarations
from tenantry.targets import target_named
from tenantry.targets.target import Apart


def apart(declarations: Declarations, only: Sequence[str] = ()) -> Apart:
    """How far tenants stand apart in all targets that are rendered, which may be `only` these."""
    options, _ = target_options(declarations.settings, only)
    chosen = ((target_named(name), option) for name, option in options.items())
    return min((target.apart(option) for target, option in chosen if target is not None), default=Apart.NO)
