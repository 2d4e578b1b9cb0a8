"""How runs end, in Pandium's words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tenantry.runner.process import Ended, How


class Phase(StrEnum):
    """The end of a run (the platform's own names)."""

    SUCCEEDED = "Succeeded"
    INTEGRATION = "Failed (Integration Issue)"
    TIMEOUT = "Failed (Timeout)"
    PLATFORM = "Failed (Platform Issue)"
    METADATA = "Failed (Metadata Validation)"


EXIT: Final = {
    Phase.SUCCEEDED: 0,
    Phase.INTEGRATION: 1,
    Phase.TIMEOUT: 124,
    Phase.PLATFORM: 1,
    Phase.METADATA: 1,
}
"""The exit code of `tenantry run` after a run that came to its end (CONTRACT §3)."""


def phase_of(ended: Ended) -> Phase:
    """What the end of the command says. Its exit code alone decides, whatever it wrote."""
    if ended.how is How.TIMEOUT:
        return Phase.TIMEOUT
    if ended.how in (How.INTERRUPT, How.LOST):
        return Phase.PLATFORM
    return Phase.SUCCEEDED if ended.well else Phase.INTEGRATION


def words(ended: Ended, timeout: int) -> str:
    """The end in words."""
    if ended.how is How.TIMEOUT:
        text = f"ended after {timeout} seconds"
    elif ended.how is How.INTERRUPT:
        text = "interrupted"
    elif ended.how is How.LOST:
        text = "the process that watches over it was killed"
    elif ended.code is not None and ended.code < 0:
        text = f"killed by signal {-ended.code}"
    else:
        text = f"exit code {ended.code}"
    return text if ended.clean else f"{text}; some of its processes could not be ended"
