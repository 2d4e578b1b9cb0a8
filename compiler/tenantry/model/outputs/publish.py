"""The outputs of `tenantry publish` and `tenantry verify`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tenantry.model.declared.base import Strict
from tenantry.model.outputs.plan import PlanOutput


class RetooledOutput(Strict):
    """By what the tree that is published was made."""

    compiler: str
    tzdata: str
    artifacts: int = Field(description="Artifacts that differ for that alone: the published source, compiled anew.")


class PublishOutput(Strict):
    """`publish`: what was done, or why nothing was."""

    version: Literal[1]
    status: Literal["published", "unchanged", "planned", "refused", "lost"] = Field(
        description="planned: with --dry-run. refused: by guard, gates or --expect. lost: others were faster for good."
    )
    remote: str = Field(description="The remote as it was called; empty where the place is a registry.")
    place: str = Field(description="The branch, or the tag of a registry.")
    source: str = Field(description="The commit that was compiled.")
    base: str | None = Field(description="The commit that what was published before was compiled from.")
    parent: str | None = Field(description="The commit, or the digest, that the place held before.")
    commit: str | None = Field(description="The commit that was put on the branch.")
    digest: str | None = Field(description="The reference, with its digest, that the tag of a registry holds now.")
    tree: str = Field(description="The digest of the tree, as in its manifest.")
    artifacts: int
    reason: str | None = Field(description="Why it was refused or lost.")
    back: bool = Field(description="Whether the source is older than what was published before.")
    drift: list[dict[str, Any]] = Field(description="What others did to the branch since.")
    retooled: RetooledOutput | None = Field(
        description="Where another compiler or tz database made what is published; null where both are the same."
    )
    plan: PlanOutput | None = Field(
        description="The plan from what was published to the source; null where it was lost."
    )


class CheckOutput(Strict):
    """One thing that was checked."""

    name: Literal["tree", "rebuild", "provenance", "signature"]
    verdict: Literal["ok", "failed", "unchecked"]
    message: str
    lines: list[str] = Field(description="What differs, such as `missing: PATH`.")


class VerifyOutput(Strict):
    """`verify`: a published tree against its manifest, its source and its provenance."""

    version: Literal[1]
    subject: str
    verified: bool = Field(description="Whether nothing failed.")
    source: str | None = Field(description="The commit that the manifest names.")
    digest: str | None = Field(description="The digest that the manifest names.")
    checks: list[CheckOutput]
