"""A Kapitan project that renders the same documents: one target for each tenant, and classes for what they share."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from layouts.tenants import Tenant, read, tenants, written

_FILES: Final = Path(__file__).with_name("kapitan")
_OWN: Final = ("labels", "configs", "connections", "metadata")
_SHARED: Final = ("version", "commit", "image", "base", "build", "run")


def lay(repository: Path, build: Path, out: Path) -> list[str]:
    """Writes the project into `out`; the names of its targets."""
    shutil.copytree(_FILES, out)
    classes = out / "inventory" / "classes"
    settings = read(repository / "tenantry.yaml")
    compiled = [{"output_path": ".", "input_type": "jinja2", "input_paths": ["templates"]}]
    common = {"environment": settings["environment"], "repository": settings["name"], **_layer(repository / "tenants")}
    written(classes / "common.yml", {"parameters": {"kapitan": {"compile": compiled}, **common}})
    for path in sorted(repository.glob("integrations/*")):
        _integration(path, repository, classes)
    return [_target(tenant, out / "inventory" / "targets") for tenant in tenants(repository, build)]


def _layer(folder: Path) -> dict[str, Any]:
    """What is inherited from a folder, but for schedules, which are worked out."""
    defaults = folder / "_defaults.yaml"
    return {key: value for key, value in read(defaults).items() if key in _OWN} if defaults.exists() else {}


def _integration(path: Path, repository: Path, classes: Path) -> None:
    """The classes of one integration, of its groups and of its releases."""
    declared = read(path / "integration.yaml")
    secrets = {name: each["secrets"] for name, each in declared["connectors"].items()}
    home = repository / "tenants" / path.name
    parameters = {"integration": path.name, "secrets": secrets, "timeout_seconds": 600, **_layer(home)}
    written(classes / "integration" / f"{path.name}.yml", {"parameters": parameters})
    for defaults in sorted(home.glob("*/**/_defaults.yaml")):
        group = "-".join(defaults.parent.relative_to(home).parts)
        written(classes / "group" / path.name / f"{group}.yml", {"parameters": _layer(defaults.parent)})
    for folder in sorted(path.glob("releases/*")):
        manifest = read(folder / "PANDIUM.yaml")
        record = {**read(folder / "release.yaml"), **manifest, "version": folder.name}
        options = manifest["configs"]["schema"]["properties"].items()
        defaults_of = {key: each["default"] for key, each in options if "default" in each}
        release = {"release": {key: record[key] for key in _SHARED}, "defaults": defaults_of}
        written(classes / "release" / path.name / f"{_dashed(folder.name)}.yml", {"parameters": release})


def _dashed(version: str) -> str:
    return version.replace(".", "-")


def _target(tenant: Tenant, folder: Path) -> str:
    """The file of one tenant: its own words, and what was worked out for it."""
    groups = ["-".join(tenant.groups[: index + 1]) for index in range(len(tenant.groups))]
    choice = {key: value for key, value in tenant.runtime["release"].items() if key not in _SHARED}
    data = {
        "classes": [
            "common",
            f"integration.{tenant.integration}",
            *(f"group.{tenant.integration}.{group}" for group in groups),
            f"release.{tenant.integration}.{_dashed(tenant.runtime['release']['version'])}",
        ],
        "parameters": {
            "kapitan": {"vars": {"target": tenant.unique}},
            "tenant": tenant.name,
            "choice": choice,
            "schedule": tenant.runtime["schedule"],
            **{key: tenant.declared[key] for key in _OWN if key in tenant.declared},
        },
    }
    written(folder / f"{tenant.unique}.yml", data)
    return tenant.unique


def differing(build: Path, compiled: Path) -> list[str]:
    """The artifacts of ours that Kapitan's documents are not equal to, read back as data."""
    found = []
    for path in sorted(build.glob("runtime/*/*.json")):
        integration, name = path.parent.name, path.stem
        theirs = compiled / f"{integration}-{name}"
        if json.loads(path.read_bytes()) != json.loads((theirs / "runtime.json").read_bytes()):
            found.append(str(path.relative_to(build)))
        ours = build / "kubernetes" / integration / f"{name}.yaml"
        if _documents(ours) != _documents(theirs / "kubernetes.yaml"):
            found.append(str(ours.relative_to(build)))
    return found


def _documents(path: Path) -> list[Any]:
    loaded = yaml.load_all(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return sorted(filter(None, loaded), key=lambda each: (each["kind"], each["metadata"]["name"]))
