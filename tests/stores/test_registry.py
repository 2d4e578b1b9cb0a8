"""Stores by name: those of this package, those of others, and what is said where one cannot be had."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from support_answers import answering
from support_cli import Run
from support_compile import base_files
from support_terminal import on_terminal
from tenantry.errors import UsageError
from tenantry.secrets import stores
from tenantry.secrets.stores import store_kind, store_names
from tenantry.secrets.stores.store import Access, Place, Presence, StoreKind, chosen

OWN = ("vault", "aws-secrets-manager", "kubernetes", "env")


class Safe:
    """A store of another package: it holds whatever is asked for."""

    def check(self, place: Place) -> Presence:
        return Presence()

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        return chosen(place, dict.fromkeys(place.keys.values(), "x"))


@contextmanager
def _open(access: Access) -> Iterator[Safe]:
    yield Safe()


STORE = StoreKind(name="safe", title="A safe", open=_open, command=lambda place, keys: "turn the wheel")


@dataclass
class Point:
    """An entry point."""

    name: str
    value: Any

    def load(self) -> Any:
        return self.value


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Point]]:
    """What other packages bring."""
    points: list[Point] = []
    monkeypatch.setattr(stores, "entry_points", lambda group: points if group == "tenantry.stores" else [])
    store_names.cache_clear()
    store_kind.cache_clear()
    yield points
    store_names.cache_clear()
    store_kind.cache_clear()


@pytest.mark.parametrize("name", OWN)
def test_every_store_is_what_its_name_says(name: str) -> None:
    kind = store_kind(name)
    assert (kind.name, bool(kind.title)) == (name, True)
    place = Place(mount="kv", path="a/b", keys={"PAN_SEC_A_X": "x", "PAN_SEC_A_Y": "y"})
    for keys in (("x",), ("x", "y")):
        assert kind.command(place, keys)
    assert store_names() == OWN


def test_another_package_brings_a_store(installed: list[Point], repository: Any, invoke: Run) -> None:
    installed.append(Point("safe", STORE))
    files = {**base_files(), "tenantry.yaml": b"version: 1\nsecrets: {store: safe}\n"}
    ran = invoke("secrets", "check", "-C", repository(files))
    assert (ran.code, ran.stdout) == (0, "2 tenants, 2 ready; connections: 2 present\n")


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([], "there is no store 'safe'"),
        ([Point("safe", object())], "is no store"),
        ([Point("safe", store_kind("env"))], "is no store"),
        ([Point("safe", STORE), Point("safe", STORE)], "two packages bring a store 'safe'"),
    ],
)
def test_a_package_that_brings_something_else_is_named(
    installed: list[Point], points: list[Point], message: str
) -> None:
    installed += points
    with pytest.raises(UsageError, match=message):
        store_kind("safe")


def test_our_own_stores_cannot_be_taken(installed: list[Point]) -> None:
    installed.append(Point("vault", STORE))
    assert store_kind("vault").name == "vault"


@pytest.mark.parametrize(
    ("store", "package", "extra"), [("vault", "hvac", "vault"), ("aws-secrets-manager", "boto3", "aws")]
)
def test_a_library_that_is_not_there_is_named_with_its_extra(
    store: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    environ = {"VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "t"}
    with pytest.raises(UsageError, match=f"needs {package}") as refused:
        store_kind(store).open(Access(environ=environ)).__enter__()
    assert refused.value.help == f"pip install 'tenantry[{extra}]'"


def test_a_service_account_of_kubernetes_logs_in(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("a.b.c\n")
    with answering(lambda method, path: (200, {}, {"auth": {"client_token": "issued"}})) as server:
        environ = {"VAULT_ADDR": server.address, "VAULT_AUTH_METHOD": "kubernetes", "VAULT_JWT_FILE": str(token)}
        with pytest.raises(UsageError, match="VAULT_ROLE is not set"):
            store_kind("vault").open(Access(environ=environ)).__enter__()
        more = {**environ, "VAULT_ROLE": "orders-acme", "VAULT_AUTH_MOUNT": "cluster-1"}
        with store_kind("vault").open(Access(environ=more)):
            assert [ask[:2] for ask in server.asked] == [("POST", "/v1/auth/cluster-1/login")]


def test_how_far_it_is_shows_on_a_terminal_and_nowhere_else(repository: Any, tenantry: Run) -> None:
    root = repository({**base_files(), "tenantry.yaml": b"version: 1\nsecrets: {store: env}\n"})
    env = {"PAN_SEC_SHOP_TOKEN": "x"}
    assert tenantry("secrets", "check", "-C", root, env=env).stderr == ""
    for quiet, wanted in (([], True), (["-q"], False)):
        with on_terminal(*quiet, "secrets", "check", "-C", root, env=env) as terminal:
            assert terminal.code() == 0
        assert any("asking the store" in step for step in terminal.steps) is wanted
        assert terminal.lines == ["2 tenants, 2 ready; connections: 2 present"]
