"""How `verify` comes to what it checks: a folder, or a commit of the git repository around."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tenantry import __version__
from tenantry.cli.common import Common
from tenantry.cli.compiled import repository
from tenantry.errors import UsageError
from tenantry.git import Repository
from tenantry.model.artifact import Artifact
from tenantry.model.publication import Verification
from tenantry.model.shared import Shared
from tenantry.pipeline import compile_snapshot
from tenantry.publish.commit import origin_of, provenance_of
from tenantry.publish.folder import manifest_of_folder, read_folder
from tenantry.publish.tree import entries_of, manifest_of, read_tree
from tenantry.publish.verify import Subject, check_provenance, check_rebuild, check_tree
from tenantry.schedule.zones import tzdata_version
from tenantry.source import read_commit
from tenantry.write import Provenance, Recorded, recorded


def verified(common: Common, name: str, *, allowed: Path | None, provenance: Path | None) -> Verification:
    """Everything that there is to check about the tree that `name` names."""
    root: Path | None = None
    with suppress(UsageError):
        root = repository(common)
    subject = (
        _folder(Path(name), provenance) if Path(name).is_dir() else _commit(root or _here(common), name, provenance)
    )
    by = Provenance(compiler=__version__, tzdata=tzdata_version(), commit=None, dirty=False)
    checks = [check_tree(subject), check_rebuild(subject, _rebuild(root), by)]
    if subject.envelope is not None or allowed is not None or not Path(name).is_dir():
        checks += check_provenance(subject, allowed)
    return Verification(subject=name, source=subject.recorded.commit, digest=subject.recorded.digest, checks=checks)


def _here(common: Common) -> Path:
    return common.directory or Path.cwd()


def _folder(folder: Path, provenance: Path | None) -> Subject:
    manifest = manifest_of_folder(folder)
    found = _recorded(manifest, str(folder))
    tree, envelope = read_folder(folder, found), _read(provenance)
    return Subject(tree=tree, manifest=manifest or b"", recorded=found, envelope=envelope)


def _commit(folder: Path, ref: str, provenance: Path | None) -> Subject:
    around = Repository.around(folder)
    if around is None:
        raise UsageError(f"there is no folder '{ref}', and no git repository here in which it could be a commit")
    commit = around.resolve(ref)
    kept = manifest_of(around, commit)
    found = _recorded(kept[1] if kept else None, ref)
    content = around.commit(commit)
    return Subject(
        tree=read_tree(around, entries_of(around, commit), found),
        manifest=kept[1] if kept else b"",
        recorded=found,
        origin=origin_of(content),
        envelope=_read(provenance) or provenance_of(content),
    )


def _recorded(manifest: bytes | None, name: str) -> Recorded:
    found = recorded(manifest) if manifest is not None else None
    if found is None:
        raise UsageError(
            f"'{name}' holds no manifest of a published tree", "name a folder or a branch that tenantry wrote"
        )
    return found


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path is not None else None
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}") from None


def _rebuild(root: Path | None) -> Callable[[str], Sequence[Artifact] | None]:
    """Compiles a commit; None where there is no config repository at hand, or the commit is not in it."""

    def rebuild(commit: str) -> Sequence[Artifact] | None:
        around = Repository.around(root) if root is not None else None
        if root is None or around is None or not around.holds(commit):
            return None
        snapshot, found = read_commit(root, commit, empty=True)
        return compile_snapshot(snapshot, as_of=datetime.now(UTC), found=found, shared=Shared()).artifacts

    return rebuild
