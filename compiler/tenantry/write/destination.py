"""Where a build tree may be written: a folder that is new, empty or ours, and nothing that people edit."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import Final

from tenantry.errors import UsageError
from tenantry.write.compare import manifest_in
from tenantry.write.manifest import MANIFEST, is_manifest

_SOURCES: Final = ("integrations", "overrides", "schemas", "tenants", ".git")
_MARK: Final = "tenantry.yaml"
_ELSEWHERE: Final = "name another folder with --out, such as build"


def destination(out: Path) -> str:
    """The absolute path of `out`, free of links in the folders above. UsageError where nothing may be written there."""
    if all(part == ".." for part in PurePath(os.path.normpath(out)).parts if part != "."):
        raise UsageError(f"'{out}' cannot be replaced as a whole: it is where you are", _ELSEWHERE)
    above, name = os.path.split(os.path.abspath(out))
    target = os.path.join(os.path.realpath(above), name)
    if not name or os.path.ismount(target):
        raise UsageError(f"'{out}' is a mount point, which cannot be replaced as a whole", "name a folder inside of it")
    if os.path.islink(target) or (os.path.lexists(target) and not os.path.isdir(target)):
        kind = "a symbolic link" if os.path.islink(target) else "not a folder"
        raise UsageError(f"'{out}' is {kind}", _ELSEWHERE)
    _refuse_sources(out, target)
    _refuse_foreign(out, target)
    return target


def _refuse_sources(out: Path, target: str) -> None:
    """The build tree stands beside the sources, never among or around them."""
    if os.path.lexists(os.path.join(target, _MARK)) or os.path.lexists(os.path.join(target, ".git")):
        raise UsageError(f"'{out}' is the root of a repository", _ELSEWHERE)
    path = PurePath(target)
    for root in path.parents:
        place = path.relative_to(root).parts[0]
        if place in _SOURCES and (place == ".git" or os.path.lexists(root / _MARK)):
            raise UsageError(f"'{out}' is inside of {place}/, which the compiler reads", _ELSEWHERE)


def _refuse_foreign(out: Path, target: str) -> None:
    if not os.path.isdir(target):
        return
    names = sorted(os.listdir(target))
    if not names:
        return
    manifest = manifest_in(target)
    if manifest is None or not is_manifest(manifest):
        why = f"{MANIFEST} is not ours" if MANIFEST in names else f"no {MANIFEST} of ours is in it"
        help_text = "name another folder with --out, or empty this one yourself"
        raise UsageError(f"'{out}' holds files that are not ours, such as {names[0]!a}: {why}", help_text)
