"""A mount inside another."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, codes
from tenantry.rules.fleet import Store


def nested_mount(store: Store) -> Iterator[Diagnostic]:
    """Mounts never nest in a store, so such a one is a way around: below the mount `kv`, the mount `kv/data/orders`
    with the path `x` is the path `orders/data/x` of `kv`."""
    used = sorted({store.settings.model.secrets.mount, *(claim.mount for claim in store.claims)})
    for claim in store.claims:
        outer = next((each for each in used if claim.mount.startswith(f"{each}/")), None)
        if outer is not None:
            yield Diagnostic(
                code=codes.NESTED_MOUNT,
                message=f"the mount of connector '{claim.connector}' lies inside the mount '{outer}'",
                span=claim.written,
                help=f"write {{mount: {outer}, path: …}}, so that the path is the one that is read",
                tenants=(claim.tenant,),
            )
