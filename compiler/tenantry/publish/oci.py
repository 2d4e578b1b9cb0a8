"""The tree as one artifact of an OCI registry. This is the only module that needs the extra `oci`.

The config blob of the artifact is `manifest.json`, its one layer the tree, its annotations tell where it came from. A
registry has no compare-and-swap: the tag is looked at again just before it is moved, and what it pointed to keeps its
digest.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from oras.auth import AuthenticationException
from oras.auth.base import AuthBackend
from oras.container import Container
from oras.logger import logger
from oras.provider import Registry

from tenantry.errors import ExternalError, UsageError
from tenantry.model.progress import tell
from tenantry.model.publication import Status
from tenantry.publish.archive import archive
from tenantry.publish.commit import Origin
from tenantry.publish.provenance import read_envelope
from tenantry.publish.publish import ATTEMPTS, Order, Outcome, judge
from tenantry.publish.published import Published
from tenantry.write import recorded

MANIFEST_TYPE: Final = "application/vnd.oci.image.manifest.v1+json"
ARTIFACT_TYPE: Final = "application/vnd.tenantry.tree.v1"
CONFIG_TYPE: Final = "application/vnd.tenantry.manifest.v1+json"
LAYER_TYPE: Final = "application/vnd.oci.image.layer.v1.tar+gzip"
"""The type of layer that Flux and Argo CD unpack."""

PROVENANCE: Final = "tenantry.provenance"
_TIMEOUTS: Final = (10.0, 120.0)
"""Seconds to connect, and between two bytes."""
_LIMIT: Final = 1 << 28


class _Client(Registry):  # type: ignore[misc]
    """oras without its retries, which keep an unreachable registry from being told for two minutes."""

    do_request: Callable[..., requests.Response] = Registry.do_request.__wrapped__


class Repository:
    """One tag of a repository in a registry."""

    def __init__(self, reference: str) -> None:
        """Reads a reference such as registry.example.com/acme/rendered:prod; the credentials are docker's."""
        name = reference.removeprefix("oci://")
        try:
            self.container = Container(name, registry="-")
        except ValueError:
            raise UsageError(f"'{reference}' is no reference", _HELP) from None
        if self.container.registry == "-" or self.container.digest or "://" in name:
            raise UsageError(f"'{reference}' names no tag of a registry", _HELP)
        logger.set_level(logging.CRITICAL + 1)
        host = urlsplit(f"//{self.container.registry}").hostname or ""
        self._client = _Client(insecure=host == "localhost" or host.startswith("127."))
        self._client.session.request = partial(self._client.session.request, timeout=_TIMEOUTS)
        auth: AuthBackend = self._client.auth
        auth.load_configs(self.container)

    @property
    def name(self) -> str:
        """The reference in full."""
        return str(self.container)

    def pinned(self, digest: str) -> str:
        """The reference of one state of it."""
        return f"{self.name.rpartition(':')[0]}@{digest}"

    def manifest(self) -> tuple[str, dict[str, Any]] | None:
        """The digest and the OCI manifest that the tag points to; None where there is no such tag."""
        response = self._ask("GET", self.container.manifest_url(), headers={"Accept": MANIFEST_TYPE})
        if response.status_code == 404:
            return None
        content = self._checked(response, "cannot be read").content
        return _digest(content), json.loads(content)

    def blob(self, digest: str) -> bytes:
        """The content of a blob, proven by its digest."""
        content = self._checked(self._ask("GET", self.container.get_blob_url(digest)), "cannot be read").content
        if len(content) > _LIMIT or _digest(content) != digest:
            raise ExternalError(f"{self.name} gives another blob than {digest}")
        return content

    def upload(self, content: bytes, media_type: str) -> dict[str, Any]:
        """Brings a blob there, if it is not; returns its descriptor."""
        descriptor = {"mediaType": media_type, "digest": _digest(content), "size": len(content)}
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "blob")
            Path(file).write_bytes(content)
            self._checked(
                self._telling(lambda: self._client.upload_blob(file, self.container, descriptor)), "takes no blob"
            )
        return descriptor

    def put(self, manifest: dict[str, Any]) -> str:
        """Moves the tag to an OCI manifest; returns its digest."""
        content = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
        url, headers = self.container.manifest_url(), {"Content-Type": MANIFEST_TYPE}
        self._checked(self._ask("PUT", url, data=content, headers=headers), "takes no manifest")
        return _digest(content)

    def _ask(self, method: str, url: str, **more: Any) -> requests.Response:
        return self._telling(lambda: self._client.do_request(f"{self._client.prefix}://{url}", method, **more))

    def _telling(self, ask: Callable[[], requests.Response]) -> requests.Response:
        try:
            return ask()
        except requests.RequestException as error:
            raise ExternalError(f"{self.name} cannot be reached: {type(error).__name__}") from None
        except (ValueError, AuthenticationException) as error:  # so does oras where it cannot log in
            raise ExternalError(f"{self.name} fails: {' '.join(str(error).split())[:200]}") from None

    def _checked(self, response: requests.Response, what: str) -> requests.Response:
        if not response.ok:
            raise ExternalError(f"{self.name} {what}: {response.status_code} {response.reason or ''}".rstrip())
        return response


