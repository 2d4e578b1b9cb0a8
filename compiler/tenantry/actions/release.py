"""Releases: recorded once, never changed but for their status (CONTRACT §2.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tenantry.actions.edits import Edits
from tenantry.diagnostics import nearest
from tenantry.edit import Draft, new_file
from tenantry.errors import UsageError
from tenantry.model.declared import Declarations, Declared, ReleaseFile, Status
from tenantry.model.declared.base import is_version
from tenantry.model.snapshot import Snapshot

_SCHEMA: Final = "../../../../schemas/release.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was built: `commit` of the integration's code, `built_at` as an ISO instant, the run manifest's bytes, and
    the image by digest."""

    commit: str
    built_at: str
    manifest: bytes = field(repr=False)
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A release that is there: its file as declared, and as bytes."""

    integration: str
    version: str
    file: Declared[ReleaseFile]
    content: bytes = field(repr=False)

    @classmethod
    def find(cls, snapshot: Snapshot, declarations: Declarations, integration: str, version: str) -> Recorded:
        """UsageError where there is no such integration or release."""
        if integration not in declarations.integrations:
            raise UsageError(
                f"there is no integration '{integration}'", nearest(integration, declarations.integrations)
            )
        releases = declarations.releases.get(integration, {})
        if version not in releases:
            raise UsageError(f"{integration} has no release '{version}'", nearest(version, releases))
        file = releases[version].file
        return cls(integration=integration, version=version, file=file, content=snapshot.files[file.document.path])


def add(snapshot: Snapshot, name: str, version: str, *, built: Built) -> Edits:
    """The files of a new release. UsageError for one that is recorded already."""
    if not is_version(version):
        raise UsageError(f"'{version}' cannot name a release", "letters, digits, dots, pluses and hyphens")
    folder = f"integrations/{name}/releases/{version}"
    known = snapshot.files.get(f"{folder}/release.yaml")
    if known is not None:
        raise _recorded(f"{folder}/release.yaml", known, version, built.commit)
    entries = {
        "built_at": built.built_at,
        "commit": built.commit,
        "image": built.image,
        "status": Status.AVAILABLE.value,
    }
    return Edits(
        files={
            f"{folder}/PANDIUM.yaml": built.manifest,
            f"{folder}/release.yaml": new_file(entries, schema=_SCHEMA),
        }
    )


def mark(release: Recorded, *, status: Status, reason: str) -> Edits:
    """The release deprecated or yanked from now on. UsageError where it is that already, or where no word says why."""
    if not reason.strip():
        raise UsageError("the reason is empty", "write at least one word")
    if release.file.model.status is status:
        raise UsageError(
            f"release {release.version} of {release.integration} is {status.value} already: {release.file.model.reason}"
        )
    draft = Draft(release.file.document.path, release.content)
    draft.set("status", value=status.value)
    draft.set("reason", value=reason)
    return Edits(files={release.file.document.path: draft.content})


def _recorded(path: str, content: bytes, version: str, commit: str) -> UsageError:
    known = Draft(path, content).get("commit")
    if known == commit:
        return UsageError(f"release {version} is recorded already: {path}", "a release is recorded once")
    return UsageError(
        f"release {version} is recorded with commit {known}, and this is {commit}: the tag was moved",
        "releases never change; record what was built anew under a new version",
    )
