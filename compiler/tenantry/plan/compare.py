"""Two sets of installations → what happens to each tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tenantry.declare.layout import tenant_files
from tenantry.model.change import Action, FieldChange, TenantChange
from tenantry.model.compiled import Compiled
from tenantry.model.resolved import Installation
from tenantry.plan.cause import Causes
from tenantry.plan.digest import line
from tenantry.plan.fields import different, fields, told
from tenantry.plan.mask import Mask
from tenantry.plan.pieces import Differing, differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Every tenant that differs, by id. `exact` holds all differences, also those that are implied and not worth a
    line, as the digest covers them. `unread` are tenants of HEAD that are broken."""

    tenants: Sequence[TenantChange]
    exact: Mapping[str, str] = field(repr=False)
    unread: Sequence[str]
    rendered: Differing = field(repr=False)

    @classmethod
    def together(cls, found: Sequence[Compared]) -> Compared:
        """What differs in states whose parts were compared one by one."""
        return cls(
            tenants=sorted((change for each in found for change in each.tenants), key=lambda change: change.id),
            exact={tenant: said for each in found for tenant, said in each.exact.items()},
            unread=sorted(tenant for each in found for tenant in each.unread),
            rendered=Differing.together([each.rendered for each in found]),
        )


def compare(before: Compiled, after: Compiled) -> Compared:
    """Compares by meaning. A tenant that is declared but broken is neither added nor removed: of HEAD's nothing is said
    but its problems, of BASE's everything counts as changed."""
    old = {each.id: each for each in before.installations}
    new = {each.id: each for each in after.installations}
    broken_before = tenant_files(before.snapshot.files).keys() - old.keys()
    broken_after = tenant_files(after.snapshot.files).keys() - new.keys()
    rendered = differing(before, after)
    anew = rendered.tenants
    causes, mask = Causes(before, after), Mask(before, after)
    tenants: list[TenantChange] = []
    exact: dict[str, str] = {}
    for tenant in sorted({*old, *new} - broken_after):
        was, now = old.get(tenant), new.get(tenant)
        differs = {} if was is now else different(fields(was) if was else {}, fields(now) if now else {})
        if not differs and tenant not in anew:
            continue
        action = _action(was, now, mended=tenant in broken_before)
        listed = _listed(told(differs, whole=was is None or now is None), was, now, causes)
        tenants.append(TenantChange(id=tenant, action=action, changes=tuple(mask.changes(listed, was, now))))
        exact[tenant] = line(tenant, differs)
    return Compared(tenants=tenants, exact=exact, unread=sorted(broken_after), rendered=rendered)


def _action(was: Installation | None, now: Installation | None, *, mended: bool) -> Action:
    if was is None and not mended:
        return Action.ADD
    return Action.REMOVE if now is None else Action.CHANGE


def _listed(
    differs: Mapping[str, tuple[object, object]], was: Installation | None, now: Installation | None, causes: Causes
) -> Iterator[FieldChange]:
    for name, (before, after) in differs.items():
        yield FieldChange(field=name, before=before, after=after, cause=causes.of(name, was, now))
