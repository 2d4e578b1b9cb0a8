"""What all tests share: a closed environment, no network, and the tool in a process of its own or in this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

import offline.sitecustomize  # noqa: F401 (closes the network)
from support_cli import Ran, Run

settings.register_profile("tenantry", deadline=None)  # how busy the machine is says nothing about the code
settings.load_profile("tenantry")

ROOT = Path(__file__).resolve().parent.parent
IN_CI = bool(os.environ.get("CI"))
"""Whether this runs in CI, where what is missing is a failure."""
KEPT = frozenset({"PATH", "TMPDIR", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "VIRTUAL_ENV"})
"""Variables that tests see; every other (GIT_*, tokens, locale, proxies, colours) is taken away."""
KEPT_PREFIXES = ("TENANTRY_", "COV_", "COVERAGE_", "HYPOTHESIS_")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` writes what is expected anew from what is."""
    parser.addoption("--bless", action="store_true", help="rewrite golden files and pages from the present output")


@pytest.fixture(scope="session")
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be rewritten."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture(scope="session", autouse=True)
def closed_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same environment wherever the tests run."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background begin, and start others, without
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - KEPT:
            if not name.startswith(KEPT_PREFIXES):
                patch.delenv(name)
        for name, value in {"HOME": str(home), "TZ": "UTC", "LC_ALL": "C.UTF-8"}.items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of outside test data."""
    folder = Path(os.environ.get("TENANTRY_CORPORA", ROOT.parent / "shared" / "corpora"))
    if not folder.is_dir():
        say = pytest.fail if IN_CI else pytest.skip
        say(f"needs the outside corpora: set TENANTRY_CORPORA ({folder.name} is not beside the project)")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Writes a config repository from its files by path, below a folder of the test's own."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "config"
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write


@pytest.fixture(scope="session")
def tenantry() -> Run:
    """Runs the tool as people do, in a process of its own without network: arguments, `cwd`, `env` on top."""

    def run(*arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
        paths = os.pathsep.join((str(ROOT / "tests" / "offline"), str(ROOT / "compiler")))
        command = [sys.executable, "-m", "tenantry", *map(str, arguments)]
        around = {**os.environ, "PYTHONPATH": paths, **(env or {})}
        done = subprocess.run(command, cwd=cwd, env=around, capture_output=True, timeout=120, check=False)
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def invoke() -> Run:
    """Runs the tool in this process: quicker, and the same but for what only a process has."""

    def run(*arguments: str | Path) -> Ran:
        from click.testing import CliRunner  # noqa: PLC0415

        from tenantry.cli import main  # noqa: PLC0415

        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
        return Ran(done.exit_code, done.stdout, done.stderr)

    return run
