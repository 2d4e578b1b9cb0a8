"""integrations/<integration>/releases/<version>/release.yaml."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tenantry.model.declared.base import CommitId, Day, Instant, Strict, Text, problem

_IMAGE = re.compile(r"[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}")


class Status(StrEnum):
    """available: may be used; deprecated: used with a warning; yanked: may not be used."""

    AVAILABLE = "available"
    DEPRECATED = "deprecated"
    YANKED = "yanked"


def _status(value: object) -> object:
    if isinstance(value, str) and value in list(Status):
        return Status(value)
    raise problem("must be " + " or ".join((", ".join(list(Status)[:-1]), Status.YANKED)))


def _image(text: str) -> str:
    if len(text) > 512 or not _IMAGE.fullmatch(text):
        raise problem(
            "is not an image with a digest", "end it with @sha256: and the 64 hex digits of the image's digest"
        )
    return text


Image = Annotated[str, AfterValidator(_image)]
"""A container image by its digest."""


class ReleaseFile(Strict):
    """One immutable built version of an integration."""

    built_at: Instant = Field(description="When it was built; `latest` is the newest by this.")
    commit: CommitId = Field(description="The commit that it was built from.")
    image: Image | None = Field(default=None, description="The container image, by digest.")
    status: Annotated[Status, BeforeValidator(_status)] = Field(description="available, deprecated or yanked.")
    reason: Text | None = Field(default=None, description="Why it is deprecated or yanked.")
    end_of_life: Day | None = Field(default=None, description="The last day on which it is supported.")
    notes: str | None = Field(default=None, description="What is new.")

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.status is not Status.AVAILABLE and self.reason is None:
            raise problem(f"is {self.status.value} without a reason", "say why in `reason:`", at="status", missing=True)
        return self
