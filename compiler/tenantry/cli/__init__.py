"""The command line: one file per command, each a thin hand on the pipeline."""

from tenantry.cli.group import main

__all__ = ["main"]
