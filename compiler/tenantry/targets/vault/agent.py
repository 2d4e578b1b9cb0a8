"""The agent of one tenant, in the JSON form of its configuration: logs in, writes one file of variables, ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from tenantry.model.declared import SettingsFile
from tenantry.model.resolved import Installation
from tenantry.secrets.places import places
from tenantry.targets.vault.options import Agent

_ESCAPED: Final = ("\\", '"', "`", "$")
"""What a backslash must precede between double quotes in a file of `EnvironmentFile=` (systemd.exec(5)); line ends
stand for themselves there."""


def agent(settings: SettingsFile, options: Agent, installation: Installation, name: str) -> Mapping[str, Any]:
    """The configuration. A key that is not there fails the agent, and with it the unit that waits for the file."""
    address = settings.secrets.address
    return {
        **({"vault": {"address": address}} if address is not None else {}),
        "exit_after_auth": True,
        "auto_auth": {"method": [_method(options, name)]},
        "template_config": {"exit_on_retry_failure": True},
        "template": [
            {
                "contents": "".join(_template(installation)),
                "destination": f"{options.directory}/{name}.env",
                "perms": "0600",
                "error_on_missing_key": True,
            }
        ],
    }


def _method(options: Agent, name: str) -> Mapping[str, Any]:
    folder = f"{options.login}/{name}"
    config: dict[str, Any] = {"role": name, "token_path": f"{folder}/jwt"}
    if options.method == "approle":
        config = {
            "role_id_file_path": f"{folder}/role-id",
            "secret_id_file_path": f"{folder}/secret-id",
            "remove_secret_id_file_after_reading": False,
        }
    elif options.method == "jwt":
        config = {"role": name, "path": f"{folder}/jwt", "remove_jwt_after_reading": False}
    return {"type": options.method, "mount_path": f"auth/{options.method}", "config": config}


def _template(installation: Installation) -> Iterator[str]:
    """A block for each path, a line for each variable, in the template language of the agent."""
    for place in places(installation.secrets):
        yield f'{{{{ with secret "{place.mount}/data/{place.path}" }}}}'
        for variable, key in place.keys.items():
            yield f'{variable}="{{{{ index .Data.data "{key}"{_escaping()} }}}}"\n'
        yield "{{ end }}"


@lru_cache(maxsize=1)
def _escaping() -> str:
    """Filters that put a backslash before each character that needs one, the backslash itself first."""
    quoted = [(_go(text), _go(f"\\{text}")) for text in _ESCAPED]
    return "".join(f" | replaceAll {before} {after}" for before, after in quoted)


def _go(text: str) -> str:
    """A string of Go's template language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
