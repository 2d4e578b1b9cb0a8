"""Ledgers on a disk: what is damaged is no ledger, and what others could have written is not read."""

from __future__ import annotations

import json
import os
import random
import resource
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from support_changes import repository
from support_compile import AS_OF
from support_source import ids_of
from tenantry.incremental.enter import enter
from tenantry.ledger import Amended, Entry, Ledger, Lost, Origin, load, packed, save
from tenantry.ledger.entries import Held, Kept
from tenantry.ledger.forms import entries_form
from tenantry.ledger.outline import outline
from tenantry.ledger.pace import KeptPace, pace_text
from tenantry.model.ids import Ids
from tenantry.model.snapshot import Footprint, Snapshot
from tenantry.pipeline import compile_snapshot

DIGEST = 64
NOW = 2_000_000_000.0
OTHER_USER = 12345


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """That of a small repository with mistakes, ignores and everything else that a ledger holds."""
    files = repository(12, 1, mistakes=0.3)
    path = next(path for path in files if path.startswith("tenants/") and "_defaults" not in path)
    files[path] += b"schedule: {every: 5m}  # tenantry: ignore[TN404] as agreed\nconnections: {slack: {path: a/b}}\n"
    found = enter(compile_snapshot(Snapshot(files=files), as_of=AS_OF), ids_of(files), as_of=AS_OF)
    assert found is not None
    return replace(found, origin=Origin(commit="0" * 40, others={path: None}), footprint=footprint_of(list(files)))


def footprint_of(files: list[str]) -> Footprint:
    marks = array("q", range(3 * len(files)))
    git = {"/x/.git/index": (1, 2, 3)}
    return Footprint(
        files=files, marks=marks, folders={"tenants": (1, 2, 3)}, names=["tenants"], ignored=["a"], git=git
    )


@pytest.fixture
def folder(tmp_path: Path, ledger: Ledger) -> Path:
    """A folder that holds the ledger."""
    place = tmp_path / "cache/tenantry/0"
    save(ledger, place, now=NOW)
    return place


def signed(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode() + content


def same(found: Ledger | None, ledger: Ledger) -> bool:
    """Whether a ledger says the same as another, with all its tenants."""
    names = dict.fromkeys(ledger.accounts, "0" * 64)
    return (
        found is not None
        and outline(found, names) == outline(ledger, names)
        and all(found.accounts[name].entries == each.entries for name, each in ledger.accounts.items())
    )


def test_what_is_saved_is_loaded(folder: Path, ledger: Ledger) -> None:
    assert same(load(folder), ledger)
    assert {os.stat(folder / name).st_mode & 0o777 for name in os.listdir(folder)} == {0o600}


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o077])
def test_folders_are_made_for_this_user_alone(tmp_path: Path, ledger: Ledger, mask: int) -> None:
    before = os.umask(mask)
    try:
        save(ledger, tmp_path / "cache/tenantry/0", now=NOW)
    finally:
        os.umask(before)
    assert same(load(tmp_path / "cache/tenantry/0"), ledger)


def test_a_flipped_bit_is_noticed(folder: Path) -> None:
    chance, file = random.Random(1), folder / "outline"
    content = file.read_bytes()
    for at in [*range(0, DIGEST, 7), *(chance.randrange(len(content)) for _ in range(120))]:
        file.write_bytes(content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :])
        assert load(folder) is None


def test_a_cut_outline_is_noticed(folder: Path) -> None:
    chance, file = random.Random(2), folder / "outline"
    content = file.read_bytes()
    for size in [0, 1, DIGEST - 1, DIGEST, len(content) - 1, *(chance.randrange(len(content)) for _ in range(60))]:
        file.write_bytes(content[:size])
        assert load(folder) is None
        file.write_bytes(signed(content[DIGEST:][:size]))
        assert load(folder) is None or size >= len(content) - DIGEST


WRONG: tuple[Any, ...] = (None, True, -1, 1.5, "x", [], {}, [[]], [None], {"x": None}, "../../etc/passwd", 10**30)


