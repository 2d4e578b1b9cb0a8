"""A PANDIUM.yaml from text, for the tests of the manifest."""

from __future__ import annotations

from textwrap import dedent, indent

from tenantry.diagnostics import Diagnostic
from tenantry.load import load_document
from tenantry.manifest import ConfigSchema, Manifest, read_manifest

PATH = "integrations/orders/releases/1.0.0/PANDIUM.yaml"


def read(text: str) -> tuple[Manifest | None, list[Diagnostic]]:
    """The manifest that `text` is, which must at least be YAML."""
    document, problems = load_document(PATH, dedent(text).encode())
    assert document is not None, problems
    assert not problems
    return read_manifest(document)


def read_schema(schema: str, *, section: str = "configs") -> tuple[ConfigSchema | None, list[Diagnostic]]:
    """The options of a manifest whose `schema` is this text."""
    manifest, problems = read(f"run: x\n{section}:\n  schema:\n{indent(dedent(schema), '    ')}")
    if manifest is None:
        return None, problems
    return manifest.configs if section == "configs" else manifest.metadata, problems


def options(schema: str, *, section: str = "configs") -> ConfigSchema:
    """The options of a schema that is right."""
    found, problems = read_schema(schema, section=section)
    assert found is not None, problems
    assert not problems
    return found


def found(problems: list[Diagnostic]) -> list[tuple[str, int, int]]:
    """Code, line and column of each."""
    return [(problem.code.id, problem.span.line, problem.span.column) for problem in problems]
