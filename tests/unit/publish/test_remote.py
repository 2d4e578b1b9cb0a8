"""Remotes that move, refuse, fail or cannot be named."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from support_cli import Run
from support_git import configured, evil, git
from support_publish import RUNTIME, Scene, scene, state_of
from tenantry.git import push


@pytest.fixture
def at(tmp_path: Path, invoke: Run) -> Scene:
    """A config repository that was published once and has a change since."""
    found = scene(tmp_path, invoke)
    found.published()
    found.change("paused: true\n")
    return found


def before_push(monkeypatch: pytest.MonkeyPatch, action: object) -> None:
    """Does something between each plan and its push."""
    real = push.Remote.push

    def pushed(self: push.Remote, old: str | None, new: str) -> str | None:
        assert callable(action)
        action()
        return real(self, old, new)

    monkeypatch.setattr(push.Remote, "push", pushed)


def hook(at: Scene, name: str, script: str) -> None:
    path = at.remote / "hooks" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def once(action: object) -> object:
    done: list[bool] = []

    def run() -> None:
        if not done:
            done.append(True)
            assert callable(action)
            action()

    return run


def test_a_branch_that_moved_gets_a_new_plan(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before_push(monkeypatch, once(lambda: at.by_hand({"NOTES.md": "mine"})))
    found = at.published()
    assert (found["status"], [each["path"] for each in found["drift"]]) == ("published", ["NOTES.md"])
    assert len(at.history()) == 3
    assert "NOTES.md" not in at.files()


def test_another_plan_than_the_approved_one_is_not_published_after_a_race(
    at: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = at.change("paused: true\nlabels: {a: b}\n")
    at.change("paused: true\n")
    digest = at.published("--dry-run")["plan"]["digest"]
    before_push(monkeypatch, once(lambda: _publish_elsewhere(at, between)))
    ran = at.publish("--expect", digest)
    assert (ran.code, "approved" in ran.stdout) == (5, True)
    assert git(at.remote, "log", "-1", "--format=%(trailers:key=Source-Commit,valueonly)", "rendered") == between


def _publish_elsewhere(at: Scene, commit: str) -> None:
    """As `publish` in another process does, past the function that the test replaced."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    command = [sys.executable, "-m", "tenantry", "publish", "--as-of", "2026-11-24", "--ref", commit, "-C", at.root]
    subprocess.run(command, check=True, capture_output=True, cwd=at.root)


