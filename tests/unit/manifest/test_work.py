"""The quick bound of a value's size is never below the size itself."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tenantry.manifest import env_bound, env_name, env_value
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


@given(st.dictionaries(st.text(), plain))
def test_no_size_is_above_what_the_variables_say(values: dict[str, object]) -> None:
    env = {env_name("PAN_CFG", name): env_value(value) for name, value in values.items()}
    size = size_of(values)
    assert len(env) < len(values) or max(size.nodes, size.characters) <= env_bound(env)


@given(plain)
def test_a_number_is_written_as_in_json(value: object) -> None:
    if not isinstance(value, str) and value is not None:
        assert env_value(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
