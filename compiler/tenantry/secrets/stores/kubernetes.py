"""The store `kubernetes`: a path is the name of a Secret in the namespace of the runs, asked for by kubectl.

The mount says nothing here. kubectl knows contexts, certificates and login programs, so none of that is built anew.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from pydantic import SecretStr

from tenantry.errors import UsageError
from tenantry.secrets.reference import path_problem
from tenantry.secrets.stores.store import (
    Access,
    Forbidden,
    Missing,
    Place,
    Presence,
    StoreKind,
    Unreachable,
    chosen,
)

TIMEOUT: Final = 15
"""Seconds for one answer of the cluster."""


class KubernetesStore:
    """Secrets of one namespace, by name."""

    def __init__(self, program: str, access: Access) -> None:
        self._program = program
        self._environ = dict(access.environ)
        self._namespace = access.namespace

    def check(self, place: Place) -> Presence:
        """Whether the Secret is there. kubectl asks for a table, in which the cluster sends the number of keys and
        neither their names nor their values: the keys stay unverified."""
        self._get(place, "--no-headers")
        return Presence(verified=False)

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        """The Secret's data; keys that are not wanted may hold anything."""
        try:
            data = json.loads(self._get(place, "--output=json")).get("data") or {}
            return chosen(place, {key: _text(data[key]) for key in place.keys.values() if key in data})
        except (ValueError, AttributeError, TypeError):
            raise Missing(f"the Secret {place.path} holds something else than text") from None

    def _get(self, place: Place, form: str) -> bytes:
        if path_problem(place.path) or "/" in place.path:
            raise Missing("a reference is no name of a Secret")
        namespace = [f"--namespace={self._namespace}"] if self._namespace else []
        command = [self._program, "get", "secret", form, f"--request-timeout={TIMEOUT}s", *namespace, "--", place.path]
        try:
            done = subprocess.run(  # noqa: S603 (an absolute path, arguments of our grammar, no shell)
                command,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * TIMEOUT,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            raise Unreachable(f"kubectl gave no answer within {2 * TIMEOUT} s") from None
        if done.returncode:
            raise _refusal(place, done.stderr)
        return done.stdout


def _text(value: str) -> str:
    return base64.b64decode(value, validate=True).decode()


def _refusal(place: Place, complaint: bytes) -> Exception:
    """kubectl's own words begin with the reason that the cluster gave, in brackets."""
    if b"(NotFound)" in complaint:
        return Missing(f"the Secret {place.path} is not there")
    if b"(Forbidden)" in complaint or b"(Unauthorized)" in complaint or b"must be logged in" in complaint:
        return Forbidden(f"the cluster does not let this identity read the Secret {place.path}")
    return Unreachable("the cluster cannot be reached by kubectl; `kubectl get secret` says why")


@contextmanager
def _open(access: Access) -> Iterator[KubernetesStore]:
    """kubectl is looked for on the PATH of the command, in its absolute folders alone."""
    folders = [folder for folder in access.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]
    program = shutil.which("kubectl", path=os.pathsep.join(folders))
    if program is None:
        raise UsageError("the store kubernetes needs kubectl", "install it and choose a context, or set KUBECONFIG")
    yield KubernetesStore(program, access)


def _command(place: Place, keys: Sequence[str]) -> str:
    values = " ".join(f"--from-file={key}=FILE" for key in keys)
    return f"kubectl create secret generic {place.path} {values}"


STORE: Final = StoreKind(
    name="kubernetes", title="Secrets of a Kubernetes namespace, by name", open=_open, command=_command
)
