"""What a vault cannot do as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from tenantry.diagnostics import Diagnostic, codes
from tenantry.targets.target import Apart, Work
from tenantry.targets.vault.options import Options
from tenantry.targets.vault.roles import identity

_TELLING: Final = ("{name}", "{integration}/{tenant}", "{tenant}/{integration}")
"""What no two tenants have in common."""


def check(work: Work, as_of: datetime) -> Iterator[Diagnostic]:
    """Policies for a store that is no vault, and identities that two tenants would share."""
    del as_of
    store = work.settings.model.secrets.store
    if store != "vault":
        yield Diagnostic(
            code=codes.NOT_EXPRESSIBLE,
            message=f"target vault renders policies, and the secrets of this repository are kept in {store}",
            span=work.option(),
            help="remove the target, or set `secrets.store` to vault",
        )
    for method, option in (("kubernetes", "service_account"), ("jwt", "subject")):
        named = sorted((identity(work, each, method), each.id) for each in work.installations)
        for who, pairs in groupby(named, key=lambda pair: pair[0]):
            tenants = tuple(tenant for _, tenant in pairs)
            if who and len(tenants) > 1:
                yield Diagnostic(
                    code=codes.SHARED_IDENTITY,
                    message=f"{' and '.join(tenants)} would log in as one by the auth method {method}",
                    span=work.option(method, option),
                    help="write {name}, or put between {integration} and {tenant} what names cannot hold, such as /",
                    tenants=tenants,
                )


def apart(options: Options) -> Apart:
    """As far as no template of an identity can give two tenants the same one."""
    templates = [options.kubernetes.service_account] if options.kubernetes is not None else []
    templates += [options.jwt.subject] if options.jwt is not None else []
    return Apart.RENDERS if all(any(part in each for part in _TELLING) for each in templates) else Apart.NO
