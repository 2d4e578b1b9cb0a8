"""The loader on any text: a value, or diagnostics with a place; and what it reads is what another reader reads."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from io import StringIO
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tenantry.load import load_document
from tenantry.model.document import Document, Span
from tenantry.yaml.text import FORBIDDEN, read_text

PATH = "tenants/x/acme.yaml"
PIECES = [
    *"\n\n\n  \t:-?[]{},&*!|>'\"%@`#a~=\r\x0b\x7f\x85\u2028\u202e\ufeff\U000e0041\U0001f600é",
    *("\n  ", "\n    ", ": ", "- ", "? ", "\n- ", "key: ", "&a ", "*a", "<<: ", "!!str ", "---\n", "\n...\n", "\r\n"),
    *(
        "%YAML 1.2\n",
        "\\u0000",
        "\\x",
        "1.10",
        "0x1F",
        "1e400",
        ".nan",
        "null",
        "true",
        "2024-01-01",
        "22:22",
        "  # note",
    ),
    *("|-\n", ">+\n", "012", "0o17", "+12", "1e3", ".5", "1_000", "NO"),
]
soups = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
starts = st.sampled_from(["a: ", "b: ", "c: ", "- ", "  d: ", "  e: ", "  - ", "    ", "  ", "# ", ""])
lines = st.tuples(starts, st.lists(st.sampled_from(PIECES), max_size=4).map("".join)).map("".join)
pages = st.lists(lines, max_size=8).map("\n".join)
printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Cs", "Zl", "Zp"]), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | printable
values = st.recursive(
    scalars.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(printable, inner, max_size=4),
    max_leaves=20,
)
mappings = st.dictionaries(printable, values, min_size=1, max_size=4)


def check_place(span: Span, text: str) -> None:
    """The span is a stretch of the text, or its very end."""
    lines = text.split("\n")
    assert span.path == PATH
    assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column)
    assert span.end_line <= len(lines) + 1
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        assert column <= (len(lines[line - 1]) if line <= len(lines) else 0) + 2


def read(text: str) -> Document:
    """The document of a text that must be read without a complaint."""
    document, problems = load_document(PATH, text.encode())
    assert problems == []
    assert document is not None
    return document


def stretch(text: str, span: Span) -> str:
    """What stands at a span."""
    lines = text.splitlines(keepends=True)[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    return "".join([lines[0][span.column - 1 :], *lines[1:]] if len(lines) > 1 else [lines[0][span.column - 1 :]])


@given(st.one_of(soups, st.text()))
@example("? a\n? b")
@example("a: &x [*x]")
@example("\\")
def test_any_text_is_a_value_or_has_problems_with_a_place(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    document, problems = load_document(PATH, content)
    assert problems or document is not None
    for problem in problems:
        assert problem.code.id.startswith("TN1")
        assert problem.message.isprintable()
        check_place(problem.span, content.decode("utf-8", "replace"))
        for related in problem.related:
            check_place(related.span, text)


@example("é\r\n\u2028")
@example("é\r")
@given(st.one_of(soups, st.text()))
def test_a_text_is_refused_for_forbidden_characters_alone(text: str) -> None:
    found, problems = read_text(PATH, text.encode())
    assert (found is None) is bool(problems) is (FORBIDDEN.search(text) is not None)
    assert found in (None, text)


@given(st.binary())
def test_any_bytes_are_a_value_or_problems(content: bytes) -> None:
    document, problems = load_document(PATH, content)
    assert problems or document is not None


@given(pages)
@example("a: 0o17\nb: 0x1F\nc: 012\nd: +12\ne: 1e3\nf: .5\ng: 1_000\nh: 22:22\ni: 2024-01-01\nj: NO")
@example("a: |2-\n    x\n   y\n\n# z")
@example("a: |\n  the file ends here")
def test_a_text_that_two_readers_take_is_the_same_to_both(text: str) -> None:
    """A file without a line break at its end is read as with one (the YAML test suite's L24T/01 asks for that)."""
    document, problems = load_document(PATH, text.encode("utf-8"))
    if not problems and document is not None:
        with suppress(yaml.scanner.ScannerError):  # PyYAML refuses a tab after a colon, which YAML 1.2 allows
            assert independent(text if text.endswith("\n") else f"{text}\n") == document.data


class Core(yaml.SafeLoader):
    """PyYAML's reader that is written in Python, with every plain scalar left as text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


def independent(text: str) -> object:
    """A text by PyYAML's own parser, not libyaml's, and plain scalars by the YAML 1.2 core schema as ruamel has it."""
    return built(yaml.compose(text, Loader=Core))


def built(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {built(key): built(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [built(each) for each in node.value]
    return core(node.value) if node.style is None else node.value


def core(text: str) -> object:
    """One plain scalar, read by ruamel.yaml as YAML 1.2; dates, `_` and `<<` are no part of the core schema."""
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?.*|.*_.*|<<|=|.*:.*", text, re.DOTALL):
        return text
    try:
        return YAML(typ="safe", pure=True).load(f"- {text}" if text else "- ~")[0]
    except YAMLError:
        return text


@given(mappings, st.sampled_from([(None, False), ("'", False), ("'", True), ('"', False), ('"', True)]))
def test_what_another_writer_writes_is_read_as_it_was(data: dict[str, Any], style: tuple[str | None, bool]) -> None:
    text = written(data, *style)
    if "!!" not in text:  # where numbers have a style too, the writer needs tags
        assert read(text).data == data


def written(data: dict[str, Any], style: str | None, flow: bool, width: int = 40) -> str:
    """Data as YAML by ruamel.yaml."""
    writer = YAML(typ="safe", pure=True)
    writer.default_style, writer.default_flow_style, writer.width = style, flow, width
    text = StringIO()
    writer.dump(data, text)
    return text.getvalue()


@given(mappings, st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_it_is(data: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    document, problems = load_document(PATH, text.encode())
    if problems:  # an escape that stands for half a character, which JSON needs where it must be ASCII
        assert re.search(r"\\ud[89ab]", text)
        assert [problem.code.id for problem in problems] == ["TN101"]
    else:
        assert document is not None
        assert document.data == json.loads(text)


@given(mappings, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_every_place_holds_the_value_that_it_is_the_place_of(data: dict[str, Any], flow: bool, end: str) -> None:
    text = json.dumps(data, ensure_ascii=False) if flow else written(data, None, flow, 1 << 20)
    text = text.replace("\n", end)
    document = read(text)
    assert document.nodes
    for keys, node in document.nodes.items():
        value = document.get(*keys)
        shown = stretch(text, node.value)
        if isinstance(value, str | int | float) and "\n" not in shown:
            assert independent(shown) == value
        if node.key is not None:
            assert independent(stretch(text, node.key)) == keys[-1]


def test_a_walk_passes_every_node_and_what_was_refused() -> None:
    document, problems = load_document(PATH, b"a: .nan\nb: [1]\n")
    assert len(problems) == 1
    assert document is not None
    assert list(document.walk()) == [(("a",), None), (("b", 0), 1), (("b",), [1]), ((), {"b": [1]})]


@pytest.mark.parametrize("before", ["😀", "日本", "é", "e\u0301", "\t"])
def test_columns_count_characters(before: str) -> None:
    text = f'a: "{before}" # {before}\nb: {{"{before}x": 1, y: z}}\n'
    document = read(text)
    start = len(f'b: {{"{before}x": 1, y: ') + 1
    assert document.at("b", "y")[1:] == (2, start, 2, start + 1)
    assert stretch(text, document.at("b", "y")) == "z"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "line",
    ["- &a {}", "- &a x", '- "x"#', "- x # tenantry: ignore[TN412] so", "- !!x y", '- "\\u0001"'],
)
def test_a_file_full_of_oddities_costs_no_more_than_its_length(line: str) -> None:
    count = (1 << 20) // (len(line) + 1) - 1
    document, _ = load_document(PATH, ("a:\n" + f"{line}\n" * min(count, 90_000)).encode())
    assert document is not None


@pytest.mark.parametrize("depth", [64, 65, 999, 2000, 100_000])
def test_any_depth_beyond_the_limit_is_told_as_depth(depth: int) -> None:
    _, problems = load_document(PATH, ("a: " + "[" * depth + "]" * depth + "\n").encode())
    assert [(problem.code.id, problem.span.line) for problem in problems] == [("TN113", 1)]
