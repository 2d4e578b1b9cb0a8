"""Config repositories of any size, the same for the same seed: a realistic mix of what people declare, and mistakes.

`python tests/benchmarks/generate.py DIR --tenants 1000` writes one below DIR. A tenant's file has 25 to 50 lines and
about 1,000 bytes. Tenant n is the same in a repository of any size but for the integration that it belongs to, so that
two sizes differ in their number only. From 900 tenants on there are as many integrations as there will ever be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Final

SEED: Final = 20261124
PER_INTEGRATION: Final = 25
"""Tenants of one integration in small repositories; in larger ones it is their number that grows."""
INTEGRATIONS: Final = (3, 36)
VERSIONS: Final = ("1.0.0", "1.1.0", "1.2.0", "2.0.0-rc.1")
ADDED: Final = (
    "",
    "\n      locations: {type: array, items: {type: string, maxLength: 20}}",
    "\n      dry_run: {type: boolean, default: false}",
    "\n      parallel: {type: integer, minimum: 1, maximum: 8, default: 2}",
)
"""What each release adds to the options of the one before."""
GROUPS: Final = ("europe", "europe/dach", "europe/nordics", "america", "america/latam", "asia")
ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo", "UTC")
CONNECTORS: Final = ("shopify", "netsuite", "hubspot", "aws", "gorgias", "shipbob", "salesforce", "gusto")
WORDS: Final = (
    "acme",
    "alpen",
    "baltic",
    "cedar",
    "dune",
    "ember",
    "fjord",
    "grove",
    "harbor",
    "iris",
    "juniper",
    "koi",
)
SCHEDULES: Final = (
    ("schedule: {every: 15m}",),
    ("schedule: {every: 1h}",),
    ("schedule: {every: 6h}",),
    ('schedule: {every: 1d, at: "04:30", timezone: Europe/Berlin}',),
    ("schedule: {every: 1w, on: mon}",),
    ("schedule:", '  cron: "*/20 8-18 * * 1-5"', "  timezone: America/New_York"),
    ("schedule:", '  cron: "H H(0-5) * * *"  # at night'),
)
FIELDS: Final = (
    ("order.total_price", "amount"), ("order.shipping_lines", "shipCost"), ("order.customer.email", "entity.email"),
    ("line_items.sku", "item.externalId"), ("order.note", "memo"), ("order.tags", "custbody_tags"),
    ("refund.created_at", "tranDate"), ("order.currency", "currency"),
)  # fmt: skip
_FILES: Final = Path(__file__).with_name("repository")


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
    number = min(max(low, tenants // PER_INTEGRATION), high)
    names = [f"{_first(n)}-{_second(n)}-{n}" for n in range(number)]
    files = {"tenantry.yaml": _file("tenantry.yaml"), "tenants/_defaults.yaml": "labels: {fleet: generated}\n"}
    for index, name in enumerate(names):
        files |= _integration(name, index, concurrency=max(200, tenants // number))
    made = []
    for index in range(tenants):
        chance = random.Random(f"{seed}/tenant/{index}")
        which = index % number
        group = f"{chance.choice(GROUPS)}/" if chance.random() < 0.8 else ""
        path = f"tenants/{names[which]}/{group}{_tenant_name(index)}.yaml"
        lines = _tenant(chance, names[which], _tenant_name(index), (path.count("/"), which))
        if chance.random() < mistakes:
            line, column, code = _spoil(chance, lines)
            made.append(Mistake(path=path, line=line, column=column, code=code))
        files[path] = "\n".join(lines) + "\n"
    return Generated(files=dict(sorted(files.items())), mistakes=tuple(sorted(made, key=lambda each: each.path)))


def edited(text: str) -> str:
    """A tenant's file with one option changed; it stays sound, and can be edited again."""
    return re.sub(r"(?m)^  batch_size: (\d+)$", lambda found: f"  batch_size: {int(found[1]) % 490 + 10}", text)


