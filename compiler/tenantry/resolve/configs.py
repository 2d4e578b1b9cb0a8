"""Pass: configs and metadata against the schema of the tenant's own release, and the env variables they become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenantry.diagnostics import Diagnostic, Related, codes, nearest
from tenantry.manifest import ConfigProblem, ConfigSchema, env_bound, env_name, env_value
from tenantry.model.declared import Release, Tenant
from tenantry.model.document import KeyPath, Span
from tenantry.resolve.inherit import Chain, Inherited, Section

_CODES = {"unknown": codes.UNKNOWN_CONFIG, "invalid": codes.INVALID_CONFIG, "missing": codes.MISSING_CONFIG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """Effective configs, schema defaults filled in, and their env variables."""

    configs: Mapping[str, object]
    metadata: Mapping[str, object]
    env: Mapping[str, str]


def configs(tenant: Tenant, inherited: Inherited, release: Release) -> tuple[Configured, list[Diagnostic]]:
    """The tenant's configs under its release, and every way in which they do not fit it."""
    schema = release.manifest.configs
    written = inherited.configs.won
    values = dict(sorted({**schema.defaults, **written}.items()))
    env = {env_name("PAN_CFG", name): env_value(value) for name, value in values.items()}
    found = schema.check(written, most=env_bound(env) if len(env) == len(values) else None)
    problems = [_config(tenant, inherited.configs, problem) for problem in found]
    problems += _idle(inherited, schema)
    problems += _secrets(inherited.configs, schema)
    if len(env) < len(values):
        problems += _collisions(values, inherited.configs, schema)
    metadata = dict(sorted(inherited.metadata.won.items()))
    problems += _metadata(metadata, inherited.metadata, release.manifest.metadata)
    problems += _secrets(inherited.metadata, release.manifest.metadata)
    return Configured(configs=values, metadata=metadata, env=env), problems


def _idle(inherited: Inherited, schema: ConfigSchema) -> list[Diagnostic]:
    """Nulls that remove nothing, of configs that the release has not."""
    return [
        Diagnostic(
            code=codes.UNKNOWN_CONFIG,
            message=f"the release has no config '{null.keys[1]}', and no layer above sets one that could be removed",
            span=null.key_span,
            help=nearest(str(null.keys[1]), {*schema.names, *inherited.configs}) or "remove the line",
            related=(Related("the release says so here", schema.places.key(())),),
        )
        for null in inherited.configs.idle()
        if null.keys[1] not in schema.names
    ]


def _config(tenant: Tenant, chains: Mapping[str, Chain[Any]], problem: ConfigProblem) -> Diagnostic:
    related = (Related("the release says so here", problem.schema_span),) if problem.schema_span else ()
    return Diagnostic(
        code=_CODES[problem.kind],
        message=problem.message,
        span=_place(tenant, chains, problem),
        help=problem.help,
        related=related,
    )


def _place(tenant: Tenant, chains: Mapping[str, Chain[Any]], problem: ConfigProblem) -> Span:
    chain = chains.get(str(problem.keys[0])) if problem.keys else None
    if not chain:
        document = tenant.document
        return document.key("configs") if document.has("configs") else Span(document.path)
    if problem.kind == "unknown":
        return chain[0].key_span
    return _at(chain, problem.keys)


def _at(chain: Chain[Any], keys: KeyPath) -> Span:
    """The place of a value within the value that won."""
    source = chain[0]
    return source.document.at(*source.keys, *keys[1:])


def _secrets(chains: Section, schema: ConfigSchema | None) -> list[Diagnostic]:
    """Values that the release declares to be secrets; where they are written they would be read by everybody."""
    if schema is None or not schema.sensitive:
        return []
    return [
        Diagnostic(
            code=codes.PLAIN_SECRET,
            message=f"{schema.what} '{keys[0]}' is a secret to its release; the repository may hold references only",
            span=_at(chains[str(keys[0])], keys),
            help="revoke it, keep the new one in the store, and have the release take it from a connector",
            related=(Related("the release says so here", schema.place(str(keys[0]))),),
        )
        for keys in schema.secrets(chains.won)
    ]


def _metadata(
    values: Mapping[str, object], chains: Mapping[str, Chain[Any]], schema: ConfigSchema | None
) -> list[Diagnostic]:
    """What is declared must fit; what is missing may be written by a run."""
    if schema is None:
        return []
    return [
        Diagnostic(
            code=codes.INVALID_METADATA,
            message=problem.message,
            span=_at(chains[str(problem.keys[0])], problem.keys),
            help=problem.help,
            related=(Related("the release says so here", problem.schema_span),) if problem.schema_span else (),
        )
        for problem in schema.check(values)
        if problem.kind != "missing" and problem.keys and str(problem.keys[0]) in chains
    ]


def _collisions(
    values: Iterable[str], chains: Mapping[str, Chain[Any]], schema: ConfigSchema
) -> Iterator[Diagnostic]:  # fmt: skip
    """Configs whose variable another one has already."""
    names: dict[str, str] = {}
    for name in values:
        variable = env_name("PAN_CFG", name)
        first = names.setdefault(variable, name)
        if first != name:
            span = chains[name][0].key_span if name in chains else schema.place(name)
            yield Diagnostic(
                code=codes.ENV_COLLISION,
                message=f"configs '{first}' and '{name}' would both be {variable}",
                span=span,
                help="rename one of them in a new release",
            )
