"""A text → a Document by the strict reader, or the exact reasons why it is refused."""

from __future__ import annotations

import yaml

from tenantry.diagnostics import Code, Diagnostic, codes
from tenantry.model.document import Document, Span
from tenantry.yaml.build import Builder, Stop
from tenantry.yaml.frame import DROPPED
from tenantry.yaml.ignores import ignores
from tenantry.yaml.syntax import syntax_problem


def strictly(path: str, text: str) -> tuple[Document | None, list[Diagnostic]]:
    """A text by the strict reader alone, as `tenantry.load` reads what is not everyday YAML."""
    builder = Builder(path, text)
    try:
        builder.read()
    except Stop:
        return None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, syntax_problem(path, text, error)]
    except yaml.YAMLError:
        return None, [
            *builder.problems,
            _problem(codes.YAML_SYNTAX, "this is not YAML", Span(path), "save it as UTF-8 text"),
        ]
    if not isinstance(builder.data, dict):
        return None, [*builder.problems, _no_mapping(path, builder)]
    if not builder.data and not builder.problems:
        return None, [_empty(builder.nodes[()].value)]
    document = Document(path=path, data=builder.data, nodes=builder.nodes, ignores=ignores(path, text), text=text)
    return document, builder.problems


def _no_mapping(path: str, builder: Builder) -> Diagnostic:
    if builder.data is None or builder.data is DROPPED:
        return _empty(Span(path))
    span = builder.nodes[()].value
    return _problem(codes.NOT_A_MAPPING, "the file must hold a mapping", span, "write `key: value` lines")


def _empty(span: Span) -> Diagnostic:
    return _problem(codes.EMPTY_DOCUMENT, "the file is empty", span, "write at least one key, or remove the file")


def _problem(code: Code, message: str, span: Span, help_text: str) -> Diagnostic:
    return Diagnostic(code=code, message=message, span=span, help=help_text)
