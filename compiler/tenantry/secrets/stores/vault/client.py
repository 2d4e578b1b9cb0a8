"""Requests to the server: bounded in time and number, and never to another host than the one that was named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from tenantry.secrets.stores.extra import library
from tenantry.secrets.stores.store import Forbidden, Unreachable
from tenantry.secrets.stores.vault.settings import Server

CONNECTIONS: Final = 16
"""Connections kept open, and so the requests that may be under way at once."""
_TRANSIENT: Final = (412, 429, 500, 502, 503, 504)
"""Answers that another attempt may change: a standby that lags, too many requests, a server that restarts."""
_LONGEST_PAUSE: Final = 5
"""Seconds between two attempts, whatever the server asks for."""
_ANSWERS: Final[Mapping[int, str]] = {
    412: "has not caught up with its leader",
    429: "takes no more requests for now",
    501: "is not initialised",
    502: "does not answer behind its proxy",
    503: "is sealed or down",
    504: "does not answer behind its proxy",
}


class Client:
    """A connection to one server. `adapter` is hvac's, for its auth methods."""

    def __init__(self, server: Server) -> None:
        adapters = library("hvac.adapters", extra="vault")
        self._requests = library("requests", extra="vault")
        self._server = server
        self._session = _session(server)
        self.adapter: Any = adapters.RawAdapter(
            base_uri=server.address,
            session=self._session,
            timeout=server.timeout,
            namespace=server.namespace,
            allow_redirects=False,
            ignore_exceptions=True,
        )

    def close(self) -> None:
        """Ends the connections and forgets the token."""
        self.adapter.token = None
        self._session.close()

    def get(self, path: str) -> tuple[int, Mapping[str, Any]]:
        """Status (200, 403 or 404) and content of a path of the API; Unreachable for any other answer, or none."""
        answer = self.ask(lambda: self.adapter.get(f"/v1/{path}"))
        return answer.status_code, _content(answer)

    def login(self, request: Callable[[], Any]) -> None:
        """Sends a login of hvac and keeps the token; Forbidden where the server will not have it."""
        answer = self.ask(request, refusals=(400, 403, 404))
        token = (_content(answer).get("auth") or {}).get("client_token")
        if answer.status_code != 200 or not isinstance(token, str):
            raise Forbidden(f"{self.name} refuses the login{_reason(answer)}")
        self.adapter.token = token

    def outside(self, address: str, *, params: Mapping[str, str], headers: Mapping[str, str]) -> Mapping[str, Any]:
        """The content of an address of another service, which gets these headers and nothing of the vault's."""
        options = {"timeout": self._server.timeout, "allow_redirects": False}
        request = self._session.get
        answer = self.ask(
            lambda: request(address, params=params, headers=headers, **options), of="the issuer of tokens"
        )
        return _content(answer)

    @property
    def name(self) -> str:
        """The server for messages, without what may stand in an address beside the host."""
        return f"the vault at {urlsplit(self._server.address).netloc}"

    def ask(self, request: Callable[[], Any], *, refusals: tuple[int, ...] = (403, 404), of: str = "") -> Any:
        """The answer to a request (`of` whom, if not the vault), if it is 200 or one of these refusals."""
        errors, asked = self._requests.exceptions, of or self.name
        try:
            answer = request()
        except errors.SSLError as failed:
            untrusted = "CERTIFICATE_VERIFY_FAILED" in str(failed)
            how = "has a TLS certificate that is not trusted; name its CA in VAULT_CACERT"
            raise Unreachable(f"{asked} {how if untrusted else 'does not speak TLS'}") from None
        except (errors.RequestException, OSError) as failed:
            slow = isinstance(failed, errors.Timeout) or "Timeout" in type(_reason_of(failed)).__name__
            how = f"does not answer within {self._server.timeout:g} s" if slow else "cannot be reached"
            raise Unreachable(f"{asked} {how}") from None
        if answer.status_code == 200 or answer.status_code in refusals:
            return answer
        raise Unreachable(f"{asked} {_why(answer.status_code)}")


def _session(server: Server) -> Any:
    """A session that reads nothing from the environment: no .netrc, no proxy for plain http, no other CA."""
    requests = library("requests", extra="vault")
    retry = library("urllib3.util.retry", extra="vault").Retry(
        total=server.retries,
        redirect=0,
        status_forcelist=_TRANSIENT,
        allowed_methods=None,
        backoff_factor=0.2,
        backoff_max=_LONGEST_PAUSE,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
    session = requests.Session()
    session.trust_env = False
    session.verify = server.ca or True
    session.cert = server.certificate
    if server.proxy and not requests.utils.should_bypass_proxies(server.address, no_proxy=server.no_proxy):
        session.proxies = {"https": server.proxy}
    transport = requests.adapters.HTTPAdapter(max_retries=retry, pool_maxsize=CONNECTIONS)
    session.mount("https://", transport)
    session.mount("http://", transport)
    return session


def _reason_of(failed: Exception) -> object:
    """What urllib3 gave up for, after the last attempt."""
    return getattr(failed.args[0] if failed.args else None, "reason", None)


def _content(answer: Any) -> Mapping[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _reason(answer: Any) -> str:
    """What the server says of a refusal; it speaks of roles and claims, and repeats no credential."""
    errors = [text for text in _content(answer).get("errors") or [] if isinstance(text, str)]
    return f": {errors[0].strip()[:200]}" if errors else ""


def _why(status: int) -> str:
    if 300 <= status < 400:
        return "answers with a redirect, which is not followed: no other host may get the token; name the active node"
    return _ANSWERS.get(status, f"answers with status {status}")
