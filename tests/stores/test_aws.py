"""The store `aws-secrets-manager` before moto: the shape of requests and answers, no proof that AWS answers so."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from support_openbao import free_port
from tenantry.errors import UsageError
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, Unreachable

pytestmark = pytest.mark.consumer
MOTO = Path(__file__).resolve().parents[2] / ".tools" / "moto" / "bin" / "moto_server"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "canary-key", "AWS_REGION": "eu-central-1"}
SHOP = Place(mount="kv", path="orders/acme/shop", keys={"PAN_SEC_SHOP_TOKEN": "token"})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One stand-in for this module."""
    if not MOTO.exists():
        pytest.fail("needs moto: .ci/tools moto")
    port, home = free_port(), tmp_path_factory.mktemp("moto")
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [str(MOTO), "-H", "127.0.0.1", "-p", str(port)]
    with (home / "log").open("wb") as log, subprocess.Popen(command, env=env, stdout=log, stderr=log) as server:
        try:
            yield wait(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def wait(address: str) -> str:
    until = time.monotonic() + 20
    while True:
        try:
            client(address).list_secrets()
        except Exception as error:  # noqa: BLE001 (whatever a server says that is not up yet)
            if time.monotonic() > until:
                pytest.fail(f"moto does not come up: {type(error).__name__}")
            time.sleep(0.1)
        else:
            return address


def client(address: str) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "eu-central-1"}
    return boto3.client("secretsmanager", endpoint_url=address, **keys)


@pytest.fixture
def aws(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """A client of an empty store, with credentials in the environment."""
    for name, value in {**CREDENTIALS, "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    found = client(address)
    yield found
    for secret in found.list_secrets()["SecretList"]:
        found.delete_secret(SecretId=secret["Name"], ForceDeleteWithoutRecovery=True)


def opened(address: str | None) -> Any:
    return store_kind("aws-secrets-manager").open(Access(environ=dict(os.environ), address=address))


def test_a_path_is_a_name_and_keys_are_those_of_its_object(aws: Any, address: str) -> None:
    aws.create_secret(Name="orders/acme/shop", SecretString=json.dumps({"token": "canary", "more": 1}))
    with opened(address) as store:
        assert store.check(SHOP) == Presence(verified=False)
        assert store.read(SHOP)["PAN_SEC_SHOP_TOKEN"].get_secret_value() == "canary"
        with pytest.raises(Missing, match="lacks none"):
            store.read(Place(mount="", path="orders/acme/shop", keys={"PAN_SEC_A": "none"}))


def test_what_is_missing_deleted_or_no_object_is_told(aws: Any, address: str) -> None:
    aws.create_secret(Name="plain", SecretString="canary")
    aws.create_secret(Name="going", SecretString="{}")
    aws.delete_secret(SecretId="going")
    with opened(address) as store:
        for ask, path, message in (
            (store.check, "none", "none is not there"),
            (store.check, "going", "going is scheduled for deletion"),
            (store.read, "going", "going is scheduled for deletion"),
            (store.read, "plain", "plain holds no JSON object"),
            (store.check, "a/../b", "no name of a secret"),
        ):
            with pytest.raises(Missing, match=message):
                ask(Place(mount="kv", path=path, keys={"PAN_SEC_A": "a"}))


def test_nobody_there_no_credentials_and_no_region_are_told_apart(
    aws: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with opened("http://127.0.0.1:1") as store, pytest.raises(Unreachable):
        store.check(SHOP)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with opened(address) as store, pytest.raises(Forbidden, match="no AWS credentials"):
        store.check(SHOP)
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(UsageError, match="region is not known"):
        opened(address).__enter__()
