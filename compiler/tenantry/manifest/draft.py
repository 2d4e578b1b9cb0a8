"""The dialects of JSON Schema, and validators that never leave the process and never backtrack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, Final

_SIZES: Final = tuple(1 << bits for bits in (12, 15, 18, 20))
"""Bytes of a compiled expression that are tried in turn. The last admits `^.{0,500}$`, and refuses what is larger."""
_PATTERN_LENGTH: Final = 1_000
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """One dialect: its own schema's address, and the name of the class that validates by it."""

    address: str
    validator: str

    def compiled(self, schema: Mapping[str, Any]) -> Any:
        """A validator; ValueError where the schema cannot be used. Formats are checked: a date picker's date that is
        none would only fail in the run."""
        library = engine()
        try:
            return getattr(library, self.validator)(
                dict(schema),
                validate_formats=True,
                formats={"time": is_time},
                pattern_options=_bounded(_SIZES[-1]),
                offline=True,
            )
        except library.ReferencingError as error:
            raise ValueError(str(error)) from error

    def meta(self) -> Any:
        """A validator for schemas themselves."""
        return _meta(self)


def engine() -> ModuleType:
    """The library that validates. Loading it takes a tenth of a small check, and what was checked before needs none."""
    import jsonschema_rs  # noqa: PLC0415

    return jsonschema_rs


_DRAFTS: Final = (
    Draft("http://json-schema.org/draft-04/schema#", "Draft4Validator"),
    Draft("http://json-schema.org/draft-06/schema#", "Draft6Validator"),
    Draft("http://json-schema.org/draft-07/schema#", "Draft7Validator"),
    Draft("https://json-schema.org/draft/2019-09/schema", "Draft201909Validator"),
    Draft("https://json-schema.org/draft/2020-12/schema", "Draft202012Validator"),
)
DRAFT_7: Final = _DRAFTS[2]
"""What a schema is that names no dialect: the forms that Pandium draws from it are JSON Forms', which reads draft 7."""


def draft_of(named: object) -> Draft | None:
    """The dialect that a `$schema` names."""
    bare = _bare(named) if isinstance(named, str) else None
    return next((draft for draft in _DRAFTS if _bare(draft.address) == bare), None)


def _bare(address: str) -> str:
    return address.strip().rstrip("#").partition("://")[2]


@cache
def _meta(draft: Draft) -> Any:
    """Made once for all schemas: that takes ten times as long as it then takes to check one."""
    return getattr(engine(), draft.validator)({"$ref": draft.address}, offline=True)


@lru_cache(maxsize=4096)
def pattern_size(pattern: str) -> int | None:
    """How large a regular expression becomes, in steps of `_SIZES`; None where it is none, is larger, or needs
    backtracking. The time of a match grows with this and with the length of the text, and with nothing else."""
    if len(pattern) > _PATTERN_LENGTH:
        return None
    return next((size for size in _SIZES if _compiles(pattern, size)), None)


def _compiles(pattern: str, size: int) -> bool:
    try:
        engine().Draft7Validator({"pattern": pattern}, pattern_options=_bounded(size), offline=True)
    except ValueError:
        return False
    return True


def _bounded(size: int) -> Any:
    """The expressions' engine without backtracking: it takes linear time, and refuses what it could not."""
    return engine().RegexOptions(size_limit=size, dfa_size_limit=1 << 20)


def is_time(text: str) -> bool:
    """What a time picker gives: hours and minutes, seconds and zone at will."""
    return _TIME.fullmatch(text) is not None
