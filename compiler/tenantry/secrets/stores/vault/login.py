"""Ways to log in: a token, AppRole, a JWT of CI (OIDC), a service account of Kubernetes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tenantry.errors import UsageError
from tenantry.secrets.address import address_problem
from tenantry.secrets.stores.extra import library
from tenantry.secrets.stores.store import Forbidden, Unreachable
from tenantry.secrets.stores.vault.client import Client
from tenantry.secrets.stores.vault.settings import variable

SERVICE_ACCOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount/token"
"""Where a pod finds its token (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/)."""
_HELP: Final = (
    "set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or VAULT_ROLE and VAULT_JWT, or VAULT_ROLE in a pod or in a"
    " workflow with an id token; or run `vault login`"
)
Login = Callable[[Client, Mapping[str, str]], None]


def log_in(client: Client, environ: Mapping[str, str]) -> None:
    """Gives the client a token by the method that VAULT_AUTH_METHOD names, else by the first that has what it needs.

    Forbidden where there is nothing to log in with, or the server refuses it.
    """
    named = variable(environ, "AUTH_METHOD")
    if named is not None and named not in METHODS:
        raise UsageError(f"there is no auth method '{named}'", "known: " + ", ".join(METHODS))
    method = named or next((name for name, (can, _) in METHODS.items() if can(environ)), None)
    if method is None:
        raise Forbidden(f"there is nothing to log in with to {client.name}: {_HELP}")
    METHODS[method][1](client, environ)


def _token(client: Client, environ: Mapping[str, str]) -> None:
    token = variable(environ, "TOKEN") or _file(_token_file(environ))
    if not token:
        raise Forbidden(f"there is no token for {client.name}: {_HELP}")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError("the token holds characters that no token has", "look for a line end in VAULT_TOKEN")
    client.adapter.token = token


def _app_role(client: Client, environ: Mapping[str, str]) -> None:
    role, secret = _needed(environ, "ROLE_ID"), variable(environ, "SECRET_ID")
    auth = library("hvac.api.auth_methods", extra="vault").AppRole(client.adapter)
    mount = _mount(environ, "approle")
    client.login(lambda: auth.login(role, secret_id=secret, use_token=False, mount_point=mount))


def _jwt(client: Client, environ: Mapping[str, str]) -> None:
    role, token = _needed(environ, "ROLE"), _id_token(client, environ)
    auth = library("hvac.api.auth_methods", extra="vault").JWT(client.adapter)
    client.login(lambda: auth.jwt_login(role, token, use_token=False, path=_mount(environ, "jwt")))


def _kubernetes(client: Client, environ: Mapping[str, str]) -> None:
    role, file = _needed(environ, "ROLE"), Path(variable(environ, "JWT_FILE") or SERVICE_ACCOUNT)
    token = _file(file)
    if not token:
        raise UsageError(f"there is no service account token at {file}", "set VAULT_JWT_FILE")
    auth = library("hvac.api.auth_methods", extra="vault").Kubernetes(client.adapter)
    mount = _mount(environ, "kubernetes")
    client.login(lambda: auth.login(role, token, use_token=False, mount_point=mount))


def _id_token(client: Client, environ: Mapping[str, str]) -> str:
    """The JWT itself, the file that holds it, or the one that GitHub issues to a job with `id-token: write`."""
    file = variable(environ, "JWT_FILE")
    token = variable(environ, "JWT") or (_file(Path(file)) if file else None)
    if token:
        return token
    address, bearer = (environ.get(f"ACTIONS_ID_TOKEN_REQUEST_{name}") for name in ("URL", "TOKEN"))
    if not address or not bearer:
        raise UsageError("there is no JWT to log in with", "set VAULT_JWT or VAULT_JWT_FILE")
    return _issued(client, address, bearer, variable(environ, "JWT_AUDIENCE"))


def _issued(client: Client, address: str, bearer: str, audience: str | None) -> str:
    """GitHub's id token (https://docs.github.com/en/actions/reference/security/oidc)."""
    if address_problem(address.partition("?")[0]):
        raise UsageError("ACTIONS_ID_TOKEN_REQUEST_URL is not an https:// address")
    headers = {"Authorization": f"bearer {bearer}"}
    answer: Any = client.outside(address, params={"audience": audience} if audience else {}, headers=headers)
    token = answer.get("value")
    if not isinstance(token, str):
        raise Unreachable("the workflow's id token cannot be had: does the job have `permissions: id-token: write`?")
    return token


def _mount(environ: Mapping[str, str], default: str) -> str:
    return (variable(environ, "AUTH_MOUNT") or default).strip("/")


def _needed(environ: Mapping[str, str], name: str) -> str:
    value = variable(environ, name)
    if value is None:
        raise UsageError(f"VAULT_{name} is not set, and this auth method needs it")
    return value


def _token_file(environ: Mapping[str, str]) -> Path:
    """Where `vault login` and `bao login` leave a token."""
    return Path(environ.get("HOME") or "/nonexistent", ".vault-token")


def _file(path: Path) -> str | None:
    """The text of a small file without spaces around it; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(1 << 16).decode().strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _has_jwt(environ: Mapping[str, str]) -> bool:
    given = variable(environ, "JWT") or variable(environ, "JWT_FILE") or environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
    return bool(variable(environ, "ROLE") and given)


METHODS: Final[Mapping[str, tuple[Callable[[Mapping[str, str]], bool], Login]]] = {
    "token": (lambda environ: variable(environ, "TOKEN") is not None, _token),
    "approle": (lambda environ: variable(environ, "ROLE_ID") is not None, _app_role),
    "jwt": (_has_jwt, _jwt),
    "kubernetes": (lambda environ: bool(variable(environ, "ROLE")) and Path(SERVICE_ACCOUNT).exists(), _kubernetes),
    "file": (lambda environ: _file(_token_file(environ)) is not None, _token),
}
"""By name: whether the environment has what the method needs, and the method; tried in this order."""
