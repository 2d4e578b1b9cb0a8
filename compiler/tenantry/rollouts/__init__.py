"""How far rollouts are, when they may go on, and how they would end: pure, with time as an argument."""

from tenantry.rollouts.opening import Gate, gates, opens
from tenantry.rollouts.progress import Progress, WaveProgress, progress, under_way
from tenantry.rollouts.results import Signal, read_results, signal_gate
from tenantry.rollouts.simulate import Event, simulate
from tenantry.rollouts.why_not import Refusals, why_not

__all__ = [
    "Event",
    "Gate",
    "Progress",
    "Refusals",
    "Signal",
    "WaveProgress",
    "gates",
    "opens",
    "progress",
    "read_results",
    "signal_gate",
    "simulate",
    "under_way",
    "why_not",
]
