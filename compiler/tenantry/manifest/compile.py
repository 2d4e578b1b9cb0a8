"""From the schema in a PANDIUM.yaml to the options of a release, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenantry.diagnostics import Code, Diagnostic, codes, nearest
from tenantry.manifest.config_schema import ConfigSchema
from tenantry.manifest.draft import DRAFT_7, Draft, draft_of, pattern_size
from tenantry.manifest.inline import Inliner, Unusable
from tenantry.manifest.normal import patterns, tidy
from tenantry.manifest.options import Option, declared, holds_secret
from tenantry.manifest.places import Places
from tenantry.manifest.schema_fault import fault
from tenantry.manifest.work import PATTERN_BYTES, weight_of
from tenantry.model.document import Document, KeyPath


def config_schema(
    document: Document, keys: KeyPath, *, what: str = "config"
) -> tuple[ConfigSchema | None, list[Diagnostic]]:
    """The schema that stands in `document` at `keys` (none there: no options)."""
    raw = document.get(*keys)
    source = _Source(Places(document, keys), what)
    if raw is not None and not isinstance(raw, dict):
        message, help_text = "a schema must be a mapping", "write `properties:` below it"
        return None, [source.problem(codes.MANIFEST_TYPE, (), message, help_text)]
    schema = tidy(raw or {})
    draft = draft_of(schema["$schema"]) if "$schema" in schema else DRAFT_7
    if draft is None:
        message, help_text = "this dialect of JSON Schema is not known", "remove `$schema`, or name JSON Schema draft 7"
        return None, [source.problem(codes.INVALID_CONFIG_SCHEMA, ("$schema",), message, help_text)]
    problems = [*source.invalid(schema, draft), *source.patterns(schema)]
    if problems:
        return None, problems
    try:
        found = source.options(schema, draft)
    except Unusable as unusable:
        return None, [source.problem(unusable.code, unusable.keys, str(unusable), unusable.help)]
    except ValueError:
        message, help_text = "the schema cannot be used", "check its keywords"
        return None, [source.problem(codes.INVALID_CONFIG_SCHEMA, (), message, help_text)]
    return found, [*source.unknown_required(found), *source.defaults(found)]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the schema stands, and what its options are called."""

    places: Places
    what: str

    def problem(self, code: Code, path: KeyPath, message: str, help_text: str | None) -> Diagnostic:
        """A diagnostic at a path of the schema."""
        return Diagnostic(code=code, message=message, span=self.places.at(path), help=help_text)

    def invalid(self, schema: Mapping[str, Any], draft: Draft) -> Iterator[Diagnostic]:
        """What JSON Schema itself says against the schema."""
        for error in draft.meta().iter_errors({**schema, "$schema": draft.address}):
            found = fault(error)
            if found is not None:
                yield self.problem(codes.INVALID_CONFIG_SCHEMA, *found)

    def patterns(self, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
        """Regular expressions that are none, or that no engine without backtracking reads."""
        for path, pattern in patterns(schema):
            if pattern_size(pattern) is None:
                is_key = len(path) > 1 and path[-2] == "patternProperties"
                span = self.places.key(path) if is_key else self.places.at(path)
                yield Diagnostic(
                    code=codes.CONFIG_SCHEMA_PATTERN,
                    message="this regular expression is invalid, too large, or needs backtracking",
                    span=span,
                    help="avoid look-around and back-references, and write small counts",
                )

    def options(self, schema: Mapping[str, Any], draft: Draft) -> ConfigSchema:
        """The compiled schema; raises `Unusable` or ValueError."""
        inliner = Inliner(schema)
        whole = inliner.whole()
        dynamic = frozenset(inliner.dynamic)
        required = frozenset(whole.get("required", ())) - dynamic
        whole.pop("required", None)
        if required:
            whole["required"] = sorted(required)
        _bound_patterns(whole)
        options = declared(whole)
        return ConfigSchema(
            schema=whole,
            options=options,
            names=frozenset(options),
            required=required,
            dynamic=dynamic,
            defaults=_defaults(options),
            sensitive=frozenset(name for name, option in options.items() if holds_secret(option.schema)),
            closed=self.what == "config" or _is_closed(whole),
            what=self.what,
            places=self.places,
            draft=draft,
            validator=draft.compiled(whole),
            weight=weight_of(whole),
        )

    def unknown_required(self, found: ConfigSchema) -> Iterator[Diagnostic]:
        """Required names that are no options: no tenant could ever be right."""
        required = self.places.document.get(*self.places.root, "required")
        for index, name in enumerate(required if isinstance(required, list) and found.closed else ()):
            if name not in found.names:
                message = f"'{name}' is required, but no {self.what} has that name"
                help_text = nearest(name, found.names) or "declare it under `properties`"
                yield self.problem(codes.INVALID_CONFIG_SCHEMA, ("required", index), message, help_text)

    def defaults(self, found: ConfigSchema) -> Iterator[Diagnostic]:
        """Defaults that their own option would refuse, and defaults that are secrets."""
        for problem in found.check_defaults():
            if problem.kind == "invalid" and problem.keys:
                path = (*found.options[str(problem.keys[0])].path, "default")
                help_text = "correct the default; tenants that set nothing would get it"
                yield self.problem(codes.INVALID_CONFIG_DEFAULT, path, f"the default of {problem.message}", help_text)
        for keys in found.secrets(found.defaults):
            path = (*found.options[str(keys[0])].path, "default", *keys[1:])
            message = f"'{keys[0]}' is declared to be a secret; the repository may hold references only"
            yield self.problem(codes.PLAIN_SECRET, path, message, "let the release take it from a connector")


def _bound_patterns(whole: Mapping[str, Any]) -> None:
    """Refuses patterns that would be too large together, once `$ref`s have multiplied them."""
    if sum(pattern_size(pattern) or 0 for _, pattern in patterns(whole)) > PATTERN_BYTES:
        words = ("the patterns of the schema are too large together", "write fewer, or smaller counts in them")
        raise Unusable(codes.CONFIG_SCHEMA_TOO_COMPLEX, (), words)


def _defaults(options: Mapping[str, Option]) -> dict[str, object]:
    """Values of options that a tenant leaves out; a null default is none."""
    return {
        name: option.schema["default"]
        for name, option in options.items()
        if isinstance(option.schema, dict) and option.schema.get("default") is not None
    }


def _is_closed(whole: Mapping[str, Any]) -> bool:
    return whole.get("additionalProperties") is False and not whole.get("patternProperties")
