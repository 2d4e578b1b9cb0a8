"""What `why` and `why-not` say is what was resolved, over random repositories."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from support_compile import AS_OF
from support_plan import INTEGRATION, state
from tenantry.model.compiled import Compiled
from tenantry.model.document import Document
from tenantry.model.resolved import Origin
from tenantry.report.why import WHY
from tenantry.rollouts import why_not

CHANNELS = """\
title: Orders to ledger
owners: ["@example/integrations"]
channels: {{default: "{default}", beta: "{beta}"}}
connectors:
  shop: {{auth: api_key, secrets: [token]}}
"""
VERSIONS = ("1.0.0", "1.1.0")
versions = st.sampled_from(VERSIONS)
choices = st.one_of(
    st.just(""),
    st.sampled_from(["default", "beta", "latest"]).map("release: {{channel: {}}}\n".format),
    versions.map('release: {{pin: "{}", reason: asked}}\n'.format),
)
rings = st.sampled_from(["", "labels: {ring: canary}\n", "labels: {ring: late}\n"])


@st.composite
def repositories(draw: st.DrawFn) -> Compiled:
    """Tenants on layers, channels, pins and a rollout that may be under way."""
    files: dict[str, str | None] = {
        INTEGRATION: CHANNELS.format(default=draw(versions), beta=draw(versions)),
        "tenants/_defaults.yaml": draw(choices) or None,
        "tenants/orders/_defaults.yaml": (draw(choices) + draw(rings)) or None,
    }
    for number in range(draw(st.integers(1, 6))):
        files[f"tenants/orders/t{number}.yaml"] = "paused: false\n" + draw(choices) + draw(rings)
    if draw(st.booleans()):
        reached = draw(st.sampled_from(["", "reached: canary\n", "reached: half\n"]))
        waves = "  - {name: canary, select: {ring: canary}, soak: 1h}\n  - {name: half, percent: 50}\n"
        since = 'since: "2026-11-20T00:00:00Z"\n' if reached else ""
        path = f"integrations/orders/rollouts/{draw(st.sampled_from(['default', 'beta']))}.yaml"
        files[path] = f'from: "1.0.0"\nto: "1.1.0"\nwaves:\n{waves}{reached}{since}'
    return state(files)


def value(found: Compiled, origin: Origin) -> object:
    """The plain value that stands at an origin's place."""
    document: Document = found.documents[origin.span.path]
    keys = next(keys for keys, node in document.nodes.items() if node.value == origin.span)
    return document.get(*keys)


@settings(max_examples=60, deadline=None)
@given(repositories())
def test_the_first_place_of_why_holds_the_release(found: Compiled) -> None:
    assert found.installations
    assert found.declarations is not None
    for each in found.installations:
        first = value(found, each.origins["release"][0])
        if each.release.channel == "latest":
            assert first == found.declarations.releases["orders"][each.release.version].file.model.built_at
        else:
            assert first == each.release.version
        told = json.loads(WHY["json"](each))
        assert (told["release"], told["channel"], told["wave"]) == (
            each.release.version,
            each.release.channel,
            each.release.wave,
        )
        assert re.search(rf"runs {re.escape(each.release.version)}\b", WHY["text"](each))


@settings(max_examples=60, deadline=None)
@given(repositories())
def test_no_gate_is_closed_on_what_runs_and_one_is_on_all_else(found: Compiled) -> None:
    assert found.declarations is not None
    for each in found.installations:
        for version in VERSIONS:
            told = why_not(found, found.declarations, each, version, as_of=AS_OF)
            closed = [gate for gate in told.gates if not gate.open and gate.name != "configs"]
            assert bool(closed) == (version != each.release.version)
            assert told.possible is None or told.possible >= datetime(2026, 11, 24, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(repositories())
def test_what_time_opens_is_possible_when_every_closed_gate_is_a_wave_or_a_soak(found: Compiled) -> None:
    assert found.declarations is not None
    for each in found.installations:
        told = why_not(found, found.declarations, each, "1.1.0", as_of=AS_OF)
        names = {gate.name for gate in told.gates if not gate.open}
        assert (told.possible is not None) == bool(names and names <= {"wave", "soak", "freeze"})
