"""The store `env`, for development: the very PAN_SEC_ variables, from the environment or a file outside git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from tenantry.errors import UsageError
from tenantry.secrets.stores.store import Access, Missing, Place, Presence, StoreKind

FILE: Final = "TENANTRY_ENV_FILE"
"""The variable that names the file; lines are NAME=value, as for `docker run --env-file`: everything after the first =
is the value, quotes too, and lines that begin with # are notes."""
PREFIX: Final = "PAN_SEC_"
_LIMIT: Final = 1 << 20


class EnvStore:
    """Variables by name. A place's path and keys say nothing here: one set of variables serves every tenant."""

    def __init__(self, values: Mapping[str, SecretStr]) -> None:
        self._values = values

    def check(self, place: Place) -> Presence:
        """Which variables are set, and not empty."""
        missing = {key for variable, key in place.keys.items() if variable not in self._values}
        if missing == set(place.keys.values()):
            raise Missing(f"{', '.join(sorted(place.keys))} {'is' if len(place.keys) == 1 else 'are'} not set")
        return Presence(missing=tuple(sorted(missing)))

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        """The variables themselves."""
        missing = sorted(place.keys.keys() - self._values.keys())
        if missing:
            raise Missing(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set")
        return {variable: self._values[variable] for variable in place.keys}


@contextmanager
def _open(access: Access) -> Iterator[EnvStore]:
    values = {name: value for name, value in access.environ.items() if name.startswith(PREFIX)}
    file = access.environ.get(FILE)
    if file:
        values = _file(Path(file)) | values
    yield EnvStore({name: SecretStr(value) for name, value in values.items() if value})


def _file(path: Path) -> dict[str, str]:
    """The PAN_SEC_ variables of the file; UsageError where it cannot be read, or lies where git would take it in."""
    try:
        place = path.resolve(strict=True)
        with place.open("rb") as file:
            text = file.read(_LIMIT).decode()
    except (OSError, RuntimeError, UnicodeDecodeError):
        raise UsageError(f"{FILE} names a file that cannot be read as text") from None
    if any((folder / ".git").exists() for folder in place.parents):
        raise UsageError(f"{FILE} names a file in a git repository", "keep it outside, where no commit can take it in")
    lines = (line.lstrip() for line in text.splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value for name, value in pairs if name.startswith(PREFIX)}


def _command(place: Place, keys: Sequence[str]) -> str:
    names = sorted(variable for variable, key in place.keys.items() if key in keys)
    return f"read -rs {names[0]} && export {names[0]}" if len(names) == 1 else f"set {', '.join(names)}"


STORE: Final = StoreKind(
    name="env", title="PAN_SEC_ variables of the environment, for development", open=_open, command=_command
)