_HELP: Final = "write it as in registry.example.com/acme/rendered:prod"


def publish_oci(order: Order, repository: Repository) -> tuple[Outcome, str | None]:
    """Pushes the tree, or tells why not; with the digest that the tag then has."""
    before = _read(repository)
    first = before.source if before else None
    for _ in range(ATTEMPTS):
        outcome = judge(order, before, moved=(before.source if before else None) != first)
        if outcome.status is not Status.PUBLISHED:
            return outcome, before.tip if before else None
        ready, digest_or_none = _push(order, outcome, repository)
        if digest_or_none is not None:
            return ready, digest_or_none
        before = _read(repository)
    return Outcome(status=Status.LOST, before=None, reason="others pushed to the tag meanwhile"), None


def _push(order: Order, outcome: Outcome, repository: Repository) -> tuple[Outcome, str | None]:
    """Uploads everything and moves the tag, unless it has moved."""
    plan = outcome.plan
    if plan is None:
        raise ValueError("what is published has a plan")
    packed = order.envelope(plan)
    tell("publish: packing files", len(order.artifacts))
    tree = archive(order.files)
    tell("publish: uploading bytes", len(tree))
    config = repository.upload(order.manifest, CONFIG_TYPE)
    layer = repository.upload(tree, LAYER_TYPE)
    layer["annotations"] = {"org.opencontainers.image.title": "tree.tar.gz"}
    now = repository.manifest()
    if (now[0] if now else None) != (outcome.before.tip if outcome.before else None):
        return outcome, None
    digest = repository.put(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "artifactType": ARTIFACT_TYPE,
            "config": config,
            "layers": [layer],
            "annotations": {
                "org.opencontainers.image.created": order.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "org.opencontainers.image.revision": order.commit,
                PROVENANCE: packed.decode("ascii"),
            },
        }
    )
    return replace(outcome, envelope=packed), digest


def _read(repository: Repository) -> Published | None:
    """What the tag points to; None where there is none. UsageError where it is not ours."""
    found = repository.manifest()
    if found is None:
        return None
    digest, manifest = found
    config = manifest.get("config") or {}
    if config.get("mediaType") != CONFIG_TYPE:
        raise UsageError(f"{repository.name} holds an artifact that is not ours", "name another tag")
    content = repository.blob(str(config.get("digest")))
    listed = recorded(content)
    if listed is None or listed.commit is None:
        raise UsageError(f"{repository.name} holds an artifact that names no source commit", "name another tag")
    envelope = str((manifest.get("annotations") or {}).get(PROVENANCE, "")).encode()
    return Published(tip=digest, source=listed.commit, origin=_origin(envelope), recorded=listed, manifest=content)


def _origin(envelope: bytes) -> Origin | None:
    kept = read_envelope(envelope)
    return kept.origin if kept else None


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()
