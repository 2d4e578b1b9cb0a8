"""The line below a problem: what is cut, what the carets mark, what is never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from support_report import PATH, problem, report, texts
from tenantry.diagnostics import codes
from tenantry.model.document import Span
from tenantry.report.secrets import shown_lines
from tenantry.report.source import WIDTH, excerpt
from tenantry.secrets.mask import masked

TOKEN = "ghp_0123456789abcdef0123456789abcdef0123"


def span(first: int, last: int, *, lines: int = 1) -> Span:
    """A place on line 7, columns from 1."""
    return Span("a.yaml", 7, first, 7 + lines - 1, last)


def marked(shown: tuple[str, str] | None) -> str:
    """What stands above the carets, by the columns of a terminal as wcwidth counts them."""
    assert shown is not None
    line, carets = shown
    column, found = 0, ""
    for character in line:
        if carets[column : column + 1] == "^":
            found += character
        column += wcswidth(character)
    return found


@pytest.mark.parametrize(
    ("line", "place", "text"),
    [
        ("release: {channel: gold}", span(20, 24), "gold"),
        ("\tkey: \tvalue", span(8, 13), "value"),
        ("name: 日本語 gold", span(11, 15), "gold"),
        ("name: 日本語 gold", span(7, 10), "日本語"),
        ("name: e\u0301e\u0301 gold", span(12, 16), "gold"),
        ("name: กำ gold", span(10, 14), "gold"),
        ("name: \u202e gold", span(9, 13), "gold"),
        ("key: |  ", span(6, 3, lines=4), "|"),
    ],
)
def test_carets_stand_below_the_problem(line: str, place: Span, text: str) -> None:
    assert marked(excerpt(line, place)) == text


@pytest.mark.parametrize("place", [span(1, 1), span(25, 25), span(400, 500)])
def test_a_place_without_characters_has_one_caret(place: Span) -> None:
    shown = excerpt("release: {channel: gold}", place)
    assert shown is not None
    assert shown[1].strip() == "^"
    assert len(shown[1]) <= 25


@pytest.mark.parametrize("line", [None, "", "   ", "\t"])
def test_where_there_is_nothing_nothing_is_shown(line: str | None) -> None:
    assert excerpt(line, span(1, 1)) is None


@pytest.mark.parametrize("where", [0, 10, 90, 500, 990])
def test_a_long_line_is_cut_around_the_problem(where: int) -> None:
    line = "a" * where + "GOLD" + "b" * (1000 - where)
    shown = excerpt(line, span(where + 1, where + 5))
    assert shown is not None
    assert marked(shown) == "GOLD"
    assert len(shown[0]) <= WIDTH + 2
    assert (shown[0].startswith("…"), shown[0].endswith("…")) == (where > 20, where < 990)


@given(texts, st.integers(1, 60), st.integers(0, 60))
def test_no_line_is_too_long_or_marked_beyond_its_end(text: str, first: int, length: int) -> None:
    shown = excerpt(text, span(first, first + length))
    if shown is not None:
        line, carets = shown
        assert set(carets.lstrip(" ")) == {"^"}
        assert len(line) <= 4 * WIDTH
        assert "\x1b" not in line


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"api_label: {TOKEN}", "api_label: " + "*" * 40),
        (f"{{a: 1, b: [{TOKEN}, x]}}", "{a: 1, b: [" + "*" * 40 + ", x]}"),
        ("{a: 1, api_token: 'q8Zr2Lx0Pw7T', c: 2}", "{a: 1, api_token: " + "*" * 14 + ", c: 2}"),
        ('"password": "q8Zr2Lx0Pw7T"', '"password": ' + "*" * 14),
        ("url: https://me:q8Zr2Lx0Pw7T@h.example/x", "url: " + "*" * 35),
        ("-----BEGIN RSA PRIVATE KEY-----", "*" * 31),
        ("channel: gold  # as agreed", "channel: gold  # as agreed"),
        ('commit: "1111111111111111111111111111111111111111"', 'commit: "1111111111111111111111111111111111111111"'),
    ],
)
def test_what_looks_like_a_secret_is_covered(line: str, shown: str) -> None:
    assert masked(line, ()) == shown


def test_what_a_problem_calls_a_secret_is_covered_on_each_of_its_lines() -> None:
    files = {PATH: "a: one\nb: |\n  two\n  three\nc: four"}
    found = problem(code=codes.PLAIN_SECRET, span=Span(PATH, 2, 4, 4, 8))
    lines = shown_lines(report(found, files=files))
    assert [lines(PATH, number) for number in range(1, 7)] == [
        "a: one", "b: *", "*****", "*******", "c: four", None
    ]  # fmt: skip


def test_secrets_that_are_not_among_the_problems_shown_are_covered_too() -> None:
    files = {PATH: "connections: {shop: hunter2}"}
    lines = shown_lines(report(problem(span=Span(PATH, 1, 1, 1, 2)), files=files, secrets=[Span(PATH, 1, 21, 1, 28)]))
    assert lines(PATH, 1) == "connections: {shop: *******}"


def test_text_in_place_of_a_connection_is_taken_for_a_secret() -> None:
    found = problem(code=codes.CONNECTION_TYPE, span=Span(PATH, 1, 21, 1, 28))
    assert shown_lines(report(found, files={PATH: "connections: {shop: hunter2}"}))(PATH, 1) == (
        "connections: {shop: *******}"
    )


def test_a_line_that_no_person_reads_is_not_shown() -> None:
    assert shown_lines(report(files={PATH: "a" * 10_001}))(PATH, 1) is None
