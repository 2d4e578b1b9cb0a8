"""Random repositories that are valid, and random edits that keep them so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import yaml

from support_compile import base_files

Files = Mapping[str, str]
Data = dict[str, object]
GROUPS = ("", "eu/", "us/", "eu/north/")
SETTINGS = "tenantry.yaml"
INTEGRATION = "integrations/orders/integration.yaml"
ROLLOUT = "integrations/orders/rollouts/beta.yaml"
DEFAULTS = tuple(f"tenants/{folder}_defaults.yaml" for folder in ("", "orders/", "orders/eu/", "orders/us/"))


def repository(random: Random) -> dict[str, str]:
    """The base repository with up to a dozen more tenants, defaults and targets."""
    files = {path: content.decode() for path, content in base_files().items()}
    files[SETTINGS] += "targets: {kubernetes: {}, vault: {}}\n"
    for index in range(random.randint(2, 12)):
        files[f"tenants/orders/{random.choice(GROUPS)}t{index}.yaml"] = dumped(_tenant(random))
    for path in random.sample(DEFAULTS, random.randint(0, 3)):
        files[path] = dumped(_layer(random))
    return files


def edit(files: Files, random: Random) -> dict[str, str]:
    """The repository after one random edit; now and then it changes nothing."""
    change = random.choice(EDITS)
    return change(dict(files), random)


def dumped(data: Data) -> str:
    """Data as a file; an empty one holds what means nothing."""
    return yaml.safe_dump(data or {"labels": {}}, sort_keys=False)


def tenants(files: Files) -> list[str]:
    """The paths of all tenants."""
    return [path for path in sorted(files) if path.startswith("tenants/") and not path.endswith("_defaults.yaml")]


def _layer(random: Random) -> Data:
    keys = random.sample(("labels", "configs", "schedule", "paused", "metadata"), random.randint(0, 3))
    return {key: _value(key, random) for key in keys}


def _tenant(random: Random) -> Data:
    keys = random.sample(
        ("labels", "configs", "schedule", "paused", "metadata", "release", "connections"), random.randint(0, 4)
    )
    return {key: _value(key, random) for key in keys}


def _value(key: str, random: Random) -> object:
    values: dict[str, list[object]] = {
        "labels": [{"tier": "gold"}, {"tier": "free", "ring": "canary"}, {"ring": None}, {}, None],
        "configs": [{"region": "us"}, {"batch_size": 1}, {"batch_size": 2, "api_label": "x"}, {"region": None}],
        "schedule": [{"every": "15m"}, {"every": "1d", "at": "02:30", "timezone": "Asia/Tokyo"}, {"cron": "H 3 * * *"}],
        "paused": [True, False],
        "metadata": [{"a": 1}, {"a": 1.0}, {"a": True}, {"b": {"x": [1, 2]}}, {}],
        "release": [{"channel": "beta"}, {"channel": "latest"}, *({"pin": "1.0.0", "reason": each} for each in "rs")],
        "connections": [{"shop": {"path": "other/place"}}, {"shop": {"keys": {"token": "t"}}}, {}],
    }  # fmt: skip
    return random.choice(values[key])


def _edit_tenant(files: dict[str, str], random: Random) -> dict[str, str]:
    path = random.choice(tenants(files))
    data = yaml.safe_load(files[path])
    key = random.choice(("labels", "configs", "schedule", "paused", "metadata", "release", "connections"))
    if key in data and random.random() < 0.3:
        del data[key]
    else:
        data[key] = _value(key, random)
    return {**files, path: dumped(data)}


def _edit_defaults(files: dict[str, str], random: Random) -> dict[str, str]:
    path = random.choice(DEFAULTS)
    if path in files and random.random() < 0.3:
        del files[path]
        return files
    return {**files, path: dumped(_layer(random))}


def _add(files: dict[str, str], random: Random) -> dict[str, str]:
    name = f"n{random.randint(0, 99)}"
    known = {path.rpartition("/")[2] for path in files}
    if f"{name}.yaml" in known:
        return files
    return {**files, f"tenants/orders/{random.choice(GROUPS)}{name}.yaml": dumped(_tenant(random))}


def _remove(files: dict[str, str], random: Random) -> dict[str, str]:
    del files[random.choice(tenants(files))]
    return files


def _move(files: dict[str, str], random: Random) -> dict[str, str]:
    path = random.choice(tenants(files))
    text = files.pop(path)
    return {**files, f"tenants/orders/{random.choice(GROUPS)}{path.rpartition('/')[2]}": text}


def _settings(files: dict[str, str], random: Random) -> dict[str, str]:
    data = yaml.safe_load(files[SETTINGS])
    choices: list[Data] = [
        {"environment": random.choice(("prod", "dev"))},
        {"timezone": random.choice(("UTC", "Asia/Tokyo"))},
        {"schedule": {"spread": random.choice((True, False))}},
        {"secrets": {"path": random.choice(("{integration}/{tenant}/{connector}", "x/{tenant}/{connector}"))}},
        {"targets": {"kubernetes": {"namespace": random.choice(("a", "b"))}, "vault": {}}},
        {"targets": {"kubernetes": {}}},
        {"guard": {"max_changed": random.choice(("10%", "90%"))}},
    ]
    return {**files, SETTINGS: dumped({**data, **random.choice(choices)})}


def _integration(files: dict[str, str], random: Random) -> dict[str, str]:
    data = yaml.safe_load(files[INTEGRATION])
    choices: list[Data] = [
        {"channels": {"default": random.choice(("1.0.0", "1.1.0")), "beta": random.choice(("1.0.0", "1.1.0"))}},
        {"limits": {"timeout": random.choice(("5m", "10m"))}},
        {"connectors": {"shop": {"auth": "api_key", "secrets": random.choice((["token"], ["token", "shop"]))}}},
        {"schedule": {"options": ["15m", "1h", "1d"], "default": random.choice(("1h", "1d"))}},
        {"title": random.choice(("A", "B"))},
    ]
    return {**files, INTEGRATION: dumped({**data, **random.choice(choices)})}


def _rollout(files: dict[str, str], random: Random) -> dict[str, str]:
    if ROLLOUT in files and random.random() < 0.3:
        del files[ROLLOUT]
        return files
    waves = [{"name": "canary", "select": {"ring": "canary"}}, {"name": "half", "percent": 50}]
    data: Data = {"from": "1.0.0", "to": "1.1.0", "waves": waves}
    reached = random.choice((None, "canary", "half"))
    if reached:
        data |= {"reached": reached, "since": "2026-11-20T09:00:00Z"}
    return {**files, ROLLOUT: dumped(data)}


def _comment(files: dict[str, str], random: Random) -> dict[str, str]:
    path = random.choice(sorted(files))
    return {**files, path: f"# a line above\n{files[path]}"}


EDITS: tuple[Callable[[dict[str, str], Random], dict[str, str]], ...] = (
    _edit_tenant,
    _edit_tenant,
    _edit_tenant,
    _edit_defaults,
    _add,
    _remove,
    _move,
    _settings,
    _integration,
    _rollout,
    _comment,
)
