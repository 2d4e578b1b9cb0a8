"""The store `aws-secrets-manager`: a path is a secret's name, its keys are those of the JSON object that it holds.

The mount says nothing here. Region and credentials are found as by every AWS program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from pydantic import SecretStr

from tenantry.errors import UsageError
from tenantry.secrets.address import address_problem
from tenantry.secrets.reference import path_problem
from tenantry.secrets.stores.extra import library
from tenantry.secrets.stores.store import Access, Forbidden, Missing, Place, Presence, StoreKind, Unreachable, chosen

TIMEOUT: Final = 15
ATTEMPTS: Final = 4
_REFUSALS: Final = frozenset(
    {
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    }
)


class AwsStore:
    """Secrets of one region."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def check(self, place: Place) -> Presence:
        """By DescribeSecret, which knows no keys: AWS tells them with the value only, so they stay unverified."""
        described = self._asked(place, self._client.describe_secret)
        if described.get("DeletedDate") is not None:
            raise Missing(f"{place.path} is scheduled for deletion")
        if not any("AWSCURRENT" in stages for stages in (described.get("VersionIdsToStages") or {}).values()):
            raise Missing(f"{place.path} has no current version")
        return Presence(verified=False)

    def read(self, place: Place) -> Mapping[str, SecretStr]:
        """By GetSecretValue, the current version."""
        text = self._asked(place, self._client.get_secret_value).get("SecretString")
        try:
            found = json.loads(text or "")
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Missing(f"{place.path} holds no JSON object, so it has no keys")
        return chosen(place, found)

    def _asked(self, place: Place, request: Callable[..., Any]) -> Mapping[str, Any]:
        if path_problem(place.path):
            raise Missing("a reference is no name of a secret")
        errors = library("botocore.exceptions", extra="aws")
        try:
            answer: Mapping[str, Any] = request(SecretId=place.path)
        except errors.ClientError as refused:
            raise _refusal(place, str(refused.response.get("Error", {}).get("Code"))) from None
        except errors.NoCredentialsError:
            raise Forbidden("there are no AWS credentials: set AWS_PROFILE, or the variables of a session") from None
        except errors.BotoCoreError as failed:
            raise Unreachable(f"AWS Secrets Manager cannot be reached ({type(failed).__name__})") from None
        return answer


def _refusal(place: Place, code: str) -> Exception:
    if code == "ResourceNotFoundException":
        return Missing(f"{place.path} is not there")
    if code == "InvalidRequestException":
        return Missing(f"{place.path} is scheduled for deletion")
    if code in _REFUSALS:
        return Forbidden(f"AWS does not let this identity ask for {place.path} ({code})")
    return Unreachable(f"AWS Secrets Manager answers with {code}")


@contextmanager
def _open(access: Access) -> Iterator[AwsStore]:
    if access.address is not None and address_problem(access.address):
        raise UsageError("the address of the store may not be used", "leave `secrets.address` out: the region says it")
    region = access.environ.get("AWS_REGION") or None  # boto3 itself knows AWS_DEFAULT_REGION alone
    session = library("boto3.session", extra="aws").Session(region_name=region)
    if session.region_name is None:
        raise UsageError("the AWS region is not known", "set AWS_REGION, or choose a profile with one")
    config = library("botocore.config", extra="aws").Config(
        connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"mode": "standard", "total_max_attempts": ATTEMPTS}
    )
    client = session.client("secretsmanager", endpoint_url=access.address, config=config)
    try:
        yield AwsStore(client)
    finally:
        client.close()


def _command(place: Place, keys: Sequence[str]) -> str:
    wanted = json.dumps(dict.fromkeys(keys, "…"), ensure_ascii=False)
    return f"aws secretsmanager create-secret --name {place.path} --secret-string file://FILE   # {wanted}"


STORE: Final = StoreKind(
    name="aws-secrets-manager", title="AWS Secrets Manager, JSON objects by name", open=_open, command=_command
)
