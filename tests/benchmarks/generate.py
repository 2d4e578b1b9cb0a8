"""Config repositories of any size, the same for the same seed: a realistic mix of what people declare, and mistakes.

`python tests/benchmarks/generate.py DIR --tenants 1000` writes one below DIR. Tenant n is the same in a repository of
any size but for the integration that it belongs to, so that two sizes differ in their number only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SEED: Final = 20261124
PER_INTEGRATION: Final = 400
"""Tenants of one integration, about; the number of integrations grows with that of tenants."""
INTEGRATIONS: Final = (3, 60)
VERSIONS: Final = ("1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1")
GROUPS: Final = ("europe", "europe/dach", "europe/nordics", "america", "america/latam", "asia")
ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo", "UTC")
CONNECTORS: Final = ("shopify", "netsuite", "hubspot", "aws", "gorgias", "shipbob", "salesforce", "gusto")
TIERS: Final = ("gold", "silver", "bronze")
SCHEDULES: Final = (
    '{every: 15m}',
    '{every: 1h}',
    '{every: 6h}',
    '{every: 1d, at: "04:30", timezone: Europe/Berlin}',
    '{every: 1w, on: mon}',
    '{cron: "*/20 8-18 * * 1-5", timezone: America/New_York}',
    '{cron: "H H(0-5) * * *"}',
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A mistake that was made on purpose: the diagnostic that must be found, and where its span begins."""

    path: str
    line: int
    column: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A whole repository: texts by path, sorted, and the mistakes in it."""

    files: Mapping[str, str]
    mistakes: tuple[Mistake, ...]

    def write(self, root: Path) -> None:
        """Writes all files below `root`."""
        folders = {(root / path).parent for path in self.files}
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path, text in self.files.items():
            (root / path).write_text(text, encoding="utf-8", newline="\n")


def generate(tenants: int, *, seed: int = SEED, mistakes: float = 0.0) -> Generated:
    """A repository of so many tenants. `mistakes` is the share of them, from 0 to 1, that has one mistake each."""
    low, high = INTEGRATIONS
    names = [f"{_pick(CONNECTORS, n)}-{_pick(CONNECTORS, n // 3 + n + 1)}-{n}"
             for n in range(min(max(low, tenants // PER_INTEGRATION), high))]  # fmt: skip
    files = {"tenantry.yaml": _SETTINGS, "tenants/_defaults.yaml": "labels: {fleet: generated}\n"}
    for number, name in enumerate(names):
        files |= _integration(name, random.Random(f"{seed}/integration/{number}"), moving=number % 3 == 0)
    made = []
    for number in range(tenants):
        chance = random.Random(f"{seed}/tenant/{number}")
        integration = names[number % len(names)]
        group = f"{chance.choice(GROUPS)}/" if chance.random() < 0.8 else ""
        path = f"tenants/{integration}/{group}{_tenant_name(number)}.yaml"
        lines = _tenant(chance, integration, _tenant_name(number), path.count("/"))
        if chance.random() < mistakes:
            line, column, code = _spoil(chance, lines)
            made.append(Mistake(path=path, line=line, column=column, code=code))
        files[path] = "\n".join(lines) + "\n"
    return Generated(files=dict(sorted(files.items())), mistakes=tuple(sorted(made, key=lambda each: each.path)))


def _tenant_name(number: int) -> str:
    words = ("acme", "alpen", "baltic", "cedar", "dune", "ember", "fjord", "grove", "harbor", "iris", "juniper", "koi")
    return f"{_pick(words, number)}-{_pick(words, number // len(words))}-{number}"


def _pick(choices: tuple[str, ...], number: int) -> str:
    return choices[number % len(choices)]


def _integration(name: str, chance: random.Random, *, moving: bool) -> dict[str, str]:
    """All files of one integration, its releases, the defaults of its groups, and a rollout where it is `moving`."""
    base, first, second = f"integrations/{name}", chance.choice(CONNECTORS[:4]), chance.choice(CONNECTORS[4:])
    files = {
        f"{base}/integration.yaml": _INTEGRATION.format(name=name, first=first, second=second),
        f"tenants/{name}/_defaults.yaml": "schedule: {every: 1h}\nconfigs:\n  order_prefix: SO-\n",
    }
    for group in GROUPS:
        zone = _pick(ZONES, GROUPS.index(group))
        text = f"labels: {{region: {group.rpartition('/')[2]}}}\n"
        if "/" not in group:
            text += f'configs:\n  warehouse: "{group.upper()}-1"\nmetadata: {{zone: "{zone}"}}\n'
        files[f"tenants/{name}/{group}/_defaults.yaml"] = text
    for month, version in enumerate(VERSIONS, 3):
        folder = f"{base}/releases/{version}"
        commit = hashlib.sha1(f"{name} {version}".encode(), usedforsecurity=False).hexdigest()
        digest = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
        files[f"{folder}/release.yaml"] = _RELEASE.format(name=name, month=month, commit=commit, digest=digest)
        files[f"{folder}/PANDIUM.yaml"] = _MANIFEST.format(first=first, second=second)
    if moving:
        files[f"{base}/rollouts/beta.yaml"] = _ROLLOUT
    return files


def _tenant(chance: random.Random, integration: str, name: str, depth: int) -> list[str]:
    """A tenant file as lines; the second is always `labels`, the last always belongs to `configs`."""
    lines = [f"# yaml-language-server: $schema={'../' * depth}schemas/tenants/{integration}.schema.json"]
    ring = "canary" if chance.random() < 0.02 else "main"
    lines.append(f"labels: {{tier: {chance.choice(TIERS)}, ring: {ring}}}")
    draw = chance.random()
    if draw < 0.05:
        lines.append(
            f'release: {{pin: "1.1.0", reason: waits for change {chance.randrange(9000)}, owner: "@acme/ops"}}'
        )
    elif draw < 0.13:
        lines.append(f"release: {{channel: {chance.choice(('beta', 'latest'))}}}")
    if chance.random() < 0.4:
        lines.append(f"schedule: {chance.choice(SCHEDULES)}")
    if chance.random() < 0.04:
        lines.append("paused: true")
    if chance.random() < 0.1:
        lines.append("connections:")
        lines.append(f"  slack: {{path: {integration}/{name}/slack-alerts}}")
    lines.append("configs:")
    return lines + [f"  {name}: {json.dumps(value)}" for name, value in _configs(chance).items()]


def _configs(chance: random.Random) -> dict[str, Any]:
    some = {
        "sync_orders": chance.random() < 0.5,
        "batch_size": chance.randrange(10, 500),
        "mode": chance.choice(("full", "delta", "none")),
        "start_date": f"2026-{chance.randrange(1, 13):02}-01",
        "tags": chance.sample(["a", "b", "c", "d"], 2),
        "note": f"Größe {chance.randrange(100)}: 100% «ok»",
    }
    return {"warehouse": f"W-{chance.randrange(900)}"} | {k: v for k, v in some.items() if chance.random() < 0.5}


def _spoil(chance: random.Random, lines: list[str]) -> tuple[int, int, str]:
    """Puts one mistake into a tenant; the line and column of its place, and its code."""
    last = len(lines)
    kind = chance.randrange(5)
    if kind == 0:
        lines.append("  sync_ordres: true")
        return last + 1, 3, "TN220"
    if kind == 1:
        lines[1] = lines[1].replace("labels:", "lables:")
        return 2, 1, "TN201"
    if kind == 2:
        lines.append("  csv_export: 1.10")
        return last + 1, 15, "TN221"
    if kind == 3:
        lines.append("  warehouse: second")
        return last + 1, 3, "TN102"
    lines.append("schedule : {every: 7m}" if not any(line.startswith("schedule") for line in lines) else "pause: yes")
    return (last + 1, 20, "TN403") if lines[-1].startswith("schedule") else (last + 1, 1, "TN201")


_SETTINGS: Final = """\
version: 1
name: generated
environment: prod
schedule: {min_interval: 5m, spread: true}
secrets: {store: vault, address: "https://vault.example.com:8200", mount: kv}
rules:
  - name: pins-have-an-owner
    when: has(tenant.release.pin)
    require: has(tenant.release.owner)
    message: a pin needs an owner
