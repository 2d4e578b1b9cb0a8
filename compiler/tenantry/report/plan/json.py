"""A plan as JSON (CONTRACT §4.3). Beyond the contract: `settings`, `reaches`, `rerendered`, `connections`,
`secrets`, `targets`, `fires`, `overrides`, `outliers`, `unread`, and `introduced` in each diagnostic."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tenantry.model.change import Action, ArtifactCount, FieldChange, Group, Plan, Reach, Rerendered, SettingChange
from tenantry.model.document import Span
from tenantry.report.escape import json_text
from tenantry.report.json import entries
from tenantry.report.plan.asked import Asked


def json_plan(plan: Plan, asked: Asked) -> str:
    """The whole plan."""
    del asked
    return json_text(data(plan))


def data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data, as its schema describes it."""
    return {
        "version": 1,
        "base": {"ref": plan.base.ref, "commit": plan.base.commit},
        "head": {"ref": plan.head.ref, "commit": plan.head.commit, "dirty": plan.head.dirty},
        "digest": plan.digest,
        "summary": {
            "tenants": plan.head.tenants,
            "added": plan.count(Action.ADD),
            "removed": plan.count(Action.REMOVE),
            "changed": plan.count(Action.CHANGE),
            "artifacts": _count(plan.total),
        },
        "groups": [{**_change(group), "tenants": list(group.tenants)} for group in plan.groups],
        "tenants": [
            {"id": each.id, "action": each.action.value, "changes": [_change(change) for change in each.changes]}
            for each in plan.tenants
        ],
        "schedule": _schedule(plan),
        "guard": {"tripped": plan.guard.tripped, "limits": dict(plan.guard.limits)},
        "approvals": [{"owner": each.owner, "because": each.because} for each in plan.approvals],
        "diagnostics": _diagnostics(plan),
        **_beyond(plan),
    }


def _beyond(plan: Plan) -> dict[str, Any]:
    return {
        "settings": [_setting(each) for each in plan.settings],
        "reaches": [_reach(each) for each in plan.reaches],
        "rerendered": [_rerendered(each) for each in plan.rerendered],
        "connections": [{**asdict(each), "keys": list(each.keys)} for each in plan.connections],
        "secrets": [{**each._asdict(), "tenants": list(tenants)} for each, tenants in plan.secrets.items()],
        "targets": {target: _count(count) for target, count in plan.artifacts.items()},
        "fires": [
            {
                "tenant": each.tenant,
                "before": [time.isoformat() for time in each.before],
                "after": [time.isoformat() for time in each.after],
            }
            for each in plan.fires
        ],
        "overrides": [{**asdict(each), "allow": list(each.allow)} for each in plan.overrides],
        "outliers": sorted(plan.outliers),
        "unread": list(plan.unread),
    }


def _count(count: ArtifactCount) -> dict[str, int]:
    return {"created": count.created, "updated": count.updated, "deleted": count.deleted}


def _change(change: FieldChange | Group) -> dict[str, Any]:
    return {
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "cause": _place(change.cause),
    }


def _schedule(plan: Plan) -> dict[str, Any]:
    before, after = plan.pace
    return {
        "runs_per_day": {"before": round(float(before.runs_per_day), 3), "after": round(float(after.runs_per_day), 3)},
        "peak_per_minute": {"before": before.peak_per_minute, "after": after.peak_per_minute},
    }


def _diagnostics(plan: Plan) -> list[dict[str, Any]]:
    """Those that the change introduces first."""
    shown = [(problem, True) for problem in entries(plan.introduced)]
    shown += [(problem, False) for problem in entries(plan.known)]
    return [{**problem, "introduced": introduced} for problem, introduced in shown]


def _setting(setting: SettingChange) -> dict[str, Any]:
    return {
        "path": setting.path,
        "field": setting.field or None,
        "before": setting.before,
        "after": setting.after,
        "cause": _place(setting.cause),
        "loosens": setting.loosens,
    }


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "integration": reach.integration,
        "channel": reach.channel,
        "release": reach.release,
        "tenants": reach.tenants,
        "unable": [
            {"tenant": tenant, "diagnostics": entries(problems)} for tenant, problems in sorted(reach.unable.items())
        ],
    }


def _rerendered(each: Rerendered) -> dict[str, Any]:
    return {
        "target": each.target,
        "artifacts": each.artifacts,
        "tenants": list(each.tenants),
        "cause": _place(each.cause) if each.cause else None,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column}
