"""Two tenants whose default paths are one."""

from __future__ import annotations

from collections.abc import Iterator

from tenantry.diagnostics import Diagnostic, Related, codes
from tenantry.model.document import Span
from tenantry.rules.fleet import Store


def secret_path_collision(store: Store) -> Iterator[Diagnostic]:
    """Stands on `secrets.path`. A template without {integration} means one customer's tenants to share; any other way
    for two to meet is a template that joins names so that `a-b/c` reads as `a/b-c`."""
    settings = store.settings
    sharing = "{integration}" not in settings.model.secrets.path
    for owners in store.ownership.areas.values():
        if len(owners) > 1 and not (sharing and len({owner.partition("/")[2] for owner in owners}) == 1):
            yield Diagnostic(
                code=codes.SECRET_PATH_COLLISION,
                message=f"{' and '.join(sorted(owners))} would have one path for their credentials",
                span=settings.document.key("secrets", "path"),
                help="put / between the names in `secrets.path`",
                related=tuple(Related("one of them", Span(store.files[owner])) for owner in sorted(owners)),
                tenants=tuple(sorted(owners)),
            )
