"""Libraries that only some repositories need."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from tenantry.errors import UsageError


def library(module: str, *, extra: str) -> ModuleType:
    """The module, imported now; UsageError that names the extra which brings it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        package = module.partition(".")[0]
        if (missing.name or "").partition(".")[0] != package:
            raise
        raise UsageError(f"this store needs {package}", f"pip install 'tenantry[{extra}]'") from None
