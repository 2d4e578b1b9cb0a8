"""The ways in which a command comes to what it says: from what earlier runs left, without it, and by one compile of
everything."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

import pytest
from click.testing import CliRunner

from support_cli import Ran
from support_git import git
from tenantry.cli import known, main, planned
from tenantry.incremental import pieces
from tenantry.incremental import whole as incremental
from tenantry.source import doubt

AS_OF = "2026-11-24T09:00:00Z"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("validate", "--format", "json"),
    ("plan", "{base}", "--format", "json", "--exit-code"),
    ("plan", "{base}", "{head}", "--format", "json"),
    ("plan", "{base}", "--format", "markdown"),
    ("plan", "{base}", "--format", "html"),
)
_TARGETS: Mapping[str, tuple[str, ...]] = {
    "airflow": ("{}",),
    "argo-workflows": ("{}",),
    "crontab": ("{}",),
    "eventbridge": ("{}",),
    "kubernetes": ("{namespace: integrations, secret_store: vault}", "{}"),
    "systemd": ("{}",),
    "temporal": ("{}",),
    "vault": ("{}", "{agent: true}"),
}
_SECRETS = (
    "",
    'secrets: {store: vault, mount: kv, path: "t/{tenant}/{integration}/{connector}"}\n',
    'secrets: {store: vault, mount: kv, path: "{integration}-{tenant}/{connector}"}\n',
    'secrets: {store: vault, mount: kv, global_path: "{integration}/acme-acme-0/{connector}"}\n',
)
_PARTS = (
    """freezes:
  - {name: today, from: "2026-11-20T00:00", to: "2026-11-24T09:00", timezone: UTC, reason: sale}
  - {name: next, from: "2026-11-24T08:00", to: "2026-11-24T19:00", timezone: Europe/Berlin, reason: sale}
""",
    "severity: {TN404: error, TN411: error, TN412: error, TN414: error}\n",
    """approvals:
  - {when: [release, rollout, configs], owners: integration}
  - {when: [guard, schedule], owners: ["@acme/platform"]}
""",
    "guard: {max_changed: 1, max_removed: 0}\n",
    """rules:
  - {name: pins, when: has(tenant.release.pin), require: has(tenant.release.owner), message: a pin needs an owner}
  - {name: gold, require: tenant.labels.tier != 'gold', message: no gold, severity: warning}
""",
)
_OVERRIDES = (
    'allow: [guard]\nreason: r\nowner: "@a"\nuntil: "2026-11-24"\n',
    'allow: [freeze]\nintegration: nowhere\nreason: r\nowner: "@a"\nuntil: "2026-12-24"\n',
    'allow: [soak, hold]\nintegration: shopify-gorgias-0\nreason: r\nowner: "@a"\nuntil: "2026-11-23"\n',
)


def ask(root: Path, *arguments: str, cache: Path | None, as_of: str = AS_OF, jobs: int = 1) -> Ran:
    """Runs a command in this process with a cache, or with none."""
    environment = {"XDG_CACHE_HOME": str(cache)} if cache is not None else {}
    options = ["--as-of", as_of, "--jobs", str(jobs), *([] if cache is not None else ["--no-cache"])]
    words = ["-C", str(root), arguments[0], *options, *arguments[1:]]
    done = CliRunner(env=environment).invoke(main, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)


def whole(root: Path, *arguments: str, as_of: str = AS_OF) -> Ran:
    """Runs a command by one compile of everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "anew", lambda *_, **__: None)
        patch.setattr(planned, "_recalled", lambda *_, **__: None)
        return ask(root, *arguments, cache=None, as_of=as_of)


def by_processes(root: Path, *arguments: str, cache: Path | None, as_of: str = AS_OF) -> Ran:
    """Runs a command piece by piece, by two processes, however few tenants there are, with no content in memory."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (pieces, incremental):
            patch.setattr(module, "FEW", 0)
        patch.setattr(known, "HELD", 0)
        patch.setattr(doubt, "MANY", 0)
        return ask(root, *arguments, cache=cache, as_of=as_of, jobs=2)


def agree(root: Path, *arguments: str, cache: Path, as_of: str = AS_OF) -> Ran:
    """What all ways of a command say alike: with what earlier runs left, once more, without, by several processes with
    and without, and as a whole."""
    expected = whole(root, *arguments, as_of=as_of)
    ways = {
        "warm": ask(root, *arguments, cache=cache, as_of=as_of),
        "again": by_processes(root, *arguments, cache=cache, as_of=as_of),
        "without": ask(root, *arguments, cache=None, as_of=as_of),
        "by processes": by_processes(root, *arguments, cache=None, as_of=as_of),
        "warm, by processes": by_processes(root, *arguments, cache=cache / "of-processes", as_of=as_of),
    }
    for way, found in ways.items():
        assert found == expected, (way, arguments, _difference(found, expected))
    return expected


def state_of(files: Mapping[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The files with other settings: targets, freezes, severities, rules and whatever else commands answer by."""
    names = chance.sample(sorted(_TARGETS), chance.choice([1, 2, 3]))
    written = [*(part for part in _PARTS if chance.random() < 0.5), chance.choice(_SECRETS)]
    written.append("targets:\n" + "".join(f"  {name}: {chance.choice(_TARGETS[name])}\n" for name in names))
    overrides = {"overrides/one.yaml": chance.choice(_OVERRIDES).encode()} if chance.random() < 0.5 else {}
    return {**files, **overrides, "tenantry.yaml": "".join(["version: 1\nname: generated\n", *written]).encode()}


def _difference(found: Ran, expected: Ran) -> list[str]:
    texts = [[f"exit {each.code}", *each.stdout.splitlines(), *each.stderr.splitlines()] for each in (found, expected)]
    return list(unified_diff(*texts, n=2, lineterm=""))[:60]


def lay(root: Path, files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> None:
    """Makes the files below a folder those, where they were others before."""
    known = before or {}
    for path in known.keys() - files.keys():
        (root / path).unlink()
    for path, content in files.items():
        if known.get(path) != content:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)


def committed(root: Path) -> str:
    """Commits what lies below a folder; the commit's id."""
    git(root, "add", "-A", ".")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "state")
    return git(root, "rev-parse", "HEAD")


def entries(cache: Path) -> list[str]:
    """The files of a cache that holds one repository."""
    return sorted(os.listdir(next(cache.glob("tenantry/*"))))
