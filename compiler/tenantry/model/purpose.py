"""What a state of a repository is compiled for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tenantry.model.shared import ALONE, Shared


class Judging(Enum):
    """What is found out beside what the stages find on their way."""

    NOTHING = auto()
    """It is known: only what is declared, resolved and rendered is asked for."""
    SINGLY = auto()
    """What is found of single files and tenants, as of a part of a repository: it does not know all tenants."""
    ALL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """`only` are the names of targets to render (none: all that tenantry.yaml chooses), `shared` has what other states
    have in common with this one. Artifacts of what is sound are kept `beside_errors` for who compares them, as a plan
    does, and writes none."""

    only: Sequence[str] = ()
    shared: Shared = ALONE
    beside_errors: bool = False
    judging: Judging = Judging.ALL
