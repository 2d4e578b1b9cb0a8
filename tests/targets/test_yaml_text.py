"""The YAML that targets write: independent readers of both versions get back what was put in."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tenantry.targets.yaml_text import yaml_documents

TEXTS = st.text(max_size=12) | st.sampled_from(
    ["NO", "1e3", "0o17", "\\ud83d\\ude00", "-", "? a", "a: b", " #", "\x7f"]
)
SCALARS = TEXTS | st.booleans() | st.none() | st.integers(-(1 << 63), 1 << 63)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


@settings(max_examples=300)
@given(st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), min_size=1, max_size=3))
def test_two_readers_get_back_what_was_put_in(documents: list[dict[str, Any]]) -> None:
    written = yaml_documents(documents)
    assert list(yaml.safe_load_all(written)) == documents
    assert list(YAML(typ="safe", pure=True).load_all(written)) == documents


@given(VALUES)
def test_what_people_see_is_laid_out_as_pyyaml_would(value: Any) -> None:
    plain = {"a": ascii_only(value)}
    dumper = type("Dumper", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
    laid_out = yaml.dump(plain, Dumper=dumper, sort_keys=False, default_flow_style=False, width=1 << 20)
    assert lines(yaml_documents([plain])) == lines(b"---\n" + laid_out.encode())


def ascii_only(value: Any) -> Any:
    """The value with simple texts, so that the two differ in quotes alone."""
    if isinstance(value, dict):
        return {f"k{at}": ascii_only(each) for at, each in enumerate(value.values())}
    if isinstance(value, list):
        return [ascii_only(each) for each in value]
    return "text" if isinstance(value, str) else value


def lines(written: bytes) -> list[str]:
    """Its lines."""
    return written.decode().splitlines()


@pytest.mark.parametrize("value", [1.5, {1}, b"bytes"])
def test_what_has_no_place_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        yaml_documents([{"a": value}])


def test_a_key_that_readers_would_not_find_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        yaml_documents([{"k" * 1001: 1}])