def _file(name: str, /, **values: object) -> str:
    return Template((_FILES / name).read_text(encoding="utf-8")).substitute(values)


def _tenant_name(number: int) -> str:
    return f"{_pick(WORDS, number)}-{_pick(WORDS, number // len(WORDS))}-{number}"


def _pick(choices: tuple[str, ...], number: int) -> str:
    return choices[number % len(choices)]


def _first(number: int) -> str:
    return _pick(CONNECTORS[:4], number)


def _second(number: int) -> str:
    return _pick(CONNECTORS[4:], number // 4 + number)


def _integration(name: str, number: int, *, concurrency: int) -> dict[str, str]:
    """All files of one integration, its releases, the defaults of its groups, and a rollout in every third."""
    base, first, second = f"integrations/{name}", _first(number), _second(number)
    title = f"{first.title()} to {second.title()}, {number}"
    told = {"title": title, "first": first, "second": second, "concurrency": concurrency}
    files = {
        f"{base}/integration.yaml": _file("integration.yaml", **told),
        f"tenants/{name}/_defaults.yaml": "schedule: {every: 1h}\nconfigs:\n  order_prefix: SO-\n",
    }
    for group in GROUPS:
        zone = _pick(ZONES, GROUPS.index(group))
        text = f"labels: {{region: {group.rpartition('/')[2]}}}\n"
        if "/" not in group:
            text += f'configs:\n  warehouse: "{group.upper()}-1"\nmetadata: {{zone: "{zone}"}}\n'
        files[f"tenants/{name}/{group}/_defaults.yaml"] = text
    for index, version in enumerate(VERSIONS):
        folder = f"{base}/releases/{version}"
        commit = hashlib.sha1(f"{name} {version}".encode(), usedforsecurity=False).hexdigest()
        digest = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
        month = f"{index + 3:02}"
        files[f"{folder}/release.yaml"] = _file("release.yaml", name=name, month=month, commit=commit, digest=digest)
        more = "".join(ADDED[: index + 1])
        files[f"{folder}/PANDIUM.yaml"] = _file("PANDIUM.yaml", first=first, second=second, more=more)
    if number % 3 == 0:
        files[f"{base}/rollouts/beta.yaml"] = _file("beta.yaml")
    return files


def _tenant(chance: random.Random, integration: str, name: str, place: tuple[int, int]) -> list[str]:
    """A tenant file as lines, its `configs` last. `place` is the file's depth and the number of its integration."""
    depth, number = place
    lines = [f"# yaml-language-server: $schema={'../' * depth}schemas/tenants/{integration}.schema.json"]
    lines.append(
        f"# {name.title()}, a customer since 20{chance.randrange(15, 27)}; calls go to the desk of the region."
    )
    ring = "canary" if chance.random() < 0.02 else "main"
    lines += ["labels:", f"  tier: {chance.choice(('gold', 'silver', 'bronze'))}", f"  ring: {ring}"]
    lines.append(f"  segment: {chance.choice(('retail', 'wholesale', 'marketplace'))}")
    draw = chance.random()
    if draw < 0.05:
        reason = f"waits for change {chance.randrange(9000)}"
        lines.append(f'release: {{pin: "1.1.0", reason: {reason}, owner: "@acme/ops"}}')
    elif draw < 0.13:
        lines.append(f"release: {{channel: {chance.choice(('beta', 'latest'))}}}")
    if chance.random() < 0.5:
        lines += chance.choice(SCHEDULES)
    if chance.random() < 0.04:
        lines.append("paused: true")
    if chance.random() < 0.3:
        lines += ["connections:", f"  slack: {{path: {integration}/{name}/slack-alerts}}"]
    lines += ["metadata:", f"  contract: C-{chance.randrange(10_000, 99_999)}"]
    lines += [f"  renews: 2027-{chance.randrange(1, 13):02}-01", f"  contacts: [ops@{name}.example]"]
    lines.append(f"  desk: {{city: {chance.choice(('Berlin', 'Oslo', 'Porto', 'Lima'))}, hours: [8, 17]}}")
    return [*lines, "configs:", *_configs(chance, name, _first(number))]


def _configs(chance: random.Random, name: str, connector: str) -> list[str]:
    """The options of one tenant: plain ones, then lists and mappings, some in one line and some in many."""
    plain: dict[str, Any] = {
        "sync_orders": chance.random() < 0.5,
        "sync_refunds": chance.random() < 0.5,
        "mode": chance.choice(("full", "delta", "none")),
        "start_date": f"2026-{chance.randrange(1, 13):02}-01",
        "discount": chance.randrange(40) / 100,
        "tags": chance.sample(["a", "b", "c", "d"], 2),
        "note": f"Größe {chance.randrange(100)}: 100% «ok»",
        f"{connector}_store": f"{name}-store",
        "locations": [f"L-{chance.randrange(100, 1000)}" for _ in range(3)],
    }
    some = {"warehouse": f"W-{chance.randrange(900)}", "batch_size": chance.randrange(10, 500)}
    some |= {key: value for key, value in plain.items() if chance.random() < 0.6}
    lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in some.items()]
    lines.append("  # What leaves the orders, and where it arrives.")
    lines.append("  mappings:")
    for source, target in chance.sample(FIELDS, chance.randrange(2, 5)):
        lines += [f"    - source: {source}", f"      target: {target}", "      required: true"]
    if chance.random() < 0.7:
        lines.append("  endpoints:")
        for kind in chance.sample(("orders", "stock", "refunds"), 2):
            lines.append(f"    {kind}: https://{name}.example/api/v2/{kind}")
    if chance.random() < 0.5:
        lines += ["  limits:", f"    retries: {chance.randrange(9)}", f"    window: [{chance.randrange(9)}, 22]"]
    return lines


