"""Names and values of the variables that a run receives."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenantry.manifest import env_name, env_value

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("s3_bucket_name",), "PAN_CFG_S3_BUCKET_NAME"),
        (("gorgias-oauth", "access_token"), "PAN_CFG_GORGIAS_OAUTH_ACCESS_TOKEN"),
        (("apollo.io", "api_key"), "PAN_CFG_APOLLO_IO_API_KEY"),
        (("Mixed Case",), "PAN_CFG_MIXED_CASE"),
        (("größe",), "PAN_CFG_GR_SSE"),
        (("a--b",), "PAN_CFG_A__B"),
    ],
)
def test_names(parts: tuple[str, ...], name: str) -> None:
    assert env_name("PAN_CFG", *parts) == name


@given(st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_a_name_is_always_one_that_a_shell_reads(parts: list[str]) -> None:
    name = env_name("PAN_SEC", *parts)
    assert name.isascii()
    assert name.replace("_", "A").isalnum()
    assert name == name.upper()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        ("", ""),
        ("on", "on"),
        ("DE-1", "DE-1"),
        ("two\nlines", "two\nlines"),
        (None, ""),
        (50, "50"),
        (-0.5, "-0.5"),
        (1.0, "1.0"),
        (10**30, "1" + "0" * 30),
        ([], "[]"),
        ({"b": [1, True, None], "a": "é"}, '{"b":[1,true,null],"a":"é"}'),
    ],
)
def test_values(value: object, text: str) -> None:
    assert env_value(value) == text


@given(JSON)
def test_a_structure_is_read_as_it_was_written(value: object) -> None:
    if isinstance(value, dict | list):
        assert json.loads(env_value(value)) == value
