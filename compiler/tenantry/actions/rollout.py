"""Rollouts: a channel on its way from one release to another, one file (CONTRACT §2.5). Gates are judged elsewhere, on
what an edit does; here stands only what makes no sense at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tenantry.actions.edits import Edits
from tenantry.diagnostics import nearest
from tenantry.edit import Draft, new_file
from tenantry.errors import UsageError
from tenantry.model.declared import Declarations, Declared, IntegrationFile, RolloutFile
from tenantry.model.snapshot import Snapshot

EVERYONE: Final = ({"name": "everyone", "percent": 100},)
"""The waves of a rollout that names none, in an integration that names none."""
_SCHEMA: Final = "../../../schemas/rollout.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A declared channel of an integration, in a repository that could be read."""

    snapshot: Snapshot
    name: str
    integration: str
    declared: Declared[IntegrationFile]
    rollout: Declared[RolloutFile] | None

    @classmethod
    def find(cls, snapshot: Snapshot, declarations: Declarations, integration: str, name: str) -> Channel:
        """UsageError where there is no such integration or channel."""
        declared = declarations.integrations.get(integration)
        if declared is None:
            raise UsageError(
                f"there is no integration '{integration}'", nearest(integration, declarations.integrations)
            )
        if name == "latest":
            raise UsageError("`latest` is always the newest release", "roll out a declared channel")
        if name not in declared.model.channels:
            raise UsageError(f"{integration} declares no channel '{name}'", nearest(name, declared.model.channels))
        rollout = declarations.rollouts.get(integration, {}).get(name)
        return cls(snapshot=snapshot, name=name, integration=integration, declared=declared, rollout=rollout)

    @property
    def path(self) -> str:
        """Where its rollout stands."""
        return f"integrations/{self.integration}/rollouts/{self.name}.yaml"

    @property
    def moving(self) -> Declared[RolloutFile]:
        """Its rollout; UsageError where there is none."""
        if self.rollout is None:
            raise UsageError(
                f"no rollout of channel '{self.name}' of {self.integration} is under way",
                f"start one: tenantry rollout start {self.integration} {self.name} RELEASE",
            )
        return self.rollout

    def draft(self, path: str) -> Draft:
        """A file of the repository, to be edited."""
        return Draft(path, self.snapshot.files[path])


def start(channel: Channel, release: str, *, waves: Sequence[Mapping[str, Any]] | None) -> Edits:
    """A new rollout to `release`; none of its waves is let through yet. Waves: those given, else the integration's,
    else everyone at once."""
    if channel.path in channel.snapshot.files:
        raise UsageError(
            f"a rollout of channel '{channel.name}' of {channel.integration} is under way: {channel.path}",
            "finish or abort it first",
        )
    written = channel.declared.document.get("waves")
    own = written if isinstance(written, list) and written else None
    entries = {
        "from": channel.declared.model.channels[channel.name],
        "to": release,
        "waves": list(waves or own or EVERYONE),
    }
    return Edits(files={channel.path: new_file(entries, schema=_SCHEMA)})


def advance(channel: Channel, *, at: datetime) -> Edits:
    """Lets the next wave through, from `at` on."""
    file = channel.moving.model
    names = [wave.name for wave in file.waves]
    following = names[names.index(file.reached) + 1 :] if file.reached in names else names
    if not following:
        raise UsageError(
            f"the last wave, '{names[-1]}', is already let through",
            f"finish the rollout: tenantry rollout finish {channel.integration} {channel.name}",
        )
    draft = channel.draft(channel.path)
    draft.set("reached", value=following[0])
    draft.set("since", value=instant_text(at))
    return Edits(files={channel.path: draft.content})


def hold(channel: Channel, *, reason: str, owner: str, at: datetime) -> Edits:
    """Stops the rollout until somebody resumes it."""
    if channel.moving.model.hold is not None:
        raise UsageError("the rollout is on hold already", "resume it first, or edit the file")
    draft = channel.draft(channel.path)
    draft.set("hold", value={"reason": reason, "owner": owner, "since": instant_text(at)})
    return Edits(files={channel.path: draft.content})


def resume(channel: Channel) -> Edits:
    """Ends a hold."""
    if channel.moving.model.hold is None:
        raise UsageError("the rollout is not on hold")
    draft = channel.draft(channel.path)
    draft.remove("hold")
    return Edits(files={channel.path: draft.content})


def abort(channel: Channel) -> Edits:
    """Returns every tenant to the release that the channel came from."""
    origin = channel.moving.model.from_
    return Edits(files={**_pointed(channel, origin), channel.path: None})


def finish(channel: Channel) -> Edits:
    """Points the channel to the new release and ends the rollout."""
    return Edits(files={**_pointed(channel, channel.moving.model.to), channel.path: None})


def _pointed(channel: Channel, release: str) -> dict[str, bytes | None]:
    """While the rollout's file is there, the channel's own release decides nothing: so it may be written first."""
    if channel.declared.model.channels[channel.name] == release:
        return {}
    draft = channel.draft(channel.declared.document.path)
    draft.set("channels", channel.name, value=release)
    return {channel.declared.document.path: draft.content}


def instant_text(at: datetime) -> str:
    """An instant as files hold it: UTC, whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
