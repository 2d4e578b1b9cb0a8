"""How many tenants run by each schedule, as one text, read when somebody first asks: most runs do not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from tenantry.ledger.entries import Lost
from tenantry.ledger.forms import MALFORMED, pace_form, pace_of
from tenantry.ledger.ledger import Pace, PaceView
from tenantry.schedule.meaning import Schedule


class KeptPace(Mapping[tuple[Schedule, str], int]):
    """The pace that a text holds. Whoever asks for a part of it gets Lost where the text is none."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._pace: Pace | None = None

    def __getitem__(self, key: tuple[Schedule, str]) -> int:
        return self._known()[key]

    def __iter__(self) -> Iterator[tuple[Schedule, str]]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> Pace:
        if self._pace is None:
            try:
                self._pace = pace_of(json.loads(self.content))
            except MALFORMED:
                raise Lost from None
        return self._pace


def pace_text(pace: PaceView) -> bytes:
    """A pace as a text; one that was read from a text as it was."""
    if isinstance(pace, KeptPace):
        return pace.content
    return json.dumps(pace_form(pace), separators=(",", ":")).encode()
