"""`tenantry release add`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from tenantry.actions import Edits, release
from tenantry.actions.rollout import instant_text
from tenantry.cli.acting import Way, act
from tenantry.cli.common import Common, common_options
from tenantry.cli.compiled import instant
from tenantry.diagnostics import nearest
from tenantry.errors import UsageError
from tenantry.git.fetch import read_tagged
from tenantry.manifest.changes import config_changes
from tenantry.model.compiled import Compiled
from tenantry.model.declared import Declarations, Status
from tenantry.model.declared.base import instant as moment
from tenantry.model.snapshot import Snapshot
from tenantry.plan import what_if
from tenantry.report.recorded import News


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given on the command line."""

    repo: str | None
    tag: str | None
    manifest: Path | None
    commit: str | None
    image: str | None
    built_at: str | None

    def built(self, declarations: Declarations, integration: str) -> release.Built:
        """What was built: from a tag of the integration's repository, or from files."""
        declared = declarations.integrations.get(integration)
        if declared is None:
            known = declarations.integrations
            raise UsageError(f"there is no integration '{integration}'", nearest(integration, known))
        at = instant(self.built_at)
        if self.manifest is not None and self.commit is not None and not (self.repo or self.tag):
            content, when = self.manifest.read_bytes(), instant_text(at or datetime.now(UTC))
            return release.Built(commit=self.commit, built_at=when, manifest=content, image=self.image)
        source = declared.model.source
        repository = self.repo or (source.repository if source else None)
        if self.tag is None or self.manifest or self.commit or repository is None:
            raise UsageError(
                "nothing says what was built", "give --tag (and --repo), or --manifest FILE and --commit SHA"
            )
        path = source.path if source else "PANDIUM.yaml"
        found = read_tagged(repository, tag=self.tag, path=path, environment=os.environ)
        when = instant_text(at) if at else found.committed_at
        return release.Built(commit=found.commit, built_at=when, manifest=found.content, image=self.image)


@click.command("add")
@click.argument("integration")
@click.argument("version")
@click.option("--repo", metavar="URL|DIR", help="Repository of the code. Default: the integration's `source`.")
@click.option("--tag", metavar="TAG", help="The tag that was built.")
@click.option(
    "--manifest", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE", help="PANDIUM.yaml."
)
@click.option("--commit", metavar="SHA", help="The commit that was built, with --manifest.")
@click.option("--image", metavar="REF", help="The container image, by digest.")
@click.option("--built-at", metavar="TIME", help="Default: the commit's time, or now with --manifest.")
@common_options
def command(*, integration: str, version: str, common: Common, **given: str | Path | None) -> int:
    """Record release VERSION of INTEGRATION, once: its commit, build time, image and run manifest, byte for byte.

    Tells what it changes for configs, and which tenants could not take it. Formats: text, json.
    """
    told = Given(**given)  # type: ignore[arg-type]

    def edit(snapshot: Snapshot, declarations: Declarations, at: datetime) -> Edits:
        del at
        return release.add(snapshot, integration, version, built=told.built(declarations, integration))

    return act(common, edit, Way(news=lambda after: _news(after, integration, version)))


def _news(after: Compiled, integration: str, version: str) -> News:
    """The new release beside the newest one before it that is not yanked."""
    releases = after.declarations.releases[integration] if after.declarations else {}
    known = [name for name, each in releases.items() if name != version and each.file.model.status is not Status.YANKED]
    previous = max(known, key=lambda name: (moment(releases[name].file.model.built_at), name), default=None)
    new = releases[version].manifest.configs
    return News(
        version=version,
        previous=previous,
        changes=config_changes(releases[previous].manifest.configs, new) if previous else None,
        trial=what_if(after, integration, version),
    )