def _spoil(chance: random.Random, lines: list[str]) -> tuple[int, int, str]:
    """Puts one mistake into a tenant; the line and column of its place, and its code."""
    return chance.choice(_SPOILERS)(lines)


def _last(text: str, column: int, code: str) -> Callable[[list[str]], tuple[int, int, str]]:
    """A mistake by a line at the end."""

    def spoil(lines: list[str]) -> tuple[int, int, str]:
        if not text.startswith(" "):
            _remove(lines, text.partition(":")[0])
        lines.append(text)
        return len(lines), column, code

    return spoil


def _instead(old: str, new: str, column: int, code: str) -> Callable[[list[str]], tuple[int, int, str]]:
    """A mistake by another text for the last line that begins with `old`."""

    def spoil(lines: list[str]) -> tuple[int, int, str]:
        at = max(index for index, line in enumerate(lines) if line.startswith(old))
        lines[at] = new
        return at + 1, column, code

    return spoil


def _remove(lines: list[str], key: str) -> None:
    """Takes a key of the outermost level away, with what belongs to it."""
    for index, line in enumerate(lines):
        if line.startswith(f"{key}:"):
            end = index + 1
            while end < len(lines) and lines[end].startswith(" "):
                end += 1
            del lines[index:end]
            return


_SPOILERS: Final = (
    _last("  sync_ordres: true", 3, "TN220"),
    _last("  warehouse: second", 3, "TN102"),
    _last("pause: true", 1, "TN201"),
    _last("release: {channel: betta}", 20, "TN302"),
    _last("schedule: {every: 7m}", 19, "TN403"),
    _last('schedule: {every: 1d, at: "04:30", timezone: Europe/Berlln}', 46, "TN404"),
    _instead("labels:", "lables:", 1, "TN201"),
    _instead("  batch_size:", "  batch_size: many", 15, "TN221"),
    _instead("      required:", "      required: often", 17, "TN221"),
    _instead("      target:", "     target: memo", 6, "TN101"),
)


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
