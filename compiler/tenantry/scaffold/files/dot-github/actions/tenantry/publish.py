"""Publishes each merge since the last publish in turn, and only with the plan that was approved where one is known.

The digest of that plan stands as a status on the commit that was reviewed. A merge that does something else is refused,
and nothing after it is published, until somebody starts the workflow by hand with the digest of what may be.
"""

from __future__ import annotations

import os
import re
import sys
from subprocess import CalledProcessError

from forge import BOT, git, log_in, pages, show, tenantry

BRANCH = "rendered"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def published() -> str | None:
    """The source commit of what is published; None where it is unknown or no ancestor of what is checked out."""
    if not git("ls-remote", "origin", f"refs/heads/{BRANCH}"):
        return None
    git("fetch", "--quiet", "--no-tags", "origin", f"refs/heads/{BRANCH}")
    source = git("log", "-1", "--format=%(trailers:key=Source-Commit,valueonly)", "FETCH_HEAD")
    try:
        git("merge-base", "--is-ancestor", source, "HEAD")
    except CalledProcessError:
        return None
    return source


def merges() -> list[tuple[str, str | None]]:
    """The commits to publish, oldest first, each with the digest that was approved for it, if one was."""
    before = published()
    commits = [git("rev-parse", "HEAD")]
    if before:
        commits = git("rev-list", "--first-parent", "--reverse", f"{before}..HEAD").split()
    found = [(commit, reviewed(commit)) for commit in commits]
    return [(commit, approved(head) if head else None) for commit, (last, head) in found if last]


def reviewed(commit: str) -> tuple[bool, str | None]:
    """Whether a commit ends what was merged at once, and the commit that was reviewed for it."""
    merged = [pull for pull in pages(f"commits/{commit}/pulls") if pull["merged_at"]]
    for pull in merged:
        if pull["merge_commit_sha"] == commit:
            return True, pull["head"]["sha"]
    return not merged, None


def approved(head: str) -> str | None:
    """The digest that tenantry-comment.yml recorded for a commit; the newest counts."""
    for status in pages(f"commits/{head}/statuses"):
        if status["context"] == "tenantry/plan" and (status["creator"] or {}).get("login") == BOT:
            return status["description"] if DIGEST.fullmatch(status["description"] or "") else None
    return None


def publish(commit: str, expect: str | None) -> int:
    """Publishes one commit; returns the exit code."""
    print(f"::group::{commit[:12]}, plan {expect or 'not recorded'}", flush=True)
    wanted = ["--expect", expect] if expect else []
    done = tenantry("publish", "--ref", commit, "--branch", BRANCH, *wanted)
    show(done.stdout)
    print("::endgroup::", flush=True)
    return done.returncode


def main() -> int:
    """The exit code of the first publish that fails, else 0."""
    log_in()
    by_hand = os.environ.get("EXPECT", "")
    if by_hand and not DIGEST.fullmatch(by_hand):
        print("the digest reads sha256: and 64 hexadecimal digits", file=sys.stderr)
        return 2
    wanted = [(git("rev-parse", "HEAD"), by_hand)] if by_hand else merges()
    for commit, expect in wanted:
        if code := publish(commit, expect):
            print(f"::error title=not published::{commit[:12]} is not published (exit code {code}): see the log")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
