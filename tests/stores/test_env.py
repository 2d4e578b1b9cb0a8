"""The store `env`: the very PAN_SEC_ variables, from the environment or a file outside git."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenantry.errors import UsageError
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Missing, Place, Presence

SHOP = Place(mount="kv", path="orders/acme/shop", keys={"PAN_SEC_SHOP_TOKEN": "token", "PAN_SEC_SHOP_ID": "id"})


def read(environ: dict[str, str]) -> dict[str, str]:
    with store_kind("env").open(Access(environ=environ)) as store:
        return {name: value.get_secret_value() for name, value in store.read(SHOP).items()}


def test_variables_are_read_by_their_own_names() -> None:
    assert read({"PAN_SEC_SHOP_TOKEN": "a", "PAN_SEC_SHOP_ID": "b", "OTHER": "c"}) == {
        "PAN_SEC_SHOP_TOKEN": "a",
        "PAN_SEC_SHOP_ID": "b",
    }


def test_a_file_fills_what_the_environment_lacks(tmp_path: Path) -> None:
    file = tmp_path / "dev.env"
    file.write_text("# notes\nPAN_SEC_SHOP_TOKEN=x=y'z # \nPAN_SEC_SHOP_ID=file\nPATH=/evil\n\nnonsense\n")
    found = read({"TENANTRY_ENV_FILE": str(file), "PAN_SEC_SHOP_ID": "environment"})
    assert found == {"PAN_SEC_SHOP_TOKEN": "x=y'z # ", "PAN_SEC_SHOP_ID": "environment"}


@pytest.mark.parametrize(
    ("environ", "missing"),
    [({"PAN_SEC_SHOP_TOKEN": "a"}, "PAN_SEC_SHOP_ID is not set"), ({"PAN_SEC_SHOP_ID": ""}, "SHOP_TOKEN are not set")],
)
def test_what_is_not_set_or_empty_is_missing(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(Missing, match=missing):
        read(environ)


def test_a_check_names_the_keys_that_are_missing() -> None:
    with store_kind("env").open(Access(environ={"PAN_SEC_SHOP_TOKEN": "a"})) as store:
        assert store.check(SHOP) == Presence(missing=("id",))


def test_a_file_that_a_commit_could_take_in_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "below").mkdir()
    file = tmp_path / "below" / "dev.env"
    file.write_text("PAN_SEC_SHOP_TOKEN=a\n")
    with pytest.raises(UsageError, match="in a git repository"):
        read({"TENANTRY_ENV_FILE": str(file)})
    link = tmp_path.parent / f"{tmp_path.name}.env"
    link.symlink_to(file)
    with pytest.raises(UsageError, match="in a git repository"):
        read({"TENANTRY_ENV_FILE": str(link)})


def test_a_file_that_is_not_there_is_named_by_its_variable() -> None:
    with pytest.raises(UsageError, match="TENANTRY_ENV_FILE names a file that cannot be read"):
        read({"TENANTRY_ENV_FILE": "/nonexistent"})
