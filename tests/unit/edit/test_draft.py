"""Edits of files that people write: what was asked for changes, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantry.edit import CannotEdit, Draft
from tenantry.load import load_document

FILE = """\
# who answers for it
title: Orders   # shown to people
channels: {default: "1.0.0", beta: '1.1.0'}  # moved by rollouts
connectors:
  shop:   # ours
    auth: api_key
    secrets: [token]
limits:
  # asked for by the warehouse
  concurrency: 4

# the end
"""


def edited(*keys: str, value: str | int | None, text: str = FILE) -> str:
    draft = Draft("a.yaml", text.encode())
    if value is None:
        draft.remove(*keys)
    else:
        draft.set(*keys, value=value)
    return draft.content.decode()


@pytest.mark.parametrize(
    ("keys", "value", "before", "after"),
    [
        (("channels", "default"), "1.1.0", '"1.0.0"', '"1.1.0"'),
        (("channels", "beta"), "2.0.0", "'1.1.0'", '"2.0.0"'),
        (("channels", "next"), "2.0.0", "'1.1.0'}", "'1.1.0', next: \"2.0.0\"}"),
        (("title",), "Two words", "Orders   #", '"Two words"   #'),
        (("limits", "concurrency"), 8, "concurrency: 4", "concurrency: 8"),
        (("limits", "timeout"), "5m", "concurrency: 4\n", 'concurrency: 4\n  timeout: "5m"\n'),
        (("connectors", "shop", "scope"), "global", "[token]\n", "[token]\n    scope: global\n"),
        (("schedule",), "x", "concurrency: 4\n", "concurrency: 4\nschedule: x\n"),
        (("channels", "default"), None, 'default: "1.0.0", ', ""),
        (("channels", "beta"), None, ", beta: '1.1.0'", ""),
        (("title",), None, "title: Orders   # shown to people\n", ""),
        (("connectors", "shop", "auth"), None, "    auth: api_key\n", ""),
        (("nothing",), None, "", ""),
    ],
)
def test_one_place_changes(keys: tuple[str, ...], value: str | int | None, before: str, after: str) -> None:
    assert edited(*keys, value=value) == FILE.replace(before, after, 1)


def test_line_ends_and_a_missing_last_one_stay() -> None:
    assert edited("b", value="x", text="a: 1\r\n# end\r\n") == "a: 1\r\nb: x\r\n# end\r\n"
    assert edited("b", value="x", text="a: 1") == "a: 1\nb: x\n"
    assert edited("a", value=2, text="a: 1") == "a: 2"


def test_a_mapping_is_written_in_one_line() -> None:
    draft = Draft("a.yaml", b"from: x\n")
    draft.set("hold", value={"reason": 'says "no"', "owner": "@acme/oncall"})
    assert draft.content == b'from: x\nhold: {reason: "says \\"no\\"", owner: "@acme/oncall"}\n'
    draft.set("hold", "owner", value="@acme/ops")
    draft.remove("hold")
    assert draft.content == b"from: x\n"


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        ("a: &x 1\nb: *x\n", ("a",), "2"),  # the alias would change too
        ("a:\n  - 1\n", ("a",), "x"),
        ("a: 1\n", ("b", "c"), "x"),
        ("a: 1\na: 2\n", ("a",), "x"),
        ("a: 1\n", ("a",), "bad \x1b"),
        ("a: 1\n", ("a",), "bad \u202e"),
        ("a: 1\n", ("a",), "bad \ud800"),
    ],
)
def test_what_would_do_harm_is_refused_and_changes_nothing(text: str, keys: tuple[str, ...], value: str) -> None:
    with pytest.raises(CannotEdit):
        edited(*keys, value=value, text=text)


@given(st.text(max_size=30))
def test_any_text_comes_back_or_is_refused(value: str) -> None:
    draft = Draft("a.yaml", FILE.encode())
    try:
        draft.set("title", value=value)
    except CannotEdit:
        assert draft.content == FILE.encode()
        return
    document, problems = load_document("a.yaml", draft.content)
    assert document is not None
    assert not problems
    assert document.get("title") == value
    assert document.get("channels") == {"default": "1.0.0", "beta": "1.1.0"}
