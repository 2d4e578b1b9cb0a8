"""Opens a pull request for each rollout whose next step is open.

Each has a branch of its own, `tenantry/<integration>/<channel>`, which is made anew when the default branch has moved:
a soak counts from the commit before it. A branch on which somebody else committed is left alone.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from forge import call, git, log_in, pages, show, tenantry

MAIL = "tenantry-rollouts@users.noreply.github.com"
CLOSED = 5
"""The exit code where guard or gates refuse."""
WHO = ("-c", "user.name=tenantry rollouts", "-c", f"user.email={MAIL}")


def is_current(branch: str) -> bool:
    """Whether the branch is there and either made from what is checked out, or no longer ours."""
    if not git("ls-remote", "origin", f"refs/heads/{branch}"):
        return False
    git("fetch", "--quiet", "--no-tags", "origin", f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
    mail, parents = git("log", "-1", "--format=%ce %P", f"origin/{branch}").split(" ", 1)
    return mail != MAIL or parents == git("rev-parse", "HEAD")


def step(rollout: dict[str, Any]) -> tuple[int, str]:
    """Takes the next step in the worktree; returns the exit code, and what it is: nothing where a gate has closed."""
    integration, channel, wave = rollout["integration"], rollout["channel"], rollout["next"].get("wave")
    what = rollout["next"]["step"]
    options = ["--if-open"] if what == "advance" else []
    done = tenantry("rollout", what, integration, channel, *options)
    show(done.stdout)
    if done.returncode or not git("status", "--porcelain", "--", "integrations"):
        return done.returncode, ""
    name = f"wave {wave}" if what == "advance" else "the channel itself"
    return 0, f"{integration} {channel}: {rollout['from']} → {rollout['to']}, {name}"


def propose(branch: str, title: str) -> None:
    """Pushes what stands in the worktree and opens a pull request, if there is none."""
    start, base = git("rev-parse", "HEAD"), os.environ["GITHUB_REF_NAME"]
    old = git("for-each-ref", "--format=%(objectname)", f"refs/remotes/origin/{branch}")
    git("checkout", "--quiet", "--detach")
    git("add", "--", "integrations")
    git(*WHO, "commit", "--quiet", "-m", title)
    git("push", "--quiet", f"--force-with-lease=refs/heads/{branch}:{old}", "origin", f"HEAD:refs/heads/{branch}")
    git("checkout", "--quiet", start)
    owner = os.environ["GITHUB_REPOSITORY"].partition("/")[0]
    if not list(pages(f"pulls?state=open&head={owner}:{branch}")):
        body = "The next step of this rollout is open. The plan tells which tenants it moves."
        call("pulls", "POST", title=title, head=branch, base=base, body=body)


def main() -> int:
    """The exit code of a step that failed, else 0. A gate that is closed is no failure."""
    log_in()
    status = tenantry("rollout", "status", "--format", "json")
    if status.returncode:
        return status.returncode
    failed = 0
    for rollout in json.loads(status.stdout)["rollouts"]:
        branch = f"tenantry/{rollout['integration']}/{rollout['channel']}"
        if rollout["next"] and rollout["next"]["open"] and not is_current(branch):
            code, title = step(rollout)
            failed = failed if code in (0, CLOSED) else code
            if title:
                propose(branch, title)
            git("checkout", "--quiet", "--", "integrations")
    return failed


if __name__ == "__main__":
    sys.exit(main())
