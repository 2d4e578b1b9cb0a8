"""The targets that tenantry.yaml chooses, each with its options checked by the target's own model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from tenantry.declare.shape import TARGET, check
from tenantry.diagnostics import Diagnostic, codes, nearest
from tenantry.model.declared import Declared, SettingsFile
from tenantry.targets import target_named, target_names

ALWAYS = "runtime"


def target_options(
    settings: Declared[SettingsFile], only: Sequence[str] = ()
) -> tuple[Mapping[str, BaseModel], list[Diagnostic]]:
    """Options by target name; `runtime` is always there. `only` asks for these targets instead of the chosen ones."""
    document, problems = settings.document, []
    options: dict[str, BaseModel] = {}
    for name in sorted({*settings.model.targets, *only, ALWAYS}):
        target = target_named(name)
        if target is None:
            problems.append(
                Diagnostic(
                    code=codes.UNKNOWN_TARGET,
                    message=f"there is no target '{name}'",
                    span=document.key("targets", name),
                    help=nearest(name, target_names()),
                )
            )
            continue
        if document.get("targets", name) is None:
            options[name] = target.options()
            continue
        checked, found = check(target.options, document, family=lambda _: TARGET, below=("targets", name))
        problems += found
        if checked is not None:
            options[name] = checked
    return {name: value for name, value in options.items() if not only or name in only or name == ALWAYS}, problems
