"""`publish` to a git server that speaks http and asks for a login."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support_cli import Run
from support_git import configured, git
from support_http import LOGIN, git_server
from support_publish import Scene, scene


@pytest.fixture
def at(tmp_path: Path, tenantry: Run) -> Scene:
    """A config repository whose remote takes pushes over http."""
    found = scene(tmp_path, tenantry)
    configured(found.remote, {"http.receivepack": "true"})
    return found


@pytest.fixture
def address(at: Scene) -> Iterator[str]:
    """The server; the login stands where CI jobs keep theirs, for this address only."""
    with git_server(at.remote.parent) as (found, _):
        configured(at.root, {"remote.origin.pushurl": f"{found}/remote.git"})
        configured(at.root, {f"http.{found}/.extraheader": f"Authorization: Basic {LOGIN}"})
        yield found


def test_it_is_published_and_read_back(at: Scene, address: str) -> None:
    assert at.published()["status"] == "published"
    at.change("paused: true\n")
    assert at.published()["status"] == "published"
    assert at.published()["status"] == "unchanged"
    assert len(at.history()) == 2
    assert address in git(at.root, "config", "remote.origin.pushurl")


def test_without_a_login_it_fails_and_never_asks(at: Scene, address: str) -> None:
    other = f"{address.replace('127.0.0.1', 'localhost')}/remote.git"
    ran = at.publish("--remote", other)
    assert (ran.code, at.tip(), len(ran.stderr.splitlines())) == (6, None, 1), ran
    ran = at.publish("--remote", other.replace("http://", "http://me:s3cret@"))
    assert (ran.code, at.tip(), "s3cret" in ran.stdout + ran.stderr) == (6, None, False), ran
    ran = at.publish("--remote", other.replace("http://", "http://ci:token@"))
    assert (ran.code, "token" in ran.stdout + ran.stderr) == (0, False), ran


def test_an_answer_that_never_comes_does_not_publish_twice(at: Scene) -> None:
    with git_server(at.remote.parent) as (address, cut):
        cut.append("/git-receive-pack")
        url = address.replace("http://", "http://ci:token@") + "/remote.git"
        ran = at.publish("--remote", url)
        assert (ran.code, cut) == (0, []), ran
        assert "Nothing new" in at.publish("--remote", url).stdout
    assert len(at.history()) == 1
