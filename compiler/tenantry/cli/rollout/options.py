"""Arguments that all rollout commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tenantry.cli.common import common_options
from tenantry.rollouts import Signal, read_results

MOST_FAILED = 5.0
"""Per cent of the runs of a new release that may fail where nothing else is said."""


def on_channel(function: Callable[..., Any]) -> Callable[..., Any]:
    """INTEGRATION, CHANNEL, --as-of and the common options."""
    for decorate in (
        common_options,
        click.option("--as-of", metavar="TIME", help="Act and judge as of this time. Default: now."),
        click.argument("channel"),
        click.argument("integration"),
    ):
        function = decorate(function)
    return function


def with_results(function: Callable[..., Any]) -> Callable[..., Any]:
    """--results and --max-failed, as `results` and `most`."""
    for decorate in (
        click.option(
            "--max-failed",
            "most",
            type=click.FloatRange(0, 100),
            default=MOST_FAILED,
            metavar="PERCENT",
            help="Share of failed runs that --results may show. Default: 5.",
        ),
        click.option(
            "--results",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            metavar="FILE",
            help="How runs of the new release went; too many failures close the gate.",
        ),
    ):
        function = decorate(function)
    return function


def signal(results: Path | None, most: float) -> Signal | None:
    """What --results and --max-failed say."""
    if results is None:
        return None
    return Signal(results=read_results(str(results), results.read_bytes()), limit=most / 100)
