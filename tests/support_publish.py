"""A config repository with a bare remote, and what is published there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support_cli import Ran, Run
from support_git import commit, git
from support_pages import lay
from tenantry.model.outputs.publish import PublishOutput

ACME = "tenants/orders/acme.yaml"
AS_OF = "2026-11-24"
NOTHING = "0" * 40
RUNTIME = "runtime/orders/acme.json"


@dataclass(frozen=True)
class Scene:
    """`root` is the config repository, `remote` the bare repository that its remote `origin` is."""

    root: Path
    remote: Path
    run: Run

    def publish(self, *arguments: str | Path) -> Ran:
        """Runs `publish`, with dates judged as pages do."""
        return self.run("publish", "--as-of", AS_OF, *arguments, "-C", self.root)

    def published(self, *arguments: str | Path) -> dict[str, Any]:
        """What `publish --format json` tells; it must have succeeded."""
        ran = self.publish(*arguments, "--format", "json")
        assert ran.code == 0, ran
        found: dict[str, Any] = json.loads(ran.stdout)
        PublishOutput.model_validate(found)
        return found

    def change(self, text: str, path: str = ACME) -> str:
        """Commits one file; returns the commit's id."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        return commit(self.root)

    def tip(self, branch: str = "rendered") -> str | None:
        """The commit that a branch of the remote is at."""
        listed = git(self.remote, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
        return listed or None

    def files(self, commit: str = "rendered") -> dict[str, str]:
        """Paths and contents of a commit of the remote."""
        paths = git(self.remote, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")
        return {path: git(self.remote, "cat-file", "blob", f"{commit}:{path}") for path in paths if path}

    def history(self, branch: str = "rendered") -> list[str]:
        """The commits of a branch, newest first."""
        return git(self.remote, "rev-list", branch).split()

    def by_hand(self, files: Mapping[str, str | None], branch: str = "rendered") -> str:
        """Changes a branch of the remote as somebody with a clone would; returns the commit's id."""
        clone = self.remote.parent / f"by-hand-{len(list(self.remote.parent.iterdir()))}"
        git(self.remote.parent, "clone", "--quiet", "--branch", branch, str(self.remote), str(clone))
        for path, text in files.items():
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            (clone / path).unlink() if text is None else (clone / path).write_text(text)
        made = commit(clone)
        git(clone, "push", "--quiet", "origin", branch)
        return made

    def litter(self) -> list[str]:
        """What a publish left among the objects of the config repository."""
        return [path.name for path in (self.root / ".git" / "objects").iterdir() if path.name.startswith("tmp_")]


def scene(folder: Path, run: Run) -> Scene:
    """The base repository of the pages, committed, with a new bare remote."""
    root, remote = lay(folder, ()), folder / "remote.git"
    git(folder, "init", "--quiet", "--bare", str(remote))
    git(root, "init", "--quiet")
    git(root, "remote", "add", "origin", str(remote))
    commit(root)
    return Scene(root=root, remote=remote, run=run)


def state_of(root: Path) -> dict[str, bytes]:
    """Every file of a clone, git's own included."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
