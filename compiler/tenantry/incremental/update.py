"""The ledger of one state, and what changed since → the ledger of another."""

from __future__ import annotations

from functools import partial

from tenantry.incremental.change import Change
from tenantry.incremental.found import Found, changed_by, found_in
from tenantry.incremental.pieces import Piece, piece_by_piece
from tenantry.incremental.reach import COMMON
from tenantry.ledger import Ledger
from tenantry.model.purpose import Judging, Purpose


def update(change: Change, *, jobs: int) -> Ledger | None:
    """The ledger after a change, by up to `jobs` processes. None where it reaches everything, or what cannot be judged
    apart."""
    if change.reach is None:
        return None
    work = partial(_looked_at, change)
    reach = {name: paths for name, paths in change.reach.items() if name != COMMON}
    found = piece_by_piece(reach, work, moving=change.moving, step="checking tenants", jobs=jobs)
    if COMMON in change.reach:
        found.append(_looked_at(change, Piece({COMMON: frozenset()})))
    pieces = [each for each in found if each is not None]
    return changed_by(change, pieces) if len(pieces) == len(found) else None


def _looked_at(change: Change, piece: Piece) -> Found | None:
    compiled = change.part(piece.reach, Purpose(judging=Judging.SINGLY))
    return found_in(piece, compiled, change, names=piece.reach.keys())