def nodes(form: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value in a form, with its way there."""
    yield above, form
    inside = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for key, value in inside:
        yield from nodes(value, (*above, key))


def put(form: Any, way: tuple[Any, ...], value: Any) -> Any:
    """The form with another value there."""
    if not way:
        return value
    copy = dict(form) if isinstance(form, dict) else list(form)
    copy[way[0]] = put(form[way[0]], way[1:], value)
    return copy


def alike(one: Any, other: Any) -> bool:
    """Whether a value may stand where another did, by what it is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return isinstance(one, bool) and isinstance(other, bool)
    return type(one) is type(other) or (one is None or other is None)


@pytest.mark.parametrize("seed", range(4))
def test_wrong_forms_with_the_right_hash_are_no_ledger(folder: Path, seed: int) -> None:
    chance, file = random.Random(seed), folder / "outline"
    line, _, rest = file.read_bytes()[DIGEST:].partition(b"\n")
    head = json.loads(line)
    ways = list(nodes(head))
    for _ in range(150):
        (way, old), new = chance.choice(ways), chance.choice(WRONG)
        if alike(old, new) and not isinstance(old, list):
            continue
        file.write_bytes(signed(json.dumps(put(head, way, new)).encode() + b"\n" + rest))
        found = load(folder)
        assert found is None or isinstance(old, list | dict), (way, old, new)


def one_bucket(text: bytes) -> bytes:
    return b"[%d]\n%b" % (len(text), text)


def test_wrong_tenants_with_the_right_name_are_lost(tmp_path: Path, ledger: Ledger) -> None:
    chance = random.Random(5)
    form = json.loads(json.dumps(entries_form(next(each.entries for each in ledger.accounts.values() if each.entries))))
    ways = [(way, old) for way, old in nodes(form) if way and not isinstance(old, list | dict)]
    for _ in range(300):
        (way, old), new = chance.choice(ways), chance.choice(WRONG)
        if alike(old, new):
            continue
        content = one_bucket(json.dumps(put(form, way, new)).encode())
        kept = Kept(sha256(content).hexdigest(), 4, Held(content))
        with pytest.raises(Lost):
            list(kept)


def of_many(ledger: Ledger, count: int) -> dict[str, Entry]:
    """Tenants like those of the ledger, under other names."""
    some = [entry for account in ledger.accounts.values() for entry in account.entries.values()]
    numbered = ((f"orders/t{number}", some[number % len(some)]) for number in range(count))
    return {
        tenant: each._replace(
            standing=each.standing and each.standing._replace(id=tenant),
            claims=tuple(claim._replace(tenant=tenant) for claim in each.claims),
        )
        for tenant, each in numbered
    }


def again(kept: Kept) -> Kept:
    """As it is read from a disk."""
    return Kept(kept.name, len(kept), Held(kept.content()))


@pytest.mark.parametrize("count", [0, 1, 256, 257, 1100])
def test_many_tenants_are_kept_in_buckets(ledger: Ledger, count: int) -> None:
    entries = of_many(ledger, count)
    kept = again(packed(entries))
    assert (len(kept), dict(kept)) == (count, entries)
    assert len(kept.texts()) == len(packed(entries).texts()) >= count / 256
    assert "orders/none" not in kept


@pytest.mark.parametrize("seed", range(8))
def test_amended_tenants_are_those_that_are_there(ledger: Ledger, seed: int) -> None:
    chance, many = random.Random(seed), of_many(ledger, 1400)
    before = dict(chance.sample(sorted(many.items()), 1100))
    gone = set(chance.sample(sorted(before), chance.choice([0, 1, 40, 700])))
    others = {tenant: entry for tenant, entry in many.items() if tenant in gone or tenant not in before}
    new = dict(chance.sample(sorted(others.items()), min(len(others), chance.choice([0, 1, 40, 300]))))
    expected = {tenant: entry for tenant, entry in before.items() if tenant not in gone} | new
    for amended in (Amended(before, gone, new), Amended(again(packed(before)), gone, new)):
        assert (len(amended), dict(amended)) == (len(expected), expected)
        assert dict(again(packed(amended))) == expected


def test_of_amended_tenants_their_bucket_alone_is_read_and_written(ledger: Ledger) -> None:
    before = again(packed(of_many(ledger, 1100)))
    after = packed(Amended(before, {"orders/t7"}, {"orders/t7": before["orders/t9"]}))
    assert len(before._buckets) <= 2
    assert sum(old != new for old, new in zip(before.texts(), after.texts(), strict=True)) == 1


def test_a_tenant_in_a_bucket_of_others_is_lost(ledger: Ledger) -> None:
    line, _, rest = packed(of_many(ledger, 300)).content().partition(b"\n")
    first, second = json.loads(line)
    content = b"[%d,%d]\n%b%b" % (second, first, rest[first:], rest[:first])
    with pytest.raises(Lost):
        list(Kept(sha256(content).hexdigest(), 300, Held(content)))


def test_a_wrong_pace_is_lost(ledger: Ledger) -> None:
    chance = random.Random(6)
    form = json.loads(pace_text(ledger.pace))
    assert KeptPace(json.dumps(form).encode()) == ledger.pace
    ways = [(way, old) for way, old in nodes(form) if way and not isinstance(old, list | dict)]
    for _ in range(300):
        (way, old), new = chance.choice(ways), chance.choice(WRONG)
        if not alike(old, new):
            with pytest.raises(Lost):
                dict(KeptPace(json.dumps(put(form, way, new)).encode()))
    with pytest.raises(Lost):
        len(KeptPace(b"[" * 100_000))


@pytest.mark.parametrize("content", [b"[" * 100_000, b"{}", b"[]", b"1", b"", b"\xff", b'{"sizes": [1e999]}', b"nan"])
def test_no_content_with_the_right_hash_is_a_ledger(folder: Path, content: bytes) -> None:
    (folder / "outline").write_bytes(signed(content))
    assert load(folder) is None
    (folder / "outline").write_bytes(signed(content + b"\n"))
    assert load(folder) is None


@pytest.mark.parametrize("bad", ["../x.yaml", "/etc/passwd", "tenants/../../x", "tenants//x", "./x", "", "tenants/.."])
def test_no_path_leads_out_of_the_root(folder: Path, ledger: Ledger, bad: str) -> None:
    ids = dict(sorted({**ledger.ids, bad: "0" * 40}.items()))
    save(replace(ledger, ids=Ids.of(ids), footprint=footprint_of(list(ids))), folder, now=NOW)
    assert load(folder) is None
    save(replace(ledger, footprint=replace(footprint_of(list(ledger.ids)), folders={bad: (1, 2, 3)})), folder, now=NOW)
    assert load(folder) is None


def test_paths_are_sorted_and_each_is_there_once(folder: Path, ledger: Ledger) -> None:
    ids = dict(sorted(ledger.ids.items(), reverse=True))
    save(replace(ledger, ids=Ids.of(ids), footprint=footprint_of(list(ids))), folder, now=NOW)
    assert load(folder) is None


@pytest.mark.parametrize("commit", ["--output=/tmp/x", "HEAD", "", "0" * 39, "0" * 40 + "\n"])
def test_a_commit_is_named_by_its_id_alone(folder: Path, ledger: Ledger, commit: str) -> None:
    save(replace(ledger, origin=Origin(commit=commit, others={})), folder, now=NOW)
    assert load(folder) is None


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.startswith("entries-"))


