"""Paths and ids in little memory are what a list and a dict would be."""

from __future__ import annotations

from operator import lt

from hypothesis import given
from hypothesis import strategies as st

from tenantry.model.ids import Ids
from tenantry.model.paths import Paths, below

NAMES = st.sampled_from(("a", "b", "a.yaml", "a0", "a-b", "é", "z.yaml", "\U0001f600"))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
LISTS = st.sets(PATHS, min_size=1, max_size=30).map(sorted)
HEXES = st.binary(min_size=20, max_size=20).map(bytes.hex)


@given(LISTS, PATHS, st.slices(30))
def test_paths_are_a_list(listed: list[str], other: str, cut: slice) -> None:
    paths = Paths.of(listed)
    assert list(paths) == listed
    assert [paths[number] for number in range(-len(listed), len(listed))] == listed * 2
    assert list(reversed(paths)) == listed[::-1]
    assert paths[cut] == listed[cut]
    assert (other in paths) == (other in listed)
    assert [paths.number(path) for path in listed] == list(range(len(listed)))
    assert below(paths, other) == [path for path in listed if path.startswith(f"{other}/")]


@given(LISTS, st.integers(0, 30), st.integers(0, 30))
def test_stretches_are_of_one_folder_each(listed: list[str], start: int, stop: int) -> None:
    paths, numbers = Paths.of(listed), range(start, min(stop, len(listed)))
    found = [(folder, number) for folder, inside in paths.stretches(numbers) for number in inside]
    assert found == [(listed[number].rpartition("/")[0], number) for number in numbers]


@given(st.lists(PATHS, min_size=1, max_size=12))
def test_what_is_sorted_is_known(listed: list[str]) -> None:
    assert Paths.of(listed).is_sorted() == all(map(lt, listed, listed[1:]))


@given(st.data())
def test_ids_are_a_dict(data: st.DataObject) -> None:
    plain = {path: data.draw(HEXES) for path in data.draw(LISTS)}
    ids, other = Ids.of(plain), data.draw(PATHS)
    assert ids == plain
    assert ids.plain() == plain
    assert list(ids.items()) == list(plain.items())
    assert ids.get(other) == plain.get(other)


@given(st.data())
def test_ids_change_as_a_dict(data: st.DataObject) -> None:
    plain = {path: data.draw(HEXES) for path in data.draw(LISTS)}
    changes = data.draw(st.dictionaries(st.one_of(PATHS, st.sampled_from(list(plain))), st.one_of(HEXES, st.none())))
    after = {path: name for path, name in sorted({**plain, **changes}.items()) if name is not None}
    if after:
        assert list(Ids.of(plain).changed(changes).items()) == list(after.items())


@given(st.data())
def test_ids_of_files_that_stay_change_in_place(data: st.DataObject) -> None:
    plain = {path: data.draw(HEXES) for path in data.draw(LISTS)}
    changes = data.draw(st.dictionaries(st.sampled_from(list(plain)), HEXES))
    ids = Ids.of(plain)
    assert ids.changed(changes) == {**plain, **changes}
    assert ids.changed(changes).paths is ids.paths
