"""What tests cannot do, so that they mean the same everywhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import pytest

from support_cli import Run

REACH = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=0.1)"


def test_no_test_reaches_the_network() -> None:
    with pytest.raises(RuntimeError, match="no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    with pytest.raises(RuntimeError, match="no network"):
        socket.getaddrinfo("example.com", 80)


def test_no_program_that_a_test_starts_does_either(tenantry: Run) -> None:
    assert tenantry("--version").code == 0
    around = {**os.environ, "PYTHONPATH": os.path.dirname(sys.modules["offline.sitecustomize"].__file__ or "")}
    done = subprocess.run([sys.executable, "-c", REACH], env=around, capture_output=True, check=False)
    assert b"no network" in done.stderr


def test_the_environment_is_the_same_everywhere() -> None:
    assert not [name for name in os.environ if name.startswith(("GIT_", "VAULT_", "BAO_", "NO_COLOR", "FORCE_COLOR"))]
    assert os.environ["LC_ALL"] == "C.UTF-8"
    assert time.strftime("%Z", time.localtime(0)) == "UTC"
