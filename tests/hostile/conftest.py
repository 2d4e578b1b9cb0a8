"""What several hostile tests need."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture
def not_ignored() -> Iterator[None]:
    """Whoever runs the tests may ignore a signal, and so would what they start."""
    ending = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {each: signal.signal(each, signal.default_int_handler) for each in ending}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)
