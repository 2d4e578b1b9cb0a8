"""Random edits of a repository, as people make them and as nobody should."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from benchmarks.generate import generate

Files = dict[str, bytes]

_TENANT = (
    'schedule: {every: 1d, at: "02:30", timezone: Europe/Berlin}\n',
    'schedule: {cron: "0 4 * * *"}\n',
    "schedule: {every: 5m}\n",
    "schedule: {every: 7m}\n",
    "paused: true\n",
    'release: {pin: "1.0.0"}\n',
    'release: {pin: "1.1.0", reason: waits, owner: "@acme/ops", until: "2026-01-01"}\n',
    'release: {pin: "9.9.9", reason: waits}\n',
    "release: {channel: beta}\n",
    "release: {channel: nightly}\n",
    "configs: {mode: delta, batch_size: 11}\n",
    "configs: {mode: delta, batch_size: 1100}\n",
    "configs: {unknown: 1}\n",
    "connections: {slack: {path: shared/slack}}\n",
    "connections: {slack: {mount: kv/inner, path: shared/slack}}\n",
    "connections: {slack: {path: %(other)s/slack}}\n",
    "labels: {tier: gold, ring: canary}\n",
    "labels: {tier: gold}  # tenantry: ignore[TN412] no reason at all\n",
    "schedule: {every: 5m}  # tenantry: ignore[TN404] as agreed\n",
    "metadata: {token: ghp_abcdefghijklmnopqrstuvwxyz0123456789}\n",
    "labels: [broken\n",
    "colour: red\n",
    "",
)
_LAYER = (
    "schedule: {every: 1h}\n",
    'schedule: {cron: "30 2 * * *", timezone: Europe/Berlin}\n',
    "configs: {order_prefix: SO-, warehouse: HERE}\n",
    "configs: {order_prefix: lower, left_over: true}\n",
    "connections: {slack: {path: all/of/them}}\n",
    "labels: {region: [no]}\n",
    "release: {channel: beta}\n",
)
_OVERRIDE = (
    "allow: [guard]\nreason: r\nowner: '@a'\nuntil: '2026-12-24'\n",
    "allow: [soak]\nintegration: shopify-gorgias-0\nreason: r\nowner: '@a'\nuntil: '2026-11-01'\n",
    "allow: [guard]\nintegration: nowhere\nreason: r\nowner: '@a'\nuntil: '2026-12-24'\n",
    "allow: [everything]\n",
)
_INTEGRATION = (
    ('default: "1.1.0"', 'default: "1.2.0"'),
    ('default: "1.1.0"', 'default: "7.7.7"'),
    ("typical_run: 90s", "typical_run: 3h"),
    ("concurrency: 20", "concurrency: 2"),
    ("{auth: token, secrets: [webhook]}", "{auth: token, secrets: [webhook], scope: global}"),
    ("title:", "titel:"),
)
_RELEASE = (
    ("status: available", "status: deprecated\nreason: old"),
    ("status: available", "status: yanked\nreason: loses orders"),
    ("status: available", 'status: available\nend_of_life: "2026-12-01"'),
    ("maxLength: 40", "maxLength: 2"),
    ("batch_size:", "batch_count:"),
    ("connectors: [", "connectors: [nowhere, "),
)


def repository(tenants: int, seed: int, *, mistakes: float = 0.1) -> Files:
    """A generated repository."""
    return {path: text.encode() for path, text in generate(tenants, seed=seed, mistakes=mistakes).files.items()}


def edited(files: Mapping[str, bytes], chance: random.Random) -> Files:
    """The files after one to three edits."""
    result = dict(files)
    for _ in range(chance.randrange(1, 4)):
        chance.choices(_EDITS, _WEIGHTS)[0](result, chance)
    return dict(sorted(result.items()))


def _pick(files: Files, chance: random.Random, *, prefix: str, end: str) -> str | None:
    found = [path for path in files if path.startswith(prefix) and path.endswith(end)]
    return chance.choice(found) if found else None


def _tenant_of(files: Files, chance: random.Random) -> str:
    return chance.choice([path for path in files if path.startswith("tenants/") and "_defaults" not in path])


def _tenant(files: Files, chance: random.Random) -> None:
    path, other = _tenant_of(files, chance), _tenant_of(files, chance)
    text = chance.choice(_TENANT)
    if "%(other)s" in text:
        integration, name = other.split("/")[1], other.rpartition("/")[2].removesuffix(".yaml")
        text %= {"other": f"{integration}/{name}"}
    kept = files[path] if chance.random() < 0.5 and text else b""
    section = text.partition(":")[0]
    lines = kept.decode("utf-8", "replace").splitlines(keepends=True)
    files[path] = "".join([*(line for line in lines if not line.startswith(section)), text]).encode()


def _remove(files: Files, chance: random.Random) -> None:
    path = _tenant_of(files, chance)
    if sum(each.startswith("tenants/") for each in files) > 10:
        del files[path]


def _add(files: Files, chance: random.Random) -> None:
    path = _tenant_of(files, chance)
    folder = chance.choice([path.rpartition("/")[0], "/".join(path.split("/")[:2]), "tenants/nobody"])
    name = chance.choice([f"new-{chance.randrange(5)}", "Bad_Name", path.rpartition("/")[2][:-5]])
    files[f"{folder}/{name}.yaml"] = files[path]


def _move(files: Files, chance: random.Random) -> None:
    path = _tenant_of(files, chance)
    content = files.pop(path)
    files["/".join([*path.split("/")[:2], chance.choice(["asia", "new-group"]), path.rpartition("/")[2]])] = content


def _layer(files: Files, chance: random.Random) -> None:
    path = _pick(files, chance, prefix="tenants/", end="_defaults.yaml")
    if path is not None and chance.random() < 0.2:
        del files[path]
    elif path is not None:
        files[path] = chance.choice(_LAYER).encode()


def _replaced(prefix: str, end: str, choices: tuple[tuple[str, str], ...]) -> Callable[[Files, random.Random], None]:
    def edit(files: Files, chance: random.Random) -> None:
        path = _pick(files, chance, prefix=prefix, end=end)
        if path is not None:
            old, new = chance.choice(choices)
            files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return edit


def _rollout(files: Files, chance: random.Random) -> None:
    path = _pick(files, chance, prefix="integrations/", end="/beta.yaml")
    if path is not None:
        new = chance.choice([b"reached: everyone", b"reached: canary", b"reached: nowhere"])
        files[path] = files[path].replace(b"reached: half", new)


def _settings(files: Files, chance: random.Random) -> None:
    files["tenantry.yaml"] += b"# changed\n"
    del chance


def _moved(files: Files, chance: random.Random) -> None:
    """A channel of half of the integrations goes to another release."""
    for path in files:
        if path.endswith("/integration.yaml") and chance.random() < 0.5:
            files[path] = files[path].replace(b'default: "1.1.0"', b'default: "1.2.0"')


def _for_all(files: Files, chance: random.Random) -> None:
    """What every tenant inherits."""
    files["tenants/_defaults.yaml"] = chance.choice(_LAYER).encode()


def _override(files: Files, chance: random.Random) -> None:
    text = chance.choice(_OVERRIDE)
    files[f"overrides/{chance.choice('ab')}.yaml"] = text.encode()


_EDITS = (
    _tenant,
    _remove,
    _add,
    _move,
    _layer,
    _replaced("integrations/", "integration.yaml", _INTEGRATION),
    _replaced("integrations/", "release.yaml", _RELEASE),
    _replaced("integrations/", "PANDIUM.yaml", _RELEASE),
    _rollout,
    _settings,
    _moved,
    _for_all,
    _override,
)
_WEIGHTS = (10, 2, 3, 2, 3, 2, 2, 2, 1, 0.3, 1, 0.7, 1)
