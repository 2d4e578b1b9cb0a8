"""What publish.py and rollouts.py share: git, tenantry, and the interface of the forge that the job runs at."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

BOT = "github-actions[bot]"


def call(path: str, method: str = "GET", **body: Any) -> Any:
    """The answer to one request about this repository."""
    token = os.environ["GITHUB_TOKEN"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    data = json.dumps(body).encode() if body else None
    address = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    with urlopen(Request(address, data, headers, method=method), timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def pages(path: str) -> Iterator[Any]:
    """The items of a list, page by page."""
    for page in range(1, 100):
        found = call(f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}")
        yield from found
        if len(found) < 100:
            return


def log_in() -> None:
    """Git reaches the forge with the job's token, in this job's environment alone: nothing is written to disk."""
    pair = base64.b64encode(f"x-access-token:{os.environ['GITHUB_TOKEN']}".encode()).decode()
    print(f"::add-mask::{pair}", flush=True)
    os.environ |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{os.environ['GITHUB_SERVER_URL']}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {pair}",
    }


def show(text: str) -> None:
    """Prints what names of others are in: no line of it is a command to the runner."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", text, f"::{token}::", sep="\n", flush=True)


def git(*arguments: str) -> str:
    """What git says; CalledProcessError where it fails."""
    done = subprocess.run(["git", *arguments], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603, S607
    return done.stdout.strip()


def tenantry(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of tenantry, with what it printed; problems go to the log."""
    command = ["tenantry", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
