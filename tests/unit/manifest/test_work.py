"""The quick bound of a value's size is never below the size itself."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tenantry.manifest import env_value
from tenantry.manifest.work import most_of, size_of

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(plain)
def test_no_size_is_above_the_bound(value: object) -> None:
    size, most = size_of(value), most_of(value)
    assert size.nodes <= most.nodes
    assert size.characters <= most.characters


@given(plain)
def test_a_number_is_written_as_in_json(value: object) -> None:
    if not isinstance(value, str) and value is not None:
        assert env_value(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
