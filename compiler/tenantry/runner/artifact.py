"""A runtime artifact read back from a build tree: checked as if somebody else had written it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.model.declared.base import CommitId, Name, SecretKey, Strict, Text, Version, is_name, problem
from tenantry.secrets.reference import path_problem

LARGEST: Final = 1 << 22
"""Bytes of one artifact; a configuration file holds 1 MiB at most, and its values stand here once or twice."""
_MANIFEST: Final = 1 << 28
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_AGAIN: Final = "compile again: tenantry compile"
OWN: Final = frozenset({"PAN_CTX_RUN_MODE", "PAN_CTX_RUN_TRIGGERS", "PAN_CTX_TENANT_METADATA_FILE"})
"""Variables that are of each run; those that begin with PAN_CTX_LAST_ are, too."""


def _variable(*prefixes: str) -> Any:
    def check(name: str) -> str:
        plain = name.isascii() and name.replace("_", "").isalnum() and name == name.upper()
        if not plain or not name.startswith(prefixes) or name in OWN or name.startswith("PAN_CTX_LAST_"):
            raise problem(f"is not the name of a variable of {' or '.join(prefixes)}")
        return name

    return Annotated[str, AfterValidator(check)]


def _value(text: str) -> str:
    if "\0" in text:
        raise problem("holds NUL, which no variable can")
    if not is_text(text):
        raise problem("holds half a character")
    return text


def is_text(text: str) -> bool:
    """Whether it has bytes: JSON can also write halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _path(text: str) -> str:
    wrong = path_problem(text)
    if wrong:
        raise problem(wrong)
    return text


Value = Annotated[str, AfterValidator(_value)]
SecretPath = Annotated[str, AfterValidator(_path)]


class Tenant(Strict):
    """Whom the artifact is for."""

    id: str
    name: Name
    integration: Name
    labels: Mapping[str, str]


class Release(Strict):
    """What is run: `build` once, `run` each time, from the code of `commit`."""

    version: Version
    commit: CommitId
    run: Annotated[Text, AfterValidator(_value)]
    channel: Name | None = None
    pin: Version | None = None
    image: str | None = None
    base: str | None = None
    build: Annotated[Text, AfterValidator(_value)] | None = None


class Schedule(Strict):
    """When it is run; the schedulers of the host read it from artifacts of their own."""

    cron: list[str]
    timezone: str
    days: str | None
    paused: bool
    source: str


class Reference(Strict):
    """Where a secret is kept."""

    store: Annotated[Text, Field(max_length=100)]
    mount: SecretPath
    path: SecretPath
    key: SecretKey


class Runtime(Strict):
    """A runtime artifact (CONTRACT §4.2)."""

    version: Literal[1]
    tenant: Tenant
    release: Release
    schedule: Schedule
    timeout_seconds: Annotated[int, Field(ge=1, le=366 * 86_400)]
    env: Mapping[_variable("PAN_CTX_", "PAN_CFG_"), Value]  # type: ignore[valid-type]
    secrets: Mapping[_variable("PAN_SEC_"), Reference]  # type: ignore[valid-type]
    metadata: Mapping[str, Any]


def read_runtime(build: Path, tenant: str) -> Runtime:
    """The artifact of a tenant in a build tree. No link below the tree is followed.

    UsageError where the name is none, or the artifact is not there, not what the tree's manifest says, or not sound.
    """
    names = tenant.split("/")
    if len(names) != 2 or not all(map(is_name, names)):
        raise UsageError(f"'{tenant}' is not a tenant's id", "write <integration>/<tenant>")
    path = f"runtime/{tenant}.json"
    with _opened(build) as top:
        content = _content(top, path, LARGEST)
        if content is None:
            alike = nearest(tenant, [f"{names[0]}/{each}" for each in _tenants(top, names[0])])
            raise UsageError(f"there is no tenant '{tenant}' in {build}", alike or _AGAIN)
        _check_digest(top, path, content)
    runtime = _checked(path, content)
    if (runtime.tenant.id, runtime.tenant.integration, runtime.tenant.name) != (tenant, *names):
        raise UsageError(f"{path} is of another tenant", _AGAIN)
    return runtime


@contextmanager
def _opened(build: Path) -> Iterator[int]:
    """The tree as one descriptor: it may be replaced at any moment, and the old one is then read to its end."""
    try:
        top = os.open(build, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"the build tree {build} cannot be opened: {error.strerror}", _AGAIN) from None
    try:
        yield top
    finally:
        os.close(top)


def _tenants(top: int, integration: str) -> list[str]:
    """The names of an integration's tenants in the tree."""
    try:
        folder = os.open(f"runtime/{integration}", _READ | os.O_DIRECTORY, dir_fd=top)
    except OSError:
        return []
    try:
        return [name.removesuffix(".json") for name in os.listdir(folder)]
    finally:
        os.close(folder)


def _content(top: int, path: str, limit: int) -> bytes | None:
    """The content of a plain file of the tree; None where there is none."""
    *folders, name = path.split("/")
    opened = [top]
    try:
        for folder in folders:
            opened.append(os.open(folder, _READ | os.O_DIRECTORY, dir_fd=opened[-1]))
        file = os.open(name, _READ | os.O_NONBLOCK, dir_fd=opened[-1])
        opened.append(file)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise UsageError(f"{path} of the build tree is no plain file", _AGAIN)
        with open(file, "rb", closefd=False) as stream:
            content = stream.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path} of the build tree cannot be read: {error.strerror}", _AGAIN) from None
    finally:
        for descriptor in opened[1:]:
            os.close(descriptor)
    if len(content) > limit:
        raise UsageError(f"{path} of the build tree is larger than {limit} bytes", _AGAIN)
    return content


def _check_digest(top: int, path: str, content: bytes) -> None:
    """An artifact that was changed after it was compiled is refused, as is one that its tree does not know."""
    manifest = _content(top, "manifest.json", _MANIFEST)
    if manifest is None:
        raise UsageError("the build tree has no manifest.json", _AGAIN)
    try:
        known = {each["path"]: each["sha256"] for each in _json(manifest)["artifacts"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError("manifest.json of the build tree is damaged", _AGAIN) from None
    if known.get(path) != hashlib.sha256(content).hexdigest():
        raise UsageError(f"{path} is not what was compiled: its digest is not the manifest's", _AGAIN)


def _json(content: bytes) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def never(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    return json.loads(content.decode(), object_pairs_hook=unique, parse_constant=never)


def _checked(path: str, content: bytes) -> Runtime:
    try:
        data = _json(content)
        return Runtime.model_validate(data)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise UsageError(f"{path} is not an artifact that this version runs: {place}: {first['msg']}", _AGAIN) from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path} is not JSON", _AGAIN) from None
