"""Servers that answer badly: bounded attempts, a clear word, and no token to another host (reliability.md, K10)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from support_answers import Answers, answering
from tenantry.secrets.stores import store_kind
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, Unreachable

pytestmark = pytest.mark.hostile
SHOP = Place(mount="kv", path="orders/acme/shop", keys={"PAN_SEC_SHOP_TOKEN": "token"})
TOKEN = "canary-token"


def check(server: Answers, **more: str) -> Presence:
    environ = {"VAULT_ADDR": server.address, "VAULT_TOKEN": TOKEN, "VAULT_MAX_RETRIES": "2", **more}
    with store_kind("vault").open(Access(environ=environ)) as store:
        return store.check(SHOP)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with answering(lambda method, path: (200, {}, {})) as other:
        answer = (status, {"Location": f"{other.address}/v1/kv/subkeys/orders/acme/shop"}, {})
        with answering(lambda method, path: answer) as server, pytest.raises(Unreachable, match="redirect"):
            check(server)
        assert other.asked == []
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "word"),
    [(412, "leader"), (429, "no more requests"), (500, "status 500"), (502, "proxy"), (503, "sealed"), (504, "proxy")],
)
def test_what_may_pass_is_tried_again_and_not_for_ever(status: int, word: str) -> None:
    start = time.monotonic()
    answer = (status, {"Retry-After": "3600"}, {"errors": ["later"]})
    with answering(lambda method, path: answer) as server, pytest.raises(Unreachable, match=word):
        check(server)
    assert len(server.asked) == 3
    assert time.monotonic() - start < 5


def test_what_has_passed_is_an_answer() -> None:
    answers = iter([(503, {}, {}), (429, {}, {}), (200, {}, {"data": {"subkeys": {"token": None}, "metadata": {}}})])
    with answering(lambda method, path: next(answers)) as server:
        assert check(server) == Presence()


@pytest.mark.parametrize("status", [400, 401, 405, 418, 501])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    with answering(lambda method, path: (status, {}, {})) as server, pytest.raises(Unreachable):
        check(server)
    assert len(server.asked) == 1


def test_a_server_that_is_slow_is_left() -> None:
    start = time.monotonic()
    with answering(lambda method, path: (200, {}, {}), delay=1) as server:
        with pytest.raises(Unreachable, match=r"does not answer within 0\.2 s"):
            check(server, VAULT_CLIENT_TIMEOUT="0.2")
        assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"null", b'{"data": []}', b'{"data": {"subkeys": []}}', b'{"data": null}', b"\xff" * 99],
)
def test_an_answer_of_another_kind_is_no_secret(content: bytes) -> None:
    with answering(lambda method, path: (200, {}, content)) as server, pytest.raises(Missing, match="KV version 2"):
        check(server)


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_without_content_is_one(status: int) -> None:
    with answering(lambda method, path: (status, {}, b"")) as server, pytest.raises((Forbidden, Missing)):
        check(server)


def test_neither_netrc_nor_a_proxy_sees_a_plain_request(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password canary-netrc\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    with answering(lambda method, path: (200, {}, {"data": {"subkeys": {"token": None}}})) as server:
        with answering(lambda method, path: (200, {}, {})) as proxy:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
                monkeypatch.setenv(name, proxy.address)
            assert check(server, HTTP_PROXY=proxy.address, HTTPS_PROXY=proxy.address) == Presence()
            assert proxy.asked == []
        assert "authorization" not in server.asked[0][2]


def test_the_token_of_a_workflow_goes_to_its_issuer_and_the_vaults_to_the_vault() -> None:
    def vault(method: str, path: str) -> Any:
        if path.startswith("/v1/auth/jwt/login"):
            return 200, {}, {"auth": {"client_token": "issued-by-the-vault"}}
        return 200, {}, {"data": {"subkeys": {"token": None}}}

    with answering(vault) as server, answering(lambda method, path: (200, {}, {"value": "a.b.c"})) as issuer:
        environ = {
            "VAULT_ADDR": server.address,
            "VAULT_ROLE": "ci",
            "VAULT_JWT_AUDIENCE": "https://vault.example.com",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{issuer.address}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
        }
        with store_kind("vault").open(Access(environ=environ)) as store:
            assert store.check(SHOP) == Presence()
    method, path, headers = issuer.asked[0]
    assert (method, path) == ("GET", "/token?api-version=2.0&audience=https%3A%2F%2Fvault.example.com")
    assert headers["authorization"] == "bearer request-token"
    assert not [name for name in headers if name.startswith("x-vault")]
    assert server.asked[0][:2] == ("POST", "/v1/auth/jwt/login")
    assert [headers.get("x-vault-token") for _, _, headers in server.asked] == [None, "issued-by-the-vault"]
