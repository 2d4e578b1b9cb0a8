"""The command line: one file per command, each a thin hand on the pipeline."""

import gc

gc.disable()  # nothing of what is imported is garbage: to look for some takes a twentieth of a start
from tenantry.cli.group import main  # noqa: E402

gc.freeze()  # nor is any of it later
gc.enable()

__all__ = ["main"]
