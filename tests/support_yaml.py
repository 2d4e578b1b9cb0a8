"""Texts for the YAML readers: everyday files, and what people and tools do to them."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from tenantry.load import load_document
from tenantry.model.document import Nodes
from tenantry.yaml.lane import everyday
from tenantry.yaml.places import Places
from tenantry.yaml.strict import strictly
from tenantry.yaml.text import read_text

ROOT: Final = Path(__file__).resolve().parent.parent
PATH: Final = "tenants/x/acme.yaml"
BITS: Final = (
    *("\t", " ", "  ", "\n", "\r\n", "\r", "\n  ", "\n    ", "\n- ", "\n  - ", " #", "#", "# ", "\u00a0", "\u2003"),
    *(
        ": ",
        ":",
        "- ",
        "-",
        "- - ",
        "? ",
        "?",
        "&a ",
        "*a",
        "!!str ",
        "|",
        "|-\n",
        ">",
        "<<: ",
        "%",
        "@",
        "`",
        "=",
        ";",
    ),
    *("'", '"', "''", '""', "\\", "\\n", "\\u00e9", "\\u0000", "\\ud800", "\\x41", "{", "}", "[", "]", "{}", "[]"),
    *(", ", ",", "~", "null", "true", "NO", "0o17", "1_000", ".5", "1e3", "-0", "+1", "0x1F", "1e400", ".nan", "22:22"),
    *("2024-01-01", "---", "---\n", "...\n", "%YAML 1.2\n", "é", "😀", "\u2028", "\ufeff", "\x00", "\x85", "x" * 130),
    *(
        "key: value",
        "a: b\n",
        "{a: b}",
        "[a, b]",
        '"a": ',
        "null: ",
        "1: ",
        "a.b/c: ",
        "a:b",
        "https://x",
        "a: {b: [c]}",
    ),
    "# tenantry: ignore[TN412] so",
)
"""What is put into a text, at any place, to make it another."""

_names = st.sampled_from(["a", "b", "labels", "sync_orders", "$ref", "a.b/c", "x-y", "_1"])
_inline = st.sampled_from(
    (
        *(
            "x",
            "two words",
            "DE-1",
            "1",
            "-1.5",
            "true",
            "~",
            "NO",
            "0o17",
            "22:22",
            "https://a.b/c",
            "1_000",
            ".5",
            "+1",
        ),
        *(
            '"quoted"',
            '"\\u00e9\\n"',
            "'it''s'",
            "''",
            "{}",
            "[]",
            "[a, 'b']",
            "{a: 1, b: [x]}",
            "[{a: b}, {c: d}] # e",
        ),
    )
)


@st.composite
def everyday_texts(draw: st.DrawFn) -> str:
    """Files of mappings, lists and values on one line, indented as people indent, with comments and empty lines."""
    lines = draw(st.sampled_from([[], ["# $schema=x"], ["---"]]))
    _mapping(draw, lines, 0, depth=0)
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"]))


def _mapping(draw: st.DrawFn, lines: list[str], column: int, *, depth: int) -> None:
    for name in draw(st.lists(_names, min_size=1, max_size=4, unique=True)):
        kind = draw(st.sampled_from(["value"] * 4 + ["mapping", "list", "null"])) if depth < 4 else "value"
        lines.append(" " * column + f"{name}:" + (f" {draw(_inline)}" if kind == "value" else ""))
        lines += draw(st.sampled_from([[], [], [], ["# note"], [""], ["      # note"]]))
        if kind == "mapping":
            _mapping(draw, lines, column + draw(st.integers(1, 4)), depth=depth + 1)
        elif kind == "list":
            _list(draw, lines, column + draw(st.integers(0, 3)), depth=depth + 1)


def _list(draw: st.DrawFn, lines: list[str], column: int, *, depth: int) -> None:
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            lines.append(" " * column + f"- {draw(_inline)}")
        else:
            dash, first = "-" + " " * draw(st.integers(1, 3)), len(lines)
            _mapping(draw, lines, column + len(dash), depth=depth + 1)
            lines[first] = " " * column + dash + lines[first].lstrip()


def mutant(chance: random.Random, text: str, others: list[str]) -> str:
    """The text with one to three mistakes: characters put in, out or replaced, lines indented or repeated."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = _line(chance, text, others) if chance.random() < 0.4 else _characters(chance, text)
    return text


def _characters(chance: random.Random, text: str) -> str:
    at, gone = chance.randrange(len(text) + 1), chance.choice((0, 0, 0, 1, 2, 5))
    return text[:at] + (chance.choice(BITS) if chance.random() < 0.7 else "") + text[at + gone :]


def _line(chance: random.Random, text: str, others: list[str]) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.choice(others).split("\n")
    lines[at : at + 1] = chance.choice(
        (
            [" " * chance.randint(1, 4) + lines[at]],
            [lines[at][chance.randint(1, 2) :]],
            [lines[at] + chance.choice((" ", " # c", "#c", ":", ",", "]", "}", " x"))],
            [lines[at], chance.choice(lines)],
            [chance.choice(other), lines[at]],
            [],
        )
    )
    return "\n".join(lines)


def exact(value: object) -> object:
    """A value with its types and the order of its keys, for a comparison that takes 1, 1.0 and True for three."""
    if isinstance(value, dict):
        return [(key, exact(each)) for key, each in value.items()]
    return [exact(each) for each in value] if isinstance(value, list) else (type(value), repr(value))


def taken(text: str) -> bool:
    """Whether the plain lane takes a text; if it does, what it reads is what the strict reader reads."""
    data = everyday(text) if read_text(PATH, text.encode("utf-8", "surrogatepass"))[0] is not None else None
    if data is None:
        return False
    strict, problems = strictly(PATH, text)
    assert (problems, exact(strict and strict.data)) == ([], exact(data))
    document, problems = load_document(PATH, text.encode())
    assert (document, problems) == (strict, [])
    assert document is not None
    assert strict is not None
    assert list(document.nodes.items()) == list(strict.nodes.items())
    for keys, node in strict.nodes.items():
        assert Nodes(data, partial(Places, PATH, text, data))[keys] == node  # also where it is asked for first
    assert list(document.walk()) == [(keys, strict.get(*keys)) for keys in strict.nodes]
    return True


def files_of_the_project() -> list[Any]:
    """Every YAML text in the sample repository and the tests."""
    found = [
        path for folder in ("tenants", "integrations", "tests") for path in sorted((ROOT / folder).rglob("*.yaml"))
    ]
    return [path.read_bytes().decode("utf-8", "replace") for path in found]
