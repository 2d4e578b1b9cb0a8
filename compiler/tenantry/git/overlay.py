"""A folder of objects of our own, in front of a repository's: a publish leaves nothing in the user's clone.

It stands in the repository's `objects`, under the kind of name that git gives to the folders of pushes it receives. So
`git gc` removes what a killed run left, and our next run does so at once.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from tenantry.errors import UsageError
from tenantry.folders import discard, new_locked
from tenantry.git.program import Overlay
from tenantry.git.repository import SHORT, Repository

_FAMILY: Final = "tmp_objdir-tenantry-"


@contextmanager
def quarantine(repository: Repository) -> Iterator[Repository]:
    """The repository with such a folder, which is removed at the end. UsageError where none can be made."""
    program = repository.program
    answer = program.run(["rev-parse", "--git-path", "objects"], limit=SHORT)
    if not answer.ok:
        raise UsageError(f"git cannot tell where its objects are: {answer.complaint}")
    objects = os.path.join(program.folder, os.fsdecode(answer.output.rstrip(b"\n")))
    try:
        _sweep(objects)
        path, descriptor = new_locked(lambda: os.path.join(objects, _FAMILY + secrets.token_hex(8)))
    except OSError as error:
        raise UsageError(
            f"'{objects}' cannot be written: {error.strerror}", "publish from a clone of your own"
        ) from None
    try:
        yield replace(repository, program=replace(program, overlay=Overlay(folder=path, behind=objects)))
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(descriptor)


def _sweep(objects: str) -> None:
    """Removes folders of runs that are no more."""
    for name in os.listdir(objects):
        if name.startswith(_FAMILY):
            discard(os.path.join(objects, name), ours=False)
