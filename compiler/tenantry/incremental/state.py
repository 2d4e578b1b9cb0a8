"""A state of which parts are compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tenantry.model.ids import Ids

Read = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Contents of files of a state by path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state: its files' ids by sorted path, and how they are read."""

    ids: Ids = field(repr=False)
    read: Read = field(repr=False)
    as_of: datetime
