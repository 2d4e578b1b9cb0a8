"""The sample integration `order-feed` in a git repository of its own, and a config repository that records it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support_runner import ROOT

FEED = ROOT / "tests" / "runner" / "order-feed"
RELEASE = "integrations/orders/releases/1.0.0"
_IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.com")


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints."""
    done = subprocess.run(["git", *_IDENTITY, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def feed_source(folder: Path) -> str:
    """Makes the repository and gives the commit of a release; its branch has moved on since."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for file in FEED.iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "link").symlink_to("feed.py")
    (folder / ".gitattributes").write_text("* filter=evil\nfeed.py export-ignore\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    commit = git(folder, "rev-parse", "HEAD")
    (folder / "feed.py").write_text("raise SystemExit(9)\n")
    git(folder, "commit", "-qam", "two")
    return commit


def feed_files(source: Path, commit: str) -> dict[str, str]:
    """The files of a config repository that records the commit as release 1.0.0 of `orders`."""
    integration = 'title: Feed\nowners: [a]\nchannels: {default: "1.0.0"}\n'
    integration += f"source: {{repository: {source}}}\nconnectors: {{shop: {{secrets: [token]}}}}\n"
    return {
        "integrations/orders/integration.yaml": integration,
        f"{RELEASE}/release.yaml": f'built_at: "2026-11-01T00:00:00Z"\ncommit: "{commit}"\nstatus: available\n',
        f"{RELEASE}/PANDIUM.yaml": (FEED / "PANDIUM.yaml").read_text(),
    }
