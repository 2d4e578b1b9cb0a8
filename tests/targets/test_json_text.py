"""The JSON that targets write is what the standard library would write, letter by letter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenantry.targets.json_text import ascii_json_file, json_file

TEXTS = st.text(max_size=12) | st.sampled_from(["\x7f", "\u2028", "Größe", "\x00\x1f", '"\\', "\U0001f600"])
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([1e16, 1e-7, -0.0, 5e-324])
VALUES = st.recursive(
    TEXTS | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3) | st.tuples(inner),
    max_leaves=8,
)


@settings(max_examples=500)
@given(VALUES)
def test_it_is_what_the_standard_library_writes(value: Any) -> None:
    assert json_file(value) == (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


@settings(max_examples=300)
@given(VALUES)
def test_in_ascii_too(value: Any) -> None:
    assert ascii_json_file(value) == (json.dumps(value, indent=2) + "\n").encode("ascii")


@pytest.mark.parametrize(("value", "refusal"), [({1}, TypeError), (b"x", TypeError), (float("nan"), ValueError)])
def test_what_has_no_place_is_refused(value: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        json_file([value])