targets:
  kubernetes: {namespace: integrations, secret_store: vault}
"""
_INTEGRATION: Final = """\
title: {name}
owners: ["@acme/{name}"]
channels: {{default: "1.1.0", beta: "1.2.0"}}
connectors:
  {first}: {{auth: oauth2, secrets: [access_token, shop]}}
  {second}: {{auth: token, secrets: [account, token]}}
  slack: {{auth: token, secrets: [webhook]}}
schedule: {{options: [15m, 1h, 6h, 1d, 1w], default: 1h, cron: true}}
limits: {{concurrency: 200, typical_run: 90s, timeout: 10m}}
"""
_RELEASE: Final = """\
built_at: "2026-{month:02}-01T09:00:00Z"
commit: {commit}
image: registry.example.com/acme/{name}@sha256:{digest}
status: available
"""
_MANIFEST: Final = """\
version: 0.4
base: node:24
build: npm ci && npm run build
run: node dist/index.js
connectors: [{first}, {second}, slack]
configs:
  schema:
    type: object
    required: [warehouse]
    properties:
      sync_orders: {{type: boolean, default: true}}
      warehouse: {{type: string, maxLength: 40}}
      order_prefix: {{type: string, default: SO-, pattern: "^[A-Z-]*$"}}
      batch_size: {{type: integer, min: 10, max: 500, default: 100}}
      csv_export: {{type: boolean, default: false}}
      mode:
        type: string
        oneOf: [{{const: full, title: All}}, {{const: delta, title: Changes}}, {{const: none, title: Nothing}}]
        default: delta
      start_date: {{type: string, format: date}}
      tags: {{type: array, items: {{type: string, enum: [a, b, c, d]}}}}
      note: {{type: string}}
      folder: {{$ref: "#/definitions/folder", type: string}}
    definitions:
      folder: {{enum: [placeholder]}}
"""
_ROLLOUT: Final = """\
from: "1.2.0"
to: "2.0.0-rc.1"
waves:
  - {name: canary, select: {ring: canary}, soak: 24h}
  - {name: tenth, percent: 10, soak: 48h}
  - {name: everyone, percent: 100}
reached: tenth
since: "2026-11-20T09:00:00Z"
"""


def main() -> None:
    """Writes a repository and prints its mistakes, one a line, as `path:line:column code`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--mistakes", type=float, default=0.0, help="share of tenants with a mistake, 0 to 1")
    asked = parser.parse_args()
    made = generate(asked.tenants, seed=asked.seed, mistakes=asked.mistakes)
    made.write(asked.folder)
    for mistake in made.mistakes:
        print(f"{mistake.path}:{mistake.line}:{mistake.column} {mistake.code}")


if __name__ == "__main__":
    main()
