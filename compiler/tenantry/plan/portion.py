"""What a plan says of some tenants: all that takes what was compiled of them. It may be made of one integration after
the other, and by several processes; what comes back is small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tenantry.gates import Move
from tenantry.model.change import FireTimes, NewConnection
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import SecretReference
from tenantry.plan.access import Secrets, own_connections, own_secrets
from tenantry.plan.compare import Compared, compare
from tenantry.plan.judgement import moves
from tenantry.plan.pace import fire_times
from tenantry.plan.renames import File, files
from tenantry.plan.settings import settings
from tenantry.plan.what_if import Course, courses


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How tenants differ, and what follows from it for each of them. Whether `connections` and `secrets` are new to all
    depends on all tenants, and whom `courses` reach on all that is found."""

    compared: Compared
    moves: Sequence[Move]
    fires: Sequence[FireTimes]
    connections: Sequence[NewConnection] = field(repr=False)
    secrets: Secrets = field(repr=False)
    courses: Sequence[Course]
    files: Sequence[File] = field(repr=False)

    @classmethod
    def together(cls, found: Sequence[Portion]) -> Portion:
        """Of all tenants, in the order in which one comparison of all finds it."""
        if len(found) == 1:
            return found[0]
        secrets: dict[SecretReference, list[str]] = {}
        for secret, tenants in (each for some in found for each in some.secrets.items()):
            secrets.setdefault(secret, []).extend(tenants)
        return cls(
            compared=Compared.together([each.compared for each in found]),
            moves=sorted((each for some in found for each in some.moves), key=lambda move: move.tenant),
            fires=sorted((each for some in found for each in some.fires), key=lambda fires: fires.tenant),
            connections=[each for some in found for each in some.connections],
            secrets=secrets,
            courses=[each for some in found for each in some.courses],
            files=sorted((each for some in found for each in some.files), key=lambda file: file.tenant),
        )


def portion(before: Compiled, after: Compiled, *, as_of: datetime) -> Portion:
    """Compares the tenants of two states, or of a part of both. The diagnostics of each are at least those of its files
    and single tenants."""
    compared = compare(before, after)
    changes = compared.tenants
    old, new = ({each.id: each for each in state.installations} for state in (before, after))
    return Portion(
        compared=compared,
        moves=list(moves(before, after, changes)),
        fires=fire_times(changes, old, new, as_of=as_of),
        connections=own_connections(changes, before, after),
        secrets=own_secrets(before, after),
        courses=courses(after, settings(before, after)),
        files=list(files(changes, before, after)),
    )
