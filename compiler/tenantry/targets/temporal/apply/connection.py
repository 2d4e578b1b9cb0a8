"""A connection to a Temporal server, and its failures in plain words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from tenantry.errors import ExternalError, UsageError
from tenantry.model.artifact import Artifact
from tenantry.targets.applying import Place, Platform
from tenantry.targets.temporal.options import is_address

if TYPE_CHECKING:
    from temporalio.envconfig import ClientConnectConfig

_SECONDS: Final = 15
"""How long a connection may take."""
_VARIABLES: Final = "TEMPORAL_"
_NO_TLS: Final = "InvalidContentType"
"""What rustls says of an answer that is not TLS."""


@contextmanager
def connect(artifacts: Sequence[Artifact], options: BaseModel, place: Place) -> Iterator[Platform]:
    """Connects by the command line, then the variables that Temporal's own tools know (TEMPORAL_ADDRESS,
    TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_…), then the options."""
    try:
        import temporalio.client  # noqa: PLC0415, F401
    except ImportError:
        raise UsageError(
            "`apply temporal` needs the Temporal SDK, which is not installed", "pip install 'tenantry[temporal]'"
        ) from None
    import asyncio  # noqa: PLC0415

    from tenantry.targets.temporal.apply.server import Server  # noqa: PLC0415
    from tenantry.targets.temporal.apply.wire import Wanted  # noqa: PLC0415

    config = _config(options, place)
    entries = [entry for artifact in artifacts for entry in json.loads(artifact.content)["schedules"]]
    wanted = {each.name: each for each in map(Wanted.of, entries)}
    with asyncio.Runner() as runner:
        client = runner.run(_client(config))
        yield Server(client, runner, owner=place.owner, wanted=wanted)


def _config(options: Any, place: Place) -> ClientConnectConfig:
    from temporalio.envconfig import ClientConfigProfile  # noqa: PLC0415

    known = {name: value for name, value in place.environment.items() if name.startswith(_VARIABLES)}
    try:
        config = ClientConfigProfile.load(disable_file=True, override_env_vars=known).to_client_connect_config()
    except (ValueError, RuntimeError, OSError) as wrong:
        raise UsageError(f"the variables {_VARIABLES}… cannot be used: {wrong}") from None
    address = place.address or config.get("target_host") or options.address
    if not is_address(address):
        raise UsageError(f"'{address}' is no address of a Temporal server", "write host and port, as in localhost:7233")
    config["target_host"] = address
    config["namespace"] = place.namespace or config.get("namespace") or options.namespace
    return config


async def _client(config: ClientConnectConfig) -> Any:
    import asyncio  # noqa: PLC0415

    from temporalio.client import Client  # noqa: PLC0415
    from temporalio.runtime import Runtime, TelemetryConfig  # noqa: PLC0415

    address = config.get("target_host", "")
    try:
        silent = Runtime(telemetry=TelemetryConfig(logging=None))
        return await asyncio.wait_for(Client.connect(**config, runtime=silent), _SECONDS)
    except TimeoutError:
        raise ExternalError(f"no Temporal server answers at {address} within {_SECONDS} seconds") from None
    except (RuntimeError, ValueError) as failed:
        raise ExternalError(f"no Temporal server can be reached at {address}: {_reason(str(failed))}") from None


def _reason(text: str) -> str:
    """The cause in what the SDK says, which shows the fields of its errors."""
    if _NO_TLS in text:
        return "TLS is asked for, and the server does not speak it"
    causes = re.findall(r'(?:message|error): "((?:[^"\\]|\\.)*)"', text)
    return causes[-1] if causes else text.strip().splitlines()[0][:300]
