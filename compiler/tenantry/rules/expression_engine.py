"""The library that reads CEL, without the shell that it brings along."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Final

from tenantry.signals import uninterrupted

_PACKAGE: Final = "cel"
_NATIVE: Final = "cel.cel"


@lru_cache(maxsize=1)
def engine() -> ModuleType:
    """The part of the package that compiles expressions. Importing the whole also loads an interactive shell with its
    terminal library, which takes as long as validating two hundred tenants. Where the package is built otherwise, or
    is already loaded, it is the package itself: both have the same `compile`."""
    package = find_spec(_PACKAGE) if _PACKAGE not in sys.modules else None
    folders = package.submodule_search_locations if package else None
    native = PathFinder.find_spec(_NATIVE, folders) if folders else None
    if native is None or native.loader is None:
        import cel  # noqa: PLC0415

        return cel
    with uninterrupted():  # what is raised while it sets up its log, it prints as a bug of its own
        module = module_from_spec(native)
        sys.modules[_NATIVE] = module
        native.loader.exec_module(module)  # the name above it serves a later `import cel`: its native part loads once
    return module
