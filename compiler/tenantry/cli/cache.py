"""Where ledgers are kept between runs, and what they are good for."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import click

import tenantry
from tenantry.ledger import Ledger, load, save
from tenantry.ledger.renderings import Rendering, load_renderings, save_renderings

KEPT: Final = 32
"""Ledgers of so many repositories and compilers are kept; of more, those that were not used for longest go."""


_NAME: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The ledger of one repository, made by this compiler; nowhere at all where `folder` is None."""

    folder: Path | None

    @classmethod
    def of(cls, root: Path, *, wanted: bool = True) -> Cache:
        """That of a config repository: below XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification)."""
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", ""), ".cache")
        if not wanted or not os.path.isabs(base):
            return cls(folder=None)
        name = sha256(f"{os.path.realpath(root)}\0{_compiler()}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return cls(folder=Path(base, "tenantry", name))

    def load(self) -> Ledger | None:
        """The ledger that the last run left."""
        return load(self.folder) if self.folder is not None else None

    def save(self, ledger: Ledger) -> None:
        """Leaves a ledger for the next run."""
        if self.folder is not None:
            save(ledger, self.folder, now=time.time())
            with suppress(OSError):
                _sweep(self.folder.parent)

    def renderings(self, keys: Iterable[str]) -> dict[str, Rendering]:
        """What was rendered before, by those of the keys of which it is known."""
        return load_renderings(self.folder, keys) if self.folder is not None else {}

    def keep(self, found: Mapping[str, Rendering], *, wanted: Collection[str]) -> None:
        """Leaves what was rendered for the next run, beside what is `wanted` of before."""
        if self.folder is not None:
            save_renderings(found, self.folder, wanted=wanted)


def _compiler() -> str:
    """What a result follows from besides the repository: this package file by file, its Python, and the packages that
    are installed beside it, by name and version."""
    package = os.path.dirname(tenantry.__file__)
    parts = [sys.version, *_files(package)]
    for folder in sys.path:
        with suppress(OSError):
            parts += sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))
    return "\0".join(parts)


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path) if entry.name != "__pycache__" else ()
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_mtime_ns} {status.st_size}"


def _sweep(above: Path) -> None:
    """Removes the oldest of too many, of a folder that is this user's and no link: a link leads to what others keep."""
    status = os.lstat(above)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        return
    folders = [each for each in above.iterdir() if _NAME.fullmatch(each.name)]
    if len(folders) <= KEPT:
        return
    import shutil  # noqa: PLC0415  with what it knows of archives it takes longer to load than a ledger to be kept

    for folder in sorted(folders, key=lambda each: each.lstat().st_mtime)[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


_no_cache = click.option(
    "--no-cache", "cached", is_flag=True, flag_value=False, default=True, help="Use nothing that an earlier run left."
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes at work. Default: one for each processor.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How a command comes to what it needs to know: whether from an earlier run, and by how many processes."""

    cached: bool
    jobs: int

    def cache(self, root: Path) -> Cache:
        """The cache of a repository."""
        return Cache.of(root, wanted=self.cached)


def effort_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of an effort; the function gets them as `effort`."""

    @wraps(function)
    def merged(*args: Any, cached: bool, jobs: int | None, **values: Any) -> Any:
        return function(*args, effort=Effort(cached=cached, jobs=jobs or processors()), **values)

    return _no_cache(_jobs(merged))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
