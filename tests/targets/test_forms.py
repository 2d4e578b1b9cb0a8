"""Forms that are filled in are written as the same data is without them, in every format and on every level."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_compile import installation
from support_targets import work
from tenantry.model.form import Filled, Form, Slot, Text
from tenantry.targets import Work
from tenantry.targets.json_text import json_file
from tenantry.targets.yaml_text import yaml_documents

TEXTS = st.text(max_size=8) | st.sampled_from(["NO", "%s", "100%", "\0", "\0a\0", "\x7f", "{0}", "\U0001f600", "1e3"])
SCALARS = TEXTS | st.booleans() | st.none() | st.integers()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
DATA = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4)
WRITERS: tuple[Callable[[Any], bytes], ...] = (lambda value: yaml_documents([value]), json_file)
in_every_format = pytest.mark.parametrize("write", WRITERS, ids=("yaml", "json"))


class Maker:
    """Makes forms of data: what stands in each slot is an attribute of `subject`, or of one of its attributes."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self.draw = draw
        self.subject = SimpleNamespace(deep=SimpleNamespace())

    def form(self, data: dict[str, Any]) -> Filled:
        return Form({key: self.value(each) for key, each in data.items()}).of(self.subject)

    def value(self, value: Any) -> Any:
        choice = self.draw(st.sampled_from(["as it is", "slot", "filled"]))
        if choice == "slot":
            return self.slot(value)
        if choice == "filled" and isinstance(value, dict) and value:
            return self.form(value)
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        return [self.item(each) for each in value] if isinstance(value, list) else value

    def item(self, value: Any) -> Any:
        """As above, but items are no slots."""
        return {key: self.value(each) for key, each in value.items()} if isinstance(value, dict) else value

    def slot(self, value: Any) -> Slot:
        name = f"a{len(vars(self.subject))}"
        deep = self.draw(st.booleans())
        setattr(self.subject, name, value if not deep else SimpleNamespace(b=value))
        return (Text if type(value) is str else Slot)(f"{name}.b" if deep else name)


@in_every_format
@settings(max_examples=300)
@given(data=DATA, draws=st.data())
def test_a_form_is_written_as_its_data(
    write: Callable[[Any], bytes], data: dict[str, Any], draws: st.DataObject
) -> None:
    filled = Maker(draws.draw).form(data)
    assert filled.data == data
    assert write(filled) == write(data)
    assert write(filled) == write(data)  # as it is remembered


@in_every_format
@given(one=DATA, two=DATA)
def test_a_form_stands_on_any_level_and_in_several_documents(
    write: Callable[[Any], bytes], one: dict[str, Any], two: dict[str, Any]
) -> None:
    form = Form({"fixed": one, "own": Slot("own"), "items": [{"own": Slot("own")}]})
    first, second = form.of(SimpleNamespace(own=two)), form.of(SimpleNamespace(own="x"))
    for document in ({"a": first, "b": [second, {"c": first}]}, {"a": {"b": {"c": second}}}, {"a": [[first]]}):
        assert write(document) == write(plain(document))


def plain(value: Any) -> Any:
    """The value with data in place of forms."""
    if isinstance(value, Filled):
        return value.data
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def test_a_form_of_two_formats_is_written_in_each() -> None:
    filled = Form({"a": {"b": Text("b")}, "c": [1]}).of(SimpleNamespace(b="no"))
    for _ in range(2):
        assert yaml_documents([filled]) == b'---\na:\n  b: "no"\nc:\n- 1\n'
        assert json_file(filled) == b'{\n  "a": {\n    "b": "no"\n  },\n  "c": [\n    1\n  ]\n}\n'


@in_every_format
def test_a_slot_outside_of_a_form_is_refused(write: Callable[[Any], bytes]) -> None:
    with pytest.raises(TypeError, match="form"):
        write({"a": Slot("b")})


@in_every_format
@pytest.mark.parametrize("value", [None, 1, ["a"]])
def test_a_slot_of_texts_takes_no_other_value(write: Callable[[Any], bytes], value: Any) -> None:
    with pytest.raises(TypeError):
        write(Form({"a": Text("b")}).of(SimpleNamespace(b=value)))


def test_an_empty_form_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Form({})


def test_a_work_makes_each_form_once() -> None:
    made: list[str] = []

    def make(of: Work, what: str) -> dict[str, str]:
        made.append(what)
        return {of.target: what}

    one = work("kubernetes", installation({}))
    assert one.form(make, "a") is one.form(make, "a")
    assert one.form(make, "b").data == {"kubernetes": "b"}
    assert made == ["a", "b"]
