"""The plain lane against the strict reader: it reads the same, or gives up."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_yaml import BITS, ROOT, everyday_texts, files_of_the_project, mutant, taken
from tenantry.yaml.lane import everyday

NIGHTLY = bool(os.environ.get("TENANTRY_NIGHTLY"))
EXAMPLES = 20_000 if NIGHTLY else 1_000
MUTANTS = 100_000 if NIGHTLY else 2_500
"""Of each seed."""

STRANGE = (
    *("", "# x", "- a", "x", "{}", "a", " a: b", "a: b\n c: d", "a: b\n  c", "a:\n\tb: c", "a: |\n  b", "a: b: c"),
    *("a: b:", "a: &b c", "a: *b", "a: !b c", "<<: a", "? a", "a: [b", "a: [b]]", "a: {b: c", "a: [b, ]"),
    *("a: [b: c]", "a: {b}", "a: b\na: c", "a: {b: c, b: d}", "null: a", "True: a", "1: a", "a: .nan", "a: 1e400"),
    *("a: 'b'#", 'a: "b"c', "a: '", 'a: "\\u0000"', 'a: "\\ud83d\\ude00"', 'a: "\\x41"', "a: [b]#", "a: [b] c"),
    *("a:\n- b\n c: d", "a:\n- b\n  - c", "-", "a: b\n---\nc: d", "%YAML 1.2\n---\na: b", "a: b\n...", "a: %b"),
    *("a: @b", "a: `b", "a: - b", "a: ? b", "a: b #\n  c"),
)  # fmt: skip


@settings(max_examples=EXAMPLES)
@given(everyday_texts())
def test_everyday_files_are_taken(text: str) -> None:
    assert taken(text)


@settings(max_examples=EXAMPLES)
@given(everyday_texts(), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3), st.sampled_from(BITS)), max_size=3))
def test_everyday_files_with_mistakes_are_read_alike_or_not_at_all(
    text: str, edits: list[tuple[int, int, str]]
) -> None:  # fmt: skip
    for at, gone, bit in edits:
        text = text[:at] + bit + text[at + gone :]
    taken(text)


@pytest.mark.parametrize("seed", range(8))
def test_mutants_of_real_files_are_read_alike_or_not_at_all(seed: int) -> None:
    chance, files = random.Random(seed), files_of_the_project()
    count = sum(taken(mutant(chance, chance.choice(files), files)) for _ in range(MUTANTS))
    assert count > MUTANTS / 10  # else nothing was compared


def test_every_file_of_the_project_is_read_alike_or_not_at_all() -> None:
    assert sum(map(taken, files_of_the_project())) > 75


@pytest.mark.parametrize("path", sorted((ROOT / "tenants").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_tenants_of_the_sample_repository_are_taken(path: Path) -> None:
    assert taken(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_out_of_the_ordinary_is_left_to_the_strict_reader(text: str) -> None:
    assert everyday(text) is None


@pytest.mark.parametrize(("indent", "step"), [(1, "a:"), (2, "- a:"), (3, "- a:")])
@pytest.mark.parametrize("end", ["b", "[[[[[[[[x]]]]]]]]", "{a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}"])
def test_nothing_too_deep_is_taken(indent: int, step: str, end: str) -> None:
    nested = ["r:\n" + "\n".join(" " * indent * level + step for level in range(depth)) for depth in range(1, 80)]
    read = [taken(f"{text} {end}\n") for text in nested]
    assert read == sorted(read, reverse=True)
    assert 10 < sum(read) < 64


@pytest.mark.parametrize("length", [127, 128, 129, 1023, 1024, 1025, 16_300, 70_000])
def test_long_keys_and_texts_are_taken_only_where_both_may(length: int) -> None:
    word = "x" * length
    for text in (f"{word}: a", f"a: {word}", f"a: {{{word}: b}}", f"a: [{word}]", f"a: '{word}'", f"a:\n- {word}: b"):
        taken(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ["a: b   ", "a: [ ", "a: '", 'a: "\\', "a: x: ", "- ", " ", "# ", "a:b ", "a: {a: {"])
def test_giving_up_costs_no_more_than_the_length(line: str) -> None:
    for text in (line * (16_000 // len(line)), (line + "\n") * (16_000 // (len(line) + 1))):
        for end in ("", ":", "#", " x", "\t"):
            taken(text + end)
