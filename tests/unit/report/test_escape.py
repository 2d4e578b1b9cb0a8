"""What an independent reader of each format gets back from text that tries to break it."""

from __future__ import annotations

import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from support_report import texts
from tenantry.report import escape

OLD_COMMAND = re.compile(r"##(\[|vso\[)")


def unseen(text: str) -> list[str]:
    """Characters of a text that are controls, reorder or cannot be encoded, as Unicode has them."""
    return [character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def toolkit(escaped: str) -> str:
    """The reverse of escapeData and escapeProperty in GitHub's toolkit, as the runner does it."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        escaped = escaped.replace(code, character)
    return escaped


@given(texts)
def test_a_terminal_gets_one_line_without_anything_that_it_obeys(text: str) -> None:
    shown = escape.terminal(text)
    assert unseen(shown) == []
    assert OLD_COMMAND.search(shown) is None
    assert escape.terminal(shown) == shown
    assert "".join(escape.cells(text)) == shown
    assert len(escape.cells(text)) == len(text)


@pytest.mark.parametrize("text", ["", "plain: [1, 2] # x", "Größe 日本語 👍", "a::b ##", "\\x1b", "100%"])
def test_a_terminal_gets_what_is_harmless_as_it_is(text: str) -> None:
    assert escape.terminal(text) == text


def test_every_control_and_format_character_of_unicode_is_written_out() -> None:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    all_of_them = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in kinds]
    print(f"{len(all_of_them)} characters")
    assert len(all_of_them) > 2000
    assert [character for character in all_of_them if escape.terminal(character) == character] == []


@given(texts)
def test_a_workflow_command_stays_one_and_reads_the_same(text: str) -> None:
    data, name = escape.github_data(text), escape.github_property(text)
    assert toolkit(data) == escape.lines(text) == toolkit(name)
    assert unseen(data + name) == []
    assert OLD_COMMAND.search(data + name) is None
    assert not set(":,\r\n") & set(name)


@given(texts)
def test_xml_reads_the_same(text: str) -> None:
    element = ElementTree.fromstring(f'<a b="{escape.xml(text)}">{escape.xml(text)}</a>')  # noqa: S314 (our own text)
    assert (element.get("b"), element.text or "") == (escape.lines(text), escape.lines(text))
    assert list(element) == []


@given(texts)
def test_markdown_reads_the_same_and_is_text_alone(text: str) -> None:
    reader = MarkdownIt("gfm-like", {"linkify": False})
    tokens = reader.parseInline(f"x{escape.markdown(text)}x")[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens) == f"x{escape.terminal(text)}x"


@given(texts)
def test_json_reads_the_same_and_is_plain_ascii(text: str) -> None:
    written = escape.json_text({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert unseen(written.replace("\n", "")) == []
    assert written.isascii()
    assert OLD_COMMAND.search(written) is None