@pytest.mark.parametrize("damage", ["gone", "empty", "swapped", "folder", "link", "fifo"])
def test_damaged_tenants_are_lost_and_saved_again(folder: Path, ledger: Ledger, damage: str) -> None:
    first, second = entries(folder)[:2]
    content = second.read_bytes()
    first.unlink()
    make: dict[str, Callable[[], object]] = {
        "gone": lambda: None,
        "empty": first.touch,
        "swapped": lambda: first.write_bytes(content),
        "folder": first.mkdir,
        "link": lambda: first.symlink_to(second),
        "fifo": lambda: os.mkfifo(first),
    }
    make[damage]()
    with pytest.raises(Lost):
        [list(account.entries) for account in load(folder).accounts.values()]  # type: ignore[union-attr]
    save(ledger, folder, now=NOW)
    assert damage == "folder" or same(load(folder), ledger)


@pytest.mark.parametrize("which", ["", "..", "outline"])
@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_what_others_may_write_is_not_read(folder: Path, which: str, mode: int) -> None:
    (folder / which).chmod(mode)
    assert load(folder) is None


@pytest.mark.parametrize("which", ["", "..", "outline"])
def test_what_another_owns_is_not_read_or_written(folder: Path, ledger: Ledger, which: str) -> None:
    if os.geteuid() != 0:
        pytest.fail("needs root: it gives files to another user")
    os.chown(folder / which, OTHER_USER, OTHER_USER)
    assert load(folder) is None
    before = (folder / "outline").read_bytes()
    save(replace(ledger, origin=None), folder, now=NOW)
    assert which == "outline" or (folder / "outline").read_bytes() == before


@pytest.mark.parametrize("which", [".", "..", "outline"])
def test_links_are_not_followed(folder: Path, ledger: Ledger, which: str, tmp_path: Path) -> None:
    place = Path(os.path.abspath(folder / which))
    place.rename(tmp_path / "moved")
    place.symlink_to(tmp_path / "moved")
    assert load(folder) is None
    moved = sorted(path.stat().st_mtime_ns for path in (tmp_path / "moved").rglob("*"))
    save(ledger, folder, now=NOW)
    assert moved == sorted(path.stat().st_mtime_ns for path in (tmp_path / "moved").rglob("*"))


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_not_read(folder: Path, make: Callable[[Path], None]) -> None:
    (folder / "outline").unlink()
    make(folder / "outline")
    assert load(folder) is None


def test_a_full_disk_keeps_what_was_there(folder: Path, ledger: Ledger) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    other = replace(ledger, origin=None)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        save(other, folder, now=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert same(load(folder), ledger)
    assert not [name for name in os.listdir(folder) if name.startswith("new-")]
    save(other, folder, now=NOW)
    assert same(load(folder), other)


def test_left_over_files_go_once_they_are_old(folder: Path, ledger: Ledger) -> None:
    names = {f"new-{number}" for number in range(5)} | {"entries-" + "0" * 64}
    for name in names:
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (NOW - 700, NOW - 700))
    (folder / "new-young").write_bytes(b"x")
    os.utime(folder / "new-young", (NOW - 5, NOW - 5))
    save(ledger, folder, now=NOW)
    assert names.isdisjoint(os.listdir(folder))
    assert "new-young" in os.listdir(folder)
