"""libyaml's complaints in the words of people who write config files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.model.document import Span
from tenantry.yaml import limits

if TYPE_CHECKING:
    from yaml.error import Mark, MarkedYAMLError

_INDENT: Final = "compare the indentation with the lines above; children stand deeper than their key, by spaces"
_QUOTE: Final = "close it, or remove it if it belongs to the text and quote the whole"
_WORDS: Final = (
    (
        "mapping values are not allowed",
        "a colon stands where no key can begin",
        "quote the value if the colon belongs to it",
    ),
    (
        "could not find expected ':'",
        "a key has no colon after it",
        "write `key: value`, or quote a text of several lines",
    ),
    ("found a tab character", "a tab stands where spaces must indent", "indent with spaces"),
    ("found unexpected end of stream", "a quote is opened here and never closed", _QUOTE),
    ("found unexpected document indicator", "a quote is opened here and never closed", _QUOTE),
    (
        "',' or ']'",
        "a list in brackets is not closed, or lacks a comma",
        "close it with ], and part its items by commas",
    ),
    (
        "',' or '}'",
        "a mapping in braces is not closed, or lacks a comma",
        "close it with }, and part its entries by commas",
    ),
    ("expected '-' indicator", "this line does not belong to the list above it", _INDENT),
    ("block sequence entries are not allowed", "a list cannot begin here", "begin it on a line of its own"),
    ("expected key", "this line does not fit the mapping above it", _INDENT),
    ("block mapping", "this line does not fit the mapping above it", _INDENT),
    ("unknown escape character", "there is no such escape", "write \\\\ for a backslash, or use single quotes"),
    ("expected hexdecimal number", "the escape lacks hex digits", "write \\u and four hex digits"),
    ("invalid Unicode character", "the escape names no character", "write the character itself"),
    ("expected node content", "no value can begin here", "quote it if it is text"),
    ("expected <document start>", "there is text after the end of the document", _INDENT),
    ("alias", "a * begins an alias, and no name follows", "quote the value if the * belongs to it"),
    ("anchor", "an & begins an anchor, and no name follows", "quote the value if the & belongs to it"),
)
_BEGINNINGS: Final = {
    "\t": ("a tab cannot indent", "indent with spaces"),
    "@": ("a value cannot begin with @", "quote it"),
    "`": ("a value cannot begin with `", "quote it"),
    "%": ("a value cannot begin with %", "quote it"),
}


def syntax_problem(path: str, text: str, error: MarkedYAMLError) -> Diagnostic:
    """The complaint with its place and a way to mend it; never the text itself."""
    mark: Mark | None = error.problem_mark or error.context_mark
    problem = f"{error.problem or ''} {error.context or ''}"
    if "end of stream" in problem or "document indicator" in problem:
        mark = error.context_mark or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    message, help_text = _words(problem, _character(text, line, column))
    code = codes.YAML_SYNTAX
    if "tag" in problem:
        code, message, help_text = codes.YAML_TAG, "tags are not allowed", "remove the tag"
    elif "directive" in problem or "incompatible YAML" in problem:
        code, message, help_text = codes.YAML_DIRECTIVE, "directives are not allowed", "remove the line"
    elif "nesting depth" in problem:
        # libyaml reads ahead of what the builder counts, and stops at 1 000 by itself.
        code, message, help_text = codes.TOO_DEEP, f"deeper than {limits.DEPTH} levels", "make it flatter"
    return Diagnostic(
        code=code, message=message, span=Span(path, line + 1, column + 1, line + 1, column + 2), help=help_text
    )


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    return lines[line][column : column + 1] if line < len(lines) else ""


def _words(problem: str, character: str) -> tuple[str, str | None]:
    if "cannot start any token" in problem and character in _BEGINNINGS:
        return _BEGINNINGS[character]
    for part, message, help_text in _WORDS:
        if part in problem:
            return message, help_text
    return "this is not YAML here", _INDENT
