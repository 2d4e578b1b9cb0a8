"""The store `vault` before a real OpenBao: what is there, what is not, who may not, and ways to log in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from support_openbao import Bao, development
from tenantry.errors import UsageError
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, Store, Unreachable

pytestmark = pytest.mark.consumer
SHOP = Place(mount="kv", path="orders/acme/shop", keys={"PAN_SEC_SHOP_TOKEN": "token"})
CHECKS_ONLY = 'path "kv/subkeys/*" { capabilities = ["read"] }'


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """One server for this module, with one tenant's secret."""
    with development(tmp_path_factory.mktemp("bao")) as server:
        server.put("orders/acme/shop", {"token": "canary-1", "shop": "acme"})
        yield server


def opened(environ: dict[str, str], address: str | None = None) -> AbstractContextManager[Store]:
    return store_kind("vault").open(Access(environ=environ, address=address))


def place(path: str, *keys: str, mount: str = "kv") -> Place:
    return Place(mount=mount, path=path, keys={f"PAN_SEC_{key.upper()}": key for key in keys})


def test_what_is_there_is_found_without_a_right_to_read_it(bao: Bao) -> None:
    with opened(bao.environ(bao.token(CHECKS_ONLY))) as store:
        assert store.check(SHOP) == Presence()
        assert store.check(place("orders/acme/shop", "token", "refresh", "api")) == Presence(missing=("api", "refresh"))
        with pytest.raises(Forbidden, match="does not let this token read kv/data/orders/acme/shop"):
            store.read(SHOP)


def test_a_run_reads_values_that_show_themselves_nowhere(bao: Bao) -> None:
    with opened(bao.environ("root")) as store:
        values = store.read(SHOP)
    assert {name: value.get_secret_value() for name, value in values.items()} == {"PAN_SEC_SHOP_TOKEN": "canary-1"}
    assert "canary" not in repr(values) + str(values)


@pytest.mark.parametrize(
    ("path", "mount", "message"),
    [
        ("orders/acme/none", "kv", "kv/orders/acme/none is not there"),
        ("gone/soft", "kv", "kv/gone/soft is deleted in its latest version"),
        ("gone/hard", "kv", "kv/gone/hard is destroyed in its latest version"),
        ("a", "nowhere", "nowhere/a is nowhere: there is no engine at nowhere"),
        ("a/../b", "kv", "a reference is no secret path"),
    ],
)
def test_what_is_missing_is_told_apart(bao: Bao, path: str, mount: str, message: str) -> None:
    engine = bao.root.secrets.kv.v2
    for name in ("gone/soft", "gone/hard"):
        bao.put(name, {"token": "x"})
    engine.delete_latest_version_of_secret("gone/soft", mount_point="kv")
    engine.destroy_secret_versions("gone/hard", [1, 2, 3, 4, 5, 6, 7, 8], mount_point="kv")
    with opened(bao.environ("root")) as store:
        for ask in (store.check, store.read):
            with pytest.raises(Missing, match=message):
                ask(place(path, "token", mount=mount))


@pytest.mark.parametrize("value", [5, True, {"a": "b"}, ["x"], "", "a\0b"])
def test_a_value_that_no_variable_can_hold_is_missing_and_not_shown(bao: Bao, value: object) -> None:
    bao.put("odd", {"token": value})
    with opened(bao.environ("root")) as store, pytest.raises(Missing, match="no usable text under token") as refused:
        store.read(place("odd", "token"))
    assert repr(value) not in str(refused.value) or value in (5, True, "")


def test_who_may_not_is_told_from_what_is_not(bao: Bao) -> None:
    with opened(bao.environ("s.nobody")) as store, pytest.raises(Forbidden, match="kv/subkeys/orders/acme/shop"):
        store.check(SHOP)


def test_a_key_value_engine_of_version_1_is_named(bao: Bao) -> None:
    bao.root.sys.enable_secrets_engine("kv", path="old", options={"version": "1"})
    bao.root.secrets.kv.v1.create_or_update_secret("subkeys/a", {"token": "x"}, mount_point="old")
    with opened(bao.environ("root")) as store, pytest.raises(Missing, match="not in a KV version 2 engine"):
        store.check(place("a", "token", mount="old"))


def test_a_namespace_is_a_place_of_its_own(bao: Bao) -> None:
    bao.root.adapter.post("/v1/sys/namespaces/team")
    with opened({**bao.environ("root"), "VAULT_NAMESPACE": "team"}) as store, pytest.raises(Missing):
        store.check(SHOP)


def test_app_role_logs_in(bao: Bao) -> None:
    bao.root.sys.enable_auth_method("approle")
    bao.root.sys.create_or_update_policy("checks", CHECKS_ONLY)
    roles = bao.root.auth.approle
    roles.create_or_update_approle("ci", token_policies=["checks"])
    role = roles.read_role_id("ci")["data"]["role_id"]
    secret = roles.generate_secret_id("ci")["data"]["secret_id"]
    with opened({**bao.environ(), "VAULT_ROLE_ID": role, "VAULT_SECRET_ID": secret}) as store:
        assert store.check(SHOP) == Presence()
    with pytest.raises(Forbidden, match="refuses the login") as refused:
        opened({**bao.environ(), "VAULT_ROLE_ID": role, "VAULT_SECRET_ID": "wrong-canary"}).__enter__()
    assert "canary" not in str(refused.value)


def test_the_token_that_the_vault_program_left_is_used(bao: Bao, tmp_path: Path) -> None:
    (tmp_path / ".vault-token").write_text("root\n")
    with opened({"HOME": str(tmp_path)}, bao.address) as store:
        assert store.check(SHOP) == Presence()


def test_without_credentials_nothing_is_asked(bao: Bao) -> None:
    with pytest.raises(Forbidden, match="nothing to log in with"):
        opened({"HOME": "/nonexistent"}, bao.address).__enter__()


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "the address of the vault is not known"),
        ({"VAULT_ADDR": "http://vault.example.com"}, "is not an address that may be used"),
        ({"VAULT_ADDR": "https://user:secret@vault.example.com"}, "is not an address that may be used"),
        ({"VAULT_ADDR": "https://vault.example.com", "VAULT_SKIP_VERIFY": "1"}, "would show the token to anybody"),
        ({"VAULT_ADDR": "https://vault.example.com", "VAULT_CLIENT_TIMEOUT": "soon"}, "is not a number from 0 to 300"),
        ({"VAULT_ADDR": "http://127.0.0.1:1", "VAULT_AUTH_METHOD": "magic"}, "there is no auth method 'magic'"),
    ],
)
def test_what_cannot_be_opened_is_wrong_usage(environ: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        opened({**environ, "VAULT_TOKEN": "t"} if "VAULT_AUTH_METHOD" not in environ else environ).__enter__()
    assert "secret" not in str(refused.value)


def test_nobody_there_is_unreachable() -> None:
    environ = {"VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "t", "VAULT_MAX_RETRIES": "1"}
    with opened(environ) as store, pytest.raises(Unreachable, match=r"the vault at 127\.0\.0\.1:1 cannot be reached"):
        store.check(SHOP)