def test_who_is_overtaken_by_a_later_commit_does_not_go_back(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = git(at.root, "rev-parse", "HEAD")
    later = at.change("paused: true\nlabels: {a: b}\n")
    before_push(monkeypatch, once(lambda: _publish_elsewhere(at, later)))
    ran = at.publish("--ref", mine)
    assert (ran.code, "comes after this one" in ran.stdout) == (5, True), ran
    assert git(at.remote, "log", "-1", "--format=%(trailers:key=Source-Commit,valueonly)", "rendered") == later


def test_a_rollback_goes_back_also_past_a_change_by_hand(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    old = git(at.root, "rev-parse", "HEAD~1")
    at.published()
    before_push(monkeypatch, once(lambda: at.by_hand({"NOTES.md": "mine"})))
    found = at.published("--ref", old)
    assert (found["status"], found["back"], len(found["drift"])) == ("published", True, 1)


def test_a_lost_answer_is_no_lost_push_where_others_went_on(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, later = git(at.root, "rev-parse", "HEAD"), at.change("paused: true\nlabels: {a: b}\n")
    real = push.Remote.push

    def pushed(self: push.Remote, old: str | None, new: str) -> str | None:
        real(self, old, new)
        _publish_elsewhere(at, later)
        return "the connection was lost"

    monkeypatch.setattr(push.Remote, "push", pushed)
    found = at.published("--ref", mine)
    assert (found["status"], found["commit"]) == ("published", at.history()[1])


def test_a_race_that_never_ends_is_lost_for_good(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from tenantry.publish import publish  # noqa: PLC0415

    monkeypatch.setattr(publish, "ATTEMPTS", 3)
    before_push(monkeypatch, lambda: at.by_hand({"NOTES.md": f"{len(at.history())}"}))
    ran = at.publish()
    assert (ran.code, "Lost" in ran.stdout) == (5, True)
    assert len(at.history()) == 4
    assert at.litter() == []


def test_a_lost_answer_is_not_a_lost_push(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    real = push.Remote.push
    monkeypatch.setattr(push.Remote, "push", lambda *given: real(*given) or "the connection was lost")
    found = at.published()
    assert (found["status"], found["commit"]) == ("published", at.tip())


def test_a_branch_that_is_deleted_meanwhile_is_published_anew(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before_push(monkeypatch, once(lambda: git(at.remote, "update-ref", "-d", "refs/heads/rendered")))
    found = at.published()
    assert (found["status"], found["parent"], len(at.history())) == ("published", None, 1)


def test_a_protected_branch_fails_with_the_words_of_the_server(at: Scene) -> None:
    hook(at, "pre-receive", "echo 'this branch is protected' >&2; exit 1")
    tip = at.tip()
    ran = at.publish()
    assert (ran.code, at.tip(), ran.stdout) == (6, tip, "")
    assert "this branch is protected" in ran.stderr
    assert "pre-receive hook declined" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_remote_that_cannot_be_reached_fails_in_one_line(at: Scene, tmp_path: Path) -> None:
    for remote in (f"file://{tmp_path}/none.git", "ssh://git@127.0.0.1:1/x.git", "http://me:s3cret@127.0.0.1:1/x.git"):
        ran = at.publish("--remote", remote)
        assert (ran.code, ran.stdout, len(ran.stderr.splitlines())) == (6, "", 1), ran
        assert "s3cret" not in ran.stderr


@pytest.mark.parametrize(
    "remote",
    [
        "orign",
        "",
        "-x",
        "ext::sh -c true",
        "git://127.0.0.1/x",
        "http://192.0.2.1/x",
        "ftp://x/y",
        "a\nb",
        "--upload-pack=x",
    ],
)
def test_what_cannot_be_a_remote_is_wrong_usage(at: Scene, remote: str) -> None:
    ran = at.publish(f"--remote={remote}")
    assert (ran.code, ran.stdout) == (2, ""), ran


@pytest.mark.parametrize("branch", ["", "-x", "a..b", "a b", "x.lock", "refs/heads/", "a\nb", "@{u}"])
def test_what_cannot_be_a_branch_is_wrong_usage(at: Scene, branch: str) -> None:
    assert at.publish(f"--branch={branch}").code == 2


def test_a_name_that_is_nearly_a_remote_is_told(at: Scene) -> None:
    assert "did you mean 'origin'?" in at.publish("--remote", "orign").stderr


def test_a_path_is_relative_to_the_current_folder(at: Scene, tenantry: Run) -> None:
    around = at.root.parent
    ran = tenantry("publish", "--remote", "remote.git", "--branch", "other", "-C", at.root, cwd=around)
    assert ran.code == 0, ran
    assert at.tip("other") is not None


def test_the_settings_of_the_caller_count_and_no_hook_runs(at: Scene, tmp_path: Path, tenantry: Run) -> None:
    canary = evil(tmp_path)
    for name in ("pre-push", "reference-transaction", "post-commit"):
        (at.root / ".git" / "hooks" / name).symlink_to(tmp_path / "evil")
    configured(at.root, {f"url.{at.remote}.insteadOf": "https://git.example.org/", "core.fsmonitor": str(canary)})
    configured(at.root, {"user.name": "Ada", "user.email": "ada@example.org"})
    around = {"GIT_DIR": "/nonexistent", "GIT_OBJECT_DIRECTORY": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent"}
    ran = tenantry("publish", "--remote", "https://git.example.org/", "-C", at.root, env=around)
    assert ran.code == 0, ran
    assert git(at.remote, "log", "-1", "--format=%an <%ae>", "rendered") == "Ada <ada@example.org>"
    assert not canary.exists()


def test_the_settings_of_somebody_else_are_not_believed(at: Scene, tmp_path: Path, tenantry: Run) -> None:
    canary, tip = evil(tmp_path), at.tip()
    configured(at.root, {"core.sshCommand": str(tmp_path / "evil")})
    theirs = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}  # what git's own tests make it believe
    ran = tenantry("publish", "--remote", "ssh://git@127.0.0.1/x.git", "-C", at.root, env=theirs)
    assert (ran.code, "does not trust" in ran.stderr, at.tip(), canary.exists()) == (2, True, tip, False), ran


def test_what_a_killed_run_left_is_swept_and_a_dry_run_leaves_nothing(at: Scene) -> None:
    left = at.root / ".git" / "objects" / "tmp_objdir-tenantry-00"
    (left / "pack").mkdir(parents=True)
    before = state_of(at.root)
    tip = at.tip()
    assert at.published("--dry-run")["status"] == "planned"
    assert (at.tip(), at.litter(), state_of(at.root)) == (tip, [], before)


def test_a_shallow_clone_that_has_both_ends_may_publish(at: Scene, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{at.root}", str(shallow))
    before = (shallow / ".git" / "shallow").read_bytes()
    ran = at.run("publish", "--remote", at.remote, "--as-of", "2026-11-24", "-C", shallow)
    assert ran.code == 0, ran
    assert (shallow / ".git" / "shallow").read_bytes() == before
    assert '"paused": true' in at.files()[RUNTIME]


def test_a_clone_that_cannot_be_written_is_wrong_usage(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tenantry.git.overlay.os.mkdir", refused)
    ran = at.publish()
    assert (ran.code, "cannot be written" in ran.stderr) == (2, True)
