"""`tenantry publish`: what is committed, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support_cli import Run
from support_git import commit, git
from support_publish import ACME, RUNTIME, Scene, scene, state_of
from tenantry import __version__

DEFAULTS = "tenants/_defaults.yaml"


@pytest.fixture
def at(tmp_path: Path, invoke: Run) -> Scene:
    """A config repository that was never published."""
    return scene(tmp_path, invoke)


def digest(at: Scene, *arguments: str) -> str:
    found = json.loads(at.run("plan", *arguments, "--as-of", "2026-11-24", "--format", "json", "-C", at.root).stdout)
    return str(found["digest"])


def test_the_first_publish_is_the_compiled_tree_in_one_commit(at: Scene, tmp_path: Path) -> None:
    found = at.published()
    assert (found["status"], found["base"], found["parent"], found["commit"]) == ("published", None, None, at.tip())
    at.run("compile", "--ref", "HEAD", "--out", tmp_path / "build", "-C", at.root)
    assert at.files() == {path: text.decode().strip() for path, text in state_of(tmp_path / "build").items()}
    assert len(at.history()) == 1
    assert git(at.remote, "for-each-ref", "--format=%(refname)") == "refs/heads/rendered"


def test_the_message_tells_where_it_came_from(at: Scene) -> None:
    found = at.published()
    message = git(at.remote, "log", "-1", "--format=%B", "rendered")
    trailers = dict(line.split(": ", 1) for line in message.split("\n\n")[-1].splitlines())
    assert trailers["Source-Commit"] == found["source"] == git(at.root, "rev-parse", "HEAD")
    assert trailers["Plan-Digest"] == found["plan"]["digest"]
    assert trailers["Tree-Digest"] == found["tree"] == json.loads(at.files()["manifest.json"])["digest"]
    assert trailers["Compiler"].startswith("tenantry ")
    assert trailers["Tzdata"] == json.loads(at.files()["manifest.json"])["tzdata"]
    assert git(at.remote, "fsck", "--strict") == ""


def test_nothing_new_is_no_commit(at: Scene) -> None:
    at.published()
    tip = at.tip()
    assert at.published()["status"] == "unchanged"
    (at.root / "README.md").write_text("words\n")
    commit(at.root)
    assert at.published()["status"] == "unchanged"
    assert at.tip() == tip


def test_a_change_is_a_commit_on_top(at: Scene) -> None:
    at.published()
    first, before = at.tip(), at.files()
    at.change("paused: true\n")
    found = at.published()
    assert at.history() == [found["commit"], first]
    after = at.files()
    assert {path for path in after if after[path] != before[path]} == {RUNTIME, "manifest.json"}
    assert found["base"] != found["source"]


def test_quiet_prints_the_commit_that_the_branch_holds(at: Scene) -> None:
    assert at.publish("-q").stdout.strip() == at.tip()
    assert at.publish("-q").stdout.strip() == at.tip()


def test_a_setting_that_renders_nothing_is_published_too(at: Scene) -> None:
    at.published()
    at.change("version: 1\nenvironment: prod\nguard: {max_changed: 100%}\n", "tenantry.yaml")
    assert at.published()["status"] == "published"
    at.change("labels: {a: b}\n", DEFAULTS)
    assert at.published()["status"] == "published"


def test_only_the_commit_counts_and_the_clone_is_left_as_it_was(at: Scene) -> None:
    (at.root / ACME).write_text("paused: true\n")
    git(at.root, "add", "-A")
    before = state_of(at.root)
    at.published()
    assert state_of(at.root) == before
    assert json.loads(at.files()[RUNTIME])["schedule"]["paused"] is False


def test_two_machines_make_the_same_commit(at: Scene, tmp_path: Path) -> None:
    other = tmp_path / "other.git"
    git(tmp_path, "init", "--quiet", "--bare", str(other))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(at.root), str(clone))
    at.published()
    assert at.run("publish", "--remote", other, "--as-of", "2026-11-24", "-C", clone).code == 0
    assert git(other, "rev-parse", "rendered") == at.tip()


def test_a_rollback_is_the_publish_of_an_older_commit(at: Scene) -> None:
    old = git(at.root, "rev-parse", "HEAD")
    at.published()
    before = at.files()
    at.change("paused: true\n")
    at.published()
    found = at.published("--ref", old)
    assert (found["back"], found["plan"]["summary"]["changed"]) == (True, 1)
    assert at.files() == before
    assert len(at.history()) == 3


def test_the_approved_plan_is_published_and_no_other(at: Scene) -> None:
    git(at.root, "commit", "--quiet", "--amend", "-m", "one")
    first = at.published("--dry-run")["plan"]["digest"]
    assert at.tip() is None
    wrong = at.publish("--expect", "sha256:" + "0" * 64)
    assert (wrong.code, at.tip()) == (5, None)
    assert at.published("--expect", first)["status"] == "published"
    base = git(at.root, "rev-parse", "HEAD")
    at.change("paused: true\n")
    tip, planned = at.tip(), digest(at, base, "HEAD")
    assert at.publish("--expect", first).code == 5
    assert at.tip() == tip
    assert at.published("--expect", planned)["status"] == "published"
    assert at.published("--expect", planned)["status"] == "unchanged"


def test_the_first_digest_is_that_of_the_plan_from_nothing(at: Scene) -> None:
    head = git(at.root, "rev-parse", "HEAD")
    empty = git(at.root, "commit-tree", git(at.root, "mktree"), "-m", "nothing yet")
    made = git(at.root, "commit-tree", f"{head}^{{tree}}", "-p", empty, "-m", "first")
    git(at.root, "reset", "--quiet", "--hard", made)
    assert at.published("--expect", digest(at, empty, "HEAD"))["status"] == "published"


@pytest.mark.parametrize("text", ["", "abc", "sha256:" + "G" * 64])
def test_a_digest_that_is_none_approves_nothing(at: Scene, text: str) -> None:
    assert at.publish("--expect", text).code == 5
    assert at.tip() is None


def test_the_guard_judges_by_what_is_published(at: Scene) -> None:
    at.published()
    tip = at.tip()
    at.change("version: 1\nenvironment: prod\nguard: {max_changed: 100%}\n", "tenantry.yaml")
    at.change("labels: {a: b}\n", DEFAULTS)
    ran = at.publish()
    assert (ran.code, "TN801" in ran.stdout, at.tip()) == (5, True, tip)
    override = 'allow: [guard]\nreason: all of them, agreed\nowner: "@a/b"\nuntil: "2026-12-01"\n'
    at.change(override, "overrides/all.yaml")
    assert at.published()["status"] == "published"


def test_an_empty_fleet_is_not_published_first(at: Scene) -> None:
    git(at.root, "rm", "-r", "--quiet", "tenants")
    commit(at.root)
    ran = at.publish()
    assert (ran.code, "there is no tenant" in ran.stdout, at.tip()) == (5, True, None)


def test_errors_publish_nothing(at: Scene) -> None:
    at.change("release: {channel: bata}\n")
    ran = at.publish()
    assert (ran.code, "TN302" in ran.stderr, at.tip()) == (1, True, None)


def test_drift_is_reported_and_repaired_and_stays_in_history(at: Scene) -> None:
    at.published()
    before = at.files()
    hand = at.by_hand({RUNTIME: "{}", "NOTES.md": "mine", "runtime/orders/borealis.json": None})
    found = at.published()
    assert [(each["code"], each["path"]) for each in found["drift"]] == [
        ("TN840", RUNTIME),
        ("TN840", "runtime/orders/borealis.json"),
        ("TN840", "NOTES.md"),
    ]
    assert (at.files(), at.history()[:2]) == (before, [found["commit"], hand])
    assert at.published()["status"] == "unchanged"


def test_drift_reads_as_its_page_says(at: Scene) -> None:
    from tenantry.diagnostics.codes import BY_ID  # noqa: PLC0415
    from tenantry.diagnostics.page import read_page  # noqa: PLC0415

    at.published()
    at.by_hand({RUNTIME: "{}"})
    ran = at.publish("--dry-run", "--color", "never")
    assert ran.stderr in read_page(BY_ID["TN840"]).text


def test_an_edited_manifest_is_drift_and_does_not_say_what_was_published(at: Scene) -> None:
    at.published()
    at.change("paused: true\n")
    head = at.published()["source"]
    text = at.files()["manifest.json"]
    at.by_hand({"manifest.json": text.replace(head, git(at.root, "rev-parse", "HEAD~1"))})
    found = at.published()
    assert (found["base"], [each["path"] for each in found["drift"]]) == (head, ["manifest.json"])


def test_a_revert_on_the_branch_is_the_older_state(at: Scene) -> None:
    old = at.published()["source"]
    at.change("paused: true\n")
    at.published()
    older = {path: f"{text}\n" for path, text in at.files("rendered~1").items()}
    at.by_hand(dict(older))
    found = at.published()
    assert (found["base"], found["drift"], found["plan"]["summary"]["changed"]) == (old, [], 1)


def test_a_branch_that_is_not_ours_is_left_alone(at: Scene) -> None:
    git(at.root, "push", "--quiet", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/rendered")
    for branch in ("main", "rendered"):
        ran = at.publish("--branch", branch)
        assert (ran.code, "not ours" in ran.stderr) == (2, True), ran
    assert at.tip() == at.tip("main") == git(at.root, "rev-parse", "HEAD")


def test_a_branch_with_an_empty_tree_is_filled(at: Scene) -> None:
    empty = git(at.remote, "commit-tree", git(at.remote, "mktree"), "-m", "made empty")
    git(at.remote, "update-ref", "refs/heads/rendered", empty)
    assert at.published()["parent"] is None
    assert at.history()[1] == empty


def test_a_branch_that_was_emptied_by_hand_does_not_disarm_the_guard(at: Scene) -> None:
    at.published()
    at.by_hand(dict.fromkeys(at.files()))
    at.change("labels: {a: b}\n", DEFAULTS)
    ran = at.publish()
    assert (ran.code, "TN801" in ran.stdout, ran.stderr.count("TN840")) == (5, True, 3)


def test_much_drift_is_told_in_short(at: Scene) -> None:
    at.published()
    at.by_hand({f"note-{index}": "x" for index in range(50)})
    assert "… and 30 more (-v shows all)" in at.publish("--dry-run").stderr
    assert at.publish("--dry-run", "-v").stderr.count("TN840") == 50


def test_drift_that_is_an_error_stops_until_somebody_looked(at: Scene) -> None:
    at.change("version: 1\nenvironment: prod\nseverity: {TN840: error}\n", "tenantry.yaml")
    at.published()
    before = at.files()
    hand = at.by_hand({RUNTIME: "{}"})
    at.change("version: 1\nenvironment: prod\n", "tenantry.yaml")
    ran = at.publish()
    assert (ran.code, "error[TN840]" in ran.stderr, at.tip()) == (1, True, hand)
    at.by_hand({RUNTIME: before[RUNTIME] + "\n"})
    assert at.published()["status"] == "published"


def test_trailers_that_a_hand_made_commit_kept_say_nothing(at: Scene) -> None:
    source = at.published()["source"]
    manifest = at.files()["manifest.json"]
    message = git(at.remote, "log", "-1", "--format=%B", "rendered")
    forged = at.change("paused: true\n")
    at.by_hand({"manifest.json": manifest.replace(source, forged)})
    tree = git(at.remote, "rev-parse", "rendered^{tree}")
    made = git(at.remote, "commit-tree", tree, "-p", "rendered~1", "-m", message)
    git(at.remote, "update-ref", "refs/heads/rendered", made)
    assert at.published()["base"] == source


def test_what_is_published_must_be_at_hand(at: Scene, tmp_path: Path) -> None:
    at.published()
    other = tmp_path / "later"
    git(tmp_path, "clone", "--quiet", str(at.root), str(other))
    at.change("paused: true\n")
    at.published()
    (other / ACME).write_text("paused: true\nlabels: {a: b}\n")
    commit(other)
    tip = at.tip()
    ran = at.run("publish", "--remote", at.remote, "-C", other)
    assert (ran.code, "not in this clone" in ran.stderr, "fetch" in ran.stderr) == (2, True, True)
    assert at.tip() == tip


def test_two_config_repositories_do_not_share_a_branch(at: Scene, tmp_path: Path) -> None:
    at.published()
    git(at.root, "mv", "-k", "tenantry.yaml", "integrations", "tenants", str(_made(at.root / "two")))
    commit(at.root)
    ran = at.run("publish", "-C", at.root / "two")
    assert (ran.code, "'two'" in ran.stderr) == (2, True), ran


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_other_tools_alone_change_is_told_apart(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr("tenantry.cli.published.tzdata_version", lambda: "2001a")
        older.setattr("tenantry.targets.runtime.runtime", lambda installation: {"version": 0})
        assert at.published()["retooled"] is None
    at.change("paused: true\n")
    found = at.published("--dry-run")
    assert found["retooled"] == {"compiler": __version__, "tzdata": "2001a", "artifacts": 2}
    assert found["plan"]["summary"]["changed"] == 1
    assert f"before by compiler {__version__} with tz database 2001a; 2 artifacts differ" in at.publish().stdout
    assert at.published()["retooled"] is None
