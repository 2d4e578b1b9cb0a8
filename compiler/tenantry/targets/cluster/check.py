"""What a cluster cannot do as declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.model.resolved import Installation
from tenantry.schedule.meaning import DayRule
from tenantry.targets.cluster.options import PodOptions
from tenantry.targets.cluster.shards import MOST, by_shard
from tenantry.targets.cluster.tenant import metadata_file
from tenantry.targets.target import Work
from tenantry.targets.warnings import clock_changes

LIMITS: Final = (
    "Fixed times that a clock change skips are not run, those that come twice run twice (robfig/cron 3.0.1); where "
    "clocks change at midnight or by less than an hour, more may be lost. Warnings name the dates.",
    "`days: both` cannot be expressed: cron fires on either day.",
    "A release needs an image, or the option `image`.",
    "Secrets of the store `env` cannot be referred to; those of `kubernetes` are read from Secrets directly.",
    "A variable holds at most 128 KiB, all of a tenant 0.9 MiB; above 256 KiB apply them with --server-side.",
)
"""What no scheduler of a cluster can express."""
CONFIG_MAP_BYTES: Final = (1 << 20) * 9 // 10
"""Most that we put into a ConfigMap: it may hold 1 MiB, its head included
(https://kubernetes.io/docs/concepts/configuration/configmap/)."""
VARIABLE_BYTES: Final = (1 << 17) - 1
"""Longest `NAME=value` that Linux starts a program with (MAX_ARG_STRLEN in execve(2), its closing NUL taken off)."""
SHARD_BYTES: Final = 100 << 20
"""Largest file that GitHub takes
(https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github)."""
TENANT_BYTES: Final = 2 << 10
"""What the objects of a tenant take at least, its configs and metadata left out."""
_KEY_LENGTH: Final = 253
_SECRET_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Every tenant that cannot be rendered as it is declared, and clock changes that the engine does not keep."""
    if work.settings.model.secrets.store == "env":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"target {work.target} cannot read secrets of the store `env`, which is for development",
            span=work.option(),
            help="set `secrets.store` to vault, aws-secrets-manager or kubernetes, or remove the target",
        )
    yield from _stores(work)
    yield from _shards(work)
    for installation in work.installations:
        yield from _tenant(work, installation)
        yield from _sizes(installation)
        yield from _secrets(work, installation)
        yield from clock_changes(installation, "robfig", work.target, as_of=as_of)


def _stores(work: Work) -> Iterator[Diagnostic]:
    options: PodOptions = work.options
    settings = work.settings.model.secrets
    if options.tenant_stores is None:
        return
    if settings.store != "vault":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"a store for each tenant logs in to a vault, and the secrets are kept in {settings.store}",
            span=work.option("tenant_stores"),
            help="remove the option, or set `secrets.store` to vault",
        )
    elif options.tenant_stores.server is None and settings.address is None:
        yield Diagnostic(
            code=codes.MISSING_OPTION,
            message="a store for each tenant needs the vault's address",
            span=work.option("tenant_stores"),
            help="set `secrets.address`, or `server` in the option",
        )


def _shards(work: Work) -> Iterator[Diagnostic]:
    """Shards that are too large by what they hold at least: nothing is rendered here."""
    options: PodOptions = work.options
    if options.layout != "shard":
        return
    for integration, installations in work.by_integration.items():
        for shard, some in by_shard(installations, options.shards).items():
            least = sum(map(_least, some))
            if least > SHARD_BYTES:
                yield Diagnostic(
                    code=codes.ARTIFACT_TOO_LARGE,
                    message=f"{shard} of {integration} has {len(some)} tenants and would be larger than 100 MiB, the "
                    "most that git hosts take as a file",
                    span=work.option("shards"),
                    help=f"raise `shards`, twice as many are half as large; at most {MOST}",
                )


def _least(installation: Installation) -> int:
    values = (*installation.env.values(), *metadata_file(installation).values())
    return TENANT_BYTES + sum(map(len, values))


def _tenant(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: PodOptions = work.options
    if installation.release.image is None and options.image is None:
        yield Diagnostic(
            code=codes.MISSING_OPTION,
            message=f"release {installation.release.version} has no image that Kubernetes could run",
            span=work.option(),
            help=f"write `image` with its digest in release.yaml, or set the option `image` of target {work.target}",
            tenants=(installation.id,),
        )
    if installation.schedule.meaning.day_rule is DayRule.BOTH:
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"target {work.target} cannot express `days: both`: its cron fires on either day",
            span=installation.origins["schedule"][0].span,
            help="restrict one of the day fields, or choose a target that can",
            tenants=(installation.id,),
        )


def _sizes(installation: Installation) -> Iterator[Diagnostic]:
    if is_small(installation):
        return
    sizes = {name: len(f"{name}={value}".encode()) for name, value in installation.env.items()}
    if sum(sizes.values()) > CONFIG_MAP_BYTES:
        message = "the configs of this tenant do not fit into a ConfigMap, which holds at most 1 MiB"
        yield _too_large(installation, message)
    if sum(len(text.encode()) for text in metadata_file(installation).values()) > CONFIG_MAP_BYTES:
        message = "the metadata of this tenant does not fit into a ConfigMap, which holds at most 1 MiB"
        yield _too_large(installation, message)
    if any(len(name) > _KEY_LENGTH for name in sizes):
        message = f"the name of a config's variable is longer than the {_KEY_LENGTH} characters of a ConfigMap's key"
        yield _too_large(installation, message)
    elif any(size > VARIABLE_BYTES for size in sizes.values()):
        name = max(sizes, key=lambda each: sizes[each])
        yield _too_large(installation, f"{name} is longer than the 128 KiB that a program can be started with")


def is_small(installation: Installation) -> bool:
    """Whether nothing can be too large, even if each character took the most bytes that UTF-8 has."""
    env = installation.env
    most = 4 * sum(map(len, ("".join(env), "=" * len(env), "".join(env.values()))))
    metadata = 4 * 2 * len(repr(installation.metadata))  # each character as JSON at most twice as long as Python's
    return max(most, metadata) <= VARIABLE_BYTES and max(map(len, env), default=0) <= _KEY_LENGTH


def _too_large(installation: Installation, message: str) -> Diagnostic:
    return Diagnostic(
        code=codes.ARTIFACT_TOO_LARGE,
        message=message,
        span=installation.origins["id"][0].span,
        help="keep large values elsewhere and refer to them",
        tenants=(installation.id,),
    )


def _secrets(work: Work, installation: Installation) -> Iterator[Diagnostic]:
    options: PodOptions = work.options
    settings = work.settings.model.secrets
    for name, entry in installation.connections.items():
        if settings.store == "kubernetes" and not is_secret_name(entry.path):
            yield Diagnostic(
                code=codes.NOT_EXPRESSIBLE,
                message=f"the path of connector '{name}' is no name of a Kubernetes Secret",
                span=_connection(installation, name),
                help='set `secrets.path` to a name, as in "{integration}-{tenant}-{connector}"',
                tenants=(installation.id,),
            )
        elif (
            settings.store != "kubernetes"
            and options.tenant_stores is None
            and entry.mount not in (settings.mount, *options.secret_stores)
        ):
            yield Diagnostic(
                code=codes.MISSING_OPTION,
                message=f"connector '{name}' is kept at mount '{entry.mount}', for which no store is known",
                span=_connection(installation, name),
                help=f"add {{{entry.mount}: <store>}} to the option `secret_stores` of target {work.target}",
                tenants=(installation.id,),
            )


def _connection(installation: Installation, name: str) -> Span:
    return installation.origins[f"connections.{name}"][0].span


def is_secret_name(path: str) -> bool:
    """Whether a path is the name of a Kubernetes Secret: a DNS subdomain (RFC 1123)."""
    return len(path) <= _KEY_LENGTH and _SECRET_NAME.fullmatch(path) is not None
