"""A mount inside another."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.facts import Facts


def nested_mount(facts: Facts) -> Iterator[Diagnostic]:
    """Mounts never nest in a store, so such a one is a way around: below the mount `kv`, the mount `kv/data/orders`
    with the path `x` is the path `orders/data/x` of `kv`."""
    default = facts.declarations.settings.model.secrets.mount
    used = {entry.mount for installation in facts.installations for entry in installation.connections.values()}
    for installation in facts.installations:
        for name, connection in installation.connections.items():
            outer = next((each for each in sorted({default, *used}) if connection.mount.startswith(f"{each}/")), None)
            if outer is not None:
                yield Diagnostic(
                    code=codes.NESTED_MOUNT,
                    message=f"the mount of connector '{name}' lies inside the mount '{outer}'",
                    span=installation.origins[f"connections.{name}"][0].span,
                    help=f"write {{mount: {outer}, path: …}}, so that the path is the one that is read",
                    tenants=(installation.id,),
                )
