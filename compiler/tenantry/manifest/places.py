"""Where in a PANDIUM.yaml the parts of its schema stand, after `$ref`s were written out and words translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tenantry.manifest.inline import DEPTH
from tenantry.manifest.normal import RENAMED, steps
from tenantry.model.document import Document, KeyPath, Span

_WRITTEN: Final = {translated: written for written, translated in RENAMED.items()}


@dataclass(frozen=True, slots=True)
class Places:
    """The schema that stands in `document` at `root`."""

    document: Document
    root: KeyPath

    def at(self, path: KeyPath) -> Span:
        """The place of the value at a path of the schema, or of the nearest schema above it."""
        return self.document.at(*self._keys(path))

    def key(self, path: KeyPath) -> Span:
        """The place of the key at a path of the schema."""
        return self.document.key(*self._keys(path))

    def _keys(self, path: KeyPath) -> KeyPath:
        here, index, jumps = self.root, 0, 0
        while index < len(path) and jumps < DEPTH:
            taken, found = self._step(here, path[index:])
            if found is None:
                break
            here, index, jumps = found, index + taken, 0 if taken else jumps + 1
        return here

    def _step(self, here: KeyPath, path: KeyPath) -> tuple[int, KeyPath | None]:
        """How many steps of the path are taken, and where they lead."""
        step = path[0]
        for name in (step, _WRITTEN.get(str(step))):
            if name is not None and self.document.has(*here, name):
                return 1, (*here, name)
        target = self.document.get(*here, "$ref")
        if not isinstance(target, str) or not target.startswith("#"):
            return 0, None
        behind = self._behind(target)
        if behind is None or behind == here:
            return 0, None
        if path[:2] == ("allOf", 1):
            return 2, here
        return (2, behind) if path[:2] == ("allOf", 0) else (0, behind)

    def _behind(self, target: str) -> KeyPath | None:
        keys: KeyPath = self.root
        for step in steps(target):
            name = int(step) if isinstance(self.document.get(*keys), list) and step.isdecimal() else step
            keys = (*keys, name)
        return keys if self.document.has(*keys) else None
