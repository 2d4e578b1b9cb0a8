"""Where a published tree comes from, as a statement that others can check and sign.

An in-toto statement v1 (https://in-toto.io/Statement/v1) with a predicate of SLSA provenance v1
(https://slsa.dev/provenance/v1) about `manifest.json`, which holds the digest of every file. It is a pure function of
the manifest and the plan. It is kept in an envelope (DSSE 1.0, https://github.com/secure-systems-lab/dsse), whose
signature, where there is one, is an SSH signature of the namespace `tenantry`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tenantry.publish.commit import Origin
from tenantry.write import MANIFEST

PAYLOAD: Final = "application/vnd.in-toto+json"
_STATEMENT: Final = "https://in-toto.io/Statement/v1"
_PREDICATE: Final = "https://slsa.dev/provenance/v1"
_BUILD: Final = "urn:tenantry:compile:1"
_BUILDER: Final = "urn:tenantry:compiler"

_DEFINITION: Final = ("predicate", "buildDefinition")
_PARAMETERS: Final = (*_DEFINITION, "externalParameters")

Signer = Callable[[bytes], str]
"""From what is to be signed to the signature, base64 without its armor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A statement as it was written, and its signatures."""

    statement: dict[str, Any] = field(repr=False)
    payload: bytes = field(repr=False)
    signatures: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """What it says that the config repository calls itself."""
        name = _at(self.statement, *_PARAMETERS, "source", "name")
        return name if isinstance(name, str) else None

    @property
    def origin(self) -> Origin | None:
        """The origin that it tells; None where it is not complete."""
        sources = _at(self.statement, *_DEFINITION, "resolvedDependencies")
        versions = _at(self.statement, "predicate", "runDetails", "builder", "version")
        told = {
            "commit": _at(sources[0] if isinstance(sources, list) and sources else None, "digest", "gitCommit"),
            "path": _at(self.statement, *_PARAMETERS, "source", "path"),
            "plan": _at(self.statement, *_PARAMETERS, "plan"),
            "tree": _at(self.statement, *_DEFINITION, "internalParameters", "tree"),
            "compiler": _at(versions, "tenantry"),
            "tzdata": _at(versions, "tzdata"),
        }
        texts = {name: value for name, value in told.items() if isinstance(value, str)}
        return Origin(**texts) if len(texts) == len(told) else None


def statement(manifest: bytes, origin: Origin, *, name: str | None) -> dict[str, Any]:
    """The statement about a tree by its manifest; `name` is what the config repository calls itself."""
    source = {"name": name} if name else {}
    return {
        "_type": _STATEMENT,
        "subject": [{"name": MANIFEST, "digest": {"sha256": hashlib.sha256(manifest).hexdigest()}}],
        "predicateType": _PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": _BUILD,
                "externalParameters": {"source": {**source, "path": origin.path}, "plan": origin.plan},
                "internalParameters": {"tree": origin.tree},
                "resolvedDependencies": [{**source, "digest": {"gitCommit": origin.commit}}],
            },
            "runDetails": {
                "builder": {"id": _BUILDER, "version": {"tenantry": origin.compiler, "tzdata": origin.tzdata}}
            },
        },
    }


def envelope(said: dict[str, Any], sign: Signer | None) -> bytes:
    """The statement in an envelope, in one line of ASCII JSON."""
    payload = _compact(said)
    signatures = [{"sig": sign(authenticated(payload))}] if sign else []
    packed = base64.b64encode(payload).decode()
    return _compact({"payloadType": PAYLOAD, "payload": packed, "signatures": signatures})


def authenticated(payload: bytes) -> bytes:
    """What a signature of an envelope is made of (the PAE of DSSE)."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD), PAYLOAD.encode(), len(payload), payload)


def read_envelope(content: bytes) -> Envelope | None:
    """An envelope; None where it is none, or what is in it is no statement."""
    try:
        data = json.loads(content)
        payload = base64.b64decode(data["payload"], validate=True)
        signatures = tuple(each["sig"] for each in data["signatures"])
        said = json.loads(payload)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return None
    sound = (
        data["payloadType"] == PAYLOAD and isinstance(said, dict) and all(isinstance(one, str) for one in signatures)
    )
    return Envelope(statement=said, payload=payload, signatures=signatures) if sound else None


def _compact(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data
